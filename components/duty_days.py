"""从哪天起: the usual days to tap, or any other."""

from datetime import date

import streamlit as st

from domain.calendar import day_text
from domain.duty_rules import DutyRule
from domain.errors import Invalid
from services import duty_rules
from services.context import Context
from services.duty_rules import Book

_OTHER = "选日期"


def choose(context: Context, book: Book, part: str, known: DutyRule | None = None) -> date:
    """The choice; until somebody chooses, the first day proposed: of a rule to come the day it was to begin."""
    usual = duty_rules.starting_days(context, book)
    if known is not None and known.valid_from > context.today:
        usual = {known.valid_from: "照原定"} | usual
    names = {day.isoformat(): f"{words}（{day_text(day)}）" for day, words in usual.items()}
    st.session_state.setdefault(_key(part), next(iter(names)))
    st.pills("从哪天起", [*names, _OTHER], format_func=lambda one: names.get(one, one), key=_key(part), required=True)  # fmt: skip
    if st.session_state[_key(part)] == _OTHER:
        st.date_input("哪一天", context.today, min_value=book.earliest, format="YYYY-MM-DD",
                      key=f"{_key(part)}_other")  # fmt: skip
    return chosen(context, part)


def chosen(context: Context, part: str) -> date:
    """What stands chosen now."""
    picked: str = st.session_state[_key(part)]
    if picked != _OTHER:
        return date.fromisoformat(picked)
    other: date | None = st.session_state.get(f"{_key(part)}_other", context.today)
    if other is None:
        raise Invalid("请选好从哪天起。")
    return other


def _key(part: str) -> str:
    return f"from_day_{part}"
