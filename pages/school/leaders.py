"""联系点与包靠: whose each class and each charged student is; the sheet for the principal's meeting."""

from components import address, leader_form, leaders_board, menu
from components.guard import open_page

context = open_page("leaders")

class_id, leader_id = address.number("class"), address.number("leader")
if class_id:
    leaders_board.show_class(context, class_id)
elif leader_id:
    leader_form.show(context, leader_id)
else:
    leaders_board.show(context)
if class_id or leader_id:
    menu.link("leaders", "‹ 回到联系点与包靠")
