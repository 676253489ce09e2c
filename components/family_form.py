"""家庭情况: three texts that lie encrypted; to change them is to read them, which is noted."""

import streamlit as st

from components import edit_state, session, step_up_form
from components.profile_form import show_field
from domain.corrections import changes
from domain.profile import FAMILY, labelled
from services import profiles
from services.context import Context
from services.profiles import Profile

_PART = "family"
_NAMES = [one.name for one in FAMILY]


def draw(context: Context, student_id: int) -> None:
    """The fields; the text is read once, when the form begins, and again where somebody else changed it."""
    if step_up_form.asked_first(context, "family"):
        return
    clash = edit_state.is_clash(_PART)
    present = (
        None if edit_state.has_begun(_PART) and not clash else profiles.reveal_family(context, student_id)
    )
    began = _begin(present)
    if clash and present:
        both = [labelled(FAMILY, one) for one in (present.texts, edit_state.typed(_NAMES))]
        version = present.version
        edit_state.show_clash(changes(*both), lambda: _save(student_id, version))
    for topic in FAMILY:
        show_field(topic)
    st.caption("加密保存。谁在什么时候打开看过、改过，会记进操作日志。")
    edit_state.show_actions(lambda: _save(student_id, began))


def _begin(present: Profile | None) -> int:
    texts = present.texts if present else {}
    return edit_state.fields(
        _PART, present.version if present else 0, {name: texts.get(name, "") for name in _NAMES}
    )


def _save(student_id: int, version: int) -> None:
    def save() -> None:
        profiles.save_family(session.context(), student_id, version, edit_state.typed(_NAMES))

    edit_state.save(_PART, save, "已保存，以前写的留着。")
