"""Groups that follow groups: what is in force next, what stays readable, and what nobody has twice."""

from datetime import timedelta

import pytest

from services import adaptation, archive, overview, plans, students, today
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)
from tests.services.plans import regroup

SAME = (("启明组", THREE_ONE[:4], MENTOR), ("扬帆组", THREE_ONE[4:], OTHER_MENTOR))


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def three_two(school):
    return school.class_id("三（2）班")


def history(context, school, name):
    return archive.open_archive(context, school.student(name)).mentors


def in_force(context, class_id):
    """The groups as the desk shows them next: name, members, mentor."""
    return [(one.name, one.students, one.mentor) for one in plans.open_desk(context, class_id).plan.groups]


def move(school, name, class_id):
    with school.store.write() as db:
        student_id = school.student(name)
        db.execute(
            "update class_membership set valid_to = '2026-11-10' where student_id = :s", {"s": student_id}
        )
        row = {"student_id": student_id, "class_id": class_id, "valid_from": "2026-11-10"}
        db.table("class_membership").insert(row)


def test_the_first_groups_of_a_class_are_what_everybody_sees_next(school, as_office, three_two):
    regroup(school, three_two, ("知行组", THREE_TWO[:3], MENTOR), ("星火组", THREE_TWO[3:], MENTOR))
    assert in_force(as_office, three_two) == [
        ("知行组", school.ids(*THREE_TWO[:3]), school.people[MENTOR]),
        ("星火组", school.ids(*THREE_TWO[3:]), school.people[MENTOR]),
    ]
    found = students.find(school.as_person(MENTOR), class_id=three_two)
    assert {one.name for one in found} == set(THREE_TWO)


def test_new_groups_end_the_old_ones_and_yesterday_stays_what_it_was(school, as_homeroom, three_one):
    before = in_force(as_homeroom, three_one)
    regroup(school, three_one, ("晨曦组", THREE_ONE, OTHER_MENTOR), leader=as_homeroom)
    assert in_force(as_homeroom, three_one) == [
        ("晨曦组", school.ids(*THREE_ONE), school.people[OTHER_MENTOR])
    ]
    assert in_force(as_homeroom.at(NOW - timedelta(days=1)), three_one) == before
    assert [row["mentor"] for row in history(as_homeroom, school, THREE_ONE[0])] == [OTHER_MENTOR, MENTOR]


def test_regrouping_on_the_same_day_leaves_no_half_day_history(school, as_homeroom, three_one):
    for mentor in (OTHER_MENTOR, HOMEROOM, MENTOR):
        regroup(school, three_one, ("晨曦组", THREE_ONE, mentor), leader=as_homeroom)
    found = history(as_homeroom, school, THREE_ONE[0])
    assert [(row["mentor"], row["valid_to"]) for row in found] == [(MENTOR, None), (MENTOR, "2026-11-20")]


def test_the_homeroom_teacher_may_be_a_mentor(school, as_homeroom, three_one):
    regroup(school, three_one, ("晨曦组", THREE_ONE, HOMEROOM), leader=as_homeroom)
    assert {one.mentors for one in students.find(as_homeroom)} == {HOMEROOM}


def test_who_changed_class_leaves_the_old_group_and_its_mentor_when_the_new_class_is_grouped(
    school, as_office, three_one, three_two
):
    moved = THREE_ONE[4]
    move(school, moved, three_two)
    regroup(school, three_two, ("知行组", (*THREE_TWO, moved), MENTOR))
    assert [(row["mentor"], row["valid_to"]) for row in history(as_office, school, moved)] == [
        (MENTOR, None),
        (OTHER_MENTOR, TODAY.isoformat()),
    ]
    desk = plans.open_desk(as_office, three_one)
    assert moved not in {one.name for one in desk.students.values()}


def test_a_class_whose_student_moved_away_can_be_grouped_again(school, as_office, three_one, three_two):
    move(school, THREE_ONE[4], three_two)
    regroup(school, three_one, ("晨曦组", (*THREE_ONE[:4], *THREE_ONE[5:]), MENTOR))
    assert [len(members) for _, members, _ in in_force(as_office, three_one)] == [6]


# ── who keeps the mentor ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("starts_on", [TODAY, TODAY + timedelta(days=7)])
def test_who_keeps_the_mentor_has_one_at_a_time_and_is_counted_once(
    school, as_office, as_mentor, three_one, starts_on
):
    before = overview.see(as_office)
    regroup(school, three_one, *SAME, on=starts_on)
    for days in range(-3, 12):
        then = as_office.at(NOW + timedelta(days=days))
        assert archive.open_archive(then, school.student(THREE_ONE[0])).mentor_names == MENTOR, days
    later = NOW + timedelta(days=7)
    counts = {one.name: one.counts.mentees for one in overview.see(as_office.at(later)).mentors}
    assert counts == {one.name: one.counts.mentees for one in before.mentors}
    mine = school.as_person(MENTOR, later)
    assert [one.name for one in students.mine(mine)] == list(THREE_ONE[:4])
    assert len(today.my_day(mine).waiting) == len(today.my_day(as_mentor).waiting) == 4


def test_a_mentor_kept_in_the_same_group_reads_as_one_time(school, as_office, three_one):
    regroup(school, three_one, *SAME)
    (only,) = history(as_office, school, THREE_ONE[0])
    assert (only["mentor"], only["group_name"], only["valid_from"], only["valid_to"]) == (
        MENTOR,
        "启明组",
        "2026-09-07",
        None,
    )


def test_a_mentor_kept_in_a_group_of_another_name_reads_as_two(school, as_office, three_one):
    regroup(school, three_one, ("晨曦组", THREE_ONE[:4], MENTOR), SAME[1])
    found = history(as_office, school, THREE_ONE[0])
    assert [(row["group_name"], row["valid_from"]) for row in found] == [
        ("晨曦组", "2026-11-20"),
        ("启明组", "2026-09-07"),
    ]


def test_new_groups_do_not_end_a_trial_nor_begin_it_again(school, as_office):
    seven_one = school.class_id("七（1）班")
    groups = (("知行组", SEVEN_ONE[:4], THIRD_MENTOR), ("星火组", SEVEN_ONE[4:], OTHER_MENTOR))
    regroup(school, seven_one, *groups)
    regroup(school, seven_one, *groups, on=TODAY + timedelta(days=10))
    day = TODAY + timedelta(days=30)
    over = as_office.at(NOW + timedelta(days=30))
    assert [(one.group, one.until, one.students) for one in adaptation.to_confirm(over)] == [
        ("星火组", day, 3)
    ]
