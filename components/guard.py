"""The first statement of every page: nobody gets past it without a session and the right to be here."""

import streamlit as st

from components import catalogue, session, state, step_up_form
from components.text import plain
from domain.errors import NotAllowed
from services.context import Context


def open_page(name: str) -> Context:
    """The person at this page, allowed to be here; otherwise the page ends with a sentence and nothing else.

    A page must not rely on the router: Streamlit can be made to run a page script by itself.
    """
    try:
        context = session.context()
    except NotAllowed as error:
        st.warning(plain(error.message))
        st.stop()
    screen = catalogue.BY_NAME[name]
    if not context.actor.may(screen.action):
        st.warning("这一页不在您的权限里。需要时请找德育处或系统管理员。")
        st.stop()
    if name not in ("log", "archive"):  # what was opened there stays there
        state.take(state.OPENED)
    if name != "log":
        state.take(state.CORRECTING)
    if name != "archive":
        state.take(state.EDITING)
        state.take(state.EARLIER)
        state.take(state.TIMELINE)
    if name not in ("inspections", "findings"):
        state.take(state.FINDING_CLASH)
    if screen.asks_for_code:
        step_up_form.stop_until_given(context, screen.title)
    return context
