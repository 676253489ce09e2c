"""月度小结: drafted from the records, written over by the mentor, handed in; for those who lead, who has handed in."""

import streamlit as st

from components import address, summaries_list, summary_form
from components.guard import open_page
from domain.permissions import Action
from services import summaries

context = open_page("summary")

head = st.container()  # the title says where one is; what it is about is chosen beneath it
leads = context.actor.may(Action.SEE_OVERVIEW)
month = summary_form.choose_month(summaries.months(context), context.today)
mentor_id = address.number("mentor")
if leads and mentor_id is not None:
    summaries_list.show_one(context, mentor_id, month, head)
    st.stop()
usual = "all" if context.actor.sees_whole_school else "mine"
if leads and summary_form.choose_view(usual) == "all":
    summaries_list.show(context, month, head)
    st.stop()
summary_form.show(context, month, head)
