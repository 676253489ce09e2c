"""基本信息: what the roster says of a student, put right by hand."""

import streamlit as st

from components import edit_state, session
from domain.corrections import changes
from domain.identity import SEXES, Identity, identity_words
from services import identity
from services.context import Context

_PART = "identity"


def draw(context: Context, student_id: int) -> None:
    """The fields, and what somebody else saved meanwhile."""
    present, version = identity.of_student(context, student_id)
    values = {"sex": present.sex or None, "birth_date": present.birth_date, "phone": present.phone}
    began = edit_state.fields(_PART, version, values)
    if edit_state.is_clash(_PART):
        differences = changes(identity_words(present), identity_words(_typed()))
        edit_state.show_clash(differences, lambda: _save(student_id, version))
    st.pills("性别", SEXES, key=edit_state.key("sex"), on_change="ignore")
    st.date_input("出生日期", key=edit_state.key("birth_date"), format="YYYY-MM-DD", on_change="ignore",
                  min_value="1995-01-01", max_value=context.today)  # fmt: skip
    st.text_input("学生的电话", key=edit_state.key("phone"), max_chars=60, on_change="ignore")
    st.caption("姓名、学号和班级用导入名单改。")
    edit_state.show_actions(lambda: _save(student_id, began))


def _typed() -> Identity:
    value = edit_state.value
    return Identity(value("sex") or "", value("birth_date"), value("phone") or "")


def _save(student_id: int, version: int) -> None:
    edit_state.save(
        _PART, lambda: identity.save(session.context(), student_id, version, _typed()), "已保存。"
    )
