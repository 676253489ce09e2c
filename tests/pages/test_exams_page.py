"""考试 as people use it: found by term and grade, corrected by the office, read by who leads a class."""

import pytest

from services import exams
from services.exams import ExamEdit
from tests.school_builder import EVERYBODY, GRADE_HEAD, HOMEROOM, LEADER, OFFICE, OTHER_HOMEROOM

SWITCHED_OFF = "全校不显示"


@pytest.fixture
def midterm(school):
    return school.rows("select id from exam where name = '期中'")[0]["id"]


def field(own, kind, name):
    return next(one for one in getattr(own.app, kind) if one.key.startswith(f"exam_{name}_"))


def lines(own):
    """(name, mark, words) of every exam listed."""
    return [
        (one[1], one[2], one[3]) for sent in own.sent_to("mentor_people") for part in sent for one in part[5]
    ]


def test_the_office_finds_the_term_s_exams_by_grade(tab):
    own = tab(OFFICE).open("exams")
    assert own.title == "2026—2027学年上学期　2 次考试"
    assert lines(own) == [
        ("期中　11月6日", "期中 ›", "12 人有成绩，缺考 1 人，没有成绩 1 人　名次按总分排　满分 语文 100"),
        ("第一次月考　10月9日", "月考 ›", "14 人有成绩　名次按总分排　满分 语文 100"),
    ]
    assert own.names(EVERYBODY) == set()


def test_who_has_no_exams_in_reach_is_told_where_they_come_from(tab):
    own = tab(OTHER_HOMEROOM).open("exams")
    assert own.title == "还没有考试成绩"
    assert lines(own) == []


@pytest.mark.parametrize("person", [HOMEROOM, GRADE_HEAD, LEADER])
def test_others_read_and_are_offered_nothing_to_change(tab, midterm, person):
    own = tab(person).open("exams")
    assert not own.has("rank_rule")
    own.open("exams", exam=midterm)
    assert "期中" in own.title
    assert not own.has("save_exam")


def test_an_exam_out_of_reach_reads_like_none(tab, midterm):
    out, none = (tab(OTHER_HOMEROOM).open("exams", exam=one).said for one in (midterm, 9999))
    assert out == none != []


def test_the_office_corrects_an_exam(school, tab, midterm, as_office):
    own = tab(OFFICE).open("exams", exam=midterm)
    field(own, "text_input", "name").set_value("半期考试")
    field(own, "number_input", "full").set_value(120.0)
    own.press("save_exam")
    assert own.said == ["考试已保存。"]
    assert lines(own)[0][0] == "半期考试　11月6日"
    assert exams.open_exam(as_office, midterm).line.papers[0].full_mark == 120.0


def test_a_full_mark_below_a_score_keeps_what_was_typed(tab, midterm):
    own = tab(OFFICE).open("exams", exam=midterm)
    field(own, "text_input", "name").set_value("半期考试")
    field(own, "number_input", "full").set_value(90.0)
    own.press("save_exam")
    assert own.said == ["语文有 4 人的分数超过 90 分（最高 100 分）。请先核对满分和成绩。"]
    assert field(own, "text_input", "name").value == "半期考试"
    assert field(own, "number_input", "full").value == 90.0


def test_who_saves_second_sees_both_and_decides(tab, midterm, as_office):
    own = tab(OFFICE).open("exams", exam=midterm)
    field(own, "text_input", "name").set_value("我写的")
    line = exams.open_exam(as_office, midterm).line
    marks = {one.subject_id: one.full_mark for one in line.papers}
    exams.change(as_office, midterm, line.version, ExamEdit("别人写的", "midterm", line.held_on, marks))
    own.press("save_exam")
    assert field(own, "text_input", "name").value == "我写的"
    assert any("别人写的" in one for one in own.said)
    assert exams.open_exam(as_office, midterm).line.name == "别人写的"
    own.press("save_exam")
    assert exams.open_exam(as_office, midterm).line.name == "我写的"
