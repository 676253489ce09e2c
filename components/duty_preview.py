"""What a change of 履职要求 does to this month's figures, before it is saved."""

from datetime import date

import streamlit as st

from components import markup
from components.kept import for_a_minute
from components.text import plain
from domain.calendar import day_text, month_of
from domain.duty_editions import Act
from domain.duty_rules import DutyRule
from domain.duty_tables import NOTHING, Figures
from domain.errors import SchoolError
from services import duties, duty_rules
from services.context import Context
from services.duties import Effect
from services.duty_rules import Book


def show(context: Context, book: Book, act: Act, on: date) -> bool:
    """The figures before and after; False, with the sentence, where the change cannot be made."""
    try:
        rules = duty_rules.would_follow(context, act, on)
        key = (book.seen, tuple(rules), on)
        heading, effects = for_a_minute(context, "preview", key, lambda: _figures(context, act, on, rules))
    except SchoolError as error:
        st.warning(plain(error.message), icon=":material/rule:")
        return False
    _show_figures(heading, effects)
    return True


def _figures(context: Context, act: Act, on: date, rules: list[DutyRule]) -> tuple[str, list[Effect]]:
    """What it does to this month; a change that comes too late for it, what it would do to a whole one."""
    first, last = month_of(context.today)
    effects = duties.preview(context, rules) if on <= last else []
    if on <= first or any(map(_is_changed, effects)):
        return f"{day_text(on)}起执行，本月全校的次数会这样变：", effects
    whole = duties.preview(context, duty_rules.would_follow(context, act, first))
    return f"{day_text(on)}起执行，本月的次数不变。如果整个月都这样要求：", whole


def _show_figures(heading: str, effects: list[Effect]) -> None:
    """What changes as a table, the rest in a word."""
    changed = [one for one in effects if _is_changed(one)]
    with st.container(key="narrow_preview"):
        st.caption(heading)
        markup.show_rows([figures_row(one) for one in changed])
        if same := len(effects) - len(changed):
            markup.show_lines([f"其余 {same} 条本月的次数不变。" if changed else "本月的次数不变。"])


def _is_changed(one: Effect) -> bool:
    return _told(one.before or NOTHING) != _told(one.after or NOTHING)


def _told(figures: Figures) -> tuple[int, int, int]:
    return figures.required, figures.done, figures.late


def figures_row(one: Effect) -> dict[str, object]:
    """谈心, 1,920 → 3,840, …"""
    before, after = one.before or NOTHING, one.after or NOTHING
    return {
        "": one.rule.name,
        "应做": _arrow(before.required, after.required),
        "已记": _arrow(before.done, after.done),
        "逾期": _arrow(before.late, after.late),
    }


def _arrow(old: int, new: int) -> str:
    return f"{old:,} → {new:,}" if old != new else f"{old:,}"
