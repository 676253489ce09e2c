"""The class teacher's desk: what is on it, and that each step is kept for everybody or refused."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from documents import exam_file
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.exams import LEVEL_PARTS
from domain.grouping_plan import (
    Plan,
    moved,
    with_groups,
    with_level,
    with_mentor,
    with_others,
    with_rule,
    with_words,
)
from services import filing, plans, register, students
from tests.school_builder import (
    ABSENT,
    CARES,
    HOMEROOM,
    MENTOR,
    OFFICE,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    UNLISTED,
    put_in_force,
)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def three_two(school):
    return school.class_id("三（2）班")


def two_groups(desk):
    ids = list(desk.students)
    return with_groups(desk.plan, [ids[:4], ids[4:]])


def test_with_no_plan_open_the_desk_shows_the_groups_in_force(school, as_homeroom, three_one):
    desk = plans.open_desk(as_homeroom, three_one)
    assert (desk.version, desk.state, desk.unplaced) == (0, "approved", [])
    assert [(group.name, group.mentor) for group in desk.plan.groups] == [
        ("启明组", school.people[MENTOR]),
        ("扬帆组", school.people[OTHER_MENTOR]),
    ]
    assert [one.name for one in desk.members[0]] == list(THREE_ONE[:4])


def test_the_desk_shows_who_teaches_the_class_and_how_many_they_mentor_elsewhere(
    school, as_homeroom, as_other_homeroom, three_one
):
    own = plans.open_desk(as_homeroom, three_one).teachers.values()
    assert [(one.name, one.subjects, one.is_homeroom, one.elsewhere) for one in own] == [
        (HOMEROOM, "", True, 0), (MENTOR, "语文", False, 0), (OTHER_MENTOR, "数学", False, 0)
    ]  # fmt: skip
    other = plans.open_desk(as_other_homeroom, school.class_id("七（1）班")).teachers.values()
    assert {one.name: one.elsewhere for one in other if not one.is_homeroom} == {
        OTHER_MENTOR: 3,
        THIRD_MENTOR: 7,
    }


def test_groups_filed_again_keep_motto_aim_and_key_until_they_are_changed(school, as_homeroom, three_one):
    desk = plans.open_desk(as_homeroom, three_one)
    worded = with_words(desk.plan, 0, "启明组", "一起向前", "每天早读")
    put_in_force(as_homeroom, school.as_person(OFFICE), three_one, worded.groups)
    assert plans.open_desk(as_homeroom, three_one).plan.groups == worded.groups


def test_a_double_tap_begins_one_plan_and_the_second_first_plan_is_told(school, as_office, three_two):
    desk = plans.open_desk(as_office, three_two)

    def tap(_):
        try:
            return plans.keep(as_office, desk, two_groups(desk))
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(tap, range(4)))
    assert sorted(map(str, answers)) == ["1", "None", "None", "None"]
    assert len(school.rows("select id from grouping_plan where class_id = :c", c=three_two)) == 1


def test_levels_come_from_the_latest_exam_and_who_has_no_total_is_in_the_middle(
    school, as_homeroom, three_one
):
    desk = plans.open_desk(as_homeroom, three_one)
    people = {one.name: one for one in desk.students.values()}
    assert re.fullmatch(r"期中　2026年\d+月\d+日", desk.exams[next(iter(desk.exams))])
    assert {name for name, one in people.items() if one.total is None} == {ABSENT, UNLISTED}
    assert people[ABSENT].level == people[UNLISTED].level == "B"
    ranked = sorted((one for one in people.values() if one.total is not None), key=lambda one: -one.total)
    assert (ranked[0].level, ranked[-1].level) == ("A", "C")
    assert {
        name: sorted(desk.cares[care] for care in one.care) for name, one in people.items() if one.care
    } == {name: sorted(kinds) for name, kinds in CARES.items() if name in THREE_ONE}


def test_a_level_set_by_hand_and_another_exam_are_kept(school, as_homeroom, three_one):
    desk = plans.open_desk(as_homeroom, three_one)
    first = school.student(THREE_ONE[0])
    earlier = next(one for one in desk.exams if desk.exams[one].startswith("第一次月考　"))
    plans.keep(as_homeroom, desk, with_level(replace(desk.plan, exam_id=earlier), first, "C"))
    again = plans.open_desk(as_homeroom, three_one)
    assert again.plan.exam_id == earlier
    assert again.students[first].level == "C"
    assert {one.name for one in again.students.values() if one.total is None} == set()


def test_a_step_is_kept_and_the_groups_in_force_stay_until_approval(
    school, as_homeroom, as_mentor, three_one
):
    desk = plans.open_desk(as_homeroom, three_one)
    moving = desk.plan.groups[0].students[0]
    assert plans.keep(as_homeroom, desk, moved(desk.plan, moving, 1)) == 1
    again = plans.open_desk(as_homeroom, three_one)
    assert (again.version, again.changed_by, again.plan.places[moving]) == (1, HOMEROOM, 1)
    in_force = school.rows(
        "select mentor_id from pairing where student_id = :id and valid_to is null", id=moving
    )
    assert in_force == [{"mentor_id": school.people[MENTOR]}]


def test_two_at_once_the_second_is_told_and_the_first_is_not_overwritten(as_homeroom, as_office, three_one):
    mine, theirs = plans.open_desk(as_homeroom, three_one), plans.open_desk(as_office, three_one)
    student = mine.plan.groups[0].students[0]
    plans.keep(as_office, theirs, moved(theirs.plan, student, 1))
    with pytest.raises(Conflict, match="刚被别人改过"):
        plans.keep(as_homeroom, mine, with_mentor(mine.plan, 0, None))
    again = plans.open_desk(as_homeroom, three_one)
    assert (again.plan.places[student], again.plan.groups[0].mentor) == (1, mine.plan.groups[0].mentor)
    plans.keep(as_office, again, with_mentor(again.plan, 0, None))
    with pytest.raises(Conflict):
        plans.keep(as_homeroom, again, moved(again.plan, student, 0))


def test_a_class_without_scores_has_no_levels_but_can_be_grouped(school, as_office, three_two):
    with school.store.write() as db:
        db.execute("delete from score")
        db.execute("delete from exam_result")
    desk = plans.open_desk(as_office, three_two)
    assert (desk.has_levels, desk.exams, desk.full_marks) == (False, {}, {})
    plans.keep(as_office, desk, two_groups(desk))
    assert plans.open_desk(as_office, three_two).unplaced == []


def test_levels_in_place_of_scores_count_by_rank_of_the_words(school, as_office, three_two):
    with school.store.write() as db:
        exam = db.execute("select max(id) from exam where grade = 3").fetchone()[0]
        db.execute("delete from exam_result where exam_id = ?", [exam])
        for place, name in enumerate(THREE_TWO):
            word = ("优", "优", "良", "良", "合格", "待合格", "待合格")[place]
            db.execute(
                "update score set kind = 'level', score = null, level = ? where exam_id = ? and student_id = ?",
                [word, exam, school.student(name)],
            )
    desk = plans.open_desk(as_office, three_two)
    levels = [desk.students[school.student(name)].level for name in THREE_TWO]
    assert (levels[0], levels[1], levels[-1]) == ("A", "A", "C")
    assert levels == sorted(levels)


def test_who_left_the_class_leaves_the_plan_and_who_came_waits_for_a_place(school, as_office, three_two):
    desk = plans.open_desk(as_office, three_two)
    plans.keep(as_office, desk, two_groups(desk))
    gone, came = school.student(THREE_TWO[0]), school.student(THREE_ONE[0])
    with school.store.write() as db:
        db.execute("update class_membership set valid_to = '2026-11-19' where student_id = ?", [gone])
        db.execute("update class_membership set class_id = ? where student_id = ?", [three_two, came])
    again = plans.open_desk(as_office, three_two)
    assert gone not in again.plan.places
    assert [one.id for one in again.unplaced] == [came]


@pytest.mark.parametrize(
    "change",
    ["stranger", "twice", "foreign mentor", "too many groups", "fewer than none", "long name", "long words"],
)
def test_what_cannot_be_is_refused(school, as_homeroom, three_one, change):
    desk = plans.open_desk(as_homeroom, three_one)
    group = desk.plan.groups[0]
    wrong = {
        "stranger": replace(group, students=(*group.students, school.student(THREE_TWO[0]))),
        "twice": replace(group, students=(*group.students, desk.plan.groups[1].students[0])),
        "foreign mentor": replace(group, mentor=school.people[THIRD_MENTOR]),
        "long name": replace(group, name="组" * 31),
        "long words": replace(group, motto="口" * 61),
    }.get(change, group)
    count = {"too many groups": 99, "fewer than none": -5}.get(change, 2)
    plan = replace(desk.plan, groups=(wrong, desk.plan.groups[1]), group_count=count)
    with pytest.raises(Invalid):
        plans.keep(as_homeroom, desk, plan)
    assert plans.open_desk(as_homeroom, three_one).version == 0


def test_nothing_is_kept_about_a_student_of_another_class(school, as_homeroom, three_one):
    desk, stranger, own = (
        plans.open_desk(as_homeroom, three_one), school.student(THREE_TWO[0]), school.student(THREE_ONE[0])
    )  # fmt: skip
    plan = with_rule(with_level(desk.plan, stranger, "A"), "apart", (own, stranger))
    plans.keep(as_homeroom, desk, plan)
    (row,) = school.rows("select body from grouping_plan where state = 'draft'")
    body = json.loads(row["body"])
    assert (body["levels"], body["rules"]) == ({}, [])


def test_each_to_the_own_class(
    school, as_homeroom, as_other_homeroom, as_mentor, as_leader, three_one, three_two
):
    for context, class_id in ((as_homeroom, three_two), (as_other_homeroom, three_one)):
        with pytest.raises(NotFound):
            plans.open_desk(context, class_id)
        with pytest.raises(NotFound):
            plans.keep(context, _foreign_desk(school, class_id), Plan())
    for context in (as_mentor, as_leader):
        with pytest.raises(NotAllowed):
            plans.open_desk(context, three_one)


def _foreign_desk(school, class_id):
    return plans.open_desk(school.as_person("沈德芳"), class_id)


def test_what_is_in_force_can_be_worked_on_again_and_stays_in_force_meanwhile(
    school, as_homeroom, as_office, three_one
):
    desk = plans.open_desk(as_homeroom, three_one)
    version = plans.keep(as_homeroom, desk, replace(desk.plan, deals=1))
    filing.file_plan(as_homeroom, three_one, version)
    filed = plans.open_desk(as_homeroom, three_one)
    assert not filed.may_change
    with pytest.raises(Conflict, match="先撤回"):
        plans.keep(as_homeroom, filed, replace(filed.plan, deals=2))
    filing.approve(as_office, filed.plan_id, filed.version)
    approved = plans.open_desk(as_homeroom, three_one)
    assert (approved.state, approved.may_change) == ("approved", True)
    student = approved.plan.groups[0].students[0]
    assert plans.keep(as_homeroom, approved, moved(approved.plan, student, 1)) == 1
    again = plans.open_desk(as_homeroom, three_one)
    assert (again.state, again.plan.places[student]) == ("draft", 1)
    with pytest.raises(Conflict):
        plans.keep(as_homeroom, approved, approved.plan)


def test_several_mentors_of_a_group_are_filed_approved_and_read_back(
    school, as_homeroom, as_office, three_one
):
    helper, leader = school.people[THIRD_MENTOR], school.people[MENTOR]
    desk = plans.open_desk(as_homeroom, three_one)
    assert helper in plans.colleagues(as_homeroom)
    version = plans.keep(as_homeroom, desk, with_others(desk.plan, 0, [helper, leader, helper]))
    filing.file_plan(as_homeroom, three_one, version)
    filed = plans.open_desk(as_homeroom, three_one)
    filing.approve(as_office, filed.plan_id, filed.version)

    group = plans.open_desk(as_homeroom, three_one).plan.groups[0]
    assert (group.mentor, group.others) == (leader, (helper,))
    assert plans.open_desk(as_homeroom, three_one).students[group.students[0]].mentor_id == leader
    assert {one.name for one in students.mine(school.as_person(THIRD_MENTOR))} >= set(THREE_ONE[:4])
    assert register.open_register(as_homeroom, three_one).groups[0].mentors == f"{MENTOR}、{THIRD_MENTOR}"


def test_who_left_the_school_mentors_nobody_besides(school, as_homeroom, three_one):
    with school.store.write() as db:
        db.execute("update staff set left_on = '2026-11-01' where id = ?", [school.people[THIRD_MENTOR]])
    desk = plans.open_desk(as_homeroom, three_one)
    with pytest.raises(Invalid, match="已经离校"):
        plans.keep(as_homeroom, desk, with_others(desk.plan, 0, [school.people[THIRD_MENTOR]]))


def test_every_level_an_exam_file_may_hold_has_a_worth():
    """A word without one would put its whole class in the middle."""
    assert [word for word in exam_file._LEVELS.values() if word not in LEVEL_PARTS] == []


def test_a_draft_thrown_away_leaves_the_groups_in_force_and_one_filed_is_kept(school, as_homeroom, three_one):
    desk = plans.open_desk(as_homeroom, three_one)
    with pytest.raises(Invalid, match="没有草稿"):
        plans.discard(as_homeroom, desk)
    plans.keep(as_homeroom, desk, replace(desk.plan, groups=desk.plan.groups[:1], group_count=1))
    draft = plans.open_desk(as_homeroom, three_one)
    plans.discard(as_homeroom, draft)
    assert plans.open_desk(as_homeroom, three_one).plan.groups == desk.plan.groups
    with pytest.raises(Invalid, match="没有草稿"):
        plans.discard(as_homeroom, plans.open_desk(as_homeroom, three_one))
    version = plans.keep(as_homeroom, plans.open_desk(as_homeroom, three_one), desk.plan)
    filing.file_plan(as_homeroom, three_one, version)
    filing.withdraw(as_homeroom, three_one, filing.state_of(as_homeroom, three_one).version)
    with pytest.raises(Invalid, match="经过要留着"):
        plans.discard(as_homeroom, plans.open_desk(as_homeroom, three_one))


def test_a_draft_a_colleague_has_just_changed_is_not_thrown_away(school, as_homeroom, as_office, three_one):
    desk = plans.open_desk(as_homeroom, three_one)
    plans.keep(as_homeroom, desk, desk.plan)
    seen = plans.open_desk(as_homeroom, three_one)
    plans.keep(as_office, plans.open_desk(as_office, three_one), replace(seen.plan, group_count=3))
    with pytest.raises(Conflict):
        plans.discard(as_homeroom, seen)
    assert plans.open_desk(as_office, three_one).plan.group_count == 3
