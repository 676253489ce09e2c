"""全年级配导师: parallel classes share their teachers, so one search finds mentors for all of them."""

import streamlit as st

from components import grade_view
from components.guard import open_page
from services import grade_plan

context = open_page("grade")
st.title("全年级一起配导师", anchor=False)

grades = grade_plan.grades(context)
if not grades:
    grade_view.show_none(context)
    st.stop()

grade = grade_view.choose(grades)
grade_view.show_classes(grade_plan.classes_of(context, grade))
if grade_plan.look(context, grade) is None:
    grade_view.show_start(grade)
else:
    grade_view.follow(grade)
