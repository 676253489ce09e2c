"""What a person may choose about a file, what is remembered of it, and the face for scripts."""

import json

import pytest

from documents.imports import Column, ImportOptions, as_json, fields_of, read_import
from domain.errors import Refused
from tests.make_files import csv_bytes, xlsx

ROWS = [
    ["学员名", "班级", "男/女"],
    ["王子涵", "三1", "男"],
    ["李思源", "三1", "女"],
    ["王子涵", "三2", "男"],
]


def test_columns_show_their_title_their_field_and_three_different_values() -> None:
    sheet = read_import("roster", xlsx(ROWS), "名单.xlsx")

    assert sheet.columns == (
        Column(0, "学员名", "", ("王子涵", "李思源")),
        Column(1, "班级", "class", ("三1", "三2")),
        Column(2, "男/女", "sex", ("男", "女")),
    )
    assert sheet.ignored == ("学员名",)
    assert [one.message for one in sheet.problems] == ["没有认出“姓名”一列"]


def test_a_chosen_column_is_read_and_an_unwanted_one_is_not() -> None:
    sheet = read_import("roster", xlsx(ROWS), "名单.xlsx", ImportOptions(columns={0: "name", 2: ""}))

    assert [(row.name, row.sex) for row in sheet.roster] == [
        ("王子涵", None),
        ("李思源", None),
        ("王子涵", None),
    ]
    assert sheet.ignored == ("男/女",)


def test_a_field_chosen_for_one_column_leaves_the_other() -> None:
    rows = [["姓名", "曾用名", "班级"], ["旧名", "新名", "三1"]]

    sheet = read_import("roster", xlsx(rows), "名单.xlsx", ImportOptions(columns={1: "name"}))

    assert sheet.roster[0].name == "新名"


def test_a_choice_holds_for_the_same_title_on_every_sheet() -> None:
    sheets = {"三(1)班": [["学员", "学号"], ["甲", "1"]], "三(2)班": [["学号", "学员"], ["2", "乙"]]}

    sheet = read_import("roster", xlsx(sheets), "名单.xlsx", ImportOptions(columns={0: "name"}, header_row=1))

    assert [(row.name, row.student_number) for row in sheet.roster] == [("甲", "1"), ("乙", "2")]


def test_a_header_may_be_pointed_at() -> None:
    rows = [["姓名", "班级"], ["旧表", "三1"], [], ["姓名", "班级"], ["新表", "三1"]]

    sheet = read_import("roster", xlsx(rows), "名单.xlsx", ImportOptions(header_row=4))

    assert [row.name for row in sheet.roster] == ["新表"]
    assert read_import("roster", xlsx(rows), "名单.xlsx", ImportOptions(header_row=99)).header_row is None


def test_a_sheet_may_be_chosen_even_a_hidden_one() -> None:
    data = xlsx(
        {"新": [["姓名", "班级"], ["甲", "三1"]], "旧": [["姓名", "班级"], ["乙", "三1"]]}, hidden=["旧"]
    )

    assert [row.name for row in read_import("roster", data, "名单.xlsx").roster] == ["甲"]
    assert [
        row.name for row in read_import("roster", data, "名单.xlsx", ImportOptions(sheet="旧")).roster
    ] == ["乙"]
    with pytest.raises(Refused, match="没有工作表“无”"):
        read_import("roster", data, "名单.xlsx", ImportOptions(sheet="无"))


def test_a_table_without_a_header_shows_its_first_rows_to_choose_from() -> None:
    sheet = read_import("roster", xlsx([["苹果", 3], ["梨", 4.5]]), "水果.xlsx")

    assert (sheet.header_row, sheet.rows) == (None, ())
    assert sheet.preview == (("苹果", "3"), ("梨", "4.5"))
    assert [(one.row, one.message, one.severity) for one in sheet.problems] == [
        (None, "没有找到表头", "error")
    ]


def test_a_header_without_rows_is_pointed_out() -> None:
    sheet = read_import("roster", xlsx([["姓名", "班级"]]), "名单.xlsx")

    assert [(one.message, one.severity) for one in sheet.problems] == [("表头下面没有数据", "check")]


def test_a_title_that_comes_twice_is_read_once_and_said() -> None:
    sheet = read_import(
        "roster", csv_bytes([["姓名", "班级", "学号", "学号"], ["甲", "三1", "1", "2"]]), "名单.csv"
    )

    assert sheet.roster[0].student_number == "1"
    assert [(one.column, one.severity) for one in sheet.problems] == [("学号", "check")]


def test_everything_a_column_may_be_is_offered() -> None:
    assert fields_of("roster")["guardian_phone"] == "监护人电话"
    assert fields_of("exam")["subject:语文"] == "语文"
    assert fields_of("staff")["classes"] == "任教班级"


def test_scripts_see_absent_empty_and_zero_apart() -> None:
    rows = [
        ["姓名", "班级", "学号", "语文", "数学", "英语", "体育", "音乐"],
        ["甲", "三1", "1001", 0, "缺考", "", "优", "免考"],
        ["", "三1"],
    ]

    found = json.loads(json.dumps(as_json(read_import("exam", xlsx(rows), "成绩.xlsx")), ensure_ascii=False))

    (row,) = found["rows"]
    assert row["scores"] == {"语文": 0, "数学": "缺考", "英语": None, "体育": "优", "音乐": "免考"}
    assert {
        "row": 2,
        "sheet": "全校",
        "name": "甲",
        "grade": 3,
        "class_number": 1,
        "student_number": "1001",
    }.items() <= row.items()
    (problem,) = found["problems"]
    assert (problem["row"], problem["column"], problem["severity"]) == (3, "姓名", "error")
    assert found["ignored"] == []


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("roster", [["姓名", "班级", "联系电话", "出生日期"], ["甲", "三1", "13900000000", "2017-09-01"]]),
        (
            "staff",
            [["姓名", "班主任", "手机", "任教学科", "任教班级"], ["甲", "三1", "13900000000", "语文", "三1"]],
        ),
        ("exam", [["姓名", "班级", "语文"], ["甲", "三1", 90]]),
    ],
)
def test_every_kind_gives_scripts_the_same_first_keys(kind: str, rows: list[list[object]]) -> None:
    (row,) = json.loads(json.dumps(as_json(read_import(kind, csv_bytes(rows), "表.csv"))))["rows"]

    first = ["row", "sheet", "name", "grade", "class_number", "student_number", "sex", "phone", "scores"]
    assert list(row)[:9] == first
    assert row["phone"] == (None if kind == "exam" else "13900000000")
