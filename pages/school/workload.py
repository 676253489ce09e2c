"""工作量: what each mentor carries, whether it is shared evenly, the periods of the allowance."""

from components import address, workload_rule
from components import workload_view as view
from components.guard import open_page
from domain.permissions import Action
from services import workload

context = open_page("workload")
if address.word("open", ["rule"]) and context.actor.may(Action.MANAGE_DUTIES):
    workload_rule.show(context)
else:
    found = workload.see(context)
    view.show_head(found)
    if found.lines:
        tapped = view.show_table(found)
        view.show_idle(found)
        view.show_papers(context, found)
        view.show_way_to_rule(context)
        view.open_mentor(found, tapped)
    else:
        view.show_nothing(context)
