"""Choosing students: own ones by a tap, anybody else in one's scope by name, pinyin or number."""

from collections.abc import Sequence

import streamlit as st

from components import labels, record_state, state
from components.text import plain
from services.students import StudentLine


def one_of_mine(own: list[StudentLine]) -> int | None:
    """Own students as tiles to tap; the longest unseen first."""
    if not own:
        return None
    names = labels.students(own)
    picked = st.pills("我的学生", list(names), width="stretch", key=f"pick_{state.form_id('pick')[:8]}",
                      format_func=lambda one: plain(names[one]))  # fmt: skip
    return int(picked) if picked else None


def several_of_mine(own: list[StudentLine], first: StudentLine) -> None:
    """Own students to tick besides the first."""
    others = labels.students(one for one in own if one.id != first.id)
    record_state.keep_known("others", others)
    st.pills("还有谁", list(others), width="stretch", selection_mode="multi", key=record_state.key("others"),
             format_func=lambda one: plain(others[one]))  # fmt: skip


def chosen_now(own: Sequence[StudentLine], first: StudentLine) -> tuple[StudentLine, ...]:
    """The first student and whoever is ticked besides, as it stands on the screen now, not at the last run."""
    ticked = record_state.value("others") if record_state.value("several") else None
    return (first, *(one for one in own if one.id != first.id and one.id in (ticked or [])))


def anybody(names: dict[int, str]) -> int | None:
    """A list to type into."""
    names = labels.unique((key, name, "") for key, name in names.items())
    picked = st.selectbox("找一名学生", list(names), index=None, placeholder="打姓名找", format_func=names.__getitem__,
                          key=f"anybody_{state.form_id('pick')[:8]}")  # fmt: skip
    return int(picked) if picked else None
