"""月度表现, 综合素质评价 and 发展目标 on a student's page: two elements, however long somebody has been at the school."""

from datetime import date

import streamlit as st

from components import archive_earlier, markup
from domain.calendar import day_text, term_text
from domain.goals import tally
from domain.months import labelled
from services.archive import Archive
from services.goals import Goal
from services.growth import TermTold
from services.months import MonthNote


def show_terms(student: Archive) -> None:
    """A fold a term, the latest first; nothing where nothing is written."""
    ways = _ways(student)
    if not student.growth.terms and not ways:
        return
    with st.container(key="card_growth_private"):
        folds = "".join(markup.fold(_label(one), _term(one)) for one in student.growth.terms)
        markup.show_story("月度表现和评价", (folds or markup.lines(["还没有写过。"])) + ways)


def cards(student: Archive, today: date) -> list[tuple[str, str]]:
    """发展目标, as a card of the right-hand column."""
    goals = student.growth.goals
    if not goals:
        return []
    said = tally([one.state for one in goals])
    earlier = archive_earlier.way(student.student_id, "goal", student.changed)
    return [
        (f"发展目标：{said}" if said else "发展目标", "".join(_goal(one, today) for one in goals) + earlier)
    ]


def _ways(student: Archive) -> str:
    write = (
        markup.way(f"/months?view=one&student={student.student_id}", "写月度表现 ›")
        if student.is_minded
        else ""
    )
    earlier = [archive_earlier.way(student.student_id, part, student.changed) for part in ("month", "review")]
    return write + "".join(earlier)


def _label(told: TermTold) -> str:
    parts = [
        f"{len(told.months)} 个月" if told.months else "",
        f"评价 {len(told.reviews)} 项" if told.reviews else "",
    ]
    return f"{term_text(told.term)}　{' · '.join(part for part in parts if part)}"


def _term(told: TermTold) -> str:
    months = "".join(_month(one) for one in told.months)
    if not told.reviews:
        return months
    who = "、".join(dict.fromkeys(one.author for one in told.reviews))
    last = max(one.written_on for one in told.reviews)
    words = markup.facts((one.dimension, one.body) for one in told.reviews)
    return months + markup.part("综合素质评价", f"{who} {day_text(last)}", words)


def _month(note: MonthNote) -> str:
    aside = f"{note.author} {day_text(note.written_on)}{' · 补写' if note.is_late else ''}"
    return markup.part(note.month.text, aside, markup.facts(labelled(note.cells).items()))


def _goal(goal: Goal, today: date) -> str:
    due = f"到{goal.due_on.year}年{day_text(goal.due_on)}" if goal.due_on else ""
    if goal.closed_on:
        when = f"{goal.state_text} {day_text(goal.closed_on)}"
    else:
        when = f"{goal.state_text}，{due}" if due else goal.state_text
    late = "，已经到期" if goal.is_overdue(today) else ""
    going = [f"{day_text(one.noted_on)}　{one.note}" for one in goal.progress]
    body = markup.lines([f"措施：{goal.measure}" if goal.measure else "", *going])
    return markup.part(f"{goal.area}　{goal.aim}", when + late, body)
