"""交接仪式: planned, printed, recorded with who was absent, by the class teacher or the office."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import pytest

from domain.ceremony import CeremonyPlan
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import ceremony
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)

PLAN = CeremonyPlan(TODAY, "三楼会议室", "一、开始\n二、签到")


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def planned(as_homeroom, three_one):
    ceremony.plan(as_homeroom, "form-0001", three_one, 0, PLAN)
    return ceremony.open_ceremony(as_homeroom, three_one)


def test_a_proposal_names_the_class_s_groups_and_mentors_and_writes_nothing(school, as_homeroom, three_one):
    found = ceremony.open_ceremony(as_homeroom, three_one)
    assert (found.id, found.is_held, found.plan.place) == (None, False, "本班教室")
    assert "启明组——田小雨老师；扬帆组——邱大山老师" in found.plan.programme
    assert [one.name for one in found.students] == list(THREE_ONE)
    assert [(one.name, one.more) for one in found.teachers] == [
        (HOMEROOM, "班主任"), (MENTOR, "启明组"), (OTHER_MENTOR, "扬帆组")
    ]  # fmt: skip
    assert school.rows("select * from ceremony") == []


def test_a_class_without_groups_can_plan_one_too(school, as_office):
    found = ceremony.open_ceremony(as_office, school.class_id("三（2）班"))
    assert "分组批准后填写" in found.plan.programme
    assert [one.name for one in found.students] == list(THREE_TWO)


def test_it_is_planned_moved_and_held(school, as_homeroom, as_office, three_one, planned):
    moved = replace(PLAN, held_on=TODAY - timedelta(days=1), place=" 操场 ")
    ceremony.plan(as_office, "form-0002", three_one, 1, moved)
    found = ceremony.open_ceremony(as_homeroom, three_one)
    assert (found.plan.place, found.plan.held_on, found.version) == ("操场", TODAY - timedelta(days=1), 2)
    ceremony.record(as_homeroom, found.id, 2, school.ids(*THREE_ONE[:2]), [school.people[MENTOR]], "气氛很好")
    done = ceremony.open_ceremony(as_homeroom, three_one)
    assert (done.is_held, done.note) == (True, "气氛很好")
    assert [one.name for one in done.absent] == [*THREE_ONE[:2], MENTOR]
    line = ceremony.lines(as_office)[three_one]
    assert (line.is_held, line.absent, line.held_on) == (True, 3, TODAY - timedelta(days=1))
    ceremony.record(as_homeroom, found.id, 3, [], [], "")
    assert ceremony.open_ceremony(as_homeroom, three_one).absent == ()


def test_the_same_form_sent_twice_plans_once(school, as_homeroom, three_one):
    for _ in range(2):
        ceremony.plan(as_homeroom, "form-0001", three_one, 0, PLAN)
    assert school.rows("select count(*) as n from ceremony") == [{"n": 1}]


def test_what_a_colleague_changed_is_not_overwritten(as_homeroom, as_office, three_one, planned):
    ceremony.plan(as_office, "form-0002", three_one, 1, replace(PLAN, place="操场"))
    for act in (
        lambda: ceremony.plan(as_homeroom, "form-0003", three_one, 1, PLAN),
        lambda: ceremony.plan(as_homeroom, "form-0004", three_one, 0, PLAN),
        lambda: ceremony.record(as_homeroom, planned.id, 1, [], [], ""),
    ):
        with pytest.raises(Conflict):
            act()
    assert ceremony.open_ceremony(as_homeroom, three_one).plan.place == "操场"


def test_one_that_was_held_stands_and_another_may_follow(school, as_homeroom, three_one, planned):
    ceremony.record(as_homeroom, planned.id, 1, [], [], "")
    with pytest.raises(Conflict):
        ceremony.plan(as_homeroom, "form-0002", three_one, 2, replace(PLAN, place="操场"))
    ceremony.plan(as_homeroom, "form-0003", three_one, 0, replace(PLAN, place="操场"))
    assert not ceremony.open_ceremony(as_homeroom, three_one).is_held
    assert school.rows("select count(*) as n from ceremony") == [{"n": 2}]


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, place=" "), replace(PLAN, place="远" * 61), replace(PLAN, programme=""), replace(PLAN, programme="长" * 2001),
        replace(PLAN, held_on=TODAY + timedelta(days=400)), replace(PLAN, held_on=TODAY - timedelta(days=300)),
    ],
    ids=["no place", "a long place", "no order", "a long order", "next year", "last year"],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(school, as_homeroom, three_one, plan):
    with pytest.raises(Invalid):
        ceremony.plan(as_homeroom, "form-0001", three_one, 0, plan)
    assert school.rows("select * from ceremony") == []


def test_attendance_waits_for_the_day_and_knows_only_the_class(school, as_homeroom, three_one, planned):
    with pytest.raises(NotFound):
        ceremony.record(as_homeroom, planned.id, 1, school.ids(THREE_TWO[0]), [], "")
    with pytest.raises(NotFound):
        ceremony.record(as_homeroom, planned.id, 1, [], [school.people[LEADER]], "")
    ceremony.plan(as_homeroom, "form-0002", three_one, 1, replace(PLAN, held_on=TODAY + timedelta(days=3)))
    with pytest.raises(Invalid, match="还没有到日子"):
        ceremony.record(as_homeroom, planned.id, 2, [], [], "")
    assert school.rows("select * from ceremony_absence") == []


def test_the_sheet_has_the_order_and_a_line_to_sign_for_everybody(as_homeroom, three_one, planned):
    paper = ceremony.sheet(as_homeroom, three_one)
    assert paper.name == "三（1）班交接仪式.docx"
    document = docx.Document(BytesIO(paper.content))
    text = [one.text for one in document.paragraphs]
    assert "一、开始" in text and "二、签到" in text and any("2026年11月20日（周五）" in one for one in text)
    teachers, students = document.tables
    assert [row.cells[0].text for row in teachers.rows[1:]] == [HOMEROOM, MENTOR, OTHER_MENTOR]
    signed = [row.cells[place].text for place in (0, 2) for row in students.rows[1:]]
    assert [one for one in signed if one] == list(THREE_ONE)


def test_without_a_plan_there_is_no_sheet(as_homeroom, three_one):
    with pytest.raises(NotFound, match="还没有安排"):
        ceremony.sheet(as_homeroom, three_one)


@pytest.mark.parametrize(
    ("person", "error"),
    [(ADMIN, NotAllowed), (LEADER, NotAllowed), (GRADE_HEAD, NotAllowed), (MENTOR, NotAllowed), (OTHER_HOMEROOM, NotFound)],
)  # fmt: skip
def test_it_is_the_class_teacher_s_and_the_office_s(school, three_one, planned, person, error):
    context = school.as_person(person)
    for act in (
        lambda: ceremony.open_ceremony(context, three_one),
        lambda: ceremony.plan(context, "form-0009", three_one, 1, PLAN),
        lambda: ceremony.record(context, planned.id, 1, [], [], ""),
        lambda: ceremony.sheet(context, three_one),
    ):
        with pytest.raises(error):
            act()
    if person != OTHER_HOMEROOM:
        with pytest.raises(NotAllowed):
            ceremony.lines(context)
