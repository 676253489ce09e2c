"""推进阶段: the year's four stages, what is due first; each number opens what it counts, each item its form."""

from datetime import date

import streamlit as st

from components import menu, session, stage_markup
from components.stage_markup import Line, Part
from domain import stages as rules
from domain.calendar import day_text
from domain.permissions import Action
from domain.stages import Item, Measure, Stage, State
from services import stages
from services.context import Context
from services.stages import Plan

_OPENS = {  # what the app counts, and where its rows are
    Measure.GROUPS_FILED: "/register",
    Measure.DUTIES_SET: "/duties",
    Measure.MENTORED: "/overview?open=unpaired",
    Measure.PROFILED: "/students",
    Measure.GROUP_ACTIVITIES: "/log?whose=all&kind=group_activity",
}
_NUMBERS = "一二三四"


def show(context: Context, plan: Plan) -> None:
    """The page before anything is opened."""
    may_edit = context.actor.may(Action.ASSIGN_LEADERS)
    st.title(
        "推进阶段还没有定下来" if plan.is_proposal else rules.finding(plan.stages, context.today),
        anchor=False,
    )
    if plan.is_proposal:
        _show_proposal(plan, may_edit)
    else:
        st.caption(f"{plan.year_text}　完成的打勾；能数出来的由系统数，点数字看是哪些。")
    today = context.today
    can_open = may_edit and not plan.is_proposal
    late = rules.urgent(plan.stages, today)
    first = Part("warm", "先做这些", "", [_line(one, today, can_open) for one in late]) if late else None
    parts = [_stage(one, today, can_open) for one in plan.stages]
    stage_markup.show(plan.stages, today, None if plan.is_proposal else first, parts)


def _show_proposal(plan: Plan, may_edit: bool) -> None:
    st.caption(
        f"下面是按{plan.year_text}的学期排的建议。"
        + ("定下来以后，日子和要做的事都可以改。" if may_edit else "由德育处定下来。")
    )
    if may_edit:
        st.button("就这样定", key="adopt_stages", type="primary", on_click=_adopt)


def _adopt() -> None:
    def adopt() -> str:
        stages.adopt(session.context())
        return "定下来了。"

    menu.act(adopt)


def _stage(one: Stage, today: date, can_open: bool) -> Part:
    look = "over" if one.ends_on < today else "coming" if one.starts_on > today else "now"
    done = sum(item.is_done for item in one.items)
    aside = f"{one.span}　完成 {done} / {len(one.items)}" if one.items else one.span
    ways = [(f"/stages?stage={one.position}", "改日子、加一项 ›")] if can_open else []
    return Part(
        look, f"{_NUMBERS[one.position - 1]}　{one.name}", aside, [_line(item, today, can_open) for item in one.items], ways
    )  # fmt: skip


def _line(one: Item, today: date, can_open: bool) -> Line:
    ways = [(_OPENS[one.measure], f"{one.count.text} ›")] if one.measure and one.count else []
    if can_open:
        ways.append((f"/stages?item={one.id}", "改 ›" if one.measure or one.done_on else "打勾、改 ›"))
    return Line(one.state(today).value, one.name, mark(one, today), one.words, ways)


def mark(one: Item, today: date) -> str:
    """已完成 9月9日, 逾期 3 天, 12月25日前; of what has no day nothing."""
    state = one.state(today)
    if state is State.DONE:
        return f"已完成 {day_text(one.done_on)}" if one.done_on else "已完成"
    if one.due_on is None:
        return ""
    return f"逾期 {(today - one.due_on).days} 天" if state is State.OVERDUE else f"{day_text(one.due_on)}前"
