"""逐班摸排表: every class, of it those in care, never a word of what was said; everybody the part they lead."""

import io
from datetime import date

import openpyxl
import pytest
from docx import Document

from domain.screening import Care
from services import exports, interactions, leaders, screening
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    THREE_ONE,
    TODAY,
    days_before,
)
from tests.services.test_stages import mentors_elsewhere

CHARGED = THREE_ONE[0]


@pytest.fixture
def lived(school, as_office, as_mentor):
    """One student talked with and promised a follow-up, and in the leader's charge."""
    seen = leaders.given(as_office, school.people[LEADER])
    leaders.give(as_office, seen, frozenset({school.class_id("三（1）班")}), frozenset(school.ids(CHARGED)))
    talk = school.talk(CHARGED, on=days_before(3), content="爸爸在外地", effect="需关注", follow_up_on=TODAY)
    interactions.record(as_mentor, talk)
    return school


def sheet_of(paper):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(paper.content)).worksheets[0]]  # fmt: skip


def test_every_class_is_gone_through_and_of_it_those_in_care(lived, as_office):
    found = screening.of_classes(as_office)
    assert [(one.name, one.homeroom, one.leader, one.students, [line.name for line in one.lines]) for one in found] == [
        ("三（1）班", HOMEROOM, LEADER, 7, ["张书瑶", "王子墨"]), ("三（2）班", "", "", 7, ["黄梓轩"]),
        ("七（1）班", OTHER_HOMEROOM, "", 7, ["何佳琪"]), ("七（2）班", "", "", 7, []),
    ]  # fmt: skip
    first, second = found[0].lines
    assert (first.mentors, first.charge, first.last_text, first.follow_up_text) == (
        MENTOR, LEADER, "11月17日 谈心", "1 项，最近 11月20日",
    )  # fmt: skip
    assert [care.text for care in second.cares] == ["留守儿童（2026年9月起）", "单亲家庭（2026年9月起）"]
    assert (second.charge, second.last_text, second.follow_up_text) == ("", "还没有", "－")


def test_a_status_that_ends_says_until_when_and_one_that_is_over_is_gone(lived, as_office):
    set_end = "update care_status set valid_to = :to where student_id = :s"
    with lived.store.write() as db:
        db.execute(set_end, {"to": "2027-01-10", "s": lived.student("黄梓轩")})
        db.execute(set_end, {"to": TODAY.isoformat(), "s": lived.student("何佳琪")})
    found = screening.of_classes(as_office)
    assert [care.text for care in found[1].lines[0].cares] == ["单亲家庭（2026年9月至2027年1月）"]
    assert found[2].lines == ()


@pytest.mark.parametrize(
    ("person", "classes"),
    [
        (LEADER, ["三（1）班", "三（2）班", "七（1）班", "七（2）班"]),
        (GRADE_HEAD, ["三（1）班", "三（2）班"]),
        (HOMEROOM, ["三（1）班"]),
        (OTHER_HOMEROOM, ["七（1）班"]),
    ],
)
def test_everybody_gets_the_part_they_lead(lived, person, classes):
    assert [one.name for one in screening.of_classes(lived.as_person(person))] == classes


def test_a_mentee_in_another_class_is_not_on_the_own_sheet(lived):
    mentors_elsewhere(lived, HOMEROOM, "黄梓轩")
    found = screening.of_classes(lived.as_person(HOMEROOM))
    assert [line.name for one in found for line in one.lines] == ["张书瑶", "王子墨"]


def test_the_excel_has_a_line_a_student_and_room_for_what_the_meeting_thinks(lived, as_office):
    heading, columns, *lines = sheet_of(screening.excel(as_office))
    assert "逐班摸排表" in heading[0]
    assert columns[-1] == "研判意见"
    assert [row[3] for row in lines[:5]] == ["张书瑶", "王子墨", "黄梓轩", "何佳琪", "没有登记特殊学生"]
    assert {row[-1] for row in lines} == {None}


def test_the_word_file_has_a_page_a_grade_a_table_a_class(lived, as_office):
    paper = Document(io.BytesIO(screening.word(as_office).content))
    titles = [one for one in paper.paragraphs if one.text.endswith("年级逐班摸排表")]
    assert [one.text for one in titles] == ["三年级逐班摸排表", "七年级逐班摸排表"]
    assert all(one.paragraph_format.page_break_before for one in titles)
    assert [[row.cells[1].text for row in table.rows] for table in paper.tables] == [
        ["姓名", "张书瑶", "王子墨"], ["姓名", "黄梓轩"], ["姓名", "何佳琪"],
    ]  # fmt: skip
    assert "没有登记特殊学生。" in [one.text for one in paper.paragraphs]
    assert {table.rows[1].cells[-1].text for table in paper.tables} == {""}


@pytest.mark.parametrize("make", [screening.word, screening.excel])
def test_no_word_of_a_talk_is_on_it_and_who_took_it_is(lived, make):
    context = lived.as_person(OFFICE)
    paper = exports.marked(context, make(context))
    assert "张书瑶" not in paper.name
    content = paper.content
    if paper.media == exports.WORD:
        document = Document(io.BytesIO(content))
        said = "".join(
            [*(one.text for one in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells),
             *(one.text for one in document.sections[0].footer.paragraphs)]
        )  # fmt: skip
        assert OFFICE in said
    else:
        said = str(sheet_of(paper))
    assert "爸爸" not in said
    assert "张书瑶" in said


def test_a_care_says_its_months():
    assert Care("学习困难", date(2025, 9, 1), None).text == "学习困难（2025年9月起）"
