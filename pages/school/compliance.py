"""完成情况: what was asked for, what was done, what is late; each number opens whom it counts."""

import streamlit as st

from components import compliance_view as view
from components.guard import open_page
from services import compliance

context = open_page("compliance")
known = view.choices(context)
if not known.periods:
    st.title("完成情况", anchor=False)
    view.show_nothing(context, "还没有学期。先填好学年学期，再选履职要求。", "calendar")
    st.stop()
chosen = view.choice(known)
found = compliance.see(context, *chosen)

st.title(found.finding, anchor=False)
view.show_filters(known)
if not found.columns:
    view.show_nothing(
        context, "这段时间没有履职要求。德育处在“履职要求”里选一套方案，这里就有完成情况。", "duties"
    )
    st.stop()
view.show_facts(found)
tapped = view.show_table(found)
view.show_paper(context, chosen)
if tapped is not None:
    view.open_cell(found, chosen, tapped)
