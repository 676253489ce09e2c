"""Exams as the office keeps them: who sees which, what may be changed, and where ranks are shown."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import archive, exams, imports
from services.exams import ExamEdit, RankRule
from services.import_exam import ExamMeta
from tests.make_files import csv_bytes
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    THREE_ONE,
)


def term(school):
    return school.rows("select id from term where number = 1")[0]["id"]


def exam_id(school, name="期中"):
    return school.rows("select id from exam where name = :name", name=name)[0]["id"]


def edit_of(line, **changes):
    marks = {one.subject_id: one.full_mark for one in line.papers}
    return replace(ExamEdit(line.name, line.slot, line.held_on, marks), **changes)


def midterm(school, context):
    return exams.open_exam(context, exam_id(school)).line


@pytest.mark.parametrize(
    ("person", "counts"),
    [
        (OFFICE, (12, 1, 1)), (LEADER, (12, 1, 1)), (GRADE_HEAD, (12, 1, 1)), (HOMEROOM, (5, 1, 1)),
    ],
)  # fmt: skip
def test_the_counts_are_of_the_classes_one_answers_for(school, person, counts):
    latest, first = exams.listed(school.as_person(person), term(school))
    assert [latest.name, first.name] == ["期中", "第一次月考"]
    assert (latest.sat, latest.absent, latest.empty) == counts
    opened = midterm(school, school.as_person(person))
    assert replace(opened, papers=()) == replace(latest, papers=())


def test_a_class_teacher_of_another_grade_sees_none_of_it(school):
    other = school.as_person(OTHER_HOMEROOM)
    assert exams.listed(other, term(school)) == []
    with pytest.raises(NotFound):
        exams.open_exam(other, exam_id(school))
    with pytest.raises(NotFound):
        exams.open_exam(other, 9999)


def test_absent_empty_and_scored_are_told_apart_by_subject(school, as_office):
    (paper,) = midterm(school, as_office).papers
    assert (paper.subject, paper.full_mark, paper.scored, paper.levels, paper.absent, paper.best) == (
        "语文", 100.0, 12, 0, 1, 100.0
    )  # fmt: skip


def test_a_subject_in_levels_has_no_full_mark_to_miss(school, as_office):
    assert not midterm(school, as_office).papers[0].in_levels
    with school.store.write() as db:
        db.execute("update score set kind = 'level', score = null, level = '优' where kind = 'score'")
    assert midterm(school, as_office).papers[0].in_levels


# ── changing ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", [LEADER, GRADE_HEAD, HOMEROOM, MENTOR])
def test_only_the_office_changes_an_exam(school, as_office, person):
    line = midterm(school, as_office)
    with pytest.raises(NotAllowed):
        exams.change(school.as_person(person), line.id, line.version, edit_of(line, name="别的"))
    with pytest.raises(NotAllowed):
        exams.set_rank_rule(
            school.as_person(person), RankRule(True, frozenset()), RankRule(False, frozenset())
        )


def test_name_kind_day_and_full_marks_are_changed_and_noted(school, as_office):
    line = midterm(school, as_office)
    (paper,) = line.papers
    exams.change(
        as_office, line.id, line.version,
        ExamEdit(" 半期考试 ", "other", date(2026, 11, 5), {paper.subject_id: 120.0}),
    )  # fmt: skip
    after = midterm_named(school, as_office, "半期考试")
    assert (after.slot, after.held_on, after.papers[0].full_mark) == ("other", date(2026, 11, 5), 120.0)
    assert after.version == line.version + 1
    (act,) = school.rows("select target, detail from audit where action = 'exam.change'")
    assert act["target"] == f"exam/{line.id}"
    assert "半期" not in act["detail"]


def midterm_named(school, context, name):
    return exams.open_exam(context, exam_id(school, name)).line


def test_new_full_marks_make_new_rates_at_once(school, as_office, as_mentor):
    student = school.student(THREE_ONE[1])
    assert [point.full_marks for point in archive.open_archive(as_mentor, student).curve] == [100.0, 100.0]
    line = midterm(school, as_office)
    exams.change(
        as_office, line.id, line.version, edit_of(line, full_marks={line.papers[0].subject_id: 200.0})
    )
    curve = archive.open_archive(as_mentor, student).curve
    assert [point.full_marks for point in curve] == [100.0, 200.0]
    assert [point.total for point in curve] == [95.0, 95.0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": "  "}, "考试名称"),
        ({"name": "长" * 41}, "40"),
        ({"name": "第一次月考"}, "已有“第一次月考”（10月9日）"),
        ({"held_on": date(2026, 11, 21)}, "今天之后"),
        ({"held_on": date(2025, 11, 6)}, "学期之前"),
        ({"slot": "weekly"}, "哪一类"),
    ],
    ids=[
        "no name",
        "a long name",
        "a name taken",
        "a day to come",
        "a day before all terms",
        "an unknown kind",
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_changes(school, as_office, changes, says):
    line = midterm(school, as_office)
    with pytest.raises(Invalid, match=says):
        exams.change(as_office, line.id, line.version, edit_of(line, **changes))
    assert midterm(school, as_office) == line


@pytest.mark.parametrize(
    ("full", "says"),
    [(99.5, "语文有 2 人的分数超过 99.5 分（最高 100 分）"), (0.0, "1 到 1000"), (1001.0, "1 到 1000")],
)
def test_a_full_mark_below_a_score_is_refused_with_which(school, as_office, full, says):
    line = midterm(school, as_office)
    with pytest.raises(Invalid) as refused:
        exams.change(
            as_office, line.id, line.version, edit_of(line, full_marks={line.papers[0].subject_id: full})
        )
    assert says in refused.value.message
    assert not any(name in refused.value.message for name in THREE_ONE)
    assert midterm(school, as_office) == line


def test_a_full_mark_may_be_unknown(school, as_office):
    line = midterm(school, as_office)
    exams.change(
        as_office, line.id, line.version, edit_of(line, full_marks={line.papers[0].subject_id: None})
    )
    assert midterm(school, as_office).papers[0].full_mark is None


def test_an_exam_does_not_move_into_another_school_year(school, as_office):
    with school.store.write() as db:
        db.execute("insert into school_year (id, start_year) values (9, 2025)")
        db.execute(
            "insert into term (id, school_year_id, number, starts_on, ends_on) "
            "values (9, 9, 2, '2026-02-20', '2026-07-05')"
        )
    line = midterm(school, as_office)
    with pytest.raises(Invalid, match="学年"):
        exams.change(as_office, line.id, line.version, edit_of(line, held_on=date(2026, 7, 1)))


def test_of_two_who_change_it_the_second_is_told(school, as_office):
    line = midterm(school, as_office)
    exams.change(as_office, line.id, line.version, edit_of(line, name="期中一"))
    with pytest.raises(Conflict):
        exams.change(as_office, line.id, line.version, edit_of(line, name="期中二"))
    assert exam_id(school, "期中一") == line.id


# ── brought by mistake ───────────────────────────────────────────────────────────────────────────────


def bring_in(context, rows, meta, form="form-0001"):
    return imports.commit(context, form, "exam", csv_bytes(rows), "成绩.csv", exam=meta)


MONTHLY = ExamMeta("月考二", "monthly", date(2026, 11, 12))


def test_an_exam_brought_by_mistake_goes_with_its_import_whatever_it_is_called_since(school, as_office):
    before = {
        one: school.rows(f"select * from {one}") for one in ("exam", "exam_subject", "score", "exam_result")
    }
    batch = bring_in(as_office, [["学号", "姓名", "语文(100分)"], ["S101", THREE_ONE[0], "90"]], MONTHLY)
    opened = exams.open_exam(as_office, exam_id(school, "月考二"))
    assert opened.source == f"11月20日 {OFFICE} 导入的“成绩.csv”"
    line = opened.line
    exams.change(
        as_office,
        line.id,
        line.version,
        edit_of(line, name="错的", full_marks={line.papers[0].subject_id: 150.0}),
    )
    imports.undo(as_office, batch)
    assert before == {one: school.rows(f"select * from {one}") for one in before}


def test_a_score_changed_since_still_keeps_its_import(school, as_office):
    rows = [["学号", "姓名", "语文"], ["S101", THREE_ONE[0], "90"]]
    batch = bring_in(as_office, rows, MONTHLY)
    bring_in(as_office, [rows[0], ["S101", THREE_ONE[0], "91"]], MONTHLY, "form-0002")
    with pytest.raises(Conflict):
        imports.undo(as_office, batch)


def test_a_file_that_does_not_say_the_full_marks_takes_none_away(school, as_office):
    bring_in(as_office, [["学号", "姓名", "语文(120分)"], ["S101", THREE_ONE[0], "90"]], MONTHLY)
    bring_in(as_office, [["学号", "姓名", "语文"], ["S101", THREE_ONE[0], "95"]], MONTHLY, "form-0002")
    assert midterm_named(school, as_office, "月考二").papers[0].full_mark == 120.0


# ── where ranks are shown ────────────────────────────────────────────────────────────────────────────


def test_the_switch_holds_for_the_school_or_for_grades(school, as_office):
    shown = RankRule(True, frozenset())
    for wanted in (RankRule(True, frozenset({3, 7})), RankRule(False, frozenset({3})), shown):
        exams.set_rank_rule(as_office, exams.known_rule(as_office)[0], wanted)
        assert exams.known_rule(as_office) == (wanted, [3, 7])
    with as_office.read() as db:
        assert exams.shows_ranks(db, 3)


@pytest.mark.parametrize(
    ("rule", "shows"),
    [
        (RankRule(True, frozenset()), {1: True, 3: True, None: True}),
        (RankRule(True, frozenset({3})), {1: True, 3: False, None: True}),
        (RankRule(False, frozenset({3})), {1: False, 3: False, None: False}),
    ],
)
def test_the_rule_by_grade(rule, shows):
    assert {grade: rule.shows(grade) for grade in shows} == shows


def test_of_two_who_switch_the_second_is_told(school, as_office):
    seen = exams.known_rule(as_office)[0]
    exams.set_rank_rule(as_office, seen, RankRule(False, frozenset()))
    with pytest.raises(Conflict):
        exams.set_rank_rule(as_office, seen, RankRule(True, frozenset({3})))


def test_a_switch_is_seen_at_the_next_click(school, as_office, as_mentor):
    student = school.student(THREE_ONE[0])
    assert archive.open_archive(as_mentor, student).shows_ranks
    exams.set_rank_rule(as_office, exams.known_rule(as_office)[0], RankRule(True, frozenset({3})))
    assert not archive.open_archive(as_mentor, student).shows_ranks
