"""Records to tap, under the day they happened on: one element for the whole list."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from components.text import short
from domain.calendar import day_text, day_text_long
from domain.records import NEEDS_ATTENTION
from services.record_log import Line

_LIST = """
export default function({data, parentElement, setTriggerValue}) {
  const part = (tag, text, look) => {
    const made = document.createElement(tag)
    if (text) made.textContent = text
    if (look) made.className = look
    return made
  }
  const record = ([id, who, head, effect, isWarning, words, isHidden, foot]) => {
    const button = part('button')
    button.type = 'button'
    button.append(part('strong', who), part('span', head))
    if (effect) button.append(part('b', effect, isWarning ? 'warn' : ''))
    if (words) button.append(part('em', words, isHidden ? 'hidden' : ''))
    if (foot) button.append(part('small', foot))
    button.onclick = () => setTriggerValue('tapped', id)
    return button
  }
  const day = ([heading, records]) => {
    const list = part('div', '', 'rows')
    list.append(...records.map(record))
    return [part('h2', heading), list]
  }
  parentElement.querySelector('.records').replaceChildren(...data.flatMap(day))
}
"""
_records = st.components.v2.component(
    "mentor_records", js=_LIST, html='<div class="records"></div>', isolate_styles=False
)
_HIDDEN = {True: "内容加密保存，打开看", False: "这条只给写的人看"}


def show(lines: Sequence[Line], key: str) -> int | None:
    """The records, by day; returns the id of the one just tapped."""
    days = [
        (heading, [_row(one) for one in found])
        for heading, found in groupby(lines, key=lambda one: _heading(one))
    ]
    tapped = _records(data=days, key=key, on_tapped_change=_nothing).tapped
    return tapped if isinstance(tapped, int) and tapped in {one.id for one in lines} else None


def _heading(one: Line) -> str:
    year = "" if one.occurred_on.year == one.recorded_on.year else f"{one.occurred_on.year}年"
    if one.deletion is not None:
        return f"{day_text(one.deletion.on)} 删除"
    return year + day_text_long(one.occurred_on)


def _row(one: Line) -> tuple[int, str, str, str, bool, str, bool, str]:
    if one.deletion is not None:
        head = f"{day_text(one.occurred_on)} {one.kind.text}"
        foot = f"{one.deletion.by}删除，理由：{one.deletion.reason}"
        return one.id, one.who, head, "", False, short(one.words or "", 80), False, foot
    hidden = one.words is None or one.is_sealed
    text = _HIDDEN[one.is_sealed] if hidden else short(one.words or _first_detail(one), 80)
    foot = " · ".join(part for part in ("" if one.is_own else one.author, one.state) if part)
    head = " · ".join(part for part in (one.kind.text, one.area) if part)
    return one.id, one.who, head, one.effect, one.effect == NEEDS_ATTENTION, text, hidden, foot


def _first_detail(one: Line) -> str:
    return next((f"{label}：{text}" for label, text in one.details), "")


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
