"""Correcting one's own record: the earlier wording is kept, and the page says so."""

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from components import errors, labels, session, state
from components.text import short
from domain.calendar import day_text
from domain.records import AREAS, EFFECTS, MAX_CONTENT, NEEDS_ATTENTION
from services import corrections
from services.archive import Entry


def offer(own: list[Entry]) -> None:
    """One button for all of one's own records on the page."""
    if own and st.button("更正我写的一条", key="correct", type="tertiary"):
        _dialog(own)


@st.dialog("更正我写的一条")
def _dialog(own: list[Entry]) -> None:
    context = session.context()  # a dialog runs by itself, long after its page
    entry = _choose({one.id: one for one in own}) if len(own) > 1 else own[0]
    st.caption("原来写的会留着，能查到是谁在什么时候改的。")
    day = st.date_input(
        "哪天", key=f"day_{entry.id}", value=entry.occurred_on, max_value=context.today, format="YYYY-MM-DD"
    )
    area = st.pills(
        "哪方面", AREAS, key=f"area_{entry.id}", default=entry.area if entry.area in AREAS else None
    )
    effect = st.pills(
        "效果", EFFECTS, key=f"effect_{entry.id}", default=entry.effect if entry.effect in EFFECTS else None
    )
    due = _due(context.today, entry) if effect == NEEDS_ATTENTION else None
    content = st.text_area(
        "一句话（可不写）", key=f"content_{entry.id}", value=entry.content or "", max_chars=MAX_CONTENT
    )
    if st.button("保存更正", type="primary"):
        with errors.shown():
            changed = replace(
                corrections.form_of(context, entry.id),
                occurred_on=day or entry.occurred_on,
                guidance_area=area or "",
                effect=effect or "",
                content=content.strip(),
                follow_up_on=due,
            )
            corrections.correct(context, entry.id, entry.version, changed)
            state.put(state.NOTICE, ("done", "已更正，原来的留着。"))
            st.rerun()


def _due(today: date, entry: Entry) -> date:
    known = max(entry.follow_up_on, today) if entry.follow_up_on else today + timedelta(3)
    return st.date_input("哪天跟进", key=f"due_{entry.id}", value=known, min_value=today, format="YYYY-MM-DD")


def _choose(own: dict[int, Entry]) -> Entry:
    """Which record: by day, kind and first words; two alike are numbered."""
    titles = labels.unique((one.id, _title(one), "") for one in own.values())
    return own[st.selectbox("哪一条", list(own), format_func=titles.__getitem__)]


def _title(entry: Entry) -> str:
    return f"{day_text(entry.occurred_on)}　{entry.kind.text}　{entry.area}　{short(entry.content or '', 16)}"
