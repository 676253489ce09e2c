"""打印与导出: one's handbook, the class's archives, all mentors' handbooks, blank forms."""

import streamlit as st

from components import address, papers_view, print_job
from components.guard import open_page
from domain.permissions import Action
from services import calendar

context = open_page("papers")

st.title("打印与导出", anchor=False)
terms = calendar.begun_terms(context)
if not terms:
    st.info("先在“学年学期”里设好这个学期，再回来打印。", icon=":material/calendar_month:")
    st.stop()

term, choice = papers_view.choose(terms)
papers_view.show_student(context, address.number("student"), term, choice)
papers_view.show_own(context, term, choice)
papers_view.show_class(context, term, choice)
if context.actor.may(Action.PRINT_ANY):
    print_job.show(context, term, choice)
