"""导入名单: the school's own files, looked at first, written in one go, undone as a whole."""

import streamlit as st

from components import import_view
from components.guard import open_page

context = open_page("import")

st.title("导入名单", anchor=False)
st.caption("先导教师和任课，再导学生，最后导成绩。确认之前什么都不会写入。")
kind = import_view.choose_kind()
exam = import_view.ask_exam(context) if kind == "exam" else None
upload = import_view.ask_file(kind)
if upload is not None:
    import_view.show_preview(context, kind, upload, exam)
import_view.show_history(context)
