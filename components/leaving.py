"""登记离开: a student leaves the school; a teacher leaves a class or the school."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components import changes_done, labels, session
from domain.errors import Invalid
from domain.permissions import Action
from services import departures
from services.context import Context

_STUDENT, _CLASS, _SCHOOL = "学生离校", "老师不教一个班了", "老师离校"


def show(context: Context) -> None:
    """Who leaves, and one button."""
    st.title("登记离开", anchor=False)
    may_staff = context.actor.may(Action.DECIDE_CHANGE)
    kinds = [_STUDENT, _CLASS, _SCHOOL] if may_staff else [_STUDENT]
    kind = st.pills("谁离开", kinds, default=_STUDENT, required=True, key="leave_kind")
    people = departures.leavers(context)
    if kind == _STUDENT:
        _choose("学生", people.students, "leave_student")
        st.caption("从今天起离开班级、小组和导师，档案留着。")
    elif kind == _CLASS:
        teaching = {f"{staff}-{taught}": text for (staff, taught), text in people.teaching.items()}
        _choose("老师和班级", teaching, "leave_teaching")
        st.caption("从今天起不再任教这个班；在这个班带的学生会列在“没有人带”里，等人接手。")
    else:
        _choose("老师", people.staff, "leave_staff")
        st.caption("从今天起不能再登录；带的学生会列在“没有人带”里，等人接手。")
    st.checkbox("姓名已核对", key="leave_sure", on_change="ignore")
    st.button("登记", key="leave_save", type="primary", on_click=_save, args=(kind,))


def _choose(label: str, people: Mapping[Any, str], key: str) -> None:
    names = labels.unique((place, name, "") for place, name in enumerate(people.values()))
    known = dict(zip(people, names.values(), strict=True))
    st.selectbox(label, list(known), index=None, placeholder="打姓名找", key=key, on_change="ignore",
                 format_func=known.__getitem__)  # fmt: skip


def _save(kind: str) -> None:
    def save() -> str:
        key = {_STUDENT: "leave_student", _CLASS: "leave_teaching", _SCHOOL: "leave_staff"}[kind]
        chosen = st.session_state.get(key)
        if chosen is None or not st.session_state.get("leave_sure"):
            raise Invalid("请选好是谁，核对姓名后打勾，再登记。")
        _register(session.context(), kind, chosen)
        return "已登记，从今天起生效。"

    changes_done.act(save)


def _register(context: Context, kind: str, chosen: int | str) -> None:
    if kind == _STUDENT:
        departures.student_left(context, int(chosen))
    elif kind == _SCHOOL:
        departures.teacher_left_school(context, int(chosen))
    else:
        staff_id, class_id = map(int, str(chosen).split("-"))
        departures.teacher_left_class(context, staff_id, class_id)
