"""Ranks switched off: no page and no paper, of nobody's, holds one. Switched on, they stay within the child's circle."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from components.catalogue import SCREENS
from services import access, exams, exports
from services.exams import RankRule
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    THIRD_MENTOR,
    THREE_ONE,
)

WHOLE, GRADE = RankRule(False, frozenset()), RankRule(True, frozenset({3}))
CHILD = THREE_ONE[0]
# ranks, and how far one moved between the two exams, as no other number of the school reads
PLANTED = ("71717", "61616", "52626", "19091")
VIEWS = ("grade_rank", "class_place", "total", "rate", "subjects", "months")


@pytest.fixture
def ranked(school):
    """Every standing has a rank that can be told from all other numbers."""
    with school.store.write() as db:
        db.execute("update exam_result set grade_rank = 71717, class_rank = 61616")
        db.execute(
            "update exam_result set grade_rank = 52626 where exam_id = (select id from exam where slot = 'midterm')"
        )
    return school


def addresses(school):
    student, (midterm,) = school.student(CHILD), school.rows("select id from exam where slot = 'midterm'")
    yield from ((screen.name, {"student": student}) for screen in SCREENS)
    yield from (("archive", {"student": student, "view": view, "exams": "all"}) for view in VIEWS)
    yield "record", {"student": student, "kind": "exam_analysis", "exam": midterm["id"]}
    yield "exams", {"exam": midterm["id"]}
    yield "log", {"whose": "all"}


def text_of(content):
    """A paper with its parts laid open."""
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"\n".join(text_of(parts.read(name)) for name in parts.namelist())


def told(school, tab, person):
    """What every page and every paper offered on it hands to somebody."""
    own, context, found = tab(person), school.as_person(person), []
    for name, query in addresses(school):
        exports._offers.clear()
        own.open(name, **query)
        papers = [one.make(context) for one in list(exports._offers.values())]
        found.append(
            (name, own._sent() + b"".join(text_of(one.content) + one.name.encode() for one in papers))
        )
    return found


def ranks_in(found):
    return sorted({name for name, content in found for one in PLANTED if one.encode() in content})


def switch(school, rule):
    office = school.as_person(OFFICE)
    exams.set_rank_rule(office, exams.known_rule(office)[0], rule)


@pytest.mark.parametrize("person", [MENTOR, OFFICE])
def test_switched_on_the_circle_reads_them(ranked, tab, person):
    assert ranks_in(told(ranked, tab, person)) == ["archive", "record"]


@pytest.mark.parametrize(
    ("person", "rule"),
    [(MENTOR, WHOLE), (OFFICE, WHOLE), (HOMEROOM, GRADE), (GRADE_HEAD, GRADE), (LEADER, GRADE)],
)
def test_switched_off_no_page_and_no_paper_holds_one(ranked, tab, person, rule):
    switch(ranked, rule)
    assert ranks_in(told(ranked, tab, person)) == []


@pytest.mark.parametrize("person", [OTHER_HOMEROOM, ADMIN])
def test_outside_the_circle_no_page_and_no_paper_holds_one(ranked, tab, person):
    assert ranks_in(told(ranked, tab, person)) == []


def test_who_reads_by_a_grant_is_told_the_child_s_totals_and_no_rank(ranked, tab, as_leader):
    request = access.ask(
        ranked.as_person(THIRD_MENTOR), "ask-00001", CHILD, class_id=ranked.class_id("三（1）班"), number="",
        reason="下周起替同事带这个小组三天", days=3,
    )  # fmt: skip
    access.grant(as_leader, request, 1, 3)
    found = told(ranked, tab, THIRD_MENTOR)
    assert ranks_in(found) == []
    assert any(name == "archive" and "总分" in content.decode("utf-8", "ignore") for name, content in found)
