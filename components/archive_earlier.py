"""以前怎么写的: the earlier wordings of one part of a student's page, for who may read the present one."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from components import address, markup, record_markup, session, state, step_up_form
from services import goals, identity, months, profiles, reviews
from services.context import Context
from services.corrections import Correction

_ASKED: Final = "earlier"  # in the address
Told = list[tuple[str, list[Correction]]]  # a heading (of a part with several rows) and its changes


def _one(read: Callable[[Context, int], list[Correction]]) -> Callable[[Context, int], Told]:
    return lambda context, student_id: [("", read(context, student_id))]


# part → its name, and what reads it
PARTS: Final[dict[str, tuple[str, Callable[[Context, int], Told]]]] = {
    "profile": ("学生特点", _one(profiles.history)),
    "family": ("家庭情况", _one(profiles.family_history)),
    "guardian": ("监护人", identity.guardian_history),
    "identity": ("基本信息", _one(identity.history)),
    "care": ("类别", identity.care_history),
    "month": ("月度表现", months.history),
    "goal": ("发展目标", goals.history),
    "review": ("综合素质评价", reviews.history),
}


def way(student_id: int, part: str, changed: frozenset[str]) -> str:
    """The link beneath a part that was ever changed."""
    address = f"/archive?student={int(student_id)}&{_ASKED}={part}"
    return markup.way(address, "以前怎么写的 ›") if part in changed else ""


def show_asked(student_id: int) -> None:
    """The dialog, where the address asks for one."""
    part = address.word(_ASKED, list(PARTS))
    if part is None:
        state.take(state.EARLIER)
        return
    dialog = st.dialog(f"{PARTS[part][0]}：以前怎么写的", width="large", on_dismiss=_leave)
    dialog(_draw)(student_id, part)


def _draw(student_id: int, part: str) -> None:
    context = session.context()
    if part == "family" and step_up_form.asked_first(context, "earlier"):
        return
    told = _told(context, student_id, part)
    if not any(changes for _, changes in told):
        st.caption("还没有改过。")
    for heading, changes in told:
        record_markup.show_steps(heading, changes)
    st.caption("划掉的是改掉的，带底色的是改成的。谁看过以前怎么写的，会记进操作日志。")


def _told(context: Context, student_id: int, part: str) -> Told:
    """Read once an opening: reading is noted."""
    known: tuple[int, str, Told] | None = state.get(state.EARLIER)
    if known is None or known[:2] != (student_id, part):
        known = (student_id, part, PARTS[part][1](context, student_id))
        state.put(state.EARLIER, known)
    return known[2]


def _leave() -> None:
    state.take(state.EARLIER)
    address.put(_ASKED, None)
