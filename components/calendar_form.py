"""Terms and holidays as two small forms."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import markup, menu, session
from domain.calendar import Holiday, Term, day_text, school_year_text
from services import calendar
from services.context import Context

_NAMES = {1: "上学期", 2: "下学期"}


def show_terms(context: Context) -> None:
    """The present school year's two terms; proposed days stand in until they are saved."""
    known = {(term.school_year, term.number): term for term in calendar.terms(context)}
    for proposed in calendar.proposed_terms(context):
        term = known.get((proposed.school_year, proposed.number))
        hint = "" if term else "（还没有保存，这是常见的日子，请改成本校的）"
        st.subheader(
            f"{school_year_text(proposed.school_year)}　{_NAMES[proposed.number]}{hint}", anchor=False
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
        return f"{_NAMES[term.number]}已保存。"

    menu.act(save)


def show_holidays(context: Context) -> None:
    """The holidays as a list; the table to type into when asked for."""
    with st.container(key="card_holidays"):
        st.header("假期", anchor=False)
        stored = calendar.holidays(context)
        nothing = ["国庆、运动会、考试周……不上课的日子填在这里。"]
        markup.show_lines([f"{_span(one)}　{one.name}" for one in stored] or nothing)
        editor = st.expander("修改假期", key="edit_holidays", on_change="rerun")
        if editor.open:
            with editor:
                _edit_holidays(context, stored)


def _span(one: Holiday) -> str:
    first, last = (f"{day.year}年{day_text(day)}" for day in (one.starts_on, one.ends_on))
    return first if one.starts_on == one.ends_on else f"{first}—{last}"


def _edit_holidays(context: Context, stored: list[Holiday]) -> None:
    rows = pd.DataFrame(
        [(one.name, one.starts_on, one.ends_on) for one in stored], columns=["名称", "第一天", "最后一天"]
    )
    table = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        key="holidays",
        column_config={
            "名称": st.column_config.TextColumn(max_chars=40),
            "第一天": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "最后一天": st.column_config.DateColumn(format="YYYY-MM-DD"),
        },
    )
    if st.button("保存假期", key="save_holidays"):  # not a callback: the table's edits are known only here
        _save_holidays(context, table.to_dict("records"))
        st.rerun()


def _save_holidays(context: Context, rows: list[dict[Any, Any]]) -> None:
    def save() -> str:
        calendar.save_holidays(context, [holiday for row in rows if (holiday := _holiday(row))])
        return "假期已保存。"

    menu.act(save)


def _holiday(row: dict[Any, Any]) -> Holiday | None:
    """A row of the table; one without any day is an empty line."""
    first, last = _day(row["第一天"]), _day(row["最后一天"])
    if first is None and last is None:
        return None
    return Holiday(
        first or last or date.min,
        last or first or date.min,
        "假期" if pd.isna(row["名称"]) else str(row["名称"]).strip() or "假期",
    )


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
