"""Levels by ratio, groups in balance, and the sentence that says so."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.balance import (
    Deviation,
    GroupBalance,
    balance,
    deviations,
    excess,
    finding,
    levels_by_ratio,
    spread,
)
from domain.errors import Invalid
from domain.grouping import Candidate, form_groups


def school_class(size, seed=0):
    """A class with correlated scores, sexes and three care categories; a few scores and sexes are unknown."""
    chance = random.Random(seed)
    return [
        Candidate(
            id=number,
            sex=chance.choice(["男", "女", "男", "女", None]),
            score=None if chance.random() < 0.05 else round(chance.gauss(500, 80), 1),
            care=frozenset(category for category in (1, 2, 3) if chance.random() < 0.12),
        )
        for number in range(1, size + 1)
    ]


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


@pytest.mark.parametrize(("size", "count"), [(45, 4), (54, 6), (60, 10), (51, 5), (7, 3), (5, 5), (6, 1)])
def test_everybody_is_in_one_group_and_sizes_differ_by_one_at_most(size, count):
    grouping = form_groups(school_class(size), count)

    sizes = [len(members) for members in grouping.groups]
    assert sorted(number for ids in grouping.ids for number in ids) == list(range(1, size + 1))
    assert len(sizes) == count
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("seed", range(4))
def test_a_real_class_is_dealt_without_excess_and_with_even_means(seed):
    grouping = form_groups(school_class(54, seed), 6)

    assert grouping.excess == excess(grouping.groups) == 0
    assert grouping.spread == spread(grouping.groups) < 15
    assert finding(balance(grouping.groups)) == "各组层次、男女、特殊学生都均衡"


def test_the_same_class_gives_the_same_groups_in_whatever_order_it_comes():
    pupils = school_class(50)

    assert form_groups(pupils, 5) == form_groups(pupils[::-1], 5)


def test_another_seed_gives_other_groups_as_good():
    pupils = school_class(50)

    first, second = form_groups(pupils, 5), form_groups(pupils, 5, seed=1)

    assert first.ids != second.ids
    assert second.excess == 0


def test_levels_given_by_the_school_are_kept_and_missing_ones_computed():
    pupils = [Candidate(1, level="C", score=99), Candidate(2, score=98), Candidate(3, score=10)]

    levels = {one.id: one.level for members in form_groups(pupils, 1).groups for one in members}

    assert levels == {1: "C", 2: "B", 3: "C"}


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 24), st.integers(1, 6), st.integers(0, 1000))
def test_swapping_any_two_never_lowers_the_excess_of_a_finished_grouping(size, count, seed):
    grouping = form_groups(school_class(size, seed), min(count, size))

    for one, first in enumerate(grouping.groups):
        for two, second in enumerate(grouping.groups[:one]):
            left, right = first[0], second[-1]
            swapped = list(grouping.groups)
            swapped[one] = tuple(right if member is left else member for member in first)
            swapped[two] = tuple(left if member is right else member for member in second)
            assert excess(swapped) >= grouping.excess


@pytest.mark.parametrize("count", [0, -1, 4])
def test_an_impossible_number_of_groups_is_refused_in_words(count):
    with pytest.raises(Invalid, match=f"3 名学生不能分成 {count} 组"):
        form_groups(school_class(3), count)


def test_balance_counts_what_is_known():
    members = [
        Candidate(1, "女", 90, "A", frozenset({7})),
        Candidate(2, "男", None, "B", frozenset({7, 8})),
        Candidate(3, None, 60.5, "B"),
    ]

    assert balance([members]) == [
        GroupBalance(3, {"A": 1, "B": 2, "C": 0}, girls=1, boys=1, mean=75.2, care={7: 2, 8: 1})
    ]
    assert balance([[]]) == [GroupBalance(0, {"A": 0, "B": 0, "C": 0}, 0, 0, None, {})]


def test_excess_counts_pupils_beyond_floor_and_ceiling():
    girls = [Candidate(number, "女", level="B") for number in range(8)]
    boys = [Candidate(number, "男", level="B") for number in range(8, 16)]

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
