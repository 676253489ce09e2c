"""导师分工班级明细表: who finds which lines, and what the papers say."""

from datetime import date, timedelta
from io import BytesIO

import docx
import openpyxl
import pytest

from db.rows import insert
from domain.errors import NotAllowed, NotFound
from domain.permissions import SYSTEM
from services import filing, register
from services.context import Context
from services.exports import EXCEL, WORD
from tests.school_builder import (
    ADMIN,
    CARES,
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEVEN_TWO,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)
from tests.services.plans import draft

PAPERS = [register.word, register.excel, register.cards, register.mentor_lists]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def filed(school, as_homeroom, three_one):
    plan = draft(
        school, three_one, ("晨曦组", THREE_ONE[:3], OTHER_MENTOR), ("云帆组", THREE_ONE[3:], MENTOR)
    )
    filing.file_plan(as_homeroom, three_one, 1)
    return plan


def names(found):
    return {one.name for group in found.groups for one in group.students} | {
        one.name for one in found.unplaced
    }


@pytest.mark.parametrize(
    ("person", "groups"),
    [(HOMEROOM, 2), (GRADE_HEAD, 2), (OFFICE, 2), (LEADER, 2), (MENTOR, 1), (OTHER_MENTOR, 1)],
)
def test_each_finds_the_lines_of_the_own_students(school, three_one, person, groups):
    found = register.open_register(school.as_person(person), three_one)
    own = {MENTOR: THREE_ONE[:4], OTHER_MENTOR: THREE_ONE[4:]}.get(person, THREE_ONE)
    assert (len(found.groups), names(found)) == (groups, set(own))
    assert (found.heading, found.homeroom, found.in_force_from) == (
        "三（1）班导师分工明细表",
        HOMEROOM,
        date(2026, 9, 7),
    )


@pytest.mark.parametrize(
    ("person", "error"),
    [(ADMIN, NotAllowed), (NOBODY, NotAllowed), (OTHER_HOMEROOM, NotFound), (THIRD_MENTOR, NotFound)],
)
def test_nobody_else_finds_the_class_or_any_paper_of_it(school, three_one, person, error):
    context = school.as_person(person)
    for ask in (register.versions, register.open_register, *PAPERS):
        with pytest.raises(error):
            ask(context, three_one)


def test_a_line_says_group_mentor_subject_students(as_office, three_one):
    first = register.open_register(as_office, three_one).groups[0]
    assert (first.name, first.mentor, first.subjects) == ("启明组", MENTOR, "语文")
    assert [one.text for one in first.students] == list(THREE_ONE[:4])


def test_a_plan_on_its_way_is_for_those_who_hold_the_class(school, as_office, three_one, filed):
    assert register.versions(as_office, three_one) == {"now": "现在的分组", "plan": "等待批准的方案"}
    plan = register.open_register(as_office, three_one, "plan")
    assert [(one.name, one.mentor, one.motto, one.aim) for one in plan.groups] == [
        ("晨曦组", OTHER_MENTOR, "晨曦组一起走", "晨曦组每天早读"), ("云帆组", MENTOR, "云帆组一起走", "云帆组每天早读")
    ]  # fmt: skip
    assert plan.in_force_from is None
    mentor = school.as_person(MENTOR)
    assert register.versions(mentor, three_one) == {"now": "现在的分组"}
    with pytest.raises(NotFound):
        register.open_register(mentor, three_one, "plan")


def test_a_mentor_of_the_whole_class_still_finds_no_plan_before_it_is_approved(school, as_office):
    seven_two = school.class_id("七（2）班")
    draft(school, seven_two, ("晨曦组", SEVEN_TWO, THIRD_MENTOR))
    mentor = school.as_person(THIRD_MENTOR)
    assert register.versions(mentor, seven_two) == {"now": "现在的分组"}
    assert names(register.open_register(mentor, seven_two)) == set(SEVEN_TWO)
    with pytest.raises(NotFound):
        register.word(mentor, seven_two, "plan")
    assert "plan" in register.versions(as_office, seven_two)


def test_approved_groups_of_a_later_day_stand_beside_the_present_ones(school, as_office, three_one, filed):
    day = TODAY + timedelta(days=5)
    filing.approve(as_office, filed, 2, day)
    assert register.versions(as_office, three_one) == {"now": "现在的分组", "later": "11月25日起的分组"}
    assert [one.name for one in register.open_register(as_office, three_one).groups] == ["启明组", "扬帆组"]
    later = register.open_register(as_office, three_one, "later")
    assert ([one.name for one in later.groups], later.in_force_from, later.unplaced) == (
        ["晨曦组", "云帆组"],
        day,
        (),
    )
    then = as_office.at(NOW + timedelta(days=5))
    assert register.versions(then, three_one) == {"now": "现在的分组"}
    assert register.open_register(then, three_one).groups == later.groups


def test_a_class_without_groups_has_no_register(school, as_office):
    three_two = school.class_id("三（2）班")
    assert register.versions(as_office, three_two) == {}
    with pytest.raises(NotFound, match="没有这份明细表"):
        register.open_register(as_office, three_two)


def test_a_child_with_another_mentor_than_the_group_s_is_marked(school, as_office, three_one):
    pupil = school.student(THREE_ONE[0])
    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.execute(
            f"update pairing set valid_to = '{TODAY}' where student_id = {pupil} and valid_to is null"
        )
        row = {"student_id": pupil, "mentor_id": school.people[HOMEROOM], "valid_from": TODAY.isoformat()}
        insert(tx.db, "pairing", row)
        tx.audit("test.change", "school")
    first = register.open_register(as_office, three_one).groups[0]
    assert first.students[0].text == f"{THREE_ONE[0]}（导师 {HOMEROOM}）"
    assert THREE_ONE[0] in said(register.mentor_lists(as_office, three_one))[HOMEROOM]


def test_namesakes_are_told_apart_by_number(school, as_office, three_one):
    with Context(school.store, SYSTEM, NOW).write() as tx:
        one, other = school.ids(THREE_ONE[0], THREE_ONE[5])
        tx.db.execute(f"update student set name = '田敏' where id in ({one}, {other})")
        tx.audit("test.change", "school")
    groups = register.open_register(as_office, three_one).groups
    assert [groups[0].students[0].text, groups[1].students[1].text] == ["田敏（S101）", "田敏（S106）"]
    text = words(register.word(as_office, three_one))
    assert "田敏（S101）" in text and "田敏（S106）" in text


def said(paper):
    """Title of each table → its text, for a Word document of several."""
    document = docx.Document(BytesIO(paper.content))
    titles = [
        one.text.removesuffix("老师带的学生") for one in document.paragraphs if "老师带的学生" in one.text
    ]
    tables = ["\n".join(cell.text for row in table.rows for cell in row.cells) for table in document.tables]
    return dict(zip(titles, tables, strict=True))


def words(paper):
    """All text of a Word or Excel file."""
    if paper.media == WORD:
        document = docx.Document(BytesIO(paper.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in document.paragraphs), *cells])
    book = openpyxl.load_workbook(BytesIO(paper.content))
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
    )


@pytest.mark.parametrize("make", PAPERS)
def test_every_paper_names_everybody_once_more_and_nothing_that_stays_in_the_office(
    as_office, three_one, make
):
    paper = make(as_office, three_one)
    text = words(paper).replace("\u3000", "")
    assert "三（1）班" in text and (paper.media in (WORD, EXCEL))
    assert {name for name in THREE_ONE if name in text} == set(THREE_ONE)
    assert {name for name in EVERYBODY if name in text} == set(THREE_ONE)
    cares = {care for found in CARES.values() for care in found}
    assert not [word for word in (*cares, "层次", "总分", "困难") if word in text]


@pytest.mark.parametrize("make", PAPERS)
def test_a_mentor_s_papers_hold_the_own_students_only(as_mentor, three_one, make):
    text = words(make(as_mentor, three_one))
    assert {name for name in EVERYBODY if name in text} == set(THREE_ONE[:4])


def test_the_files_have_chinese_names(as_office, three_one):
    assert [make(as_office, three_one).name for make in PAPERS] == [
        "三（1）班导师分工明细表.docx", "三（1）班导师分工明细表.xlsx", "三（1）班小组卡片.docx", "三（1）班导师名单.docx"
    ]  # fmt: skip
