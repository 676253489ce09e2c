"""总览: is every child somebody's and seen, is what is asked done; each number opens what it counts."""

import streamlit as st

from components import access_list, inspection_list, leading_view
from components import overview_view as page
from components.guard import open_page
from services import overview, stages

context = open_page("overview")
known = page.choices(context)
view = page.choice(context, known)
seen = overview.see(context, view)

page.show_head(context, seen, stages.now(context))
leading_view.show(context)
access_list.show_waiting(context)
inspection_list.show_waiting(context)
if not seen.state.students:
    st.stop()
page.show_filters(known, seen)
tapped = page.show_board(seen)
page.show_papers(context, view)
page.act(tapped, view)
