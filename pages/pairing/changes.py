"""调换导师: what came undone since the groups were formed, requests for another mentor, and handing over."""

from components import (
    address,
    change_decision,
    change_form,
    changes_list,
    handover_form,
    leaving,
    menu,
    placing,
    taking_over,
    trial,
)
from components.guard import open_page
from domain.permissions import Action

context = open_page("changes")

panel = address.word("open", changes_list.PANELS)
looks_after = context.actor.may(Action.FORM_GROUPS)
class_id, row_id = address.number("class") or 0, address.number("id") or 0

if panel == "ask":
    change_form.show(context, address.number("student"))
elif panel == "request":
    change_decision.show(context, row_id)
elif panel == "note":
    handover_form.show(context, row_id)
elif panel == "place" and looks_after:
    placing.show(context, class_id)
elif panel == "take" and looks_after:
    taking_over.show(context, class_id)
elif panel == "trial" and looks_after:
    trial.show(context, class_id)
elif panel == "leave" and looks_after:
    leaving.show(context)
else:
    changes_list.show(context)
    panel = None
if panel:
    menu.link("changes", "‹ 回到调换导师")
