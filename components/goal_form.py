"""发展目标 in the archive's editor: which one, what is to be reached, how it goes."""

from functools import partial
from typing import Any

import streamlit as st

from components import edit_state, session, state
from components.text import short
from domain.corrections import changes
from domain.goals import AREAS, MAX_AIM, MAX_MEASURE, MAX_NOTE, STATES, GoalForm, labelled
from services import goals
from services.context import Context
from services.goals import Goal

PART = "goal"
_NEW = 0


def draw(context: Context, student_id: int) -> None:
    """The goal chosen, or a new one."""
    known = {one.id: one for one in goals.of_student(context, student_id)}
    goal = known.get(_choose(known))
    own = _own(goal)
    version = edit_state.fields(own, goal.version if goal else 0, _begin(goal))
    save = partial(_save, student_id, goal.id if goal else None)
    if goal and edit_state.is_clash(own):
        both = (labelled(_form(goal)), labelled(_typed(goal.id)))
        edit_state.show_clash(changes(*both), lambda: save(goal.version))
    _show_fields(goal)
    st.caption("这名学生的导师、班主任、年级组长和德育处看得到。涉及心理、家庭隐私的，写成保密记录。")
    edit_state.show_actions(lambda: save(version))


def _choose(known: dict[int, Goal]) -> int:
    if not known:
        return _NEW
    names = {
        _NEW: "新的目标",
        **{one.id: f"{one.area}：{short(one.aim)}（{one.state_text}）" for one in known.values()},
    }
    key = edit_state.key("goal_chosen")
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(known))
    return int(st.selectbox("哪个目标", list(names), key=key, format_func=names.__getitem__,
                            on_change=edit_state.look_at, args=(PART,)))  # fmt: skip


def _show_fields(goal: Goal | None) -> None:
    at = goal.id if goal else _NEW
    st.pills("哪方面", AREAS, key=_key(at, "area"), required=True)
    st.text_input(
        "目标",
        key=_key(at, "aim"),
        max_chars=MAX_AIM,
        placeholder="要做到什么，例如：每天自己记作业",
        on_change="ignore",
    )
    st.text_area(
        "措施",
        key=_key(at, "measure"),
        max_chars=MAX_MEASURE,
        height=84,
        placeholder="怎么做到，谁来帮",
        on_change="ignore",
    )
    st.date_input("什么时候做到", key=_key(at, "due_on"), format="YYYY-MM-DD", on_change="ignore")
    if goal is None:
        return
    st.segmented_control(
        "进行得怎么样", list(STATES), key=_key(at, "state"), format_func=STATES.__getitem__, required=True
    )
    st.text_area(
        "新的进展",
        key=_key(at, "progress"),
        max_chars=MAX_NOTE,
        height=68,
        placeholder="这次看到了什么",
        on_change="ignore",
    )


def _save(student_id: int, goal_id: int | None, version: int) -> None:
    def save() -> None:
        form_id = state.form_id(PART)
        goals.save(session.context(), form_id, student_id, goal_id, version, _typed(goal_id or _NEW))
        state.renew_form(PART)

    edit_state.save(f"{PART}{goal_id or _NEW}", save, "已保存。")


def _typed(at: int) -> GoalForm:
    found = {
        name: edit_state.value(_name(at, name))
        for name in ("area", "aim", "measure", "due_on", "state", "progress")
    }
    return GoalForm(found["area"] or "", found["aim"] or "", found["measure"] or "", found["due_on"],
                    found["state"] or "open", found["progress"] or "")  # fmt: skip


def _form(goal: Goal) -> GoalForm:
    return GoalForm(goal.area, goal.aim, goal.measure, goal.due_on, goal.state)


def _begin(goal: Goal | None) -> dict[str, Any]:
    form = _form(goal) if goal else GoalForm(AREAS[0], "")
    values = {"area": form.area, "aim": form.aim, "measure": form.measure, "due_on": form.due_on,
              "state": form.state, "progress": ""}  # fmt: skip
    at = goal.id if goal else _NEW
    return {_name(at, name): value for name, value in values.items()}


def _own(goal: Goal | None) -> str:
    return f"{PART}{goal.id if goal else _NEW}"


def _name(at: int, name: str) -> str:
    return f"goal_{at}_{name}"


def _key(at: int, name: str) -> str:
    return edit_state.key(_name(at, name))
