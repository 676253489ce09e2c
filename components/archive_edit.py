"""修改: one dialog for every part of a student's page; its first line chooses the part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import (
    care_form,
    edit_state,
    family_form,
    goal_form,
    guardian_form,
    identity_form,
    profile_form,
    review_form,
    session,
)
from domain.permissions import Action
from services.archive import Archive
from services.context import Context


@dataclass(frozen=True)
class Part:
    """One part: who may change it, and what draws its fields (within the dialog, with the person acting now)."""

    name: str
    label: str
    may: Callable[[Context, Archive], bool]
    draw: Callable[[Context, int], None]


def may_write(context: Context, student: Archive) -> bool:
    """A mentor's own words about a student of the own circle; never by a grant to read."""
    return context.actor.may(Action.EDIT_ARCHIVE) and student.granted_until is None


def may_put_right(context: Context, student: Archive) -> bool:
    """Who the child is and whom to call: the office, the class teacher."""
    return student.may_edit_identity


def may_tell(context: Context, student: Archive) -> bool:
    """What mentor and class teacher alone write."""
    return may_write(context, student) and student.is_minded


PARTS: Final = (
    Part("profile", "学生特点", may_write, profile_form.draw),
    Part("family", "家庭情况", may_write, family_form.draw),
    Part(goal_form.PART, "发展目标", may_tell, goal_form.draw),
    Part(review_form.PART, "综合素质评价", may_tell, review_form.draw),
    Part("guardian", "监护人", may_put_right, guardian_form.draw),
    Part("identity", "基本信息", may_put_right, identity_form.draw),
    Part("care", "类别", may_put_right, care_form.draw),
)


def offer(context: Context, student: Archive) -> None:
    """The button, for who may change anything of it."""
    if any(one.may(context, student) for one in PARTS):
        st.button("修改", key="edit_archive", icon=":material/edit_document:", on_click=edit_state.begin,
                  args=(student.student_id,))  # fmt: skip


def show_open(context: Context, student: Archive) -> bool:
    """The dialog where it is open; nothing typed is lost by a tap beside it."""
    parts = [one for one in PARTS if one.may(context, student)]
    if not parts or edit_state.of(student.student_id) is None:
        return False
    st.dialog("修改档案", width="large", dismissible=False)(_draw)(parts, student.student_id)
    return True


def _draw(parts: list[Part], student_id: int) -> None:
    editing = edit_state.now()
    if editing is None:
        st.rerun()  # saved, or left: the page shows it
    known = {one.name: one for one in parts}
    part = known.get(editing.part, parts[0])
    if len(parts) > 1:
        st.session_state["part_of_archive"] = part.name
        st.pills("改哪一部分", list(known), required=True, key="part_of_archive",
                 format_func=lambda name: known[name].label, on_change=_look_at)  # fmt: skip
    part.draw(session.context(), student_id)


def _look_at() -> None:
    edit_state.look_at(st.session_state["part_of_archive"])
