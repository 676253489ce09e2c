"""One leave: who, from when to when, a word; changed, ended early, deleted when it was a mistake."""

from datetime import timedelta
from typing import Any

import streamlit as st

from components import changes_done, labels, leave_list, session, state
from components.text import plain
from domain.errors import Invalid
from domain.leave import MOST_LETTERS, Leave
from services import leave
from services.context import Context
from services.leave import Line, People

FORM = "leave"
_TEACHER, _STUDENT = "教师", "学生"
_NOTE = "不要写病情。备注只有班主任和德育处看得到，导师只看到日期。"


def show_new(context: Context) -> None:
    """Who is away."""
    st.title("登记请假", anchor=False)
    with st.container(key="narrow_leave"):
        _new(context)


def _new(context: Context) -> None:
    people = leave.people(context)
    if people.staff:
        st.pills("谁请假", [_STUDENT, _TEACHER], key=_key("who"), default=_STUDENT, required=True)
    is_teacher = st.session_state.get(_key("who")) == _TEACHER
    _choose(people, is_teacher)
    _days(context, None)
    st.button("登记", key="enter_leave", type="primary", on_click=_enter, args=(state.form_id(FORM), is_teacher))  # fmt: skip


def show_one(context: Context, leave_id: int) -> None:
    """A leave that is there: its days can be moved."""
    found = next((one for one in leave.listed(context) if one.id == leave_id), None)
    if found is None:
        leave_list.show_missing()
        return
    st.title(f"{plain(found.name)} :gray[{plain(found.class_name or _TEACHER)}]", anchor=False)
    _days(context, found)
    with st.container(horizontal=True):
        st.button(
            "保存", key="change_leave", type="primary", on_click=_change, args=(found.id, found.version)
        )
        if found.is_present(context.today) and found.leave.starts_on < context.today:
            st.button("今天已回来", key="back_today", on_click=_back, args=(found,))
        st.button("登记错了，删除", key="delete_leave", on_click=_delete, args=(found.id, found.version))
    st.caption("提前回来就改最后一天；根本没有请假才删除，删除会留下痕迹。")


def _choose(people: People, is_teacher: bool) -> None:
    known = people.staff if is_teacher else people.students
    names = labels.unique((key, text, "") for key, text in known.items())
    st.selectbox(_TEACHER if is_teacher else _STUDENT, list(names), index=None, placeholder="打姓名找",
                 key=_key("staff" if is_teacher else "student"), format_func=names.__getitem__,
                 on_change="ignore")  # fmt: skip


def _days(context: Context, known: Line | None) -> None:
    first = known.leave.starts_on if known else context.today
    last = known.leave.ends_on if known else context.today
    with st.container(horizontal=True):
        for label, name, value in (("第一天", "first", first), ("最后一天（含）", "last", last)):
            st.date_input(label, value, format="YYYY-MM-DD", key=_key(name, known), on_change="ignore")
    st.text_input("备注（可不写）", known.leave.note if known else "", key=_key("note", known),
                  max_chars=MOST_LETTERS, placeholder="例如：外出培训、随家长外出", on_change="ignore")  # fmt: skip
    st.caption(_NOTE)


def _enter(form_id: str, is_teacher: bool) -> None:
    who = st.session_state.get(_key("staff" if is_teacher else "student"))

    def enter() -> str:
        first, last, note = _values(None)
        wanted = Leave(who if is_teacher else None, None if is_teacher else who, first, last, note)
        leave.enter(session.context(), form_id, wanted)
        state.renew_form(FORM)
        return "已登记。"

    changes_done.act(enter)


def _change(leave_id: int, version: int) -> None:
    def change() -> str:
        leave.change(session.context(), leave_id, version, *_values(f"{leave_id}_{version}"))
        return "已保存。"

    changes_done.act(change)


def _back(found: Line) -> None:
    """The last day away was yesterday."""

    def back() -> str:
        context = session.context()
        last = context.today - timedelta(1)
        leave.change(context, found.id, found.version, found.leave.starts_on, last, found.leave.note)
        return "已改成到昨天为止。"

    changes_done.act(back)


def _delete(leave_id: int, version: int) -> None:
    def delete() -> str:
        leave.delete(session.context(), leave_id, version)
        return "已删除。"

    changes_done.act(delete)


def _values(part: str | None) -> tuple[Any, Any, str]:
    part = part or state.form_id(FORM)[:8]
    first, last = (st.session_state.get(f"leave_{name}_{part}") for name in ("first", "last"))
    if first is None or last is None:
        raise Invalid("请选好第一天和最后一天。")
    return first, last, (st.session_state.get(f"leave_note_{part}") or "").strip()


def _key(name: str, known: Line | None = None) -> str:
    return f"leave_{name}_{f'{known.id}_{known.version}' if known else state.form_id(FORM)[:8]}"
