"""Contacts by month of the school year, and what is said of them."""

from datetime import date

import pytest

from domain.calendar import Term
from domain.contact_months import GROUPS, contact_months, months_title
from domain.record_kinds import Kind

TERMS = [
    Term(1, 2026, 1, date(2026, 9, 1), date(2027, 1, 20)),
    Term(2, 2026, 2, date(2027, 2, 20), date(2027, 7, 5)),
]
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
TODAY = date(2026, 11, 20)


def test_every_month_up_to_today_stands_there_with_every_group():
    found = contact_months(
        TERMS, {(SEPTEMBER, Kind.TALK): 2, (SEPTEMBER, Kind.LETTER): 1, (NOVEMBER, Kind.HOME_VISIT): 1}, TODAY
    )
    assert [(one.name, one.total) for one in found] == [("9月", 3), ("10月", 0), ("11月", 1)]
    assert found[0].counts == dict.fromkeys(GROUPS, 0) | {"谈心": 2, "其他": 1}


def test_what_is_no_contact_is_not_counted():
    found = contact_months(
        TERMS, {(SEPTEMBER, Kind.EXAM_ANALYSIS): 5, (SEPTEMBER, Kind.CLASS_MEETING): 5}, TODAY
    )
    assert [one.total for one in found] == [0, 0, 0]


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (TODAY, ["9月", "10月"]),
        (date(2027, 3, 31), ["9月", "10月", "11月", "12月", "1月"]),
        (date(2027, 8, 20), ["9月", "10月", "11月", "12月", "1月", "3月", "4月", "5月", "6月"]),
    ],
    ids=[
        "the month is not over",
        "nor is it on its last day, and February is a holiday",
        "July is a holiday",
    ],
)
def test_a_month_is_missed_only_when_it_is_over_and_there_was_school(today, asked):
    assert [one.name for one in contact_months(TERMS, {}, today) if one.is_asked] == asked


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({}, "本学年还没有交流记录"),
        ({SEPTEMBER: 3, OCTOBER: 1, NOVEMBER: 10}, "本学年 14 次交流，11月最多（10 次）"),
        ({SEPTEMBER: 3, NOVEMBER: 3}, "本学年 6 次交流；10月没有"),
        ({NOVEMBER: 1}, "本学年 1 次交流，11月最多（1 次）；9月、10月没有"),
    ],
)
def test_the_finding(counts, title):
    counted = {(month, Kind.TALK): count for month, count in counts.items()}
    assert months_title(contact_months(TERMS, counted, TODAY)) == title


def test_without_a_term_there_is_nothing_to_draw():
    assert contact_months([], {}, TODAY) == []
