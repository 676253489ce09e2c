"""Every number of the overview by its key, with what it counts: for programs, and for whoever checks one against another."""

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain import figure_words as words
from domain.calendar import day_text
from domain.duty_tables import Figures
from domain.figure_words import Figure, Value
from domain.overview import NEVER
from domain.permissions import Action
from services import duties, overview
from services.context import Context
from services.overview_values import CareLine, ClassLine, MentorLine, Overview, State, View

_NOON = time(12)
_ASKED = ("required", "done", "late", "open", "excused", "early", "share")
_Found = Iterator[tuple[str, str, str, Value]]  # key, name of the number, whose it is, value


def told(context: Context, on: date) -> list[Figure]:
    """This week, this month and this term as they stood on a day, number by number.

    :raises Refused: that day no term has begun.
    """
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        duties.require_term(context, db, on)
    then = context.at(datetime.combine(on, _NOON, ZoneInfo(context.zone)))
    week, month, *_, term = overview.stretches(then)
    found = {
        key: overview.see(then, View(one))
        for key, one in zip(words.WHEN, (week, month, term), strict=True)
    }  # fmt: skip
    return [one for key, seen in found.items() for one in _told(key, seen)]


def _told(when: str, seen: Overview) -> Iterator[Figure]:
    now = f"{words.WHEN[when]}（{_days(seen.stretch.since, seen.state.on)}）"
    yield from (_figure(one, when, now, words.WHEN[when], seen) for one in _found(when, seen))
    for key, title, state in (
        ("before", words.BEFORE.get(when), seen.before),
        ("last_term", words.LAST_TERM, seen.last_term),
    ):
        if title:
            then = f"{title}（到{day_text(state.on)}）" if state else f"{title}（那时还没有）"
            found = _state(state or seen.state)
            yield from (
                _figure((name, name, "", value if state else None), f"{when}.{key}", then, title, seen)
                for _, name, _, value in found
            )


def _figure(found: tuple[str, str, str, Value], prefix: str, when: str, title: str, seen: Overview) -> Figure:
    key, name, whose, value = found
    said = " ".join(part for part in (title, whose, words.title(name)) if part)
    return Figure(f"{prefix}.{key}", said, value, when, words.definition(name, seen.limit_days))


def _days(since: date, until: date) -> str:
    return day_text(until) if since == until else f"{day_text(since)}至{day_text(until)}"


def _found(when: str, seen: Overview) -> _Found:
    yield from _state(seen.state)
    yield "mentors", "mentors", "", len(seen.leading)
    yield "mentors_low", "mentors_low", "", len(seen.low)
    yield "mentors_overloaded", "mentors_overloaded", "", len(seen.overloaded)
    yield "teachers_without_students", "teachers_without_students", "", len(seen.without_students)
    for one in seen.mentors:
        yield from _mentor(one)
    for rule, figures in seen.asked.items():
        yield from _asked(f"duty.{rule}", seen.duties[rule].name, figures)
    for kind, lines in (("grade", seen.grades), ("class", seen.classes)):
        for line in lines:
            yield from _line(kind, line, seen)
    for care in seen.care:
        yield from _care(care)
    if when == "term":  # the weeks are the same whatever else is looked at
        yield from _weeks(seen)


def _state(state: State) -> _Found:
    values = {
        "students": state.students, "students_without_mentor": state.without_mentor,
        "students_seen": state.seen, "students_unseen": state.unseen, "records": state.records,
        "care_students": state.care_students, "care_students_unseen": state.care_unseen,
        "follow_ups_open": state.open_follow_ups, "follow_ups_late": state.late_follow_ups,
    }  # fmt: skip
    for name, value in values.items():
        yield name, name, "", value
    for name, counted in _values(state.asked):
        yield name, name, "", counted


def _values(figures: Figures) -> list[tuple[str, Value]]:
    share = None if figures.share is None else round(figures.share, 4)
    return [(name, share if name == "share" else getattr(figures, name)) for name in _ASKED]


def _asked(key: str, whose: str, figures: Figures) -> _Found:
    for name, value in _values(figures):
        yield f"{key}.{name}", f"{key.partition('.')[0]}.{name}", whose, value


def _mentor(one: MentorLine) -> _Found:
    key, counts = f"mentor.{one.mentor_id}", one.counts
    values = {"students": counts.mentees, "most": one.most, "students_seen": counts.seen,
              "records": counts.records, "minutes": counts.minutes}  # fmt: skip
    for name, value in values.items():
        yield f"{key}.{name}", f"mentor.{name}", one.name, value
    yield from _asked(key, one.name, one.figures)


def _line(kind: str, line: ClassLine, seen: Overview) -> _Found:
    for rule, figures in line.cells.items():
        yield from _asked(f"{kind}.{line.id}.duty.{rule}", f"{line.name} {seen.duties[rule].name}", figures)


def _care(one: CareLine) -> _Found:
    key = f"care.{one.category_id}"
    yield f"{key}.students", "care.students", one.name, len(one.days)
    yield f"{key}.contacted", "care.contacted", one.name, one.contacted
    for place, days in enumerate(one.days, start=1):
        yield f"{key}.days.{place}", "care.days", one.name, None if days == NEVER else days


def _weeks(seen: Overview) -> _Found:
    names = {week.number: f"第 {week.number} 周" for week in seen.weeks}
    for then, counted in (("", seen.weeks_seen), ("last_term.", seen.weeks_seen_before)):
        for (number, name), (met, there) in zip(names.items(), counted, strict=False):
            yield f"week.{number}.{then}students_seen", f"week.{then}students_seen", name, met
            yield f"week.{number}.{then}students", f"week.{then}students", name, there
    for number, silent, expected in seen.silent:
        yield f"week.{number}.mentors_silent", "week.mentors_silent", names[number], silent
        yield f"week.{number}.mentors_expected", "week.mentors_expected", names[number], expected
    for one in seen.mentors:
        for (number, name), value in zip(names.items(), one.weeks, strict=True):
            yield f"mentor.{one.mentor_id}.week.{number}", "mentor.week", f"{one.name} {name}", value
