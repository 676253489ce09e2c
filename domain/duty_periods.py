"""The periods of duty rules laid over a school's calendar: weeks of a term, months, terms, days after an exam."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise

from domain.calendar import (
    Holiday,
    Term,
    day_text,
    month_of,
    school_year_text,
    teaching_days,
    term_text,
    weeks,
)
from domain.duty_rules import Period

AFTER_EXAM_DAYS = 10
MAJOR_SLOTS = ("monthly", "midterm", "final")
_DAY = timedelta(days=1)
_LONGEST_BREAK = timedelta(
    days=60
)  # how long the last term known still counts for what is done after its end
# how many school days of a usual calendar a period has; only for saying which of two rules asks for more
NOMINAL_DAYS = {
    Period.WEEK: 5, Period.FORTNIGHT: 10, Period.HALF_MONTH: 11, Period.MONTH: 22, Period.TWO_MONTHS: 44,
    Period.AFTER_MAJOR_EXAM: 40, Period.TERM: 100, Period.SCHOOL_YEAR: 200,
}  # fmt: skip
# these belong to the range in which they end; longer ones to every range they run through
SHORT = frozenset({Period.WEEK, Period.FORTNIGHT, Period.HALF_MONTH, Period.MONTH})


@dataclass(frozen=True)
class MajorExam:
    """An exam after which something may be due."""

    id: int
    name: str
    held_on: date
    school_year: int
    grade: int


@dataclass(frozen=True)
class Span:
    """One period of the calendar: records count from `starts_on` to `ends_on`, both inclusive.

    `full` school days would ask for the whole; fewer accountable ones ask for less (domain/duties.py). After an exam
    only its grades are asked.
    """

    period: Period
    name: str
    starts_on: date
    ends_on: date
    days: tuple[date, ...]  # its school days, never none
    full: int
    exams: tuple[MajorExam, ...] = ()

    @property
    def due_on(self) -> date:
        """Its last school day: what is undone after it is late."""
        return self.days[-1]

    def holds(self, day: date) -> bool:
        """Whether a record of that day counts in it."""
        return self.starts_on <= day <= self.ends_on

    def belongs_to(self, since: date, until: date) -> bool:
        """Whether figures of these days include it: short periods once, where they end; long ones all the while."""
        if self.period in SHORT:
            return since <= self.due_on <= until
        return self.starts_on <= until and self.due_on >= since


@dataclass(frozen=True)
class SchoolCalendar:
    """Terms, holidays and major exams: all that periods follow from."""

    terms: tuple[Term, ...]
    holidays: tuple[Holiday, ...]
    exams: tuple[MajorExam, ...] = ()

    @cached_property
    def school_days(self) -> list[date]:
        """Mondays to Fridays inside a term that are no holiday."""
        days = (teaching_days(term.starts_on, term.ends_on, self.holidays) for term in self._ordered)
        return [day for days_of_term in days for day in days_of_term]

    @cached_property
    def _ordered(self) -> list[Term]:
        return sorted(self.terms, key=lambda term: term.starts_on)

    def spans(self, period: Period) -> tuple[Span, ...]:
        """Every period of this kind that has a school day, in order."""
        return _spans(self, period)

    def laid(self, period: Period) -> Iterable[Span]:
        """The same with those that have none."""
        lay = {
            Period.WEEK: lambda: self._weeks(1),
            Period.FORTNIGHT: lambda: self._weeks(2),
            Period.HALF_MONTH: self._half_months,
            Period.MONTH: lambda: self._months(1),
            Period.TWO_MONTHS: lambda: self._months(2),
            Period.TERM: self._terms,
            Period.SCHOOL_YEAR: self._school_years,
            Period.AFTER_MAJOR_EXAM: self._after_exams,
        }[period]
        return lay()

    def running(self, period: Period, on: date) -> list[Span]:
        """Those that hold a day: one, or none in the holidays; after exams several may."""
        return [one for one in self.spans(period) if one.holds(on)]

    def _days(self, starts_on: date, ends_on: date) -> tuple[date, ...]:
        first, last = bisect_left(self.school_days, starts_on), bisect_right(self.school_days, ends_on)
        return tuple(self.school_days[first:last])

    def _weeks(self, size: int) -> Iterator[Span]:
        period = Period.WEEK if size == 1 else Period.FORTNIGHT
        for term in self._ordered:
            all_weeks = weeks(term)
            for first in range(0, len(all_weeks), size):
                held = all_weeks[first : first + size]
                numbers = "—".join(dict.fromkeys((str(held[0].number), str(held[-1].number))))
                start, end = held[0].starts_on, held[-1].ends_on
                name = f"第 {numbers} 周（{day_text(start)}至{day_text(end)}）"
                yield Span(period, name, start, end, self._days(start, end), 5 * size)

    def _half_months(self) -> Iterator[Span]:
        for first, last in self._each_month():
            middle = first + timedelta(days=14)
            yield self._by_calendar(Period.HALF_MONTH, f"{first.month}月上半月", first, middle)
            yield self._by_calendar(Period.HALF_MONTH, f"{first.month}月下半月", middle + _DAY, last)

    def _months(self, size: int) -> Iterator[Span]:
        for first, last in self._each_month():
            if size == 1:
                yield self._by_calendar(Period.MONTH, f"{first.month}月", first, last)
            elif first.month % 2:  # September and October, November and December, …
                _, end = month_of(last + _DAY)
                yield self._by_calendar(Period.TWO_MONTHS, f"{first.month}—{end.month}月", first, end)

    def _each_month(self) -> Iterator[tuple[date, date]]:
        if not self.terms:
            return
        first, last = month_of(self._ordered[0].starts_on)
        if first.month % 2 == 0:
            first, last = month_of(first - _DAY)
        while first <= self._ordered[-1].ends_on:
            yield first, last
            first, last = month_of(last + _DAY)

    def _by_calendar(self, period: Period, name: str, first: date, last: date) -> Span:
        return Span(period, name, first, last, self._days(first, last), len(teaching_days(first, last, ())))

    def _terms(self) -> Iterator[Span]:
        for term, end in self._until_next(self._ordered):
            yield self._whole(Period.TERM, term_text(term), term.starts_on, end)

    def _school_years(self) -> Iterator[Span]:
        first_terms = {term.school_year: term for term in reversed(self._ordered)}
        for term, end in self._until_next(list(reversed(first_terms.values()))):
            yield self._whole(Period.SCHOOL_YEAR, school_year_text(term.school_year), term.starts_on, end)

    def _until_next(self, terms: Sequence[Term]) -> Iterator[tuple[Term, date]]:
        """Each of these terms and the day before the next one begins."""
        for term, after in pairwise(terms):
            yield term, after.starts_on - _DAY
        if terms:
            yield terms[-1], self._ordered[-1].ends_on + _LONGEST_BREAK

    def _whole(self, period: Period, name: str, start: date, end: date) -> Span:
        days = self._days(start, end)
        return Span(period, name, start, end, days, len(days))

    def _after_exams(self) -> Iterator[Span]:
        for held_on, name in dict.fromkeys((one.held_on, one.name) for one in self._exams_in_order()):
            same = tuple(one for one in self.exams if (one.held_on, one.name) == (held_on, name))
            first = bisect_left(self.school_days, held_on)
            days = tuple(self.school_days[first : first + AFTER_EXAM_DAYS])
            end = max((held_on, *days))
            yield Span(Period.AFTER_MAJOR_EXAM, f"{name}后", held_on, end, days, AFTER_EXAM_DAYS, same)

    def _exams_in_order(self) -> Iterable[MajorExam]:
        return sorted(self.exams, key=lambda exam: (exam.held_on, exam.id))


@lru_cache(maxsize=64)
def _spans(calendar: SchoolCalendar, period: Period) -> tuple[Span, ...]:
    """Kept, for a school's calendar is the same at every click and a year of days takes a while to lay out."""
    return tuple(one for one in calendar.laid(period) if one.days)
