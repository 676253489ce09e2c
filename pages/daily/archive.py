"""学生档案: one student, one page."""

import streamlit as st

from components import (
    address,
    archive_earlier,
    archive_edit,
    archive_view,
    curve_view,
    growth_view,
    handover_form,
    profile_view,
)
from components.guard import open_page
from services import archive

context = open_page("archive")

student_id = address.number("student")
if student_id is None:
    archive_view.ask_for_student()
    st.stop()

with archive_view.or_how_to_ask(context):
    student = archive.open_archive(context, student_id)
archive_view.show_head(student)
archive_view.show_highlights(student, student.growth.strengths)
archive_view.show_acts(context, student)
if not archive_edit.show_open(context, student):
    archive_earlier.show_asked(student_id)
story, facts = st.columns([1.9, 1], gap="medium")
with story:
    curve_view.show(context, student)
    growth_view.show_terms(student)
    archive_view.show_timeline(context, student)
with facts:
    handover_form.show_received(context, student_id)
    archive_view.show_facts(student, context.today)
    profile_view.show_family(context, student)
