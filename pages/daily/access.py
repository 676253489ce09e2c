"""申请查看: to read about a student outside one's own circle, for a reason and a time; for leaders, deciding it."""

from components import access_decision, access_form, access_list, address, menu
from components.guard import open_page
from domain.permissions import Action

context = open_page("access")

panel = address.word("open", access_list.PANELS)
request_id = address.number("id") or 0

if panel == "ask" and not context.actor.sees_whole_school:
    access_form.show(context)
elif panel == "own":
    access_form.show_one(context, request_id)
elif panel == "decide" and context.actor.may(Action.DECIDE_ACCESS):
    access_decision.show(context, request_id)
else:
    access_list.show(context)
    panel = None
if panel:
    menu.link("access", "‹ 回到申请查看")
