"""学生: my own first, then a class or anybody by name, pinyin or number."""

import streamlit as st

from components import student_list
from components.guard import open_page
from services import students

context = open_page("students")

st.title("学生", anchor=False)
classes = students.readable_classes(context)
if not classes:
    student_list.show_none(context)
    st.stop()

search, class_id = student_list.filters(classes)
total, found = students.page(
    context, search=search, class_id=class_id, first=student_list.first_on_page(), size=student_list.PAGE
)
student_list.show(total, found, context.today)
