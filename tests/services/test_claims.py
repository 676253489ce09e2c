"""认领: what a teacher who is not the mentor yet may see and rank, and until when."""

import json
import secrets
from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.grouping_plan import Plan, PlanGroup, as_dict
from services import choices, claims
from services.claims import Claimed
from tests.school_builder import (
    MENTOR,
    NOW,
    OTHER_MENTOR,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
)

FIRST, SECOND, THIRD, FOURTH = THREE_ONE[:4]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def round_id(as_homeroom, three_one):
    return choices.open_round(as_homeroom, "round-001", three_one, TODAY + timedelta(7))


@pytest.fixture
def plan(school, three_one):
    groups = (
        PlanGroup("g1", "启明组", school.ids(*THREE_ONE[:4])),
        PlanGroup("g2", "扬帆组", school.ids(*THREE_ONE[4:])),
    )
    keep_plan(school, three_one, groups)


def keep_plan(school, class_id, groups):
    with school.store.write() as db:
        db.execute("delete from grouping_plan where state = 'draft'")
        row = {
            "class_id": class_id,
            "state": "draft",
            "body": json.dumps(as_dict(Plan(groups=groups))),
            "changed_at": "2026-11-19T00:00:00Z",
        }
        db.table("grouping_plan").insert(row)


def claim(context, class_id, round_id, *claimed, read=(), form_id=None):
    form_id = form_id or secrets.token_hex(8)
    return claims.save(context, form_id, class_id, round_id, claimed, read)


def student(school, name):
    return Claimed(student_id=school.student(name))


def test_a_teacher_of_the_class_sees_its_groups_and_names_and_nothing_else(
    school, as_other_mentor, three_one, round_id, plan
):
    (found,) = claims.my_rounds(as_other_mentor)
    assert (found.class_name, found.is_open, found.own) == ("三（1）班", True, ())
    assert [(one.name, one.members) for one in found.groups] == [
        ("启明组", THREE_ONE[:4]),
        ("扬帆组", THREE_ONE[4:]),
    ]
    assert [name for _, name, _ in found.students] == list(THREE_ONE)


def test_groups_and_students_are_ranked_and_reach_the_class_teacher(
    school, as_homeroom, as_mentor, three_one, round_id, plan
):
    claim(as_mentor, three_one, round_id, Claimed("g2"), student(school, SECOND), Claimed("g1"))
    found = choices.wishes(as_homeroom, three_one)
    me = school.people[MENTOR]
    assert found.group_claims == {me: (("g2",), ("g1",))}
    assert found.claims == {me: ((school.student(SECOND),),)}
    assert me not in found.missing_mentors
    assert school.people[OTHER_MENTOR] in found.missing_mentors


def test_claims_are_replaced_and_taken_back(school, as_homeroom, as_mentor, three_one, round_id, plan):
    claim(as_mentor, three_one, round_id, Claimed("g1"))
    claim(as_mentor, three_one, round_id, Claimed("g2"), read=(Claimed("g1"),))
    (found,) = claims.my_rounds(as_mentor)
    assert found.own == (Claimed("g2"),)
    claim(as_mentor, three_one, round_id, read=found.own)
    assert choices.wishes(as_homeroom, three_one).group_claims == {}


def test_a_claim_of_a_group_the_plan_no_longer_has_counts_no_more(
    school, as_homeroom, as_mentor, three_one, round_id, plan
):
    claim(as_mentor, three_one, round_id, Claimed("g2"))
    keep_plan(school, three_one, (PlanGroup("g1", "启明组", school.ids(*THREE_ONE)),))
    assert choices.wishes(as_homeroom, three_one).group_claims == {}


def test_two_tabs_of_one_mentor_do_not_overwrite_each_other(school, as_mentor, three_one, round_id, plan):
    claim(as_mentor, three_one, round_id, Claimed("g1"))
    with pytest.raises(Conflict, match="没有覆盖"):
        claim(as_mentor, three_one, round_id, Claimed("g2"), read=())
    assert claims.my_rounds(as_mentor)[0].own == (Claimed("g1"),)


def test_after_the_deadline_claims_are_read_only_and_only_one_s_own_are_named(
    school, as_mentor, three_one, round_id, plan
):
    claim(as_mentor, three_one, round_id, student(school, FIRST))
    later = as_mentor.at(NOW + timedelta(8))
    (found,) = claims.my_rounds(later)
    assert (found.is_open, [name for _, name, _ in found.students], found.groups) == (False, [FIRST], ())
    with pytest.raises(Invalid, match="11月27日截止"):
        claim(later, three_one, round_id, student(school, SECOND), read=found.own)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ((FIRST, FIRST), "选了两次"),
        ((FIRST, SECOND, THIRD, FOURTH), "最多认领 3"),
        ((SEVEN_ONE[0],), "不在这个班"),
    ],
)
def test_claims_that_cannot_stand_are_refused_whole(school, as_mentor, three_one, round_id, names, says):
    with pytest.raises((Invalid, Conflict), match=says):
        claim(as_mentor, three_one, round_id, *(student(school, one) for one in names))
    assert school.rows("select * from claim") == []


def test_a_claim_is_for_a_group_or_for_a_student_of_the_class_never_for_both(
    school, as_mentor, three_one, round_id, plan
):
    with pytest.raises(Invalid, match="一个小组或一名学生"):
        claim(as_mentor, three_one, round_id, Claimed("g1", school.student(SEVEN_ONE[0])))
    assert school.rows("select * from claim") == []


def test_a_class_waits_for_a_claim_until_there_is_one_or_the_deadline(
    school, as_homeroom, as_mentor, three_one, round_id, plan
):
    assert claims.waiting(as_mentor) == ["三（1）班"]
    found = claims.my_rounds(as_mentor)[0]
    claims.save(
        as_mentor, "waiting-1", three_one, round_id, [Claimed(student_id=found.students[0][0])], found.own
    )
    assert claims.waiting(as_mentor) == []
    assert claims.waiting(as_homeroom) == ["三（1）班"]
    choices.close_round(
        as_homeroom, three_one, round_id, choices.choosing(as_homeroom, three_one).round.version
    )
    assert claims.waiting(as_homeroom) == []


def test_only_teachers_of_the_class_claim_and_leaders_do_not(
    school, as_mentor, as_other_homeroom, as_leader, as_office, three_one, round_id
):
    assert claims.my_rounds(as_other_homeroom) == []
    with pytest.raises(NotFound):
        claim(as_other_homeroom, three_one, round_id, student(school, FIRST))
    for context in (as_leader, as_office):
        with pytest.raises(NotAllowed):
            claims.my_rounds(context)


def test_who_no_longer_teaches_the_class_sees_it_no_more(school, as_mentor, three_one, round_id):
    with school.store.write() as db:
        db.execute(
            "update teaching_assignment set valid_to = '2026-11-19' where staff_id = :s",
            {"s": school.people[MENTOR]},
        )
    assert claims.my_rounds(as_mentor) == []
