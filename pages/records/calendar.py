"""学年学期: the two terms and the holidays, entered once; everything is read through them."""

import streamlit as st

from components import calendar_form, holiday_list
from components.guard import open_page
from services import calendar

context = open_page("calendar")

holiday = holiday_list.opened(context)
if holiday is not None:
    holiday_list.show_one(context, holiday)
else:
    st.title(calendar.school_day(context).text, anchor=False)
    st.caption("开学、放假的日子只在这里填一次。年级、周次和履职要求都由它得出。")
    calendar_form.show_terms(context)
    holiday_list.show(context)
