"""得分率, the place in the class, subjects beside the class: against a naive recount, and in words."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exam_measures import (
    SubjectStanding,
    measures_of,
    place_text,
    place_title,
    profile_title,
    rate,
    rate_title,
    share,
    standing,
    total_title,
)
from domain.exams import CurvePoint, Mark, rank

DAYS = [date(2026, 1, 15), date(2026, 5, 8), date(2026, 11, 5)]
NAMES = ["上学期期末", "期中", "第二次月考"]


def point(index, total=None, full=300.0, place=None, size=45, grade_rank=None, status="scored", band=None):
    return CurvePoint(
        index, NAMES[index], DAYS[index], status, total, full, place, grade_rank, 200, band, None, size
    )


@given(st.dictionaries(st.integers(0, 60), st.none() | st.integers(0, 600), min_size=1, max_size=40))
def test_the_place_in_a_class_is_as_a_naive_count_has_it(totals):
    size = sum(total is not None for total in totals.values())
    for child, place in rank(totals).items():
        if place is None:
            continue
        better = sum(other is not None and other > totals[child] for other in totals.values())
        assert place == better + 1
        part = Fraction(100 * place, size)
        assert part <= share(place, size) < part + 1


@given(st.integers(0, 600), st.integers(1, 600))
def test_a_rate_is_the_part_of_the_full_marks(total, full):
    assert abs(Fraction(rate(total, full)) - Fraction(100 * total, full)) <= Fraction(51, 1000)


@pytest.mark.parametrize(("total", "full"), [(None, 300), (250, None), (None, None), (250, 0)])
def test_without_total_or_full_marks_there_is_no_rate(total, full):
    assert rate(total, full) is None


@pytest.mark.parametrize(
    ("place", "size", "text"),
    [
        (12, 45, "第 12 / 45，前 27%"),
        (1, 45, "第 1 / 45，前 3%"),
        (45, 45, "第 45 / 45，前 100%"),
        (46, 45, "第 46 名"),
        (3, None, "第 3 名"),
        (None, 45, ""),
    ],
    ids=["as schools say it", "the first", "the last", "beyond the class", "size unknown", "no rank"],
)
def test_the_place_in_words(place, size, text):
    assert place_text(place, size) == text


@pytest.mark.parametrize(
    ("points", "measures"),
    [
        ([], []),
        ([point(0, status="absent")], []),
        ([point(0, 250.0)], ["total", "rate"]),
        ([point(0, 250.0, None)], ["total"]),
        ([point(0, 250.0, 300.0), point(1, 370.0, 400.0)], ["rate"]),
        ([point(0, 250.0, 300.0), point(1, 370.0, None)], ["total", "rate"]),
        ([point(0, 250.0, place=3, grade_rank=9)], ["grade_rank", "class_place", "total", "rate"]),
        ([point(0, 250.0, None, place=46)], ["total"]),
    ],
    ids=["no exam", "only absent", "one", "full marks unknown", "different full marks", "some unknown", "ranks",
         "a rank beyond the class"],
)  # fmt: skip
def test_only_what_compares_is_offered(points, measures):
    assert measures_of(points) == measures


@pytest.mark.parametrize(
    ("totals", "title"),
    [
        ([216, 255], "得分率从 72% 到 85%，升 13 个百分点"),
        ([255, 216], "得分率从 85% 到 72%，降 13 个百分点"),
        ([255, 257], "得分率平稳，最近 86%"),
        ([255], "只有上学期期末一次，还看不出变化"),
        ([], "还没有可比的成绩"),
    ],
)
def test_the_finding_of_rates(totals, title):
    assert rate_title([point(index, total) for index, total in enumerate(totals)]) == title


def test_an_absence_is_said_with_the_finding():
    points = [point(0, 216, place=18), point(1, status="absent"), point(2, 255, place=12)]
    assert rate_title(points) == "得分率从 72% 到 85%，升 13 个百分点，期中缺考一次"
    assert place_title(points) == "班级位置从前 40% 到前 27%，往前 13 个百分点，期中缺考一次"


def test_the_finding_of_totals_tells_no_rank():
    points = [point(0, 216, place=18, grade_rank=90), point(2, 255, place=12, grade_rank=40, band=(200, 250))]
    assert total_title(points) == "最近一次总分高于班级中间一半学生"


def test_a_subject_stands_above_within_or_below_the_middle_half_of_its_class():
    scores = [50, 60, 70, 80, 90]
    found = [standing("数学", Mark(score), 100, scores) for score in (90, 80, 60, 59)]
    assert [one.band for one in found] == [(60.0, 80.0)] * 4
    assert [one.side for one in found] == [1, 0, 0, -1]


@pytest.mark.parametrize(
    ("mark", "full", "rate_is", "said"),
    [
        (Mark(is_absent=True), 100, None, "缺考"),
        (Mark(level="优"), None, None, "优"),
        (Mark(88.5), None, None, "88.5 分"),
        (Mark(0.0), 100, 0.0, ""),
    ],
    ids=["absent", "a level", "full mark unknown", "zero is a score"],
)
def test_a_subject_without_a_rate_says_what_it_has(mark, full, rate_is, said):
    found = standing("英语", mark, full, [])
    assert (found.rate, found.said, found.side) == (rate_is, said, 0)


@pytest.mark.parametrize(
    ("sides", "title"),
    [
        ({"语文": 1, "数学": -1, "英语": -1}, "语文高于班级中间一半学生，数学、英语低于"),
        ({"语文": 1, "数学": 0}, "语文高于班级中间一半学生"),
        ({"数学": -1}, "数学低于班级中间一半学生"),
        ({"语文": 0, "数学": 0}, "各科都在班级中间一半学生之间"),
        ({}, "还没有可以和班级比的各科成绩"),
    ],
)
def test_the_finding_of_subjects(sides, title):
    rates = {1: 95.0, 0: 70.0, -1: 20.0}
    assert (
        profile_title([SubjectStanding(one, rates[side], (60.0, 80.0)) for one, side in sides.items()])
        == title
    )
