"""更多: everything else this person may open, the password, the way out."""

import streamlit as st

from components import catalogue, menu, own_sessions, second_step, session
from components.entry import show_password_form
from components.guard import open_page
from components.text import plain

context = open_page("more")

st.title(plain(context.actor.name), anchor=False)
st.caption(menu.roles_text(context.actor))
for screen in catalogue.allowed(context.actor):
    if screen.menu:
        menu.link(screen.name, screen.title)
with st.expander("改密码"):
    show_password_form(context)
second_step.show(context)
own_sessions.show(context)
st.button("退出", key="sign_out_here", icon=":material/logout:", on_click=session.sign_out)
