"""交接仪式: planned, printed, recorded with attendance, class by class."""

import streamlit as st

from components import ceremony_form, class_picker, menu
from components.guard import open_page
from services import led_classes

context = open_page("ceremony")

classes = led_classes.my_classes(context)
if not classes:
    st.title("交接仪式", anchor=False)
    st.info("还没有归您安排的班级。先导入学生名单。", icon=":material/groups:")
    menu.link_if_allowed(context.actor, "import")
    st.stop()

class_id = class_picker.choose({one["id"]: one["name"] for one in classes})
ceremony_form.show(context, class_id)
