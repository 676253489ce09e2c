"""A teacher leaves a class or the school, a student leaves: nobody is silently without a mentor."""

from datetime import timedelta

import pytest

from db import accounts, settings, staff
from domain.changes import Request
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.permissions import Role
from services import adaptation, archive, changes, departures, students
from tests.school_builder import (
    ADMIN,
    HOMEROOM,
    MENTOR,
    NOBODY,
    NOW,
    OTHER_MENTOR,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


def names(found):
    return {name for one in found for name in one.students.values()}


def test_a_group_that_never_had_a_mentor_is_counted(school, as_other_homeroom, as_homeroom):
    (one,) = departures.unmentored(as_other_homeroom)
    assert (one.group, one.why, set(one.students.values())) == ("星火组", "还没有导师", set(SEVEN_ONE[4:]))
    assert changes.open_work(as_other_homeroom).unmentored == 3
    assert changes.open_work(as_homeroom).unmentored == 0


def test_the_mentees_of_who_leaves_the_class_are_listed(school, as_homeroom, as_office, three_one):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    (one,) = departures.unmentored(as_homeroom)
    assert (one.group, one.why) == ("启明组", f"{MENTOR}已不教本班")
    assert set(one.students.values()) == set(THREE_ONE[:4])
    assert changes.open_work(as_homeroom).unmentored == 4
    assert changes.open_work(as_homeroom).text == "4 名学生没有人带"


def test_and_of_who_leaves_the_school(school, as_homeroom, as_office):
    departures.teacher_left_school(as_office, school.people[MENTOR])
    (one,) = departures.unmentored(as_homeroom)
    assert (one.why, one.left_school) == (f"{MENTOR}已离校", True)
    with pytest.raises(NotFound):
        departures.teacher_left_school(as_office, school.people[MENTOR])
    with pytest.raises(Invalid, match="自己"):
        departures.teacher_left_school(as_office, as_office.actor.staff_id)


def test_the_only_administrator_may_not_be_registered_as_gone(school, as_office):
    admin = school.people[ADMIN]
    with pytest.raises(Invalid, match="唯一能登录的系统管理员"):
        departures.teacher_left_school(as_office, admin)
    with school.store.write() as db:
        staff.give_role(db, school.people[NOBODY], Role.ADMIN, None, TODAY)
        accounts.set_disabled(db, school.account(NOBODY), True)
    with pytest.raises(Invalid, match="唯一"):
        departures.teacher_left_school(as_office, admin)
    with school.store.write() as db:
        accounts.set_disabled(db, school.account(NOBODY), False)
    departures.teacher_left_school(as_office, admin)


def test_a_mentor_who_never_taught_the_class_is_nobody_who_left(school, as_office):
    """B4: a mentor from another class; 骆清泉 teaches 七（2）班 and is asked about nobody else."""
    departures.teacher_left_class(as_office, school.people[OTHER_MENTOR], school.class_id("七（1）班"))
    assert names(departures.unmentored(as_office)) == set(SEVEN_ONE[4:])


def test_one_act_gives_them_all_their_next_mentor(school, as_homeroom, as_office, three_one):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    found = departures.rematch(as_homeroom, three_one)
    (one,) = found.alone
    assert set(found.candidates) == {school.people[name] for name in (HOMEROOM, OTHER_MENTOR, MENTOR)}
    assert found.proposal[one.key] in {school.people[HOMEROOM], school.people[OTHER_MENTOR]}
    chosen = {one.key: school.people[HOMEROOM]}
    assert departures.take_over(as_homeroom, "form-0001", three_one, chosen, found.base) == 4
    assert departures.take_over(as_homeroom, "form-0001", three_one, chosen, found.base) == 4
    assert departures.unmentored(as_homeroom) == []
    assert {one.mentors for one in students.find(as_homeroom) if one.name in THREE_ONE[:4]} == {HOMEROOM}
    history = archive.open_archive(as_homeroom, school.student(THREE_ONE[0])).mentors
    assert [(row["mentor"], row["group_name"], row["end_reason"]) for row in history] == [
        (HOMEROOM, "启明组", None),
        (MENTOR, "启明组", "导师不再任教本班"),
    ]
    kept = school.rows("select distinct asked_by, state, from_mentor_id, to_mentor_id from pairing_change")
    assert [tuple(row.values()) for row in kept] == [
        ("departure", "approved", school.people[MENTOR], school.people[HOMEROOM])
    ]


def test_who_only_changed_class_may_go_on_and_is_not_asked_about_again(
    school, as_homeroom, as_office, three_one
):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    found = departures.rematch(as_homeroom, three_one)
    departures.take_over(
        as_homeroom, "form-0001", three_one, {found.alone[0].key: school.people[MENTOR]}, found.base
    )
    assert departures.unmentored(as_homeroom) == []
    assert departures.unmentored(as_homeroom.at(NOW + timedelta(days=1))) == []


def test_who_left_the_school_may_not(school, as_homeroom, as_office, three_one):
    departures.teacher_left_school(as_office, school.people[MENTOR])
    found = departures.rematch(as_homeroom, three_one)
    for stranger in (MENTOR, NOBODY):
        with pytest.raises(Invalid, match="任课教师"):
            departures.take_over(
                as_homeroom, "form-000f", three_one, {found.alone[0].key: school.people[stranger]}, found.base
            )


def test_a_colleague_who_was_quicker_is_not_overwritten(school, as_homeroom, as_office, three_one):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    found = departures.rematch(as_homeroom, three_one)
    key = found.alone[0].key
    departures.take_over(as_office, "form-00f1", three_one, {key: school.people[HOMEROOM]}, found.base)
    with pytest.raises(Conflict):
        departures.take_over(
            as_homeroom, "form-00f2", three_one, {key: school.people[OTHER_MENTOR]}, found.base
        )


def test_the_proposal_keeps_to_capacity_and_follows_wishes(school, as_homeroom, as_office, three_one):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    with as_office.write() as tx:
        tx.db.execute("update staff set most_mentees = 3 where id = ?", [school.people[OTHER_MENTOR]])
        tx.audit("test.full", "staff")
    found = departures.rematch(as_homeroom, three_one)
    assert found.proposal == {found.alone[0].key: school.people[HOMEROOM]}
    assert "已带满" in found.candidates[school.people[OTHER_MENTOR]].words


def test_a_student_who_leaves_counts_no_longer_and_the_archive_stays(
    school, as_homeroom, as_office, as_mentor, three_one
):
    gone = school.student(THREE_ONE[0])
    changes.ask(as_homeroom, "ask-00001", Request(gone, "student", "转学前想换", "同意"))
    departures.student_left(as_homeroom, gone)
    assert THREE_ONE[0] not in {one.name for one in students.find(as_office)}
    assert changes.open_work(as_office).requests == 0
    with pytest.raises(NotFound):
        archive.open_archive(as_mentor, gone)
    (last,) = archive.open_archive(as_office, gone).mentors
    assert (last["valid_to"], last["end_reason"]) == (TODAY.isoformat(), "离校")
    with pytest.raises(NotFound):
        departures.student_left(as_homeroom, gone)


def test_class_teachers_register_only_their_own(school, as_homeroom, as_other_homeroom, three_one):
    with pytest.raises(NotFound):
        departures.student_left(as_other_homeroom, school.student(THREE_ONE[0]))
    with pytest.raises(NotFound):
        departures.student_left(as_homeroom, school.student(SEVEN_ONE[0]))
    with pytest.raises(NotFound):
        departures.rematch(as_other_homeroom, three_one)
    with pytest.raises(NotAllowed):
        departures.teacher_left_class(as_homeroom, school.people[MENTOR], three_one)


def test_each_registers_among_those_they_may(school, as_homeroom, as_office):
    own, all_of_them = departures.leavers(as_homeroom), departures.leavers(as_office)
    assert {text.split("　")[0] for text in own.students.values()} == set(THREE_ONE)
    assert (own.teaching, own.staff) == ({}, {})
    assert len(all_of_them.students) == 28
    assert all_of_them.teaching[school.people[MENTOR], school.class_id("三（1）班")] == f"{MENTOR}　三（1）班"
    assert all_of_them.staff[school.people[MENTOR]] == f"{MENTOR}　T007"


# ── 适应期 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def on_trial(school, as_office):
    """七（1）班's pairings are on trial until today."""
    with as_office.write() as tx:
        assert settings.get(tx.db, "adaptation_days") == 30
        tx.db.execute(
            """update pairing set adaptation_until = ?, confirmed_at = null where mentor_group_id in
                 (select id from mentor_group where class_id = ?)""",
            [TODAY.isoformat(), school.class_id("七（1）班")],
        )
        tx.audit("test.trial", "pairing")


def test_a_period_that_is_over_waits_for_the_class_teacher_s_word(
    on_trial, school, as_other_homeroom, as_homeroom
):
    assert adaptation.to_confirm(as_other_homeroom.at(NOW - timedelta(days=1))) == []
    (trial,) = adaptation.to_confirm(as_other_homeroom)
    assert (trial.group, trial.students, trial.until) == ("知行组", 4, TODAY)
    assert changes.open_work(as_other_homeroom).to_confirm == 1
    with pytest.raises(NotFound):
        adaptation.confirm(as_homeroom, trial.class_id, [trial.key])
    assert adaptation.confirm(as_other_homeroom, trial.class_id, [trial.key]) == 4
    assert adaptation.to_confirm(as_other_homeroom) == []
    with pytest.raises(Conflict):
        adaptation.confirm(as_other_homeroom, trial.class_id, [trial.key])
