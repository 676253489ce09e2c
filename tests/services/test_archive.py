"""One student's archive: what is in it, and what is kept back from whom."""

import pytest

from db import settings
from domain.errors import NotFound
from domain.permissions import Role
from domain.record_kinds import Kind
from services import archive, interactions
from services.school import system_context
from tests.school_builder import (
    ABSENT,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
    UNLISTED,
    days_before,
)

FIRST, SECOND = THREE_ONE[:2]


def see(context, school, name=FIRST):
    return archive.open_archive(context, school.student(name))


def set_setting(school, name, value):
    with school.store.write() as db:
        settings.put(db, name, value)


def test_identity_family_care_and_mentors_are_there(school, as_mentor):
    page = see(as_mentor, school, SECOND)
    assert (page.name, page.class_name, page.sex, page.student_number) == (SECOND, "三（1）班", "男", "S102")
    assert [(row["name"], row["phone"]) for row in page.guardians] == [(f"{SECOND}的家长", "13900001002")]
    assert [row["category"] for row in page.cares] == ["留守儿童", "单亲家庭"]
    assert (page.mentor_names, page.homeroom) == (MENTOR, HOMEROOM)


def test_the_circle_names_everybody_who_may_see_the_child(school, as_mentor):
    assert see(as_mentor, school).circle == [
        ("导师", MENTOR), ("班主任", HOMEROOM), ("年级组长", GRADE_HEAD), ("德育处", OFFICE), ("校领导", LEADER)
    ]  # fmt: skip


def test_a_role_nobody_holds_is_not_in_the_circle(school, as_office):
    assert [role for role, _ in see(as_office, school, SEVEN_ONE[6]).circle] == ["班主任", "德育处", "校领导"]


def test_of_a_child_without_a_class_no_grade_head_is_named(school, as_office):
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_to = '2026-11-01' where student_id = :s",
            {"s": school.student(FIRST)},
        )
    page = see(as_office, school)
    assert page.class_name == "已离班"
    assert [role for role, _ in page.circle] == ["导师", "德育处", "校领导"]


@pytest.mark.parametrize("student_id", [9999, 0, -1, 2**62])
def test_an_unknown_student_and_one_outside_read_alike(school, as_mentor, student_id):
    with pytest.raises(NotFound) as unknown:
        archive.open_archive(as_mentor, student_id)
    with pytest.raises(NotFound) as outside:
        see(as_mentor, school, SEVEN_ONE[0])
    assert unknown.value.message == outside.value.message


# ── the timeline ─────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_record_comes_first_and_other_people_s_are_there_too(school, as_mentor, as_homeroom):
    interactions.record(as_mentor, school.talk(FIRST, content="早的", on=days_before(9)))
    interactions.record(as_homeroom, school.talk(FIRST, content="晚的", on=days_before(2)))
    interactions.record(as_mentor, school.talk(FIRST, content="同一天后记的", on=days_before(9)))
    assert [(one.content, one.is_own) for one in see(as_mentor, school).entries] == [
        ("晚的", False), ("同一天后记的", True), ("早的", True)
    ]  # fmt: skip


@pytest.mark.parametrize("reader", [HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_of_a_restricted_record_others_see_that_it_is_and_not_what_it_says(school, as_mentor, reader):
    secret = {"family": "父母正在分居", "wishes": "别告诉同学"}
    form = school.talk(
        FIRST, kind=Kind.HOME_VISIT, content="只对导师说的话", detail=secret, is_restricted=True
    )
    interactions.record(as_mentor, form)
    (own,) = see(as_mentor, school).entries
    assert (own.content, own.details, own.is_sealed) == ("", [], True)
    assert "只对导师说的话" not in str(see(as_mentor, school))
    (other,) = see(school.as_person(reader), school).entries
    assert (other.author, other.is_restricted, other.content, other.details) == (MENTOR, True, None, [])


def test_old_bad_news_is_folded_and_good_or_recent_news_is_not(school, as_mentor):
    with school.store.write() as db:
        db.execute("update class_membership set valid_from = '2024-09-01'")
    for effect, days in (("需关注", 366), ("需关注", 365), ("好转", 400)):
        more = {"follow_up_on": TODAY} if effect == "需关注" else {}
        interactions.record(as_mentor, school.talk(FIRST, effect=effect, on=days_before(days), **more))
    folded = {
        (one.effect, (TODAY - one.occurred_on).days)
        for one in see(as_mentor, school).entries
        if one.is_folded(TODAY)
    }
    assert folded == {("需关注", 366)}


# ── the curve ────────────────────────────────────────────────────────────────────────────────────────


def test_the_curve_runs_from_the_oldest_exam_with_totals_ranks_and_the_class_s_band(school, as_mentor):
    first, second = see(as_mentor, school, SECOND).curve
    assert [first.label, second.label] == ["本学期|第一次月考", "本学期|期中"]
    assert (first.status, first.total, first.full_marks) == ("scored", 95.0, 100.0)
    assert (first.class_rank, first.grade_rank, first.cohort_size) == (2, 3, 14)
    assert second.cohort_size == 12  # one absent, one unlisted
    assert [row["score"] for row in see(as_mentor, school, SECOND).subjects] == [95.0, 95.0]


def test_absent_is_not_nothing_and_neither_is_zero(school, as_mentor):
    assert [(point.status, point.total) for point in see(as_mentor, school, ABSENT).curve] == [
        ("scored", 90.0),
        ("absent", None),
    ]
    assert [(point.status, point.total) for point in see(as_mentor, school, UNLISTED).curve] == [
        ("scored", 85.0),
        ("none", None),
    ]
    with school.store.write() as db:
        db.execute("update score set score = 0 where student_id = :s", {"s": school.student(SECOND)})
        db.execute("update exam_result set total = 0 where student_id = :s", {"s": school.student(SECOND)})
    assert [(point.status, point.total) for point in see(as_mentor, school, SECOND).curve] == [
        ("scored", 0.0)
    ] * 2


def test_a_school_that_hides_ranks_shows_none_and_keeps_the_totals(school, as_mentor, as_leader):
    set_setting(school, "show_ranks", False)
    for context in (as_mentor, as_leader):
        page = see(context, school)
        assert not page.shows_ranks
        assert [(point.class_rank, point.grade_rank, point.total) for point in page.curve] == [
            (None, None, 100.0)
        ] * 2
        assert [point.rank_band for point in page.curve] == [None, None]


@pytest.mark.parametrize(("hidden", "shown"), [([3], False), ([1, 3], False), ([4], True), ([], True)])
def test_ranks_are_kept_from_the_grades_the_school_chose(school, as_mentor, hidden, shown):
    set_setting(school, "ranks_hidden_grades", hidden)
    page = see(as_mentor, school)
    assert page.shows_ranks is shown
    assert {point.grade_rank for point in page.curve} == ({1} if shown else {None})
    assert {point.total for point in page.curve} == {100.0}


def test_an_exam_of_a_grade_without_ranks_shows_none_in_the_grades_after_it(school, as_mentor):
    with school.store.write() as db:
        db.execute("insert into school_year (id, start_year) values (9, 2025)")
        db.execute(
            "insert into term (id, school_year_id, number, starts_on, ends_on) "
            "values (9, 9, 2, '2026-02-20', '2026-07-05')"
        )
        db.execute("update exam set term_id = 9, grade = 2, held_on = '2026-07-01' where slot = 'monthly'")
    set_setting(school, "ranks_hidden_grades", [2])
    assert [point.grade_rank for point in see(as_mentor, school).curve] == [None, 1]


def test_without_exams_there_is_no_curve(school, as_other_homeroom):
    assert see(as_other_homeroom, school, SEVEN_ONE[0]).curve == []


def test_an_exam_whose_full_mark_is_unknown_has_none(school, as_mentor):
    with school.store.write() as db:
        db.execute("update exam_subject set full_mark = null")
    assert {point.full_marks for point in see(as_mentor, school).curve} == {None}


def test_the_band_is_the_middle_half_of_the_class_in_that_exam(school, as_office):
    before = see(as_office, school, SECOND).curve[0]
    assert before.class_band == (77.5, 92.5)
    other_class, own_class = school.class_id("三（2）班"), school.class_id("三（1）班")
    for class_id, band in ((other_class, (77.5, 92.5)), (own_class, (1.0, 1.0))):
        with system_context(school.store).write() as tx:
            tx.db.execute("update exam_result set total = 1 where class_id = :c", {"c": class_id})
            tx.audit("import.exam", "exam")
        assert see(as_office, school, SECOND).curve[0].class_band == band


def test_a_new_grade_head_sees_the_archive_at_once(school, as_other_homeroom):
    head = school.as_role(Role.GRADE_HEAD)
    with pytest.raises(NotFound):
        see(head, school, SEVEN_ONE[0])
    with school.store.write() as db:
        row = {
            "staff_id": head.actor.staff_id,
            "role": "grade_head",
            "grade": 7,
            "valid_from": TODAY.isoformat(),
        }
        db.table("staff_role").insert(row)
    assert see(head, school, SEVEN_ONE[0]).name == SEVEN_ONE[0]
