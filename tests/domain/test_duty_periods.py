"""Periods laid over a calendar: which days they hold, which school days they have, when they are due."""

from datetime import date
from itertools import pairwise

import pytest

from domain.duty_periods import SchoolCalendar
from domain.duty_rules import Period
from tests.domain.test_duty_presets import CALENDAR


def on(day: date, period: Period):
    (span,) = CALENDAR.running(period, day)
    return span.name, span.starts_on, span.ends_on, len(span.days), span.full, span.due_on


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period.WEEK, date(2026, 9, 1), ("第 1 周（9月1日至9月6日）", date(2026, 9, 1), date(2026, 9, 6), 4, 5, date(2026, 9, 4))),
        (Period.WEEK, date(2026, 10, 4), ("第 5 周（9月28日至10月4日）", date(2026, 9, 28), date(2026, 10, 4), 3, 5, date(2026, 9, 30))),
        (Period.WEEK, date(2027, 1, 20), ("第 21 周（1月18日至1月20日）", date(2027, 1, 18), date(2027, 1, 20), 3, 5, date(2027, 1, 20))),
        (Period.FORTNIGHT, date(2026, 10, 1), ("第 5—6 周（9月28日至10月11日）", date(2026, 9, 28), date(2026, 10, 11), 5, 10, date(2026, 10, 9))),
        (Period.FORTNIGHT, date(2027, 1, 19), ("第 21 周（1月18日至1月20日）", date(2027, 1, 18), date(2027, 1, 20), 3, 10, date(2027, 1, 20))),
        (Period.HALF_MONTH, date(2026, 10, 15), ("10月上半月", date(2026, 10, 1), date(2026, 10, 15), 6, 11, date(2026, 10, 15))),
        (Period.HALF_MONTH, date(2026, 10, 16), ("10月下半月", date(2026, 10, 16), date(2026, 10, 31), 11, 11, date(2026, 10, 30))),
        (Period.MONTH, date(2027, 1, 31), ("1月", date(2027, 1, 1), date(2027, 1, 31), 13, 21, date(2027, 1, 20))),
        (Period.TWO_MONTHS, date(2027, 1, 1), ("1—2月", date(2027, 1, 1), date(2027, 2, 28), 15, 41, date(2027, 2, 26))),
        (Period.TERM, date(2027, 2, 24), ("2026—2027学年上学期", date(2026, 9, 1), date(2027, 2, 24), 96, 96, date(2027, 1, 20))),
        (Period.TERM, date(2027, 8, 31), ("2026—2027学年下学期", date(2027, 2, 25), date(2027, 9, 4), 89, 89, date(2027, 7, 6))),
        (Period.SCHOOL_YEAR, date(2027, 2, 1), ("2026—2027学年", date(2026, 9, 1), date(2027, 9, 4), 185, 185, date(2027, 7, 6))),
        (Period.AFTER_MAJOR_EXAM, date(2027, 2, 1), ("期末后", date(2027, 1, 19), date(2027, 3, 8), 10, 10, date(2027, 3, 8))),
    ],
)  # fmt: skip
def test_the_period_of_a_day(period, day, expected):
    assert on(day, period) == expected


def test_weeks_and_months_without_a_school_day_are_no_periods():
    assert CALENDAR.running(Period.WEEK, date(2027, 2, 1)) == []
    assert CALENDAR.running(Period.HALF_MONTH, date(2027, 2, 1)) == []
    assert CALENDAR.running(Period.MONTH, date(2026, 8, 31)) == []


@pytest.mark.parametrize("period", Period)
def test_a_school_without_terms_has_no_periods(period):
    assert SchoolCalendar((), ()).spans(period) == ()


def test_an_exam_of_two_grades_on_one_day_is_one_period():
    spans = CALENDAR.spans(Period.AFTER_MAJOR_EXAM)

    assert [(one.name, [exam.grade for exam in one.exams]) for one in spans] == [
        ("期中后", [7, 3]), ("期末后", [7]), ("月考后", [3]),
    ]  # fmt: skip


@pytest.mark.parametrize("period", [one for one in Period if one is not Period.AFTER_MAJOR_EXAM])
def test_periods_of_a_kind_never_overlap_and_hold_every_school_day(period):
    spans = CALENDAR.spans(period)

    assert [day for span in spans for day in span.days] == CALENDAR.school_days
    assert all(one.ends_on < after.starts_on for one, after in pairwise(spans))
    assert all(span.holds(day) for span in spans for day in span.days)


@pytest.mark.parametrize("period", [Period.WEEK, Period.FORTNIGHT, Period.HALF_MONTH, Period.MONTH])
def test_short_periods_belong_to_one_month_each(period):
    months = [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))]
    belonging = [
        [span.name for span in CALENDAR.spans(period) if span.belongs_to(*month)] for month in months
    ]

    assert not set(belonging[0]) & set(belonging[1])


def test_a_term_belongs_to_all_its_months():
    (autumn, _) = CALENDAR.spans(Period.TERM)

    assert autumn.belongs_to(date(2026, 11, 1), date(2026, 11, 30))
    assert not autumn.belongs_to(date(2027, 2, 1), date(2027, 2, 20))
