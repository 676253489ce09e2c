"""账号与权限: who can sign in, and as what. No student's content is on this page."""

import streamlit as st

from components import account_view
from components.guard import open_page
from services import accounts

context = open_page("accounts")

staff = accounts.staff_list(context)
account_view.show_head(staff)
account_view.show_new_accounts()
account_view.show_missing(context, staff)
account_view.show_table(staff)
account_view.show_demand(context)
account_view.show_export_limit(context)
st.header("改一个人的账号", anchor=False)
person = account_view.choose(staff)
if person is not None:
    account_view.show_person(person)
