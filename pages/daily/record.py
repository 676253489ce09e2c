"""记一次: whom, about what, how, with what effect."""

import streamlit as st

from components import address, menu, record_form, state, student_picker
from components.guard import open_page
from components.text import plain
from services import students, today

context = open_page("record")

after = record_form.finish()
if after == "done":
    menu.go("today")
if after == "next":
    state.renew_form("pick")
    menu.go("record")

student_id = address.number("student")

if student_id is None:
    st.title("记给谁", anchor=False)
    picked = student_picker.one_of_mine(students.mine(context))
    picked = picked or student_picker.anybody(students.names(context))
    if picked:
        menu.go("record", student=picked)
    st.stop()

student = students.one(context, student_id)
st.title(f"{plain(student.name)} :gray[{plain(student.class_name)}]", anchor=False)
several = st.toggle("多人", key=f"several_{student.id}")
own = students.mine(context) if several else []
if several:
    student_picker.several_of_mine(own, student)
record_form.show_last(student, today.last_words(context, student.id))
record_form.show(context, lambda: record_form.Chosen(student_picker.chosen_now(own, student)))
