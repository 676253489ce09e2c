"""学生特点: what mentors know of a student, seven short texts."""

import streamlit as st

from components import edit_state, session
from domain.corrections import changes
from domain.profile import MOST_LETTERS, PROFILE, Topic, labelled
from services import profiles
from services.context import Context

_PART = "profile"
_NAMES = [one.name for one in PROFILE]


def draw(context: Context, student_id: int) -> None:
    """The fields, and what somebody else saved meanwhile."""
    present = profiles.of_student(context, student_id)
    began = edit_state.fields(_PART, present.version, {name: present.texts.get(name, "") for name in _NAMES})
    if edit_state.is_clash(_PART):
        both = [labelled(PROFILE, one) for one in (present.texts, edit_state.typed(_NAMES))]
        edit_state.show_clash(changes(*both), lambda: _save(student_id, present.version))
    for topic in PROFILE:
        show_field(topic)
    st.caption("这名学生的导师、班主任、年级组长和德育处看得到。涉及心理、家庭隐私的，写成保密记录。")
    edit_state.show_actions(lambda: _save(student_id, began))


def show_field(topic: Topic) -> None:
    """One text."""
    st.text_area(topic.label, key=edit_state.key(topic.name), max_chars=MOST_LETTERS, height=84,
                 placeholder=topic.hint, on_change="ignore")  # fmt: skip


def _save(student_id: int, version: int) -> None:
    def save() -> None:
        profiles.save(session.context(), student_id, version, edit_state.typed(_NAMES))

    edit_state.save(_PART, save, "已保存，以前写的留着。")
