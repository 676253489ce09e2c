"""交流记录: my own records and those of the students I answer for; searched, filtered, opened, taken along."""

import streamlit as st

from components import address, log_filters, log_list, log_papers, menu, record_view
from components.guard import open_page
from services import record_log

context = open_page("log")

record_id = address.number("record")
if record_id is not None:
    record_view.show(context, record_id)
    st.stop()

st.title("交流记录", anchor=False)
log_filters.show(context)
asked, page = log_filters.wanted(context), log_filters.page()
total, lines = record_log.find(context, asked, (page - 1) * record_log.PAGE)
log_papers.show_left_out(context, asked, total)
if not total:
    log_papers.show_none(asked)
    st.stop()

log_papers.show_count(context, asked, total)
tapped = log_list.show(lines, "log_list")
if tapped is not None:
    menu.go("log", **log_filters.query(), record=tapped)
log_filters.show_pages(total)
