"""The two terms of a school year as a small form."""

import streamlit as st

from components import markup, menu, session
from domain.calendar import TERM_NAMES, Term, school_year_text, term_text
from domain.leave import span_text
from services import calendar
from services.context import Context


def show_terms(context: Context) -> None:
    """The present school year's two terms: as lines once both are saved, with the next year's to unfold beneath."""
    known: dict[tuple[int, int], Term] = {
        (term.school_year, term.number): term for term in calendar.terms(context)
    }
    proposed = calendar.proposed_terms(context)
    present = [one for one in proposed if one.school_year == proposed[0].school_year]
    saved = [known[key] for one in present if (key := (one.school_year, one.number)) in known]
    if len(saved) < len(present):
        for one in present:
            _show(one, known)
        return
    markup.show_lines(f"{term_text(one)}　{span_text(one.starts_on, one.ends_on)}" for one in saved)
    box = st.expander("改学期的日子、填下一学年", key="edit_terms", on_change="rerun")
    if box.open:
        with box:
            for one in proposed:
                _show(one, known)


def _show(proposed: Term, known: dict[tuple[int, int], Term]) -> None:
    term = known.get((proposed.school_year, proposed.number))
    hint = "" if term else "（还没有保存，这是常见的日子，请改成本校的）"
    st.subheader(
        f"{school_year_text(proposed.school_year)}　{TERM_NAMES[proposed.number]}{hint}", anchor=False
    )
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
        return f"{TERM_NAMES[term.number]}已保存。"

    menu.act(save)
