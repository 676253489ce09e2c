"""类别: which care category holds, since when and until when."""

from functools import partial

import streamlit as st

from components import edit_state, session, state
from components.text import plain
from domain.corrections import changes
from domain.identity import MOST_IN_NOTE, CareForm, care_words
from services import identity
from services.context import Context
from services.identity import Care

_NEW = 0
_EMPTY = Care(_NEW, 0, "", CareForm(0, None))
_FORM = "care"  # of the id that keeps one sent twice from being two


def draw(context: Context, student_id: int) -> None:
    """Which one, and its days."""
    known = {one.id: one for one in identity.cares(context, student_id)}
    edit_state.choice("care", next(iter(known), _NEW))
    st.selectbox("哪一条", [*known, _NEW], key=edit_state.key("care"), on_change=edit_state.keep,
                 format_func=lambda one: plain(_label(known.get(one))))  # fmt: skip
    _draw_one(context, student_id, known.get(edit_state.value("care"), _EMPTY))


def _label(one: Care | None) -> str:
    if one is None:
        return "加一类"
    since, until = one.form.since, one.form.until
    first = f"{since:%Y}年{since.month}月" if since else ""
    return f"{one.category}　{first}" + (f"—{until:%Y}年{until.month}月" if until else "起")


def _draw_one(context: Context, student_id: int, one: Care) -> None:
    part, form = _part(one.id), one.form
    names = {name: _name(one.id, name) for name in ("category", "since", "until", "note")}
    values = (form.category_id or None, form.since or context.today, form.until, form.note)
    began = edit_state.fields(part, one.version, dict(zip(names.values(), values, strict=True)))
    if edit_state.is_clash(part):
        both = [care_words(one.category, each) for each in (form, _typed(one))]
        edit_state.show_clash(changes(*both), partial(_save, student_id, one, one.version))
    if one.id == _NEW:
        categories = identity.categories(context)
        st.selectbox("类别", list(categories), key=edit_state.key(names["category"]), placeholder="选一个类别",
                     format_func=lambda key: plain(categories[key]), on_change="ignore")  # fmt: skip
    st.date_input("从哪天起", key=edit_state.key(names["since"]), format="YYYY-MM-DD", on_change="ignore")
    st.date_input(
        "到哪天（还在的空着）", key=edit_state.key(names["until"]), format="YYYY-MM-DD", on_change="ignore"
    )
    st.text_input("备注", key=edit_state.key(names["note"]), max_chars=MOST_IN_NOTE, on_change="ignore")
    st.caption("备注不加密：病情、家里的隐私写到“家庭情况”或者保密记录里。")
    edit_state.show_actions(partial(_save, student_id, one, began), "保存" if one.id else "加上")


def _typed(one: Care) -> CareForm:
    names = ("category", "since", "until", "note")
    category, since, until, note = (edit_state.value(_name(one.id, name)) for name in names)
    return CareForm(one.form.category_id or int(category or 0), since, until, note or "")


def _save(student_id: int, one: Care, version: int) -> None:
    def save() -> None:
        context, form = session.context(), _typed(one)
        if one.id == _NEW:
            identity.add_care(context, state.form_id(_FORM), student_id, form)
            state.renew_form(_FORM)
        else:
            identity.change_care(context, one.id, version, form)

    edit_state.save(_part(one.id), save, "类别已保存。")


def _part(care_id: int) -> str:
    return f"care_{care_id}"


def _name(care_id: int, name: str) -> str:
    return f"care_{care_id}_{name}"
