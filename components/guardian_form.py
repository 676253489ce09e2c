"""监护人: one is put right, added, taken away, or put first."""

from functools import partial

import streamlit as st

from components import edit_state, session, state
from components.text import plain
from domain.corrections import changes
from domain.identity import RELATIONS, GuardianForm, guardian_words
from services import identity
from services.context import Context
from services.identity import Guardian

_NEW = 0
_EMPTY = Guardian(_NEW, 0, GuardianForm(""))
_FORM = "guardian"  # of the id that keeps one sent twice from being two


def draw(context: Context, student_id: int) -> None:
    """Which one, its fields, and what can be done with it."""
    known = {one.id: one for one in identity.guardians(context, student_id)}
    edit_state.choice("guardian", next(iter(known), _NEW))
    if edit_state.value("guardian") not in {*known, _NEW}:  # taken away meanwhile
        st.session_state[edit_state.key("guardian")] = _NEW
    st.selectbox("哪一位", [*known, _NEW], key=edit_state.key("guardian"), on_change=edit_state.keep,
                 format_func=lambda one: plain(_label(known.get(one))))  # fmt: skip
    chosen = known.get(edit_state.value("guardian"), _EMPTY)
    _draw_one(student_id, chosen)
    if chosen.id != _NEW:
        _draw_acts(chosen, is_first=chosen.id == next(iter(known)))


def _label(one: Guardian | None) -> str:
    return f"{one.form.relation}　{one.form.name}".strip() if one else "加一位"


def _draw_one(student_id: int, one: Guardian) -> None:
    part, form, key = _part(one.id), one.form, partial(_key, one.id)
    values = {
        _name(one.id, "name"): form.name,
        _name(one.id, "relation"): form.relation or None,
        _name(one.id, "phone"): form.phone,
        _name(one.id, "work_unit"): form.work_unit,
        _name(one.id, "address"): form.address,
        _name(one.id, "temporary"): form.is_temporary,
    }
    began = edit_state.fields(part, one.version, values)
    if edit_state.is_clash(part):
        differences = changes(guardian_words(form), guardian_words(_typed(one.id)))
        edit_state.show_clash(differences, partial(_save, student_id, one.id, one.version))
    relations = list(
        dict.fromkeys(
            [*RELATIONS, *filter(None, [form.relation, edit_state.value(_name(one.id, "relation"))])]
        )
    )
    st.text_input("姓名", key=key("name"), max_chars=60, on_change="ignore")
    st.selectbox("关系", relations, key=key("relation"), accept_new_options=True, placeholder="选一个，或者直接写",
                 on_change="ignore")  # fmt: skip
    st.text_input("电话", key=key("phone"), max_chars=60, on_change="ignore")
    st.text_input("工作单位", key=key("work_unit"), max_chars=60, on_change="ignore")
    st.text_input("住址", key=key("address"), max_chars=120, on_change="ignore")
    st.toggle("临时监护人（父母不在身边时照看）", key=key("temporary"), on_change="ignore")
    edit_state.show_actions(partial(_save, student_id, one.id, began), "保存" if one.id else "加上")


def _draw_acts(one: Guardian, is_first: bool) -> None:
    with st.container(horizontal=True, key="guardian_acts"):
        if not is_first:
            st.button("先打这位的电话", key="guardian_first", type="tertiary", on_click=_put_first,
                      args=(one.id, one.version))  # fmt: skip
        with st.popover("删掉这一位", type="tertiary"):
            st.caption("删掉以后，“以前怎么写的”里还看得到。")
            st.button("确定删掉", key="guardian_remove", on_click=_remove, args=(one.id, one.version))


def _typed(guardian_id: int) -> GuardianForm:
    def text(name: str) -> str:
        return edit_state.value(_name(guardian_id, name)) or ""

    is_temporary = bool(edit_state.value(_name(guardian_id, "temporary")))
    return GuardianForm(
        text("name"), text("relation"), text("phone"), text("work_unit"), text("address"), is_temporary
    )


def _save(student_id: int, guardian_id: int, version: int) -> None:
    def save() -> None:
        context, form = session.context(), _typed(guardian_id)
        if guardian_id == _NEW:
            identity.add_guardian(context, state.form_id(_FORM), student_id, form)
            state.renew_form(_FORM)
        else:
            identity.change_guardian(context, guardian_id, version, form)

    edit_state.save(_part(guardian_id), save, "监护人已保存。")


def _put_first(guardian_id: int, version: int) -> None:
    def first() -> None:
        identity.call_first(session.context(), guardian_id, version)

    edit_state.save(_part(guardian_id), first, "已放到最前。")


def _remove(guardian_id: int, version: int) -> None:
    def remove() -> None:
        identity.remove_guardian(session.context(), guardian_id, version)

    edit_state.save(_part(guardian_id), remove, "已删掉。")


def _part(guardian_id: int) -> str:
    return f"guardian_{guardian_id}"


def _name(guardian_id: int, name: str) -> str:
    return f"guardian_{guardian_id}_{name}"


def _key(guardian_id: int, name: str) -> str:
    return edit_state.key(_name(guardian_id, name))
