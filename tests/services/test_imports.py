"""Importing through the service: matched by number, written whole, taken back whole."""

from datetime import date

import pytest

from domain.errors import Conflict, Invalid
from domain.permissions import Role
from services import archive, imports, students
from services.import_exam import ExamMeta
from tests.make_files import csv_bytes
from tests.school_builder import ADMIN, HOMEROOM, MENTOR, OFFICE, THREE_ONE

HEAD = ["姓名", "学号", "性别", "班级", "家长姓名", "家长电话"]
MIDTERM = ExamMeta("期中考试二", "midterm", date(2026, 11, 10))


def roster(*rows: list[str]) -> bytes:
    return csv_bytes([HEAD, *rows])


def bring_in(context, kind, data, form="form-0001", **how):
    return imports.commit(context, form, kind, data, "名单.csv", **how)


def test_a_new_student_comes_in_with_guardian_and_goes_again_when_undone(school, as_office):
    before = {
        table: school.rows(f"select * from {table}") for table in ("student", "guardian", "class_membership")
    }
    batch = bring_in(
        as_office, "roster", roster(["新同学", "90001", "女", "三(1)班", "新家长", "13800001234"])
    )
    (found,) = students.find(as_office, search="新同学")
    assert (found.class_name, found.number) == ("三（1）班", "90001")
    assert [row["name"] for row in archive.open_archive(as_office, found.id).guardians] == ["新家长"]
    imports.undo(as_office, batch)
    assert before == {table: school.rows(f"select * from {table}") for table in before}


def test_the_same_file_twice_changes_nothing(school, as_office):
    data = roster(["新同学", "90001", "女", "三(1)班", "新家长", "13800001234"])
    bring_in(as_office, "roster", data)
    again = imports.preview(as_office, "roster", data, "名单.csv")
    assert (again.count("same"), again.count("new"), again.count("changed")) == (1, 0, 0)
    assert again.imported_before == as_office.today


def test_a_form_sent_twice_is_one_batch(school, as_office):
    data = roster(["新同学", "90001", "女", "三(1)班", "", ""])
    assert bring_in(as_office, "roster", data) == bring_in(as_office, "roster", data)
    assert len(imports.batches(as_office)) == 1


def test_one_wrong_last_row_keeps_everything_out_until_it_is_skipped(school, as_office):
    data = roster(["新同学", "90001", "女", "三(1)班", "", ""], ["", "90002", "男", "三(1)班", "", ""])
    with pytest.raises(Invalid, match="1 行有问题"):
        bring_in(as_office, "roster", data)
    assert students.find(as_office, search="新同学") == []
    bring_in(as_office, "roster", data, skip_errors=True)
    assert len(students.find(as_office, search="新同学")) == 1


def test_a_student_used_since_is_not_undone(school, as_office):
    batch = bring_in(as_office, "roster", roster(["新同学", "90001", "女", "三(1)班", "", ""]))
    bring_in(
        as_office,
        "exam",
        csv_bytes([["学号", "姓名", "语文"], ["90001", "新同学", "90"]]),
        "form-0002",
        exam=MIDTERM,
    )
    with pytest.raises(Conflict):
        imports.undo(as_office, batch)
    assert len(students.find(as_office, search="新同学")) == 1


def test_two_nameless_guardians_keep_their_own_numbers(school, as_office):
    head = ["姓名", "学号", "性别", "班级", "家长电话", "家长2电话"]
    data = csv_bytes([head, ["新同学", "90001", "女", "三(1)班", "13800001111", "13800002222"]])
    bring_in(as_office, "roster", data)
    assert imports.preview(as_office, "roster", data, "名单.csv").count("same") == 1


def test_a_transfer_closes_the_old_class_and_opens_the_new(school, as_office):
    name = THREE_ONE[0]
    number = students.one(as_office, school.student(name)).number
    bring_in(as_office, "roster", roster([name, number, "", "三(2)班", "", ""]))
    assert students.one(as_office, school.student(name)).class_name == "三（2）班"


def test_a_second_exam_of_the_same_name_on_another_day_is_refused(school, as_office):
    number = students.one(as_office, school.student(THREE_ONE[0])).number
    data = csv_bytes([["学号", "姓名", "语文"], [number, THREE_ONE[0], "90"]])
    bring_in(as_office, "exam", data, exam=MIDTERM)
    other = ExamMeta(MIDTERM.name, "midterm", date(2026, 11, 18))
    with pytest.raises(Invalid, match="11月10日"):
        bring_in(as_office, "exam", data, "form-0002", exam=other)


@pytest.mark.parametrize("day", [date(2035, 1, 1), date(2020, 1, 1)], ids=["to come", "before any term"])
def test_an_exam_outside_the_school_s_terms_is_refused(school, as_office, day):
    number = students.one(as_office, school.student(THREE_ONE[0])).number
    with pytest.raises(Invalid):
        bring_in(as_office, "exam", csv_bytes([["学号", "姓名", "语文"], [number, THREE_ONE[0], "90"]]),
                 exam=ExamMeta("月考", "monthly", day))  # fmt: skip


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        (["8", ""], ("班级排名", "本班只有 7 人，没有第 8 名", "error")),
        (["", "15"], ("年级排名", "本年级只有 14 人，没有第 15 名", "error")),
        (["7", "6"], ("班级排名", "班级名次排在年级名次后面", "check")),
        (["7", "14"], None),
        (["", ""], None),
    ],
    ids=["beyond the class", "beyond the grade", "behind the grade's", "the last of all", "none"],
)
def test_an_impossible_rank_is_said_by_row_and_nothing_changes(school, as_office, ranks, said):
    number = students.one(as_office, school.student(THREE_ONE[0])).number
    data = csv_bytes([["学号", "姓名", "语文", "班级排名", "年级排名"], [number, THREE_ONE[0], "90", *ranks]])
    found = imports.preview(as_office, "exam", data, "成绩.csv", exam=MIDTERM)
    told = [(one.row, one.column, one.message, one.severity) for one in found.problems]
    assert told == ([(2, *said)] if said else [])
    if said and said[2] == "error":
        before = school.rows("select * from exam_result")
        with pytest.raises(Invalid, match="1 行有问题"):
            bring_in(as_office, "exam", data, exam=MIDTERM)
        assert school.rows("select * from exam_result") == before


@pytest.mark.parametrize(("head", "is_refused"), [("语文", True), ("语文(150分)", False)])
def test_a_score_above_what_the_office_has_set_is_said_by_row(school, as_office, head, is_refused):
    number = students.one(as_office, school.student(THREE_ONE[0])).number
    there = ExamMeta("期中", "midterm", date(2026, 11, 6))
    data = csv_bytes([["学号", "姓名", head], [number, THREE_ONE[0], "130"]])
    found = imports.preview(as_office, "exam", data, "成绩.csv", exam=there)
    told = [(one.row, one.message) for one in found.problems]
    assert told == ([(2, "超过满分 100")] if is_refused else [])


def test_a_rank_without_a_class_is_said_by_row(school, as_office):
    student = school.student(THREE_ONE[0])
    number = students.one(as_office, student).number
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_to = '2026-10-01' where student_id = :s", {"s": student}
        )
    data = csv_bytes([["学号", "姓名", "语文", "班级排名"], [number, THREE_ONE[0], "90", "1"]])
    found = imports.preview(as_office, "exam", data, "成绩.csv", exam=MIDTERM)
    assert [(one.row, one.severity) for one in found.problems] == [(2, "error")]
    assert "没有班级" in found.problems[0].message


def test_absent_empty_and_zero_are_three_things(school, as_office):
    numbers = {name: students.one(as_office, school.student(name)).number for name in THREE_ONE[:3]}
    marks = dict(zip(THREE_ONE[:3], ["缺考", "", "0"], strict=True))
    rows = [[numbers[name], name, mark, "80"] for name, mark in marks.items()]
    bring_in(as_office, "exam", csv_bytes([["学号", "姓名", "语文", "数学"], *rows]), exam=MIDTERM)
    totals = school.rows(
        "select student.name, result.total from exam_result result join student on student.id = result.student_id "
        f"join exam on exam.id = result.exam_id where exam.name = '{MIDTERM.name}' order by student.id"
    )
    assert {row["name"]: row["total"] for row in totals} == dict(
        zip(THREE_ONE[:3], [None, 80.0, 80.0], strict=True)
    )


def test_a_file_gives_no_roles_to_those_who_may_not_give_them(school, as_office):
    head = ["姓名", "身份"]
    data = csv_bytes([head, [MENTOR, "校领导"]])
    found = imports.preview(as_office, "staff", data, "教师.csv")
    assert "系统管理员" in found.problems[-1].message
    before = school.rows("select * from staff_role")
    bring_in(as_office, "staff", csv_bytes([["姓名", "身份", "电话"], [MENTOR, "校领导", "13800009999"]]))
    assert school.rows("select * from staff_role") == before


def test_who_runs_the_accounts_gives_neither_role_nor_class_to_themselves_by_a_file(school, as_admin):
    data = csv_bytes([["姓名", "身份", "班主任"], [ADMIN, "校领导", "三(2)班"], [MENTOR, "", "三(2)班"]])
    found = imports.preview(as_admin, "staff", data, "教师.csv")
    assert [(one.column, one.value) for one in found.problems] == [
        ("身份", "校领导"),
        ("班主任", "三（2）班"),
    ]
    before = school.rows("select * from staff_role")
    bring_in(as_admin, "staff", data)
    assert school.as_person(ADMIN).actor.roles == {Role.ADMIN}
    assert school.rows("select * from staff_role") == before
    assert Role.HOMEROOM in school.as_person(MENTOR).actor.roles


def test_the_office_may_name_itself_a_class_teacher_for_it_sees_the_class_anyway(school, as_office):
    bring_in(as_office, "staff", csv_bytes([["姓名", "班主任"], [OFFICE, "三(2)班"]]))
    assert school.as_person(OFFICE).actor.roles == {Role.OFFICE, Role.HOMEROOM}


def test_a_homeroom_teacher_who_moves_leaves_the_old_class(school, as_admin):
    bring_in(as_admin, "staff", csv_bytes([["姓名", "班主任"], [HOMEROOM, "三(2)班"]]))
    held = school.rows(
        "select class.number from homeroom join school_class class on class.id = class_id "
        f"join staff on staff.id = staff_id where staff.name = '{HOMEROOM}' and valid_to is null"
    )
    assert held == [{"number": 2}]
