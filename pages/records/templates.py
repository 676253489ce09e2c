"""打印模板: the school's own Word templates for handbooks and archives: looked over, tried, in use, put back."""

import streamlit as st

from components import template_desk, template_upload
from components.guard import open_page

context = open_page("templates")

st.title("打印模板", anchor=False)
purpose = template_desk.choose_purpose()
template_desk.show_present(context, purpose)
template_upload.show(context, purpose)
template_desk.show_kept(context, purpose)
template_upload.show_words(context, purpose)
