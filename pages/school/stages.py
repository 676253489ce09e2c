"""推进阶段: where the scheme stands this school year, what is due, what is done."""

from components import address, menu, stage_form, stages_view
from components.guard import open_page
from services import stages

context = open_page("stages")
plan = stages.see(context)

item_id, position = address.number("item"), address.number("stage")
if item_id:
    stage_form.show_item(context, plan, item_id)
elif position:
    stage_form.show_stage(context, plan, position)
else:
    stages_view.show(context, plan)
if item_id or position:
    menu.link("stages", "‹ 回到推进阶段")
