"""请假: who is away and when; on those days nothing is asked of them."""

from components import address, leave_form, leave_list, menu
from components.guard import open_page

context = open_page("leave")

panel = address.word("open", leave_list.PANELS)
if panel == "add":
    leave_form.show_new(context)
elif panel == "edit":
    leave_form.show_one(context, address.number("id") or 0)
else:
    leave_list.show(context)
if panel:
    menu.link("leave", "‹ 回到请假")
