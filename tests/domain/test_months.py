"""The five months of a term: every day of it in one of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Term
from domain.months import month_on, term_months

BEGINS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def term(starts_on, ends_on):
    return Term(1, starts_on.year, 1, starts_on, ends_on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "firsts"),
    [
        (date(2026, 9, 1), date(2027, 1, 20), ["9-1", "10-1", "11-1", "12-1", "1-1"]),
        (date(2027, 2, 20), date(2027, 7, 5), ["2-20", "3-1", "4-1", "5-1", "6-1"]),
        # the last days of August belong to September
        (date(2026, 8, 28), date(2027, 1, 20), ["8-28", "10-1", "11-1", "12-1", "1-1"]),
        (date(2027, 2, 22), date(2027, 7, 5), ["2-22", "4-1", "5-1", "6-1", "7-1"]),
    ],
)
def test_the_first_month_is_the_one_a_week_after_the_first_day(starts_on, ends_on, firsts):
    found = term_months(term(starts_on, ends_on))
    assert [f"{one.first.month}-{one.first.day}" for one in found] == firsts
    assert [one.name for one in found] == ["第一月", "第二月", "第三月", "第四月", "第五月"]
    assert found[-1].last == ends_on


@given(BEGINS, st.integers(1, 200), st.integers(0, 300))
def test_every_day_of_a_term_lies_in_exactly_one_month(starts_on, length, after):
    own = term(starts_on, starts_on + timedelta(days=length))
    found = term_months(own)
    day = starts_on + timedelta(days=after)
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert found[0].first == starts_on
    assert all(one.first <= one.last for one in found)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))
    inside = [one for one in found if one.first <= day <= one.last]
    if day <= own.ends_on:
        assert inside == [month_on(own, day)]


@given(BEGINS, st.integers(1, 400))
def test_a_day_outside_belongs_to_the_nearest_end(starts_on, away):
    own = term(starts_on, starts_on + timedelta(days=140))
    assert month_on(own, own.starts_on - timedelta(days=away)).number == 1
    assert month_on(own, own.ends_on + timedelta(days=away)).number == 5


@pytest.mark.parametrize(("day", "late"), [(date(2026, 10, 10), False), (date(2026, 10, 11), True)])
def test_until_the_tenth_one_still_writes_in_time_about_the_month_before(day, late):
    assert term_months(term(date(2026, 9, 1), date(2027, 1, 20)))[0].is_late(day) is late
