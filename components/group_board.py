"""The groups on the table as one component: tap or drag to move, swap, lock; a count lights up who it counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from components import plan_acts, state
from domain.errors import Invalid
from domain.grouping_plan import Plan, moved, swapped, with_lock
from services.plans import Desk

_HERE = Path(__file__).parent
_KEPT_KEYS = 200
_board = st.components.v2.component(
    "mentor_group_board",
    js=(_HERE / "assets" / "group_board.js").read_text(encoding="utf-8"),
    html='<div class="board"></div>',
    isolate_styles=False,
)


def show(desk: Desk, limit: float, *, shows_scores: bool, shows_care: bool) -> int | None:
    """The board; returns the student picked. `limit`: how far apart the groups' mean totals may lie."""
    key = f"board_{desk.class_id}"
    _board(
        data=_data(desk, limit, shows_scores, shows_care),
        key=key,
        on_acts_change=lambda: _take(desk.class_id, key),
        on_picked_change=lambda: _pick(key),
    )
    picked = state.get(state.BOARD_PICKED, None)
    return picked if picked in desk.students else None


def _data(desk: Desk, limit: float, shows_scores: bool, shows_care: bool) -> dict[str, Any]:
    places, locked = desk.plan.places, desk.plan.locked
    return {
        "students": [
            [one.id, one.name, one.level, one.sex, one.total, sorted(one.care), one.id in locked,
             places.get(one.id, -1)]
            for one in desk.students.values()
        ],
        "groups": [{"name": group.name, "mentor": _mentor(desk, group.mentor)} for group in desk.plan.groups],
        "cares": sorted(desk.cares.items()),
        "ratio": list(desk.ratio),
        "limit": limit,
        "isOpen": desk.may_change,
        "showsScores": shows_scores,
        "showsCare": shows_care,
        "done": state.get(state.BOARD_DONE, []),
    }  # fmt: skip


def _mentor(desk: Desk, mentor_id: int | None) -> str:
    teacher = desk.teachers.get(mentor_id) if mentor_id else None
    return f"{teacher.name}　{teacher.subjects}".strip() if teacher else ""


def _take(class_id: int, key: str) -> None:
    """Take over the acts not yet taken; what cannot be done is said, and the board goes back."""
    done: list[str] = state.get(state.BOARD_DONE, [])
    sent = _sent(key, "acts")
    listed = sent if isinstance(sent, list) else []
    acts = [act for act in listed if isinstance(act, Mapping) and act.get("key") not in done]
    state.put(state.BOARD_DONE, [*done, *(str(act.get("key")) for act in acts)][-_KEPT_KEYS:])
    if acts:
        plan_acts.change(class_id, lambda desk: _after(desk, acts))


def _pick(key: str) -> None:
    picked = _sent(key, "picked")
    state.put(state.BOARD_PICKED, picked if isinstance(picked, int) and picked else None)


def _sent(key: str, name: str) -> Any:
    return getattr(st.session_state.get(key), name, None)


def _after(desk: Desk, acts: list[Mapping[str, Any]]) -> Plan:
    plan = desk.plan
    for act in acts:
        plan = _one(desk, plan, act)
    return plan


def _one(desk: Desk, plan: Plan, act: Mapping[str, Any]) -> Plan:
    """One act; what a browser sends is checked like anything from outside."""
    kind, student, to, other = (act.get(name) for name in ("kind", "id", "to", "other"))
    if not isinstance(student, int) or student not in desk.students:
        raise Invalid("名单刚有变动，请看过再试。")
    if kind == "move" and isinstance(to, int) and to in range(len(plan.groups)):
        return moved(plan, student, to)
    if kind == "swap" and isinstance(other, int) and other in desk.students:
        return swapped(plan, student, other)
    if kind == "lock":
        return with_lock(plan, student, bool(act.get("on")))
    raise Invalid("小组刚有变动，请看过再试。")
