"""导师分工班级明细表: a class's groups, mentors and students, to read and to print."""

import streamlit as st

from components import class_picker, register_view
from components.guard import open_page
from components.text import plain
from services import register, students

context = open_page("register")

classes = students.visible_classes(context)
if not classes:
    st.title("导师分工明细表", anchor=False)
    st.info("还没有您负责的学生。分好组以后，这里会有您的一行。", icon=":material/table_view:")
    st.stop()

class_id = class_picker.choose({one.id: one.name for one in classes})
known = register.versions(context, class_id)
if not known:
    st.title("导师分工明细表", anchor=False)
    st.info("这个班还没有分组。班主任分好组并报备案，批准后就能看到明细表。", icon=":material/table_view:")
    st.stop()

version = register_view.choose_version(known, class_id)
found = register.open_register(context, class_id, version)
st.title(plain(found.heading), anchor=False)
register_view.show_caption(found)
register_view.show_table(found)
register_view.show_papers(context, class_id, version)
