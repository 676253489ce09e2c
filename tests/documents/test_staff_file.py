"""Staff lists: one person from several rows, classes taught, homerooms and roles."""

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.imports import Assignment, ImportSheet, StaffRole, read_import
from domain.class_names import ClassName
from tests.make_files import csv_bytes, xlsx

HEADER = ["姓名", "工号", "性别", "手机", "职务", "班主任", "任教学科", "任教班级", "身份"]


def staff(*rows: Sequence[Any], header: Sequence[Any] = HEADER) -> ImportSheet:
    return read_import("staff", xlsx({"教师": [header, *rows]}), "教师.xlsx")


def told(sheet: ImportSheet) -> list[tuple[int | None, str, str, str]]:
    return [(one.row, one.column, one.message, one.severity) for one in sheet.problems]


def test_a_teacher_is_read_with_everything_the_row_holds() -> None:
    sheet = staff(
        [
            "张 老师",
            "001",
            "女",
            13900000001,
            "教研组长",
            "三（1）班",
            "语文、道法",
            "三(1)班、三2班",
            "三年级组长、德育处",
        ]
    )

    (teacher,) = sheet.staff

    assert (teacher.name, teacher.staff_number, teacher.sex, teacher.phone) == (
        "张老师",
        "001",
        "女",
        "13900000001",
    )
    assert (teacher.position, teacher.homeroom) == ("教研组长", ClassName(3, 1))
    assert set(teacher.assignments) == {
        Assignment(3, 1, "语文"), Assignment(3, 1, "道德与法治"), Assignment(3, 2, "语文"), Assignment(3, 2, "道德与法治"),
    }  # fmt: skip
    assert teacher.roles == (StaffRole("grade_head", "三年级组长", 3), StaffRole("office", "德育处"))
    assert sheet.problems == ()


@pytest.mark.parametrize(
    ("written", "assignments"),
    [
        ("语文 三1班,三2班", [(3, 1, "语文"), (3, 2, "语文")]),
        ("语文 三1班；道法：三1班、2班", [(3, 1, "语文"), (3, 1, "道德与法治"), (3, 2, "道德与法治")]),
        ("三(1)班语文、三(2)班数学", [(3, 1, "语文"), (3, 2, "数学")]),
    ],
)
def test_a_teaching_load_may_stand_in_one_cell(written: str, assignments: list[tuple[int, int, str]]) -> None:
    sheet = staff(["张老师", written], header=["教师", "任课安排"])

    assert list(sheet.staff[0].assignments) == [Assignment(*one) for one in assignments]


def test_rows_of_one_number_are_one_person() -> None:
    sheet = staff(
        ["张老师", "001", "", "", "", "", "语文", "三1", ""],
        ["张老师", "001", "女", "", "", "三1", "道法", "三1", ""],
        ["李老师", "002", "", "", "", "", "数学", "三1", ""],
    )

    assert [(one.name, one.row, one.rows, len(one.assignments)) for one in sheet.staff] == [
        ("张老师", 2, (2, 3), 2),
        ("李老师", 4, (4,), 1),
    ]
    assert (sheet.staff[0].sex, sheet.staff[0].homeroom) == ("女", ClassName(3, 1))


def test_rows_of_one_name_are_one_person_while_nothing_contradicts() -> None:
    same = staff(["张老师", "001", *[""] * 7], ["张老师", *[""] * 8])
    two = staff(["张老师", "001", *[""] * 7], ["张老师", "002", *[""] * 7], ["张老师", *[""] * 8])
    phones = staff(["张老师", "", "", 13900000001, *[""] * 5], ["张老师", "", "", 13900000002, *[""] * 5])

    assert [one.rows for one in same.staff] == [(2, 3)]
    assert [one.staff_number for one in two.staff] == ["001", "002"]
    assert told(two) == [(4, "姓名", "有几位老师同名，分不清是谁", "error")]
    assert told(phones) == [(3, "姓名", "与第 2 行同名，但电话不同", "error")]


def test_a_number_of_two_names_is_told() -> None:
    sheet = staff(["张老师", "001", *[""] * 7], ["李老师", "001", *[""] * 7])

    assert told(sheet) == [(3, "工号", "与第 2 行相同，姓名却不同", "error")]
    assert [one.name for one in sheet.staff] == ["张老师"]


@pytest.mark.parametrize(
    ("column", "written", "problem"),
    [
        ("班主任", "是", ("班主任", "没有写是哪个班的班主任，没有导入", "check")),
        ("班主任", "一班", ("班主任", "没认出班级", "error")),
        ("班主任", datetime.date(2026, 3, 2), ("班主任", "“3-2”被当成了日期", "error")),
        ("任教班级", "三1", ("任教班级", "没有写教什么学科", "error")),
        ("任教班级", "全校", ("任教班级", "没认出班级", "error")),
        ("身份", "门卫", ("身份", "没认出这个身份，没有导入", "check")),
        ("工号", 1e16, ("工号", "数字已被 Excel 改坏", "error")),
        ("性别", 1, ("性别", "没认出性别", "error")),
    ],
)
def test_what_cannot_be_read_is_told(column: str, written: object, problem: tuple[str, str, str]) -> None:
    row = ["张老师" if title == "姓名" else written if title == column else "" for title in HEADER]

    assert told(staff(row)) == [(2, *problem)]


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("校领导", [("leader", None)]),
        ("副校长、教务处", [("leader", None), ("office", None)]),
        ("政教处主任", [("office", None)]),
        ("初二年级组长", [("grade_head", 8)]),
        ("班主任、任课教师", []),
        ("", []),
    ],
)
def test_roles_are_read_from_their_own_column_only(written: str, roles: list[tuple[str, int | None]]) -> None:
    (teacher,) = staff(["张老师", "", "", "", "校长", "", "", "", written]).staff

    assert [(role.code, role.grade) for role in teacher.roles] == roles


def test_only_the_first_list_of_a_workbook_is_read_and_that_is_said() -> None:
    sheets = {"在职": [["姓名", "工号"], ["张老师", "001"]], "退休": [["姓名", "工号"], ["李老师", "002"]]}

    sheet = read_import("staff", xlsx(sheets), "教师.xlsx")

    assert [one.name for one in sheet.staff] == ["张老师"]
    assert told(sheet) == [(None, "", "工作表“退休”也像一张名单，没有读", "check")]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["张老师", "李老师", ""]),
            st.sampled_from(["001", "002", ""]),
            st.sampled_from(["男", "女", "", "1"]),
            st.sampled_from(["三1", "三(2)班、四1", "", "x"]),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_every_row_is_in_one_person_or_has_an_error(rows: list[tuple[str, str, str, str]]) -> None:
    lines = [["姓名", "工号", "性别", "任教班级", "任教学科"], *([*row, "语文"] for row in rows)]

    sheet = read_import("staff", csv_bytes(lines), "教师.csv")

    read = [number for one in sheet.staff for number in one.rows]
    wrong = {one.row for one in sheet.problems if one.severity == "error"}
    assert sorted([*read, *wrong]) == list(range(2, len(rows) + 2))
