"""What a change of 履职要求 does to this month's figures, before it is saved."""

from datetime import date

import streamlit as st

from components import markup
from components.text import plain
from domain.calendar import day_text
from domain.duty_editions import Act
from domain.duty_tables import NOTHING
from domain.errors import SchoolError
from services import duty_rules
from services.context import Context
from services.duties import Effect
from services.duty_rules import MonthEffect


def show(context: Context, act: Act, on: date) -> bool:
    """The figures before and after; False, with the sentence, where the change cannot be made."""
    try:
        effect = duty_rules.effect_of(context, act, on)
    except SchoolError as error:
        st.warning(plain(error.message), icon=":material/rule:")
        return False
    if effect.is_whole_month:
        heading = f"{day_text(on)}起执行，本月的次数不变。如果整个月都这样要求："
    else:
        heading = f"{day_text(on)}起执行，本月全校的次数会这样变："
    _show_figures(heading, effect)
    return True


def _show_figures(heading: str, effect: MonthEffect) -> None:
    """What changes as a table, the rest in a word."""
    changed = effect.changed
    with st.container(key="narrow_preview"):
        st.caption(heading)
        markup.show_rows([figures_row(one) for one in changed])
        if same := len(effect.effects) - len(changed):
            markup.show_lines([f"其余 {same} 条本月的次数不变。" if changed else "本月的次数不变。"])


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
