"""第一步 层次: who is in the class, and the level each counts as when levels are mixed (S4: 3:5:2)."""

from dataclasses import replace
from typing import Any, cast

import streamlit as st

from components import labels, plan_acts
from components.text import plain
from domain.balance import LEVELS, Level
from domain.grouping_plan import Plan, with_level
from services.context import Context
from services.plans import Desk

_WORDS = {"A": "优等生", "B": "中等生", "C": "学困生"}


def show(context: Context, desk: Desk) -> None:
    """Counts by level, the exam they come from, and a table to correct by hand."""
    st.header(_finding(desk), anchor=False)
    _exam(desk)
    if desk.may_change:
        st.caption("层次只用来把各组配均衡，只有班主任和德育处看得到。点“层次”一格可以改。")
    _table(desk)


def _finding(desk: Desk) -> str:
    counts = {level: sum(one.level == level for one in desk.students.values()) for level in LEVELS}
    if not any(counts.values()):
        return "还没有层次，可以在表里自己定，也可以不分层次直接分组"
    words = "、".join(f"{level} {_WORDS[level]} {count} 人" for level, count in counts.items())
    by_hand = f"，其中 {len(desk.plan.levels)} 人是手工定的" if desk.plan.levels else ""
    return words + by_hand


def _exam(desk: Desk) -> None:
    if not desk.exams:
        st.caption("还没有导入考试成绩。导入后层次会按总分自动分好。")
        return
    ids = list(desk.exams)
    names = labels.unique((one, name, "") for one, name in desk.exams.items())
    place = ids.index(desk.plan.exam_id) if desk.plan.exam_id in ids else 0
    key = f"level_exam_{desk.class_id}_{desk.plan.exam_id}"  # 撤销 shows the exam before
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("按哪次考试", ids, index=place, format_func=names.__getitem__, key=key,
                     disabled=not desk.may_change, on_change=_choose_exam, args=(desk.class_id, key))  # fmt: skip
        if desk.plan.levels and desk.may_change:
            st.button(
                "都按考试来", key="levels_reset", type="tertiary", on_click=_reset, args=(desk.class_id,)
            )
    unknown = sum(one.total is None for one in desk.students.values())
    ratio = "∶".join(map(str, desk.ratio))
    note = f"{unknown} 人没有总分，先算在中间一层。" if unknown else ""
    st.caption(plain(f"按总分从高到低约 {ratio}，同分同层。{note}"))


def _choose_exam(class_id: int, key: str) -> None:
    exam_id = st.session_state[key]
    plan_acts.change(class_id, lambda desk: replace(desk.plan, exam_id=exam_id))


def _reset(class_id: int) -> None:
    plan_acts.change(class_id, lambda desk: replace(desk.plan, levels={}), "都改回按考试的层次。")


def _table(desk: Desk) -> None:
    people = list(desk.students.values())
    key = plan_acts.table_key("levels", desk)
    rows = {
        "姓名": [one.name for one in people],
        "学号": [one.number for one in people],
        "性别": [one.sex or "" for one in people],
        "总分": [one.total for one in people],
        "层次": [one.level for one in people],
        "特殊类别": ["、".join(desk.cares[care] for care in sorted(one.care)) for one in people],
    }
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        disabled=[name for name in rows if name != "层次" or not desk.may_change],
        column_config={
            "层次": st.column_config.SelectboxColumn(options=list(LEVELS), width="small"),
            "总分": st.column_config.NumberColumn(format="%g", width="small"),
            "性别": st.column_config.TextColumn(width="small"),
        },
        height=min(38 + 35 * len(people), 760),
        on_change=lambda: _set_levels(desk.class_id, key, [one.id for one in people]),
    )


def _set_levels(class_id: int, key: str, ids: list[int]) -> None:
    edits: dict[int, dict[str, Any]] = st.session_state[key]["edited_rows"]
    chosen = {ids[int(row)]: edit["层次"] for row, edit in edits.items() if "层次" in edit}

    def act(desk: Desk) -> Plan:
        plan = desk.plan
        for student, level in chosen.items():
            plan = with_level(plan, student, cast(Level | None, level if level in LEVELS else None))
        return plan

    plan_acts.change(class_id, act)
    plan_acts.keep_table("levels", class_id)
