"""综合素质评价 in the archive's editor: a term, and a few words in each dimension."""

from functools import partial

import streamlit as st

from components import edit_state, session
from domain.calendar import term_text
from domain.corrections import changes
from domain.reviews import MOST
from services import calendar, reviews
from services.context import Context
from services.reviews import Form

PART = "review"


def draw(context: Context, student_id: int) -> None:
    """The fields of the term chosen."""
    terms = {one.id: term_text(one) for one in calendar.begun_terms(context)}
    if not terms:
        st.caption("还没有设置学期。请德育处先在“学年学期”里填上开学和放假的日子。")
        edit_state.show_actions(edit_state.close, "好的")
        return
    term = _choose(terms)
    form = reviews.form_of(context, student_id, term)
    began = _began(term, form)
    own = f"{PART}{term}"
    edit_state.fields(own, 1, {_name(term, one): text for one, text in began.items()})
    if edit_state.is_clash(own):
        names = {one.id: one.name for one in form.dimensions}
        texts = _typed(term, form)
        both = ({names[one]: text for one, text in found.items()} for found in (form.read, texts))
        edit_state.show_clash(changes(*both), partial(_save, student_id, term, form, form.read))
    for one in form.dimensions:
        st.text_area(
            one.name, key=edit_state.key(_name(term, one.id)), max_chars=MOST, height=84, on_change="ignore"
        )
    if not form.dimensions:
        st.caption("还没有评价维度。请德育处在“评价维度”里添上。")
    st.caption("这名学生的导师、班主任、年级组长和德育处看得到。涉及心理、家庭隐私的，写成保密记录。")
    edit_state.show_actions(partial(_save, student_id, term, form, began))


def _choose(terms: dict[int, str]) -> int:
    key = edit_state.key("review_term")
    if st.session_state.get(key) not in terms:
        st.session_state[key] = next(iter(terms))
    if len(terms) == 1:
        return next(iter(terms))
    return int(st.selectbox("学期", list(terms), key=key, format_func=terms.__getitem__,
                            on_change=edit_state.look_at, args=(PART,)))  # fmt: skip


def _began(term: int, form: Form) -> dict[int, str]:
    """What stood there when this editor first showed the term."""
    editing = edit_state.now()
    known: dict[int, str] = (
        editing.kept.setdefault(f"review_began_{term}", dict(form.read)) if editing else {}
    )
    return {one: known.get(one, "") for one in form.read}


def _typed(term: int, form: Form) -> dict[int, str]:
    return {one.id: edit_state.value(_name(term, one.id)) or "" for one in form.dimensions}


def _save(student_id: int, term: int, form: Form, read: dict[int, str]) -> None:
    def save() -> None:
        reviews.save(session.context(), student_id, term, read, _typed(term, form))

    edit_state.save(f"{PART}{term}", save, "已保存，以前写的留着。")


def _name(term: int, dimension: int) -> str:
    return f"review_{term}_{dimension}"
