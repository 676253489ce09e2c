"""Correcting one's own record: the earlier wording is kept, and the page says so."""

from dataclasses import replace

import streamlit as st

from components import errors, session, state
from domain.records import AREAS, EFFECTS, NEEDS_ATTENTION, InteractionForm
from services import interactions
from services.archive import Entry


def offer(entry: Entry) -> None:
    """A small button on one's own record."""
    if st.button("更正", key=f"correct_{entry.id}", type="tertiary"):
        _dialog(entry)


@st.dialog("更正这条记录")
def _dialog(entry: Entry) -> None:
    context = session.context()  # a dialog runs by itself, long after its page
    st.caption("原来写的会留着，能查到是谁在什么时候改的。")
    day = st.date_input("哪天", value=entry.occurred_on, max_value=context.today, format="YYYY-MM-DD")
    area = st.pills("谈什么", AREAS, default=entry.area if entry.area in AREAS else None)
    effect = st.pills("效果", EFFECTS, default=entry.effect if entry.effect in EFFECTS else None)
    content = st.text_area("一句话（可不写）", value=entry.content or "", max_chars=5000)
    if st.button("保存更正", type="primary"):
        with errors.shown():
            form = interactions.form_of(context, entry.id)
            changed: InteractionForm = replace(
                form,
                occurred_on=day or entry.occurred_on,
                guidance_area=area or "",
                effect=effect or "",
                content=content.strip(),
                # the day to look again stays as it was agreed; a correction only needs one to be complete
                follow_up_on=context.today if effect == NEEDS_ATTENTION else None,
            )
            interactions.correct(context, entry.id, entry.version, changed)
            state.put(state.NOTICE, ("done", "已更正，原来的留着。"))
            st.rerun()
