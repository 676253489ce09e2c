"""The school calendar: weeks, days, grades and how they are written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calendar
from domain.calendar import Holiday, Term, Week
from domain.errors import Invalid

AUTUMN = Term(1, 2026, 1, date(2026, 9, 1), date(2027, 1, 20))  # begins on a Tuesday
SPRING = Term(2, 2026, 2, date(2027, 2, 20), date(2027, 7, 5))  # begins on a Saturday
NATIONAL_DAY = Holiday(date(2026, 10, 1), date(2026, 10, 7), "国庆节")


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), 1),
        (date(2026, 9, 6), 1),
        (date(2026, 9, 7), 2),
        (date(2026, 11, 21), 12),
        (date(2027, 1, 20), 21),
        (date(2027, 1, 21), None),
    ],
    ids=["the Monday before", "first day", "first Sunday", "second Monday", "week 12", "last day", "after"],
)
def test_week_one_is_the_monday_week_of_the_first_day(day, number):
    assert calendar.week_number(AUTUMN, day) == number


def test_weeks_are_clipped_to_the_term():
    weeks = calendar.weeks(AUTUMN)

    assert weeks[0] == Week(1, date(2026, 9, 1), date(2026, 9, 6))
    assert weeks[1] == Week(2, date(2026, 9, 7), date(2026, 9, 13))
    assert weeks[-1] == Week(21, date(2027, 1, 18), date(2027, 1, 20))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200))
def test_weeks_cover_every_day_of_any_term_once(first, length):
    term = Term(1, 2026, 1, first, first + timedelta(days=length))

    days = [
        (week.number, week.starts_on + timedelta(days=offset))
        for week in calendar.weeks(term)
        for offset in range((week.ends_on - week.starts_on).days + 1)
    ]

    assert [day for _, day in days] == [first + timedelta(days=n) for n in range(length + 1)]
    assert all(calendar.week_number(term, day) == number for number, day in days)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2026, 10, 7), True),
        (date(2026, 10, 8), False),
    ],
    ids=["eve", "first day", "last day", "day after"],
)
def test_both_ends_of_a_holiday_are_holiday(day, expected):
    assert calendar.is_holiday(day, [NATIONAL_DAY]) is expected


def test_teaching_days_leave_out_weekends_and_holidays():
    days = calendar.teaching_days(date(2026, 9, 28), date(2026, 10, 12), [NATIONAL_DAY])

    assert [(day.month, day.day) for day in days] == [(9, 28), (9, 29), (9, 30), (10, 8), (10, 9), (10, 12)]


def test_an_interval_that_ends_before_it_starts_has_no_teaching_days():
    assert calendar.teaching_days(date(2026, 9, 2), date(2026, 9, 1), []) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 1), AUTUMN),
        (date(2026, 11, 21), AUTUMN),
        (date(2027, 2, 1), AUTUMN),
        (date(2027, 2, 20), SPRING),
        (date(2027, 8, 1), SPRING),
    ],
    ids=["before everything", "inside", "winter holiday", "first day of spring", "summer after the last"],
)
def test_a_day_belongs_to_its_term_or_the_one_before(day, expected):
    assert calendar.term_on([SPRING, AUTUMN], day) == expected


def test_without_terms_no_term_is_found():
    assert calendar.term_on([], date(2026, 9, 1)) is None


def test_the_set_up_page_proposes_two_terms_that_do_not_overlap():
    autumn, spring = calendar.default_terms(2026)

    assert (autumn.starts_on, autumn.ends_on) == (date(2026, 9, 1), date(2027, 1, 20))
    assert (spring.starts_on, spring.ends_on) == (date(2027, 2, 20), date(2027, 7, 5))
    assert calendar.term_text(spring) == "2026—2027学年下学期"


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 21), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
    ],
    ids=["November", "December", "leap February"],
)
def test_a_month_runs_from_its_first_to_its_last_day(day, last):
    assert calendar.month_of(day) == (day.replace(day=1), last)


def test_dates_and_years_are_written_as_teachers_write_them():
    assert calendar.school_year_text(2026) == "2026—2027学年"
    assert calendar.term_text(AUTUMN) == "2026—2027学年上学期"
    assert calendar.day_text(date(2026, 11, 21)) == "11月21日"
    assert calendar.day_text_long(date(2026, 11, 21)) == "11月21日 周六"


@pytest.mark.parametrize(
    ("days", "text"), [(0, "今天"), (1, "昨天"), (2, "2 天"), (9, "9 天"), (-1, "明天"), (-3, "3 天后")]
)
def test_days_ago_are_said_shortly(days, text):
    assert calendar.days_ago_text(days) == text


@pytest.mark.parametrize(("days_later", "late"), [(-1, False), (0, False), (3, False), (4, True)], ids=str)
def test_a_record_is_late_after_three_days(days_later, late):
    occurred = date(2026, 12, 30)

    assert calendar.is_late(occurred, occurred + timedelta(days=days_later)) is late


@pytest.mark.parametrize(
    ("grade", "primary_years", "expected"),
    [
        (1, 6, (2026, 1)),
        (3, 6, (2024, 1)),
        (6, 6, (2021, 1)),
        (7, 6, (2026, 7)),
        (9, 6, (2024, 7)),
        (10, 6, (2026, 10)),
        (12, 6, (2024, 10)),
        (5, 5, (2022, 1)),
        (6, 5, (2026, 6)),
        (9, 5, (2023, 6)),
    ],
)
def test_a_grade_is_counted_from_the_first_grade_of_its_stage(grade, primary_years, expected):
    assert calendar.entry_year_of(grade, 2026, primary_years) == expected


@given(st.integers(1, 12), st.integers(2000, 2100), st.integers(5, 6), st.integers(0, 6))
def test_a_grade_comes_back_from_its_entry_year_and_grows_by_one_a_year(grade, year, primary_years, later):
    entry = calendar.entry_year_of(grade, year, primary_years)

    assert calendar.grade_in(year + later, *entry) == grade + later


@pytest.mark.parametrize("grade", [0, 13, -1])
def test_a_grade_that_does_not_exist_is_refused_in_words(grade):
    with pytest.raises(Invalid, match=f"没有第 {grade} 个年级"):
        calendar.entry_year_of(grade, 2026)
