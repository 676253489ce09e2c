"""分组与结对: a class from levels to groups with mentors, filed with the office; each step is kept as it is done."""

import streamlit as st

from components import choice_step, filing_step, group_step, group_steps, level_step, mentor_step, plan_acts
from components.guard import open_page
from services import led_classes, plans

context = open_page("groups")

classes = led_classes.my_classes(context)
if not classes:
    group_steps.show_none(context)
    st.stop()

class_id = group_steps.choose_class(classes)
desk = plans.open_desk(context, class_id)
plan_acts.show_version(desk)

step = group_steps.show_head(context, desk)
if step == 1:
    level_step.show(context, desk)
elif step == 2:
    group_step.show(context, desk)
elif step == 3:
    choice_step.show(context, class_id)
elif step == 4:
    mentor_step.show(context, desk)
elif step == 5:
    filing_step.show(context, class_id)
group_steps.show_ways(desk, step)
