"""A class's plan: acts on it, what may be filed, and that JSON keeps it whole."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.grouping_plan import (
    Plan,
    PlanGroup,
    as_dict,
    check_complete,
    from_dict,
    moved,
    swapped,
    with_groups,
    with_level,
    with_lock,
    with_mentor,
    with_rule,
    with_words,
    without,
    without_rule,
    without_strangers,
)

STUDENTS, MENTORS = set(range(1, 8)), {91, 92}
PLAN = Plan(
    exam_id=3,
    groups=(
        PlanGroup("g1", "启明组", (1, 2, 3, 4), 91, "一起向前", "人人背会一首诗"),
        PlanGroup("g2", "扬帆组", (5, 6, 7), 92),
    ),
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(1, 7), st.integers(0, 1)),
        st.tuples(st.just("swap"), st.integers(1, 7), st.integers(1, 7)),
        st.tuples(st.just("lock"), st.integers(1, 7), st.booleans()),
    ),
    max_size=25,
)


def done(plan, kind, student, value):
    try:
        return {"move": moved, "swap": swapped, "lock": with_lock}[kind](plan, student, value)
    except Invalid:
        return plan


@given(ACTS)
def test_whatever_is_done_by_hand_nobody_is_lost_or_doubled_and_the_locked_stay(acts):
    plan = PLAN
    for act in acts:
        before = plan
        plan = done(plan, *act)
        placed = sorted(student for group in plan.groups for student in group.students)
        assert placed == sorted(STUDENTS)
        assert all(plan.places[student] == before.places[student] for student in before.locked)
        assert from_dict(json.loads(json.dumps(as_dict(plan)))) == plan


def test_a_swap_changes_just_two_places():
    plan = swapped(PLAN, 1, 7)
    assert (plan.places[1], plan.places[7]) == (1, 0)
    assert {key: place for key, place in plan.places.items() if key not in (1, 7)} == {
        key: place for key, place in PLAN.places.items() if key not in (1, 7)
    }


def test_groups_formed_again_keep_name_motto_and_mentor_and_a_new_one_gets_a_name_of_its_own():
    plan = with_groups(PLAN, [[1, 2], [3, 4], [5, 6, 7]])
    assert [(group.name, group.mentor) for group in plan.groups] == [
        ("启明组", 91),
        ("扬帆组", 92),
        ("知行组", None),
    ]
    assert (plan.groups[0].motto, plan.deals) == ("一起向前", 1)
    assert with_groups(PLAN, [[1], [2]], {0: 92}).groups[0].mentor == 92


def test_a_claim_holds_for_the_children_it_was_made_for():
    same, other = with_groups(PLAN, [[4, 3, 2, 1], [5, 6, 7]]), with_groups(PLAN, [[1, 2, 3, 5], [4, 6, 7]])
    assert [group.key for group in same.groups] == ["g1", "g2"]
    assert {group.key for group in other.groups}.isdisjoint({"g1", "g2"})
    assert [group.key for group in moved(PLAN, 1, 1).groups] == ["g1", "g2"]


def test_a_rule_gets_an_id_that_none_has_had():
    plan = with_rule(with_rule(PLAN, "apart", (1, 2)), "must", (3,), mentor=91)
    assert [rule.id for rule in plan.rules] == [1, 2]
    assert [rule.id for rule in with_rule(without_rule(plan, 1), "together", (4, 5)).rules] == [2, 3]


def test_who_left_takes_along_only_what_was_decided_about_them():
    plan = with_rule(
        with_rule(with_level(with_level(PLAN, 1, "A"), 2, "C"), "apart", (1, 2)), "apart", (5, 6, 7)
    )
    left = without_strangers(plan, STUDENTS - {1}, {91})
    assert left.groups[0].students == (2, 3, 4)
    assert [group.mentor for group in left.groups] == [91, None]
    assert (left.levels, [rule.students for rule in left.rules]) == ({2: "C"}, [(5, 6, 7)])


def test_a_level_set_by_hand_goes_back_to_the_exams():
    assert with_level(with_level(PLAN, 1, "A"), 1, None).levels == {}


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan(), "还没有分组"),
        (replace(PLAN, groups=PLAN.groups[:1]), "没有分进组"),
        (moved(PLAN, 1, 0), None),
        (with_mentor(PLAN, 0, None), "没有导师"),
        (with_mentor(PLAN, 0, 99), "不教这个班"),
        (with_words(PLAN, 0, "", "", ""), "自己的名字"),
        (with_words(PLAN, 0, "扬帆组", "", ""), "重名"),
        (with_words(PLAN, 0, "长" * 31, "", ""), "最多 30 个字"),
        (with_words(PLAN, 0, "启明组", "口" * 61, ""), "最多 60 个字"),
        (replace(PLAN, groups=(*PLAN.groups, PlanGroup("g3", "知行组", (), 91))), "没有学生"),
    ],
)  # fmt: skip
def test_a_plan_is_filed_only_when_nothing_is_missing(plan, sentence):
    if sentence is None:
        check_complete(plan, STUDENTS, MENTORS)
    else:
        with pytest.raises(Invalid, match=sentence):
            check_complete(plan, STUDENTS, MENTORS)


@given(ACTS, st.integers(1, 9))
def test_whoever_is_taken_out_is_named_nowhere_and_nobody_else_is_moved(acts, gone):
    plan = PLAN
    for act in acts:
        plan = done(plan, *act)
    rest = without(plan, gone)
    assert gone not in {*rest.places, *rest.levels, *(one for rule in rest.rules for one in rule.students)}
    assert rest.places == {one: place for one, place in plan.places.items() if one != gone}
    assert [(one.key, one.mentor) for one in rest.groups] == [(one.key, one.mentor) for one in plan.groups]
    assert gone in plan.places or rest == plan
