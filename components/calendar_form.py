"""The two terms of a school year as a small form."""

import streamlit as st

from components import menu, session
from domain.calendar import Term, school_year_text
from services import calendar
from services.context import Context

_NAMES = {1: "上学期", 2: "下学期"}


def show_terms(context: Context) -> None:
    """The present school year's two terms; proposed days stand in until they are saved. The next year's are folded."""
    known: dict[tuple[int, int], Term] = {
        (term.school_year, term.number): term for term in calendar.terms(context)
    }
    proposed = calendar.proposed_terms(context)
    present = proposed[0].school_year
    for one in (one for one in proposed if one.school_year == present):
        _show(one, known)
    following = [one for one in proposed if one.school_year != present]
    box = st.expander("下一学年的学期", key="next_year", on_change="rerun") if following else None
    if box is not None and box.open:
        with box:
            for one in following:
                _show(one, known)


def _show(proposed: Term, known: dict[tuple[int, int], Term]) -> None:
    term = known.get((proposed.school_year, proposed.number))
    hint = "" if term else "（还没有保存，这是常见的日子，请改成本校的）"
    st.subheader(f"{school_year_text(proposed.school_year)}　{_NAMES[proposed.number]}{hint}", anchor=False)
    _term(term or proposed)


def _term(term: Term) -> None:
    key = f"{term.school_year}_{term.number}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input("第一天", term.starts_on, format="YYYY-MM-DD", key=f"starts_{key}")
        st.date_input("最后一天", term.ends_on, format="YYYY-MM-DD", key=f"ends_{key}")
        st.button("保存", key=f"save_term_{key}", on_click=_save_term, args=(term, key))


def _save_term(term: Term, key: str) -> None:
    starts, ends = st.session_state[f"starts_{key}"], st.session_state[f"ends_{key}"]

    def save() -> str:
        calendar.save_term(session.context(), term.school_year, term.number, starts, ends, term.version)
        return f"{_NAMES[term.number]}已保存。"

    menu.act(save)
