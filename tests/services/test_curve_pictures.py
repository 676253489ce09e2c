"""A child's charts to keep: for the own circle alone, named after nobody."""

import pytest

from domain.errors import NotAllowed, NotFound
from domain.permissions import Role
from services import access, curve_pictures, interactions
from tests.school_builder import ABSENT, SEVEN_ONE, THIRD_MENTOR, THREE_ONE

FIRST = THREE_ONE[0]
VIEWS = ("grade_rank", "class_place", "total", "rate", "subjects", "months")


@pytest.mark.parametrize("view", VIEWS)
def test_every_chart_comes_as_a_picture_named_after_nobody(school, as_mentor, view):
    interactions.record(as_mentor, school.talk(FIRST))
    paper = curve_pictures.picture(as_mentor, school.student(FIRST), view, is_whole=True)
    assert paper.content[:4] == b"\x89PNG"
    assert FIRST not in paper.name


@pytest.mark.parametrize(
    ("view", "name"), [("grade_rank", FIRST), ("nonsense", FIRST), ("subjects", SEVEN_ONE[0])]
)
def test_what_cannot_be_drawn_is_said(school, as_office, view, name):
    with school.store.write() as db:
        db.execute("update exam_result set grade_rank = null")
    with pytest.raises(NotFound):
        curve_pictures.picture(as_office, school.student(name), view)


def test_an_absence_is_no_reason_to_fail(school, as_mentor):
    assert curve_pictures.picture(as_mentor, school.student(ABSENT), "total").content


def test_out_of_the_circle_there_is_none(school, as_other_homeroom):
    with pytest.raises(NotFound):
        curve_pictures.picture(as_other_homeroom, school.student(FIRST), "total")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_sees_no_child_has_none(school, role):
    with pytest.raises(NotAllowed):
        curve_pictures.picture(school.as_role(role), school.student(FIRST), "total")


def test_who_reads_by_a_grant_takes_nothing_along(school, as_leader):
    asked = school.as_person(THIRD_MENTOR)
    request = access.ask(
        asked,
        "ask-00001",
        FIRST,
        class_id=school.class_id("三（1）班"),
        number="",
        reason="替同事带这个小组三天",
        days=3,
    )
    access.grant(as_leader, request, 1, 3)
    with pytest.raises(NotFound):
        curve_pictures.picture(school.as_person(THIRD_MENTOR), school.student(FIRST), "total")
