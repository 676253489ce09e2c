"""学生档案: one student, one page."""

import streamlit as st

from components import address, archive_view, handover_form
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
story, facts = st.columns([1.9, 1], gap="medium")
with story:
    archive_view.show_highlights(student)
    archive_view.show_curve(student)
    archive_view.show_timeline(context, student)
with facts:
    handover_form.show_received(context, student_id)
    archive_view.show_facts(student)
