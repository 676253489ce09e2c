"""Judging duties against the database: a step of the services that show them, which ask for the right to it first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import calendar as calendar_rows
from db import duties as rows
from db.connection import Database
from db.duties import Circle
from db.duty_records import Window, records
from domain.duties import Asked, Judging
from domain.duty_coverage import NOBODY, Coverage
from domain.duty_editions import by_whole_periods
from domain.duty_periods import SchoolCalendar, Span
from domain.duty_rules import DutyRule, Period, Subject
from services import whole_school
from services.context import Context

LATE_FOR = timedelta(days=7)  # so long somebody is reminded of what a period that is over left undone
OF_STUDENTS = frozenset({Subject.STUDENT, Subject.CARE_STUDENT})
_ONE_READING = timedelta(days=35)
_NEAR = timedelta(days=400)  # terms and exams further away touch no period of these days


@dataclass(frozen=True)
class Judged:
    """Periods of some days, judged; with what they were judged by."""

    asked: list[Asked]
    rules: list[DutyRule]
    coverage: Coverage


def now(context: Context, db: Database, circle: Circle) -> Judged:
    """The periods running today, and those over for at most a week."""
    on = context.today
    return where(
        context,
        db,
        circle,
        on,
        lambda span: span.starts_on <= on <= max(span.ends_on, span.due_on + LATE_FOR),
    )


def between(
    context: Context,
    db: Database,
    circle: Circle,
    since: date,
    until: date,
    *,
    on: date | None = None,
    rules: list[DutyRule] | None = None,
) -> Judged:
    """The periods that belong to these days (Span.belongs_to), judged today or on another day."""
    return where(context, db, circle, on or context.today, lambda span: span.belongs_to(since, until), rules)


def where(
    context: Context,
    db: Database,
    circle: Circle,
    on: date,
    is_wanted: Callable[[Span], bool],
    rules: list[DutyRule] | None = None,
) -> Judged:
    """The periods that are wanted, by the school's rules or by others."""
    editions = rows.rules_between(db, date.min, date.max) if rules is None else rules
    calendar = _calendar(db, on, editions)
    known = by_whole_periods(editions, calendar)
    asking = (
        known if circle.mentor_id is None else [one for one in known if one.subject is not Subject.SCHOOL]
    )
    wanted = _wanted(calendar, asking, is_wanted)
    if not wanted:
        return Judged([], known, NOBODY)
    windows = _windows(wanted, on)
    of_students = tuple(window for is_of_students, window in windows if is_of_students)
    acts = tuple(window for is_of_students, window in windows if not is_of_students)
    before, spans = context.end_of(on), [span for _, span in wanted]

    def prepared() -> Judging:
        days = [day for span in spans for day in (span.days[0], span.days[-1])]
        return Judging(
            known, spans, rows.coverage(db, circle, min(days), max(days), {one.subject for one in known})
        )

    if circle.is_wide:
        judging = whole_school.judging(context, db, known, spans, prepared)
        recorded = whole_school.records(context, db, circle, of_students, acts, before)
    else:
        judging = prepared()
        recorded = records(db, circle, of_students, acts, before)
    return Judged(judging.judged(wanted, recorded, on), known, judging.timetable.coverage)


def _calendar(db: Database, on: date, rules: Sequence[DutyRule]) -> SchoolCalendar:
    """Terms near a day; far ones cost time and ask for nothing."""
    terms = (one for one in calendar_rows.terms(db) if on - _NEAR <= one.starts_on <= on + _NEAR)
    needs_exams = any(one.period is Period.AFTER_MAJOR_EXAM for one in rules)
    exams = rows.major_exams(db, on - _NEAR, on + _NEAR) if needs_exams else []
    return SchoolCalendar(tuple(terms), tuple(calendar_rows.holidays(db)), tuple(exams))


def _wanted(
    calendar: SchoolCalendar, rules: Sequence[DutyRule], is_wanted: Callable[[Span], bool]
) -> list[tuple[DutyRule, Span]]:
    spans = {
        period: [one for one in calendar.spans(period) if is_wanted(one)]
        for period in {r.period for r in rules}
    }
    return [(rule, span) for rule in rules for span in spans[rule.period] if _is_in_force(rule, span)]


def _is_in_force(rule: DutyRule, span: Span) -> bool:
    return rule.valid_from <= span.due_on and (rule.valid_to is None or rule.valid_to > span.days[0])


def _windows(wanted: Iterable[tuple[DutyRule, Span]], on: date) -> list[tuple[bool, Window]]:
    """Which records are to be read, kind by kind: a term's home visits need not bring a term's talks along."""
    reach: dict[tuple[bool, str], tuple[date, date]] = {}
    for rule, span in wanted:
        for kind in rule.kinds:
            key = (rule.subject in OF_STUDENTS, kind)
            first, last = reach.get(key, (span.starts_on, span.ends_on))
            reach[key] = min(first, span.starts_on), max(last, span.ends_on)
    together: dict[tuple[bool, bool], tuple[set[str], date, date]] = {}
    for (is_of_students, kind), (first, last) in reach.items():
        alike = is_of_students, on - first > _ONE_READING  # what reaches about as far back is read in one go
        kinds, since, until = together.get(alike, (set(), first, last))
        together[alike] = ({*kinds, kind}, min(since, first), max(until, last))
    return [
        (is_of_students, Window(frozenset(kinds), since, min(until, on)))
        for (is_of_students, _), (kinds, since, until) in together.items()
    ]
