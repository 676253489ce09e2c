"""From a student's page to one of one's own records, to correct or delete it."""

import streamlit as st

from components import labels, menu
from components.text import short
from domain.calendar import day_text
from services.archive import Entry


def offer(own: list[Entry]) -> None:
    """One button for all of one's own records on the page."""
    if not own or not st.button("更正或删除我写的一条", key="correct", type="tertiary"):
        return
    if len(own) == 1:
        menu.go("log", record=own[0].id)
    _choose({one.id: one for one in own})


@st.dialog("哪一条")
def _choose(own: dict[int, Entry]) -> None:
    """By day, kind and first words; two alike are numbered."""
    titles = labels.unique((one.id, _title(one), "") for one in own.values())
    chosen = st.selectbox("我写的", list(own), format_func=titles.__getitem__)
    if st.button("打开", key="open_own", type="primary") and chosen:
        menu.go("log", record=chosen)


def _title(entry: Entry) -> str:
    parts = [day_text(entry.occurred_on), entry.kind.text, entry.area, short(entry.content or "", 16)]
    return "　".join(part for part in parts if part)
