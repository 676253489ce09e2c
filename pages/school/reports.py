"""专题汇报: a month or a quarter as Word, ready to hand in."""

import streamlit as st

from components import reports_view as view
from components.guard import open_page
from services import reports

context = open_page("reports")
known = reports.periods(context)

st.title("专题汇报", anchor=False)
if not known.months:
    view.show_nothing(context)
    st.stop()
has_names = view.ask_names()
view.show_months(context, known, has_names)
view.show_quarters(context, known, has_names)
view.show_tables(context, known)
view.show_sentences(context, known)
