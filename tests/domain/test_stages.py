"""The scheme's four stages: a proposal from the terms, what is due and done, where the school stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import stages
from domain.calendar import Term, default_terms
from domain.errors import Invalid
from domain.stages import NAMES, Count, Item, Measure, Stage, State

TODAY = date(2026, 11, 20)
YEAR = stages.proposal(*default_terms(2026))
DAY = timedelta(days=1)


def test_the_proposal_covers_the_year_without_a_gap_and_names_the_scheme_s_stages():
    assert [one.name for one in YEAR] == list(NAMES)
    assert (YEAR[0].starts_on, YEAR[-1].ends_on) == (date(2026, 9, 1), date(2027, 7, 5))
    assert [one.starts_on for one in YEAR[1:]] == [one.ends_on + DAY for one in YEAR[:-1]]


@given(st.integers(0, 40), st.integers(120, 150), st.integers(10, 40), st.integers(100, 140))
def test_whatever_the_terms_every_item_is_due_within_its_stage(shift, long, break_, second):
    begins = date(2026, 8, 20) + shift * DAY
    first = Term(1, 2026, 1, begins, begins + long * DAY)
    spring = first.ends_on + break_ * DAY
    proposed = stages.proposal(first, Term(2, 2026, 2, spring, spring + second * DAY))
    for one in proposed:
        assert one.starts_on <= one.ends_on
        assert all(one.starts_on <= item.due_on <= one.ends_on for item in one.items if item.due_on)
        stages.check_days(proposed, one.position, one.starts_on, one.ends_on)
    assert {item.measure for one in proposed for item in one.items} - {None} == set(Measure)


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (Item(1, "开会", None), State.OPEN),
        (Item(1, "开会", TODAY - DAY), State.OVERDUE),
        (Item(1, "开会", TODAY), State.SOON),
        (Item(1, "开会", TODAY + stages.SOON), State.SOON),
        (Item(1, "开会", TODAY + stages.SOON + DAY), State.OPEN),
        (Item(1, "开会", TODAY - DAY, done_on=TODAY), State.DONE),
        (Item(1, "有导师", TODAY - DAY, Measure.MENTORED, count=Count(3, 4, "名学生")), State.OVERDUE),
        (Item(1, "有导师", TODAY - DAY, Measure.MENTORED, count=Count(4, 4, "名学生")), State.DONE),
        (Item(1, "有导师", TODAY - DAY, Measure.MENTORED, count=Count(0, 0, "名学生")), State.OVERDUE),
        (Item(1, "有导师", TODAY - DAY, Measure.MENTORED, done_on=TODAY), State.OVERDUE),  # only what is counted counts
    ],
)  # fmt: skip
def test_how_it_stands_with_an_item(item, state):
    assert item.state(TODAY) is state


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (Count(16, 18, "个班"), "16 / 18 个班"),
        (Count(0, 18, "个班"), "0 / 18 个班"),
        (Count(0, 0, "个班"), "－"),
        (Count(8, 8, "条要求", is_share=False), "8 条要求"),
    ],
)
def test_nothing_to_count_is_no_number(count, text):
    assert count.text == text


def test_what_is_late_comes_first_of_whatever_stage():
    late, soon, far = (Item(n, "事", TODAY + days * DAY) for n, days in ((1, 3), (2, -9), (3, 60)))
    year = (Stage(1, 1, TODAY, TODAY, (late,)), Stage(2, 2, TODAY, TODAY, (far, soon)))
    assert [one.id for one in stages.urgent(year, TODAY)] == [2, 1]


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2026, 8, 31), ""),
        (date(2026, 9, 1), "宣传发动阶段，9月5日前校委会专题安排"),
        (TODAY, "全面实施阶段，11月24日前督导检查一次"),
        (date(2027, 7, 5), "总结阶段，7月5日前议一议困难，定下一步做法"),
        (date(2027, 7, 6), ""),
    ],
)
def test_where_the_school_stands_in_one_sentence(today, text):
    assert stages.now_text(YEAR, today) == text


def test_the_sentence_skips_what_is_done_and_ends_without_anything_due():
    done = tuple(
        replace(one, items=tuple(replace(i, done_on=TODAY, measure=None) for i in one.items)) for one in YEAR
    )
    assert stages.now_text(done, TODAY) == "全面实施阶段"
    assert stages.finding(done, TODAY) == "全面实施阶段，没有逾期的事"


def test_the_title_says_how_much_is_late():
    assert stages.finding(YEAR, TODAY) == "全面实施阶段，8 项逾期"
    assert stages.finding(YEAR, date(2026, 8, 1)) == "现在不在任何阶段里，没有逾期的事"


@pytest.mark.parametrize(
    ("position", "first", "last", "words"),
    [
        (2, date(2026, 9, 15), date(2026, 9, 14), "在第一天之前"),
        (2, date(2026, 9, 14), date(2026, 10, 1), "宣传发动"),
        (2, date(2026, 9, 15), date(2026, 10, 13), "全面实施"),
    ],
)
def test_stages_stay_in_their_order(position, first, last, words):
    with pytest.raises(Invalid, match=words):
        stages.check_days(YEAR, position, first, last)
    stages.check_days(YEAR, position, date(2026, 9, 16), date(2026, 10, 11))


@pytest.mark.parametrize(
    ("name", "words", "done_on", "said"),
    [
        ("", "", None, "写清"),
        ("长" * 41, "", None, "写清"),
        ("会", "长" * 201, None, "200"),
        ("会", "", TODAY + DAY, "今天之后"),
    ],
)
def test_an_item_that_cannot_be_kept_says_what_to_change(name, words, done_on, said):
    with pytest.raises(Invalid, match=said):
        stages.check_item(name, words, done_on, TODAY)
    stages.check_item("会", "好", TODAY, TODAY)
