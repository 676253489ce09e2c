"""What must be true of every grouping: complete, obedient, repeatable, no worse than the snake, honest about itself."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.balance import balance, excess, finding
from domain.conflicts import Infeasible
from domain.errors import Invalid
from domain.grouping import at_random, rated, snake, solve
from domain.grouping_problem import Bands, Mentor, Problem, Rule, Student, Weights, counted, even_sizes
from domain.milp_by_hand import by_hand
from services.highs import highs
from tests.benchmarks.classes import invented_class, with_wishes
from tests.domain.small_problems import fewest, fits, open_placements, placements, problems, worth

MILP = highs(lambda: 20)
SOLVERS = pytest.mark.parametrize("milp", [MILP, by_hand], ids=["HiGHS", "by hand"])


@SOLVERS
@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_what_the_engine_says_is_what_trying_everything_says(milp, problem):
    good = [one for one in placements(problem) if fits(problem, one, problem.rules)]

    found = solve(problem, milp)

    if isinstance(found, Infeasible):
        assert not good or not found.is_proven
        return
    assert fits(problem, found.placement, problem.rules)
    assert Counter(found.placement.assignment.values()) == Counter(dict(enumerate(problem.sizes, start=1)))
    assert not found.is_optimal or worth(problem, found.placement) <= min(worth(problem, one) for one in good)


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_with_sizes_left_open_too(problem):
    assume(problem.mentors)
    named = {rule.group for rule in problem.rules} | set(problem.present.values())
    assume(max(filter(None, named), default=1) <= len(problem.mentors))
    free = replace(problem, sizes=(), group_claims={})
    good = [one for one in open_placements(free) if fits(free, one, free.rules)]

    found = solve(free, MILP)

    assert isinstance(found, Infeasible) == (not good)
    if not isinstance(found, Infeasible):
        assert fits(free, found.placement, free.rules)
        assert not found.is_optimal or worth(free, found.placement) <= min(worth(free, one) for one in good)


@settings(max_examples=40, deadline=None)
@given(problem=problems(with_mentors=False))
def test_a_conflict_is_the_smallest_and_what_is_to_be_dropped_the_least(problem):
    found = solve(problem, MILP)
    assume(isinstance(found, Infeasible))
    every = list(placements(problem))

    def can_hold(rules):
        return any(fits(problem, one, tuple(rules)) for one in every)

    assert not can_hold([one for one in problem.rules if one.id in found.conflict])
    assert len(found.conflict) == fewest(problem.rules, lambda chosen: not can_hold(chosen))
    assert can_hold([one for one in problem.rules if one.id not in found.drop])
    assert len(found.drop) == fewest(
        problem.rules, lambda chosen: can_hold([one for one in problem.rules if one not in chosen])
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 30), st.integers(1, 6), st.integers(0, 1000))
def test_no_class_is_dealt_worse_than_by_the_snake_or_differently_the_second_time(size, groups, seed):
    problem = replace(invented_class(size, min(size, groups), seed), rounds=4)

    found = solve(problem, MILP)

    assert worth(problem, found.placement) <= worth(problem, snake(problem))
    assert (found.excess, found.spread) <= (rated(problem, snake(problem)).excess, float("inf"))
    assert solve(problem, MILP) == found
    assert sorted(found.placement.assignment) == list(range(1, size + 1))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.data())
def test_rules_hold_in_a_whole_class(seed, data):
    ids = st.lists(st.integers(1, 45), min_size=2, max_size=4, unique=True)
    drawn = data.draw(st.lists(st.tuples(st.sampled_from(["lock", "together", "apart"]), ids), max_size=6))
    rules = tuple(
        Rule(place, kind, tuple(students), 1 + place % 4 if kind == "lock" else None)
        for place, (kind, students) in enumerate(drawn)
    )
    problem = replace(invented_class(45, 4, seed), rules=rules, rounds=3)

    found = solve(problem, MILP)

    if isinstance(found, Infeasible):
        assert found.conflict and found.drop
    else:
        assert fits(problem, found.placement, rules)


@pytest.mark.parametrize(("size", "groups", "spread"), [(45, 4, 1), (54, 6, 2.5), (60, 10, 9)])
def test_a_usual_class_is_even_and_says_so(size, groups, spread):
    problem = invented_class(size, groups, 1)
    found = solve(problem, MILP)

    assert (found.excess, found.are_bands_met, found.is_optimal) == (0, True, True)
    assert found.spread <= spread < rated(problem, at_random(problem)).spread
    assert found.rounds < 75 or groups == 10


def members_of(problem, found):
    people = counted(problem)
    return [[people[one] for one in ids] for ids in found.groups().values()]


def test_the_figures_are_those_of_the_balance_and_the_balance_finds_nothing():
    problem = invented_class(54, 6, 1)
    found = solve(problem, MILP)
    groups = members_of(problem, found)

    assert found.excess == excess(groups) == 0
    assert finding(balance(groups)) == "各组层次、男女、特殊学生都均衡"


def test_another_seed_gives_other_groups_as_good():
    problem = invented_class(50, 5, 1)

    first, second = (solve(replace(problem, seed=seed), MILP) for seed in (0, 1))

    assert first.placement != second.placement
    assert first.excess == second.excess == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 24), st.integers(1, 6), st.integers(0, 1000))
def test_swapping_any_two_never_lowers_the_excess_of_finished_groups(size, count, seed):
    problem = replace(invented_class(size, min(count, size), seed), rounds=6)
    groups = members_of(problem, found := solve(problem, MILP))

    for one, first in enumerate(groups):
        for two, second in enumerate(groups[:one]):
            swapped = list(groups)
            swapped[one], swapped[two] = [second[-1], *first[1:]], [*second[:-1], first[0]]
            assert excess(swapped) >= found.excess


def test_sizes_that_differ_levels_that_are_given_and_scores_that_are_missing_are_taken_as_they_are():
    students = tuple(
        Student(
            number,
            "女" if number % 2 else "男",
            "ABC"[number % 3],
            {"语文": None if number % 5 == 0 else 60 + number},
        )
        for number in range(1, 21)
    )
    problem = Problem(students, (4, 6, 10), full_marks={"语文": 100})

    found = solve(problem, MILP)

    assert [len(found.groups()[group]) for group in (1, 2, 3)] == [4, 6, 10]
    assert found.excess == 0


def test_a_class_without_any_score_is_mixed_by_what_is_known():
    problem = Problem(tuple(Student(number, "男女"[number % 2]) for number in range(12)), (4, 4, 4))

    found = solve(problem, MILP)

    assert (found.excess, found.spread, found.is_optimal) == (0, 0, True)


def test_the_search_ends_at_once_when_told_to_and_gives_the_best_so_far():
    seen = []

    def stop_after_two(number, best):
        seen.append(best)
        return number < 2

    found = solve(invented_class(45, 4, 0), MILP, stop_after_two)

    assert (found.is_cancelled, found.rounds, found.placement) == (True, 2, seen[-1].placement)


# ── mentors ──────────────────────────────────────────────────────────────────────────────────────────


def test_groups_built_around_wishes_meet_more_of_them_than_mentors_sought_afterwards():
    problem = with_wishes(invented_class(50, 6, 1), 2, 6, 10)

    joint, first = (solve(replace(problem, order=order), MILP) for order in ("joint", "groups_first"))

    assert joint.excess == first.excess == 0
    assert joint.price < first.price
    assert first.spread < joint.spread


def test_without_sizes_each_mentor_has_one_group_within_the_capacity():
    problem = replace(with_wishes(invented_class(30, 4, 1), 1, 5, 9), sizes=())

    found = solve(problem, MILP)

    assert found.placement.leaders == {1: "t1", 2: "t2", 3: "t3", 4: "t4"}
    assert all(5 <= size <= 9 for size in found.placement.sizes(4))
    assert found.excess == 0


def test_each_student_has_as_many_different_mentors_as_asked_for():
    problem = replace(with_wishes(invented_class(24, 3, 1), 1, 4, 20), mentors_per_student=2)
    problem = replace(
        problem, rules=(Rule("x", "must", (5,), mentor="t2"), Rule("y", "must_not", (6,), mentor="t2"))
    )

    placement = solve(problem, MILP).placement

    assert all(len(set(placement.mentors_of(one.id))) == 2 for one in problem.students)
    assert "t2" in placement.mentors_of(5)
    assert "t2" not in placement.mentors_of(6)


def test_a_mentor_takes_the_class_taught_and_last_year_s_students_of_any_class():
    students = tuple(Student(number, class_id="七(1)" if number < 6 else "七(2)") for number in range(12))
    mentors = (Mentor("甲", 0, 6, frozenset({"七(1)"})), Mentor("乙", 0, 6, frozenset({"七(2)"})))
    problem = Problem(students, (6, 6), mentors)

    apart = solve(problem, MILP).placement
    kept = solve(replace(problem, previous={7: "甲"}, rules=(Rule("r", "must", (7,), mentor="甲"),)), MILP)

    assert {apart.mentors_of(number) for number in range(6)} == {("甲",)}
    assert isinstance(kept, Infeasible)  # seven of the first class would have to fit into six places
    assert solve(replace(problem, allow_other_teachers=True), MILP).is_optimal


def test_capacities_that_cannot_hold_everybody_are_a_conflict_that_names_the_mentors():
    problem = replace(invented_class(20, 2, 0), mentors=(Mentor("a", 0, 9), Mentor("b", 0, 30)))
    small = replace(problem, mentors=(Mentor("a", 0, 9), Mentor("b", 0, 9)))

    assert solve(problem, MILP).placement.leaders == {1: "b", 2: "b"}
    found = solve(small, MILP)

    assert isinstance(found, Infeasible)
    assert (found.conflict, len(found.drop)) == (("capacity:a", "capacity:b"), 1)


def test_who_stands_in_a_group_stays_there_unless_a_move_pays():
    problem = replace(invented_class(45, 4, 3), rounds=20)
    stands = solve(problem, MILP).placement.assignment
    to = stands[1] % 4 + 1

    found = solve(replace(problem, present=stands, rules=(Rule("x", "lock", (1,), to),)), MILP)

    moved = [one for one, group in stands.items() if found.placement.assignment[one] != group]
    assert 1 in moved and len(moved) < 8


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────

SOME = tuple(Student(number) for number in range(4))


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem(()), "没有学生"),
        (Problem((Student(1),), (1,)), "只有 1 名学生"),
        (Problem(SOME, even_sizes(4, 5)), "4 名学生不能分成 5 组"),
        (Problem(SOME), "没有说要分几组"),
        (Problem(SOME, (1, 2)), "加起来是 3，学生有 4 名"),
        (Problem((*SOME, Student(1)), (5,)), "学生编号 1 用了不止一次"),
        (Problem(SOME, (4,), (Mentor("a"), Mentor("a"))), "导师编号 a 用了不止一次"),
        (Problem(SOME, (4,), (Mentor("a", 3, 2),)), "导师 a 的人数范围是 3 到 2"),
        (Problem(SOME, (4,), rules=(Rule("r", "lock", (9,), 1),)), "规则 r 里的学生 9 不在"),
        (Problem(SOME, (4,), rules=(Rule("r", "lock", (1,), 2),)), "写的是第 2 组，一共只有 1 组"),
        (Problem(SOME, (4,), rules=(Rule("r", "together", (1,)),)), "至少要写 2 名"),
        (Problem(SOME, (4,), rules=(Rule("r", "must", (1,), mentor="z"),)), "规则 r 里的导师 z 不在"),
        (Problem(SOME, (4,), rules=(Rule("r", "friends", (1, 2)),)), "“friends”不认识"),  # type: ignore[arg-type]
        (Problem(SOME, (4,), wishes={1: (("z",),)}), "学生 1 的志愿里的导师 z 不在.*可能已经离开"),
        (Problem(SOME, (4,), (Mentor("a"),), claims={"a": ((9,),)}), "导师 a 的认领里的学生 9"),
        (Problem((*SOME, Student("1")), (5,)), "学生编号 1 用了不止一次"),
        (Problem(SOME, (4,), weights=Weights(wish=-1)), "权重不能是负数"),
        (Problem(SOME, (4,), bands=Bands(total=0)), "应当大于 0"),
        (Problem(SOME, (4,), full_marks={"语文": 0}), "语文的满分是 0"),
        (Problem(SOME, (4,), present={1: 3}), "现在的小组里写了第 3 组"),
        (Problem(SOME, (4,), mentors_per_student=0), "每名学生要 0 位导师"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(problem, sentence):
    with pytest.raises(Invalid, match=sentence):
        solve(problem, MILP)
