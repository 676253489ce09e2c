"""Newcomers: nobody moves, or few do and the groups are the more even for it."""

from dataclasses import replace

import pytest

from domain.errors import Invalid
from domain.grouping import solve
from domain.grouping_problem import Mentor, Rule, Student
from domain.grouping_words import Names, option_text
from domain.matching import Placement
from domain.newcomers import frontier
from services.highs import highs
from tests.benchmarks.classes import invented_class
from tests.domain.small_problems import fits, worth

WHOLE = invented_class(47, 4, 1)
STANDING = replace(WHOLE, students=WHOLE.students[:45], sizes=(12, 11, 11, 11), rounds=15)
NEW = (46, 47)


@pytest.fixture(scope="module")
def placed():
    return solve(STANDING, highs(lambda: 20)).placement


def test_the_offer_begins_without_a_move_and_each_further_move_buys_a_better_balance(placed):
    options = frontier(WHOLE, placed, NEW)

    assert options[0].moves == ()
    counts = [len(option.moves) for option in options]
    assert counts == sorted(set(counts)) and counts[-1] > 0
    worths = [
        (*worth(replace(WHOLE, sizes=one.result.placement.sizes(4)), one.result.placement), one.result.spread)
        for one in options
    ]
    assert worths == sorted(worths, reverse=True)


def test_what_an_option_says_is_what_it_does(placed):
    for option in frontier(WHOLE, placed, NEW):
        moved = {move.student: move.after for move in option.moves}
        assert option.result.placement.assignment == {**placed.assignment, **moved, **option.newcomers}
        assert all(placed.assignment[move.student] == move.before != move.after for move in option.moves)
        assert sorted(option.result.placement.sizes(4)) == [11, 12, 12, 12]


def test_rules_and_locks_hold_for_newcomers_and_for_those_who_stand(placed):
    locks = tuple(Rule(one, "lock", (one,), group) for one, group in placed.assignment.items() if one % 2)
    rules = (*locks, Rule("foes", "apart", (46, 47)), Rule("fixed", "lock", (46,), 2))
    problem = replace(WHOLE, rules=rules)

    options = frontier(problem, placed, NEW)

    assert options
    assert all(fits(problem, one.result.placement, rules) for one in options)


def test_a_full_mentor_takes_nobody(placed):
    leaders = {group: f"t{group}" for group in (1, 2, 3, 4)}
    full = replace(
        WHOLE, mentors=tuple(Mentor(one, 0, 11 if one != "t2" else 13) for one in leaders.values())
    )

    (zero, *_) = frontier(full, replace(placed, leaders=leaders), NEW)

    assert set(zero.newcomers.values()) == {2}
    with pytest.raises(Invalid, match="没有小组能接收"):
        frontier(
            replace(full, mentors=tuple(Mentor(one, 0, 11) for one in leaders.values())),
            replace(placed, leaders=leaders),
            NEW,
        )


def test_many_newcomers_are_seated_in_the_smallest_groups(placed):
    more = tuple(Student(100 + number, "女") for number in range(12))
    problem = replace(WHOLE, students=(*STANDING.students, *more))

    (zero, *_) = frontier(problem, placed, [one.id for one in more])

    sizes = zero.result.placement.sizes(4)
    assert max(sizes) - min(sizes) <= 1


def test_who_is_neither_placed_nor_new_is_named(placed):
    with pytest.raises(Invalid, match="学生 47 不在任何小组里"):
        frontier(WHOLE, placed, [46])


def test_an_option_is_a_sentence():
    problem = replace(WHOLE, students=tuple(Student(number, "女") for number in range(1, 6)), sizes=(3, 2))
    (zero, *_) = frontier(problem, Placement({1: 1, 2: 1, 3: 2, 4: 2}), [5])

    assert option_text(zero, Names({5: "周五"})).startswith("周五进第 1 组；别人都不动。")
