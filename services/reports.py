"""专题汇报 (S3 三.20): once a month for the school, once a quarter for the bureau, as Word, from the overview's figures.

A quarter is judged over its own days like any other stretch, never a mean of months. No student is named.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from db import calendar as calendar_rows
from db import settings
from documents import report_word
from domain import overview_words as words
from domain import report_words
from domain.calendar import day_text, month_of
from domain.errors import NotFound
from domain.permissions import Action
from domain.report import Report
from domain.report_words import Now, Then
from services import class_reach, overview, report_parts, report_supervision
from services.compliance import Stretch
from services.context import Context
from services.exports import WORD, Paper
from services.overview_values import Overview, State, View

NAME = "全员育人导师制专题汇报"
_MONTHS_OF_A_QUARTER = 3
_NOT_YET = "这段时间还没有可以汇报的。请从“专题汇报”里选一个月或一个季度。"


@dataclass(frozen=True)
class Periods:
    """What may be reported on in this school year, the newest first."""

    months: list[Stretch]
    quarters: list[Stretch]


def periods(context: Context) -> Periods:
    """The months of the school year's terms and its quarters, counted from its first month."""
    context.require(Action.REPORT)
    with context.read() as db:
        year = context.school_year(db)
        begun = [
            one
            for one in calendar_rows.terms(db)
            if one.school_year == year and one.starts_on <= context.today
        ]
    if not begun:
        return Periods([], [])
    first, last = month_of(begun[0].starts_on)[0], month_of(context.today)[0]
    every = _months(first, last)
    taught = [
        one
        for one in every
        if any(_touches(one, month_of(one)[1], term.starts_on, term.ends_on) for term in begun)
    ]
    quarters = [_stretch(one, _MONTHS_OF_A_QUARTER) for one in every[::_MONTHS_OF_A_QUARTER]]
    return Periods(
        [_stretch(one, 1) for one in reversed(taught)],
        [one for one in reversed(quarters) if any(one.since <= month <= one.until for month in taught)],
    )


def monthly(context: Context, month: date, *, has_names: bool = False) -> Paper:
    """A month's report, to hand in."""
    context.require(Action.REPORT)
    return _word(context, _known(periods(context).months, month), has_names)


def quarterly(context: Context, first_month: date, *, has_names: bool = False) -> Paper:
    """A quarter's report, to hand in."""
    context.require(Action.REPORT)
    return _word(context, _known(periods(context).quarters, first_month), has_names)


def open_report(context: Context, stretch: Stretch, *, has_names: bool = False) -> Report:
    """What the report of these days says."""
    context.require(Action.REPORT)
    seen = overview.see(context, View(stretch))
    now, reaches = _now(seen), class_reach.see(context, View(stretch))
    names = {one.id: one.name for one in overview.led_classes(context)}
    without = [(names[key], one.without_mentor) for key, one in reaches.items() if key in names]
    most_first = sorted((one for one in without if one[1]), key=lambda one: -one[1])
    return Report(
        f"{NAME}（{stretch.name}）", _facts(context, seen), [
            *report_parts.parts(seen, now, reaches, names),
            *report_supervision.parts(context, stretch.since, stretch.until),
        ],
        report_words.hints(now, _poorest(seen), most_first), report_parts.reading(seen),
        report_parts.annex(seen) if has_names else None,
    )  # fmt: skip


def sentences(context: Context, stretch: Stretch) -> list[str]:
    """What the report of these days says in words, without its charts and tables."""
    context.require(Action.REPORT)
    now = _now(overview.see(context, View(stretch)))
    return [
        *report_words.coverage(now),
        *report_words.reach(now),
        *report_words.duties(now),
        *report_words.care(now),
    ]


def _word(context: Context, stretch: Stretch, has_names: bool) -> Paper:
    report = open_report(context, stretch, has_names=has_names)
    return Paper(f"{report.title}.docx", report_word.report_word(report), WORD)


# ── days ─────────────────────────────────────────────────────────────────────────────────────────────


def _months(first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] < last:
        found.append(month_of(found[-1])[1] + timedelta(days=1))
    return found


def _touches(since: date, until: date, starts_on: date, ends_on: date) -> bool:
    return since <= ends_on and starts_on <= until


def _stretch(first: date, months: int) -> Stretch:
    """2026年11月, 2026年9—11月, 2026年12月—2027年2月."""
    last = first
    for _ in range(months - 1):
        last = month_of(last)[1] + timedelta(days=1)
    end = f"{last.month}月" if last.year == first.year else f"{last.year}年{last.month}月"
    begin = f"{first.year}年{first.month}" + ("" if last.year == first.year else "月")
    name = f"{first.year}年{first.month}月" if months == 1 else f"{begin}—{end}"
    return Stretch(
        f"{first:%Y-%m}" if months == 1 else f"{first:%Y-%m}-{months}", name, first, month_of(last)[1]
    )


def _known(stretches: list[Stretch], first: date) -> Stretch:
    found = next((one for one in stretches if one.since == first), None)
    if found is None:
        raise NotFound(_NOT_YET)
    return found


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────


def _facts(context: Context, seen: Overview) -> str:
    with context.read() as db:
        school = str(settings.get(db, "school_name"))
    until = seen.state.on
    running = "（本期还没结束，数字截至这一天）" if until < seen.stretch.until else ""
    return f"{school}　　{day_text(seen.stretch.since)}至{day_text(until)}{running}　　{day_text(context.today)}统计"


def _now(seen: Overview) -> Now:
    state = seen.state
    return Now(
        seen.stretch.name, state.students, state.without_mentor, state.seen, state.records, state.care_students,
        state.care_unseen, seen.limit_days, state.open_follow_ups, state.late_follow_ups, state.asked,
        len(seen.leading), len(seen.without_students), len(seen.overloaded),
        [one.figures.share for one in seen.mentors],
        [(rule.name, seen.asked[key]) for key, rule in seen.duties.items() if key in seen.asked],
        [(one.name, one.days, one.contacted) for one in seen.care], seen.silent, _then(seen),
    )  # fmt: skip


def _then(seen: Overview) -> list[Then]:
    """The time before and the same one last term; a time without school is nothing to compare with."""
    is_quarter = (seen.stretch.until - seen.stretch.since).days > 31
    before = "上季度" if is_quarter else "上月"
    if seen.state.on < seen.stretch.until:
        before += "同期"
    known = {before: seen.before, "上学期同期": seen.last_term}
    return [_state(name, one) for name, one in known.items() if one and (one.records or one.asked.required)]


def _state(name: str, one: State) -> Then:
    return Then(
        name, one.students, one.without_mentor, one.seen, one.care_unseen, one.open_follow_ups, one.asked.share
    )  # fmt: skip


def _poorest(seen: Overview) -> list[str]:
    """The classes that owe most of the duty that is owed most, the poorest first."""
    shares = {key: one.share for key, one in seen.asked.items() if one.share is not None}
    if not shares:
        return []
    worst = min(shares, key=shares.__getitem__)
    found = [
        (share, one.name) for one in seen.classes
        if worst in one.cells and (share := one.cells[worst].share) is not None and share < words.LOW
    ]  # fmt: skip
    return [name for _, name in sorted(found, key=lambda one: one[0])]
