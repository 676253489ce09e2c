"""我的认领: the classes whose round is open, what one wants to lead in each, and one's own card."""

import streamlit as st

from components import claim_form, mentor_card_view
from components.guard import open_page
from services import claims

context = open_page("claims")

rounds = claims.my_rounds(context)
claim_form.show_head(rounds)
for found in rounds:
    claim_form.show(found)

card = st.expander("我的名片", key="own_card", expanded=not rounds, on_change="rerun")
if card.open:
    with card:
        mentor_card_view.show_own(context)
