"""What a change of 履职要求 does to this month's figures, before it is saved."""

from datetime import date

import streamlit as st

from components import markup
from components.text import plain
from domain.calendar import day_text, month_of
from domain.duty_editions import Act
from domain.duty_tables import Figures
from domain.errors import SchoolError
from services import duties, duty_rules
from services.context import Context
from services.duties import Effect


def show(context: Context, act: Act, on: date) -> bool:
    """The figures before and after; False, with the sentence, where the change cannot be made."""
    first, last = month_of(context.today)
    try:
        duty_rules.would_follow(context, act, on)
        rules = duty_rules.would_follow(context, act, first if on > last else on)
    except SchoolError as error:
        st.warning(plain(error.message), icon=":material/rule:")
        return False
    effects = duties.preview(context, rules)
    with st.container(key="card_note_preview"):
        st.caption(_heading(on, last))
        markup.show_lines(text for one in effects if (text := effect_text(one)))
    return True


def _heading(on: date, last: date) -> str:
    if on > last:
        return f"{day_text(on)}起执行，本月的数字不变。如果本月就这样要求："
    return f"{day_text(on)}起执行，本月全校的数字会这样变："


def effect_text(one: Effect) -> str:
    """谈心：应 1,920 次 → 3,840 次，已记 1,200 次，逾期 300 次 → 900 次."""
    if one.before is None or one.after is None:
        known = one.after or one.before
        said = f"应 {known.required:,} 次，已记 {known.done:,} 次，逾期 {known.late:,} 次" if known else ""
        return f"{one.rule.name}：{'新增，' if one.before is None else '不再要求，原来'}{said}"
    if one.before == one.after:
        return f"{one.rule.name}：不变，应 {one.before.required:,} 次"
    return f"{one.rule.name}：" + "，".join(_changes(one.before, one.after))


def _changes(before: Figures, after: Figures) -> list[str]:
    parts = [
        ("应", before.required, after.required),
        ("已记", before.done, after.done),
        ("逾期", before.late, after.late),
    ]
    return [f"{word} {_arrow(old, new)}" for word, old, new in parts]


def _arrow(old: int, new: int) -> str:
    return f"{old:,} 次 → {new:,} 次" if old != new else f"{old:,} 次"
