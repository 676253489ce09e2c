"""总览: is every child somebody's, has every child been seen; each number opens what it counts."""

import streamlit as st

from components import access_list, figures, leading_view
from components.guard import open_page
from services import overview

context = open_page("overview")
seen = overview.see(context)

figures.show_head(context, seen)
leading_view.show(context)
access_list.show_waiting(context)
if not seen.students:
    st.stop()
figures.show_cards(seen)
left, right = st.columns(2, gap="large")
with left:
    figures.show_mentors(context, seen)
with right:
    figures.show_care(seen)
figures.show_opened()
