"""考试: what was sat, by how many, for how many marks; the office corrects it and says where ranks are shown."""

from components import address, exam_form, exam_list, menu
from components.guard import open_page

context = open_page("exams")

exam_id = address.number("exam")
if exam_id is None:
    exam_list.show(context)
else:
    exam_form.show_one(context, exam_id)
    menu.link("exams", "‹ 回到考试")
