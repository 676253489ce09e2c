"""The parts of a record form, drawn from what its kind asks for. `key` names the widgets of one form."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from components import uploads
from domain.record_kinds import Field, Kind
from domain.records import AREAS, EFFECTS, MAX_LINE, MAX_MINUTES, MAX_PLACE, NEEDS_ATTENTION
from services.attachments import ENDINGS, MAX_BYTES, MOST

Key = Callable[[str], str]
Changed = Callable[[], None] | None
OTHER_DAY = "选日期"


def area_and_mode(kind: Kind, key: Key) -> None:
    """哪方面 and 方式, where the kind asks; a tap costs no trip to the server. The usual way is filled in."""
    if kind.shape.asks_area:
        _choice("哪方面", key("area"), AREAS)
    if kind.modes:
        st.session_state.setdefault(key(f"mode_{kind.value}"), kind.modes[0])
        _choice("方式", key(f"mode_{kind.value}"), kind.modes)


def effect(kind: Kind, key: Key, today: date) -> None:
    """效果, never filled in; 需关注 asks for the next day."""
    if not kind.shape.asks_effect:
        return
    if st.pills("效果", EFFECTS, key=key("effect"), width="stretch") != NEEDS_ATTENTION:
        return
    st.pills("哪天跟进", [*soon(today), OTHER_DAY], key=key("again"), width="stretch")
    if st.session_state.get(key("again")) == OTHER_DAY:
        st.session_state.setdefault(key("again_day"), today + timedelta(7))
        st.date_input("选一天", key=key("again_day"), min_value=today, format="YYYY-MM-DD")


def soon(today: date) -> dict[str, date]:
    """The days one usually agrees on."""
    return {"明天": today + timedelta(1), "三天后": today + timedelta(3), "下周一": today + timedelta(7 - today.weekday())}  # fmt: skip


def follow_up_on(key: Key, today: date) -> date | None:
    """The day chosen for looking again."""
    read = st.session_state.get
    if read(key("effect")) != NEEDS_ATTENTION:
        return None
    picked, other = read(key("again")), read(key("again_day"))
    return other if picked == OTHER_DAY else soon(today).get(picked or "")


def own(asked: Field) -> str:
    """The name under which a kind's own field stands in the form."""
    return f"own_{asked.name}"


def own_fields(kind: Kind, key: Key, changed: Changed = None) -> None:
    """The fields only this kind has."""
    for one in kind.shape.fields:
        _field(one, key(own(one)), changed)


def _field(one: Field, key: str, changed: Changed) -> None:
    if one.input == "choice":
        _choice(one.label, key, one.choices)
    elif one.input == "text":
        st.text_area(one.label, key=key, height=88, on_change=changed or "ignore")
    elif one.input == "line":
        st.text_input(one.label, key=key, max_chars=MAX_LINE, on_change=changed or "ignore")
    elif one.input == "count":
        st.number_input(
            one.label, key=key, min_value=0, max_value=99_999, value=None, step=1, on_change="ignore"
        )
    else:
        st.number_input(one.label, key=key, min_value=0.0, max_value=999_999.0, value=None, step=1.0, format="%.2f",
                        on_change="ignore")  # fmt: skip


def details(kind: Kind, key: Key) -> dict[str, str]:
    """What those fields hold, as text."""
    return {one.name: _text(st.session_state.get(key(own(one)))) for one in kind.shape.fields}


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".removesuffix(".00")
    return "" if value is None else str(value)


def when_and_where(key: Key, today: date) -> None:
    """哪天, 多少分钟, 地点."""
    st.session_state.setdefault(key("day"), today)
    st.date_input("哪天", key=key("day"), max_value=today, format="YYYY-MM-DD", on_change="ignore")
    st.number_input("多少分钟", key=key("minutes"), min_value=1, max_value=MAX_MINUTES, value=None, step=5, on_change="ignore")  # fmt: skip
    st.text_input("地点", key=key("place"), max_chars=MAX_PLACE, on_change="ignore")


def files(key: str) -> None:
    """Photos and files to add."""
    uploads.several(f"照片、文件（最多 {MOST} 个）", key, list(ENDINGS), MAX_BYTES // 1024 // 1024)


def _choice(label: str, key: str, options: tuple[str, ...]) -> None:
    st.pills(label, options, key=key, on_change="ignore", width="stretch")
