"""Rosters as schools keep them, and what is said about each kind of mistake."""

import datetime
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.imports import Guardian, ImportOptions, ImportSheet, read_import
from domain.class_names import ClassName
from tests.make_files import csv_bytes, xlsx

Told = tuple[int | None, str, str, str]


def roster(*rows: Sequence[Any], options: ImportOptions | None = None, **how: Any) -> ImportSheet:
    return read_import("roster", xlsx({"全校": rows}, **how), "花名册.xlsx", options)


def told(sheet: ImportSheet) -> list[Told]:
    return [(one.row, one.column, one.message, one.severity) for one in sheet.problems]


def test_a_roster_is_read_with_everything_it_holds() -> None:
    sheet = roster(
        ["2026级花名册"],
        [],
        ["序号", "姓 名", "性别", "年级班别", "学号", "学籍号", "出生日期", "家长", "与学生关系", "联系方式", "家庭住址", "特殊类别", "备注"],
        [1, "王 子涵", "男", "三(2)班", 20260301, "g330101201701010417", datetime.date(2017, 9, 1), "王大明", "父亲",
         "139 0000 0000", "幸福路1号", "单亲、学困", "走读"],
    )  # fmt: skip

    (pupil,) = sheet.roster

    assert (pupil.row, pupil.sheet, pupil.name, pupil.class_name) == (4, "全校", "王子涵", ClassName(3, 2))
    assert (pupil.student_number, pupil.national_number) == ("20260301", "G330101201701010417")
    assert (pupil.sex, pupil.birth_date) == ("男", datetime.date(2017, 9, 1))
    assert pupil.guardians == (Guardian("王大明", "父亲", "13900000000", "", "幸福路1号"),)
    assert pupil.care_categories == ("单亲家庭", "学习困难")
    assert (sheet.header_row, sheet.ignored, sheet.problems) == (3, ("序号", "备注"), ())


def test_the_problems_of_the_picture_are_told_in_its_words() -> None:
    sheet = roster(
        ["学生姓名", "学籍号", "班级", "联系方式"],
        ["甲", "G330101201701010417", "三(2)班", ""],
        ["乙", 3.30102e18, "三(2)班", ""],
        ["丙", "", datetime.date(2026, 3, 2), ""],
        ["", "G1", "三(2)班", ""],
        ["丁", "G330101201701010417", "三(2)班", ""],
        ["戊", "", "三(2)班", "1390000"],
    )

    assert [(one.row, one.column, one.value, one.message, one.advice) for one in sheet.problems] == [
        (3, "学籍号", "3.30102E+18", "数字已被 Excel 改坏", "在 Excel 里把该列设为文本，重新粘贴"),
        (4, "班级", "3月2日", "“3-2”被当成了日期", "改成“三（2）班”"),
        (5, "姓名", "（空）", "没有姓名", "补上姓名，或删掉这一行"),
        (6, "学籍号", "G330…0417", "与第 2 行相同", "确认是不是同一名学生"),
        (7, "监护人电话", "1390000", "少 4 位", "可先留空，以后补"),
    ]
    assert [row.name for row in sheet.roster] == ["甲", "戊"]
    assert sheet.error_rows == 4


def test_guardians_may_have_columns_of_their_own_under_two_levels_of_titles() -> None:
    sheet = roster(
        ["姓名", "班级", "父亲", None, "母亲", None, None, "临时监护人姓名"],
        [None, None, "姓名", "电话", "姓名", "电话", "工作单位", None],
        ["王子涵", "三1", "王大明", 13900000001, "李芳", 13900000002, "实验小学", "王爷爷（爷爷）"],
        merges={"全校": ["A1:A2", "B1:B2", "C1:D1", "E1:G1", "H1:H2"]},
    )

    assert sheet.roster[0].guardians == (
        Guardian("王大明", "父亲", "13900000001"),
        Guardian("李芳", "母亲", "13900000002", "实验小学"),
        Guardian("王爷爷", "爷爷", is_temporary=True),
    )
    assert sheet.header_row == 2


def test_the_same_guardian_in_two_columns_is_one_person() -> None:
    sheet = roster(
        ["姓名", "班级", "家长姓名", "联系电话", "父亲姓名"], ["甲", "三1", "王大明", 13900000001, "王大明"]
    )

    assert sheet.roster[0].guardians == (Guardian("王大明", "父亲", "13900000001"),)


def test_a_phone_without_a_name_still_reaches_the_family() -> None:
    (pupil,) = roster(["姓名", "班级", "联系电话"], ["甲", "三1", 13900000001]).roster

    assert pupil.guardians == (Guardian(phone="13900000001"),)
    assert pupil.contact_phone == "13900000001"


def test_care_categories_are_named_in_one_cell_or_ticked_in_columns() -> None:
    sheet = roster(
        ["姓名", "班级", "特殊类别", "留守儿童", "孤儿"],
        ["甲", "三1", "无", "√", ""],
        ["乙", "三1", "单亲；重病", "否", 1],
        ["丙", "三1", "", "也许", ""],
    )

    assert [row.care_categories for row in sheet.roster] == [("留守儿童",), ("单亲家庭", "重病", "孤儿"), ()]
    assert told(sheet) == [(4, "留守儿童", "没认出是或否，没有导入", "check")]


@pytest.mark.parametrize(
    "spelling", ["三(2)班", "三年级2班", "3.2", 3.2, "302", 302, "３０２", "三 （2） 班", "3-2"]
)
def test_the_spellings_of_a_class_are_read(spelling: object) -> None:
    assert roster(["姓名", "班级"], ["甲", spelling]).roster[0].class_name == ClassName(3, 2)


@pytest.mark.parametrize(
    ("grade", "written", "column", "message"),
    [
        ("三年级", "四(2)班", "班级", "和“年级”一列对不上"),
        ("三年级", "甲班", "班级", "没认出班级"),
        ("不知", "2班", "年级", "没认出年级"),
        ("", "2班", "班级", "没认出班级"),
        ("三年级", "", "班级", "没有班级"),
        (datetime.date(2026, 3, 2), "2班", "年级", "“3-2”被当成了日期"),
    ],
)
def test_a_class_that_cannot_be_known_keeps_its_row_out(
    grade: object, written: str, column: str, message: str
) -> None:
    sheet = roster(["姓名", "年级", "班级"], ["甲", grade, written], ["乙", "三年级", "2班"])

    assert told(sheet) == [(2, column, message, "error")]
    assert [row.name for row in sheet.roster] == ["乙"]


def test_a_class_by_year_of_entry_uses_the_school_year() -> None:
    options = ImportOptions(school_start_year=2026, first_grade=7)
    sheet = roster(
        ["姓名", "年级", "班级"], ["甲", "2025级", "3班"], ["乙", "", "2024级(1)班"], options=options
    )

    assert [row.class_name for row in sheet.roster] == [ClassName(8, 3), ClassName(9, 1)]


def test_a_number_that_may_have_lost_its_zero_is_pointed_out_once() -> None:
    sheet = roster(["姓名", "班级"], ["甲", 3.1], ["乙", 3.1], ["丙", 3.2])

    assert told(sheet) == [(2, "班级", "“3.1”读作第 1 班，也可能是第 10 班", "check")]


def test_namesakes_without_a_number_are_not_guessed() -> None:
    sheet = roster(
        ["姓名", "班级", "学号"],
        ["李四", "三1", ""],
        ["李四", "三1", ""],
        ["李四", "三2", ""],
        ["王五", "三1", ""],
    )

    assert told(sheet) == [
        (2, "姓名", "与第 3 行同班同名，分不清是谁", "error"),
        (3, "姓名", "与第 2 行同班同名，分不清是谁", "error"),
    ]
    assert [(row.name, row.class_number) for row in sheet.roster] == [("李四", 2), ("王五", 1)]


def test_namesakes_with_numbers_are_two_pupils() -> None:
    sheet = roster(["姓名", "班级", "学号"], ["李四", "三1", "01"], ["李 四", "三1", "02"])

    assert [row.student_number for row in sheet.roster] == ["01", "02"]
    assert sheet.problems == ()


def test_numbers_that_start_anew_in_each_class_tell_nobody_apart() -> None:
    sheet = roster(["姓名", "班级", "学号"], ["甲", "三1", 1], ["乙", "三1", 2], ["丙", "三2", 1])

    assert [row.student_number for row in sheet.roster] == ["", "", ""]
    assert told(sheet) == [(None, "学号", "各班都从 1 编起，像是班内序号，没有当作学号", "check")]


def test_totals_notes_blank_rows_and_repeated_headers_are_not_pupils() -> None:
    sheet = roster(
        ["序号", "姓名", "班级"],
        [1, "甲", "三1"],
        [None, None, None],
        ["序号", "姓名", "班级"],
        [2, "乙", "三1"],
        [3, None, None],
        ["合计", 2, None],
        ["制表人：张三", None, None],
    )

    assert [row.row for row in sheet.roster] == [2, 5]
    assert [(one.row, one.severity) for one in sheet.problems] == [(4, "check"), (7, "check"), (8, "check")]


def test_a_merged_class_is_filled_to_the_end_of_the_merge_only() -> None:
    sheet = roster(
        ["班级", "姓名"],
        ["三1", "甲"], [None, "乙"], ["三2", "丙"], [None, "丁"],
        merges={"全校": ["A2:A3"]},
    )  # fmt: skip

    assert [(row.name, row.class_number) for row in sheet.roster] == [("甲", 1), ("乙", 1), ("丙", 2)]
    assert told(sheet) == [(5, "班级", "没有班级", "error")]


def test_a_class_written_once_per_block_is_filled_and_said() -> None:
    rows = [["班级", "姓名"], ["三1", "甲"], ["", "乙"], ["", "丙"], ["三2", "丁"], ["", "戊"]]

    sheet = read_import("roster", csv_bytes(rows), "花名册.csv")

    assert [row.class_number for row in sheet.roster] == [1, 1, 1, 2, 2]
    assert told(sheet) == [(None, "班级", "只写在每一段的第一行，下面 3 行按上面一行读", "check")]


def test_a_class_left_out_by_mistake_is_not_filled() -> None:
    sheet = roster(
        ["班级", "姓名"], ["三1", "甲"], ["三1", "乙"], ["", "丙"], ["", "丁"], ["", "戊"], ["", "己"]
    )

    assert sheet.error_rows == 4


def test_sheets_named_after_classes_are_read_together() -> None:
    sheets = {
        "三(1)班": [["姓名", "学号"], ["甲", "1001"]],
        "三(2)班": [["姓名", "学号"], ["乙", "1002"], ["丙", "1001"]],
    }

    sheet = read_import("roster", xlsx(sheets | {"说明": [["请按班填写"]]}), "花名册.xlsx")

    assert [(row.name, row.sheet, row.row, row.class_number) for row in sheet.roster] == [
        ("甲", "三(1)班", 2, 1),
        ("乙", "三(2)班", 2, 2),
    ]
    assert [(one.sheet, one.row, one.message) for one in sheet.problems] == [
        ("三(1)班", None, "工作表“说明”没有认出表头，没有读"),
        ("三(2)班", 3, "与工作表“三(1)班”第 2 行相同"),
    ]
    assert [(one.name, one.read) for one in sheet.sheets] == [
        ("三(1)班", True),
        ("三(2)班", True),
        ("说明", False),
    ]


def test_a_sheet_named_after_a_grade_completes_its_classes() -> None:
    sheets = {
        "三年级": [["姓名", "班级"], ["甲", "2班"], ["乙", "四(1)班"]],
        "3": [["姓名", "班级"], ["丙", "2班"]],
    }

    sheet = read_import("roster", xlsx(sheets), "花名册.xlsx")

    assert [(row.name, row.class_name) for row in sheet.roster] == [
        ("甲", ClassName(3, 2)),
        ("乙", ClassName(4, 1)),
    ]
    assert told(sheet) == [(2, "班级", "没认出班级", "error")]


def test_a_roster_without_any_class_asks_for_one() -> None:
    rows = [["姓名", "学号"], ["甲", "1001"]]

    unknown, chosen = roster(*rows), roster(*rows, options=ImportOptions(default_class=ClassName(3, 2)))

    assert told(unknown) == [(None, "班级", "没有“班级”一列", "error")]
    assert unknown.rows == ()
    assert chosen.roster[0].class_name == ClassName(3, 2)


def test_two_tables_side_by_side_are_not_read_by_half() -> None:
    sheet = roster(["姓名", "班级", "姓名", "班级"], ["甲", "三1", "乙", "三1"])

    assert sheet.rows == ()
    assert (None, "姓名", "有两列都是“姓名”", "error") in told(sheet)


@pytest.mark.parametrize(("written", "severity"), [("2017-02-30", "error"), ("2017年9月", "check")])
def test_a_wrong_date_of_birth_is_told(written: str, severity: str) -> None:
    sheet = roster(["姓名", "班级", "出生日期"], ["甲", "三1", written])

    assert [one.severity for one in sheet.problems] == [severity]


def test_two_thousand_rows_are_read_in_half_a_second() -> None:
    header = [
        "序号",
        "姓名",
        "性别",
        "班级",
        "学号",
        "学籍号",
        "家长姓名",
        "联系电话",
        "家庭住址",
        "备注",
        "特殊类别",
        "出生日期",
    ]
    rows = [
        [i, f"王{chr(0x4E00 + i)}", "男", f"三({i % 8 + 1})班", 20260000 + i, f"G3301012017{i:08}", "王大明", f"139{i:08}",
         "幸福路", "走读", "单亲", datetime.date(2017, 9, 1)]
        for i in range(2000)
    ]  # fmt: skip
    data = xlsx([header, *rows])

    start = time.process_time()
    sheet = read_import("roster", data, "花名册.xlsx")

    # far above the usual 0.25 s: it is here to catch a square, not a slow machine
    assert time.process_time() - start < 2
    assert (len(sheet.rows), sheet.problems) == (2000, ())


NAME = st.sampled_from(["", "甲", "乙", "王 子涵", "买买提•艾力", "7", "Anna"])
CLASS = st.sampled_from(["三(1)班", "302", "3.2", "三", "", "3月2日", "四年级二班"])
NUMBER = st.sampled_from(["", "1001", "1002", "01", "3.3E+18"])
PHONE = st.sampled_from(["", "13900000000", "139", "无"])


@settings(deadline=None)
@given(st.lists(st.tuples(NAME, CLASS, NUMBER, PHONE), min_size=1, max_size=12))
def test_every_row_is_either_read_or_has_an_error(rows: list[tuple[str, str, str, str]]) -> None:
    sheet = read_import("roster", csv_bytes([["姓名", "班级", "学号", "联系电话"], *rows]), "花名册.csv")

    filled = {number for number, row in enumerate(rows, start=2) if any(row)}
    read = [row.row for row in sheet.rows]
    wrong = {one.row for one in sheet.problems if one.severity == "error"}
    assert sorted([*read, *wrong]) == sorted(filled)
