"""Groups formed for a class by a real search, found again after a reload, explained."""

from dataclasses import replace

import pytest

from domain.conflicts import Infeasible
from domain.errors import Invalid, NotFound
from domain.grouping import Solution
from domain.grouping_plan import moved, with_mentor, with_rule
from services import grouping_jobs, plans
from services.grouping_jobs import Wanted
from tests.school_builder import HOMEROOM, MENTOR, THREE_ONE


@pytest.fixture
def desk(school, as_office):
    return plans.open_desk(as_office, school.class_id("三（1）班"))


def found(context, desk, aim="groups"):
    """What the search ends with; another look at the same class finds the same search."""
    grouping_jobs.begin(context, desk, aim)
    search = grouping_jobs._searches[grouping_jobs._key(context, desk)]
    assert search.job.wait(60)
    look = grouping_jobs.look(context, desk)
    assert look is not None and look.aim == aim
    grouping_jobs.forget(context, desk)
    assert grouping_jobs.look(context, desk) is None
    return look.found


def test_groups_are_formed_with_what_must_hold_and_never_worse_than_the_snake(school, as_office, desk):
    one, two = school.ids(THREE_ONE[0], THREE_ONE[1])
    wanted = replace(desk, plan=with_rule(replace(desk.plan, group_count=2), "together", (one, two)))
    answer = found(as_office, wanted)
    assert isinstance(answer, Solution)
    plan = grouping_jobs.applied(wanted, answer)
    assert plan.places[one] == plan.places[two]
    assert sorted(plan.places) == sorted(desk.students)
    assert answer.excess <= grouping_jobs.snake_of(wanted).excess
    assert [group.name for group in plan.groups] == [group.name for group in desk.plan.groups]


@pytest.mark.parametrize("act", ["begin", "look", "cancel", "forget"])
def test_a_search_is_nobody_s_who_may_not_group_the_class(school, as_other_homeroom, as_homeroom, desk, act):
    """Also with a desk opened while one still might: the right is asked for when the search is."""
    more = ("groups",) if act == "begin" else ()
    with pytest.raises(NotFound):
        getattr(grouping_jobs, act)(as_other_homeroom, desk, *more)
    grouping_jobs.look(as_homeroom, desk)
    with school.store.write() as db:
        db.execute(
            "update homeroom set valid_to = '2026-11-20' where staff_id = ?", [school.people[HOMEROOM]]
        )
    with pytest.raises(NotFound):
        getattr(grouping_jobs, act)(as_homeroom, desk, *more)


def test_what_cannot_be_is_said_with_names(school, as_office, desk):
    one, two = school.ids(THREE_ONE[0], THREE_ONE[1])
    plan = with_rule(with_rule(desk.plan, "together", (one, two)), "apart", (one, two))
    asked = replace(desk, plan=plan)
    answer = found(as_office, asked)
    assert isinstance(answer, Infeasible)
    assert set(answer.conflict) == {1, 2}
    said = "".join(grouping_jobs.conflict(asked, "groups", answer))
    assert THREE_ONE[0] in said and THREE_ONE[1] in said and "最少去掉 1 条" in said


def test_mentors_are_found_for_groups_as_they_stand(school, as_office, desk):
    bare = replace(desk, plan=with_mentor(with_mentor(desk.plan, 0, None), 1, None))
    answer = found(as_office, bare, "mentors")
    assert isinstance(answer, Solution)
    plan = grouping_jobs.applied(bare, answer)
    assert plan.places == desk.plan.places
    # nobody wished, so everybody keeps the mentor of today
    assert [group.mentor for group in plan.groups] == [group.mentor for group in desk.plan.groups]


def test_a_place_is_explained_by_wish_mentor_and_balance(school, desk):
    student, mentor = school.student(THREE_ONE[0]), school.people[MENTOR]
    said = "".join(grouping_jobs.why(desk, Wanted(wishes={student: ((mentor,),)}), student))
    assert THREE_ONE[0] in said and MENTOR in said and "第 1 志愿" in said and "启明组现有" in said


def test_a_rule_undone_by_hand_is_seen(school, desk):
    one, two = school.ids(THREE_ONE[0], THREE_ONE[1])
    kept = replace(desk, plan=with_rule(desk.plan, "together", (one, two)))
    assert grouping_jobs.broken_rules(kept) == []
    broken = replace(kept, plan=moved(kept.plan, one, 1))
    assert [rule.kind for rule in grouping_jobs.broken_rules(broken)] == ["together"]


def test_a_proposed_swap_helps(desk):
    plan = desk.plan
    for student in plan.groups[1].students[1:]:  # all but one on a heap
        plan = moved(plan, student, 0)
    heaped = replace(desk, plan=plan)
    proposed = grouping_jobs.suggestion(heaped)
    if proposed is not None:
        one, two, text = proposed
        assert {one, two} <= set(desk.students)
        assert "建议" in text


@pytest.mark.parametrize("count", [8, 99])
def test_more_groups_than_students_is_refused_in_a_sentence(as_office, desk, count):
    with pytest.raises(Invalid, match="7 名学生不能分成"):
        grouping_jobs.begin(as_office, replace(desk, plan=replace(desk.plan, group_count=count)), "groups")


def test_a_class_without_scores_is_shared_out_by_sex_and_care(school, as_office):
    with school.store.write() as db:
        db.execute("delete from score")
        db.execute("delete from exam_result")
    bare = plans.open_desk(as_office, school.class_id("三（2）班"))
    answer = found(as_office, replace(bare, plan=replace(bare.plan, group_count=2)))
    assert isinstance(answer, Solution)
    assert answer.excess == 0
