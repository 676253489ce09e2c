"""Levels by ratio, groups in balance, and the sentence that says so."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.balance import (
    Deviation,
    GroupBalance,
    balance,
    deviations,
    excess,
    finding,
    levels_by_ratio,
)
from domain.grouping_problem import Counted


def group(levels, girls, boys, mean=250.0, care=None):
    counts = dict(zip("ABC", levels, strict=True))
    return GroupBalance(sum(levels), counts, girls, boys, mean, care or {})


@pytest.mark.parametrize(
    ("scores", "ratio", "levels"),
    [
        ([100, 90, 80, 70, 60, 50, 40, 30, 20, 10], (3, 5, 2), "AAABBBBBCC"),
        ([10, 20, 30, 40], (1, 2, 1), "CBBA"),
        ([90, 80, 80, 80, 80, 80, 80, 80, 20, 10], (3, 5, 2), "ABBBBBBBCC"),
        ([90, 80, 70, 70, 60, 50, 40, 20, 20, 20], (3, 5, 2), "AABBBBBCCC"),
        ([80, 80, 80], (3, 5, 2), "BBB"),
        ([100, None, 90, 80, 70, 60, 50, 40, 30, 20, 10, None], (3, 5, 2), "ABAABBBBBCCB"),
        ([None, None], (3, 5, 2), "BB"),
        ([], (3, 5, 2), ""),
    ],
    ids=[
        "exact", "another ratio, unsorted", "a large tie stays whole", "ties at both cuts", "all the same",
        "missing are B and move no cut", "no score at all", "nobody",
    ],
)  # fmt: skip
def test_levels_follow_the_ratio_without_splitting_ties(scores, ratio, levels):
    assert "".join(levels_by_ratio(dict(enumerate(scores)), ratio).values()) == levels


@given(st.dictionaries(st.integers(), st.none() | st.integers(0, 30), max_size=60))
def test_a_higher_score_never_has_a_lower_level_and_equal_scores_share_one(scores):
    levels = levels_by_ratio(scores)

    ranked = sorted((-score, levels[key]) for key, score in scores.items() if score is not None)
    assert [level for _, level in ranked] == sorted(level for _, level in ranked)
    assert len(set(ranked)) == len({score for score, _ in ranked})


def test_balance_counts_what_is_known():
    members = [
        Counted(1, "女", 90, "A", frozenset({7})),
        Counted(2, "男", None, "B", frozenset({7, 8})),
        Counted(3, None, 60.5, "B", frozenset()),
    ]

    assert balance([members]) == [
        GroupBalance(3, {"A": 1, "B": 2, "C": 0}, girls=1, boys=1, mean=75.2, care={7: 2, 8: 1})
    ]
    assert balance([[]]) == [GroupBalance(0, {"A": 0, "B": 0, "C": 0}, 0, 0, None, {})]


def test_excess_counts_pupils_beyond_floor_and_ceiling():
    girls = [Counted(number, "女", None, "B", frozenset()) for number in range(8)]
    boys = [Counted(number, "男", None, "B", frozenset()) for number in range(8, 16)]

    uneven = [girls[:6] + boys[:2], girls[6:] + boys[2:]]

    assert excess(uneven) == 8
    assert Counter(deviations(balance(uneven))) == Counter(
        [
            Deviation(0, ("sex", "女"), 6, share=4.0, beyond=2),
            Deviation(0, ("sex", "男"), 2, share=4.0, beyond=-2),
            Deviation(1, ("sex", "女"), 2, share=4.0, beyond=-2),
            Deviation(1, ("sex", "男"), 6, share=4.0, beyond=2),
        ]
    )


EVEN = group((3, 5, 2), 5, 5)


@pytest.mark.parametrize(
    ("balances", "names", "sentence"),
    [
        ([], None, "还没有分组"),
        ([EVEN, EVEN], None, "各组层次、男女都均衡"),
        ([group((3, 5, 2), 5, 5, care={1: 1})] * 2, None, "各组层次、男女、特殊学生都均衡"),
        ([group((0, 9, 0), 0, 0, None)] * 3, None, "各组人数都均衡"),
        ([EVEN, EVEN, group((3, 5, 2), 8, 2)], None, "第 3 组女生偏多（8 人）"),
        (
            [group((3, 5, 2), 8, 2), group((2, 5, 3), 5, 5), group((5, 4, 1), 5, 5)],
            ["青禾组", "知行组", "星火组"],
            "青禾组女生偏多（8 人），星火组 A 层偏多（5 人）",
        ),
        ([group((3, 5, 2), 5, 5, care={4: 3}), EVEN], None, "第 1 组同类特殊学生偏多（3 人）"),
        ([group((0, 9, 0), 0, 0), group((0, 6, 0), 0, 0)], None, "第 1 组人数偏多（9 人）"),
        ([group((3, 5, 2), 5, 5, 267.0), EVEN, EVEN], None, "第 1 组均分偏高（高 11 分）"),
        ([group((3, 5, 2), 5, 5, 230.0), EVEN, EVEN], None, "第 1 组均分偏低（低 13 分）"),
        (
            [group((3, 0, 0), 0, 0), group((3, 0, 0), 0, 0), group((3, 0, 0), 0, 0), group((1, 2, 0), 0, 0)],
            None,
            "第 4 组 B 层偏多（2 人）",
        ),
    ],
    ids=[
        "no groups", "even", "even with care", "only sizes known", "girls", "two kinds, named", "care",
        "size", "mean high", "mean low", "one level lacks, another is beyond",
    ],
)  # fmt: skip
def test_the_finding_names_the_worst_first(balances, names, sentence):
    assert finding(balances, names) == sentence
