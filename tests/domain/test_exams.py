"""Ranks, totals, bands and the sentence above a curve."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exams import (
    CurvePoint,
    Mark,
    curve_title,
    quartile_band,
    rank,
    rank_trend,
)

DAYS = [date(2026, 1, 15), date(2026, 4, 3), date(2026, 5, 8), date(2026, 11, 5), date(2027, 1, 14)]
NAMES = ["上学期期末", "第一次月考", "期中", "第二次月考", "本学期期末"]


def scored(index, grade_rank=None, **more):
    fields = {"total": 250.0, "full_marks": 300.0, "cohort_size": 200} | more
    return CurvePoint(index, NAMES[index], DAYS[index], "scored", grade_rank=grade_rank, **fields)


def absent(index):
    return CurvePoint(index, NAMES[index], DAYS[index], "absent", full_marks=300.0, cohort_size=200)


def empty(index):
    return CurvePoint(index, NAMES[index], DAYS[index], "none")


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ({"a": 90, "b": 80, "c": 80, "d": 70}, {"a": 1, "b": 2, "c": 2, "d": 4}),
        ({"a": None, "b": 0.0}, {"a": None, "b": 1}),
        ({"a": 0.1 + 0.2, "b": 0.3}, {"a": 1, "b": 1}),
        ({"a": 251.5, "b": 251.0}, {"a": 1, "b": 2}),
        ({}, {}),
    ],
    ids=["ties", "zero is a score and none is not", "floating noise ties", "half points differ", "nobody"],
)
def test_ranks_leave_gaps_after_ties_and_nothing_for_the_missing(values, ranks):
    assert rank(values) == ranks


@given(st.dictionaries(st.integers(), st.none() | st.integers(0, 750).map(lambda n: n / 2)))
def test_a_rank_is_one_more_than_the_number_of_better_values(values):
    for key, place in rank(values).items():
        better = [v for v in values.values() if v is not None and values[key] is not None and v > values[key]]
        assert place == (None if values[key] is None else len(better) + 1)


@pytest.mark.parametrize(
    ("values", "band"),
    [
        ([1, 2, 3, 4, 5], (2.0, 4.0)),
        ([4, None, 1, 3, 2], (1.8, 3.2)),
        ([7, 7, 7, 7], (7.0, 7.0)),
        ([1, 2, 3], None),
        ([], None),
    ],
    ids=["five", "four and one missing", "all the same", "too few", "none"],
)
def test_the_band_is_the_middle_half(values, band):
    assert quartile_band(values) == band


@given(st.lists(st.integers(0, 750), min_size=4))
def test_the_band_lies_inside_the_values_and_in_order(values):
    low, high = quartile_band(values)

    assert min(values) <= low <= high <= max(values)


ABSENT = Mark(is_absent=True)
EMPTY = Mark()


FIVE = [scored(0, 86), scored(1, 71), absent(2), scored(3, 58), scored(4, 42)]


def test_the_trend_compares_first_and_last_rank_in_order_of_dates():
    trend = rank_trend(FIVE[::-1])

    assert (trend.change, trend.basis) == (44, "grade")
    assert [trend.first, trend.last] == [FIVE[0], FIVE[4]]
    assert trend.absences == (FIVE[2],)


@pytest.mark.parametrize(
    ("points", "title"),
    [
        (FIVE, "一年进步 44 名，期中缺考一次"),
        ([scored(0, 42), scored(4, 86)], "一年退步 44 名"),
        ([scored(1, 60), scored(3, 60)], "半年名次持平"),
        ([scored(0, 60), scored(3, 57)], "十个月名次基本稳定（进步 3 名）"),
        ([scored(1, 60), scored(2, 50)], "一个月进步 10 名"),
        ([scored(3, 90), scored(4, 50)], "两个月进步 40 名"),
        ([], "还没有成绩"),
        ([empty(0), empty(1)], "还没有成绩"),
        ([empty(0), absent(1)], "还没有成绩，第一次月考缺考一次"),
        ([scored(4, 42)], "只有本学期期末一次成绩，还看不出变化"),
        ([scored(0, 42), absent(1), absent(2)], "只有上学期期末一次成绩，还看不出变化，缺考两次"),
        (
            [scored(0, 42, cohort_size=200), scored(4, 21, cohort_size=100)],
            "年级人数变化大，前后名次不能直接比",
        ),
        ([scored(0, class_rank=20), scored(4, class_rank=8)], "一年班级名次进步 12 名"),
        ([scored(0, 42), scored(4)], "有两次成绩，没有名次可比"),
        ([scored(0), scored(4, class_band=(200.0, 240.0))], "最近一次总分高于班级中间一半学生"),
        ([scored(0), scored(4, class_band=(240.0, 260.0))], "最近一次总分在班级中间一半"),
        ([scored(0), scored(4, class_band=(255.0, 260.0))], "最近一次总分低于班级中间一半学生"),
    ],
    ids=[
        "progress with an absence", "regress", "level", "stable", "a month", "two months", "no exam",
        "only empty", "only absent", "one exam", "one exam and two absences", "a different cohort",
        "class ranks only", "one rank only", "above the band", "in the band", "below the band",
    ],
)  # fmt: skip
def test_the_title_says_what_can_be_known(points, title):
    assert curve_title(points) == title


def test_a_two_line_label_is_said_on_one_line():
    point = CurvePoint(1, "上学年|期末", DAYS[0], "absent")

    assert curve_title([point, scored(1, 3), scored(4, 33)]) == "九个月退步 30 名，上学年期末缺考一次"
