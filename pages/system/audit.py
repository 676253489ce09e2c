"""操作日志: who did what, when; no student's content is on this page."""

import streamlit as st

from components import audit_view, errors
from components.guard import open_page
from services import audit_log

context = open_page("audit")

st.title("操作日志", anchor=False)
audit_view.show_verdict()
wanted = audit_view.filters(context, audit_log.people(context))
with errors.shown():
    audit_view.show(context, wanted, audit_log.look(context, wanted))
