"""月度表现: what a mentor writes of the own students month by month, beside what was recorded of them."""

import streamlit as st

from components import menu, month_choice, month_grid, month_one
from components.guard import open_page

context = open_page("months")

head = st.container()  # the title says what is still to do; what it is about is chosen beneath it
chosen = month_choice.chosen(context)
if chosen is None:
    head.title("月度表现", anchor=False)
    st.info("还没有设置学期。请德育处先在“学年学期”里填上开学和放假的日子。")
    st.stop()

month_choice.show(chosen, head)
if not chosen.desk.pupils:
    st.info("您现在没有带学生。班主任分组以后，这里就是您的学生。")
    menu.link("students", "去找学生")
elif not chosen.desk.has_begun:
    st.caption("这个月还没有到，先写前面的月份。")
elif not chosen.desk.may_write:
    month_grid.show_read_only(chosen)
elif chosen.view == "one":
    month_one.show(chosen)
else:
    month_grid.show(chosen)
