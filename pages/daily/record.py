"""记一次: whom or what, about what, how, with what effect."""

import streamlit as st

from components import drafts_kept, record_form, record_subject
from components.guard import open_page
from services import record_subjects

context = open_page("record")
record_form.leave_after_save()

student = record_subject.begin(context)
if not record_subject.is_known(student):
    record_subject.pick(context)
    st.stop()

record_subject.show_title(student)
if student is not None:
    drafts_kept.offer(context, student.id)
record_form.choose_kind(record_subjects.kinds(context), with_student=student is not None)
record_form.show(context, record_subject.ask(context, student))
