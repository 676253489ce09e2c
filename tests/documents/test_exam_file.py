"""Exam results: absent, empty and 0 are three things; impossible scores are told."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.imports import ImportOptions, ImportSheet, ScoreCell, read_import
from tests.make_files import csv_bytes, xls, xlsx

EMPTY = ScoreCell("empty")


def exam(*rows: Sequence[Any], options: ImportOptions | None = None, **how: Any) -> ImportSheet:
    return read_import("exam", xlsx({"成绩": rows}, **how), "期中成绩.xlsx", options)


def one_score(written: object, title: str = "语文") -> ImportSheet:
    return exam(["姓名", "班级", title], ["甲", "三1", written])


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        (0, ScoreCell("score", 0.0)),
        ("0", ScoreCell("score", 0.0)),
        ("", EMPTY),
        (None, EMPTY),
        ("缺考", ScoreCell("absent")),
        ("缺", ScoreCell("absent")),
        ("未考", ScoreCell("absent")),
        ("免考", ScoreCell("absent", note="免考")),
        ("病假", ScoreCell("absent", note="请假")),
        ("作弊", ScoreCell("absent", note="作弊")),
        (98.5, ScoreCell("score", 98.5)),
        ("99分", ScoreCell("score", 99.0)),
        ("９９．５", ScoreCell("score", 99.5)),
        ("优", ScoreCell("level", level="优")),
        ("优秀", ScoreCell("level", level="优")),
        ("待合格", ScoreCell("level", level="待合格")),
        ("a", ScoreCell("level", level="A")),
        ("B+", ScoreCell("level", level="B+")),
        ("#N/A", EMPTY),
        (150, ScoreCell("score", 150.0)),
    ],
)
def test_a_result_is_a_score_a_level_an_absence_or_nothing(written: object, cell: ScoreCell) -> None:
    sheet = one_score(written)

    assert sheet.exam[0].scores == {"语文": cell}
    assert sheet.problems == ()


@pytest.mark.parametrize(
    ("written", "title", "message"),
    [
        (-1, "语文", "分数小于 0"),
        (151, "语文", "超过满分 150"),
        (121, "语文(120分)", "超过满分 120"),
        ("NaN", "语文", "不是成绩"),
        ("八十", "语文", "不是成绩"),
        (True, "语文", "不是成绩"),
        ("99+20", "语文", "不是成绩"),
    ],
)
def test_an_impossible_result_keeps_its_row_out(written: object, title: str, message: str) -> None:
    sheet = one_score(written, title)

    assert [(one.row, one.column, one.message, one.severity) for one in sheet.problems] == [
        (2, "语文", message, "error")
    ]
    assert sheet.rows == ()


def test_a_dash_is_nothing_and_is_pointed_out() -> None:
    sheet = one_score("/")

    assert sheet.exam[0].scores == {"语文": EMPTY}
    assert [(one.message, one.severity) for one in sheet.problems] == [("当作没有成绩", "check")]


def test_full_marks_come_from_the_titles_a_row_below_or_a_person() -> None:
    rows = [
        ["姓名", "班级", "语文(120分)", "数学", "科学"],
        ["满分", "", "", 100, ""],
        ["甲", "三1", 119, 99, 180],
    ]

    strict, told = exam(*rows), exam(*rows, options=ImportOptions(full_marks={"科学": 200}))

    assert strict.full_marks == {"语文": 120.0, "数学": 100.0}
    assert [one.message for one in strict.problems if one.severity == "error"] == ["超过满分 150"]
    assert told.exam[0].scores["科学"] == ScoreCell("score", 180.0)


@pytest.mark.parametrize("merges", [["C1:D1", "E1:F1", "A1:A2", "B1:B2"], []], ids=["merged", "left blank"])
def test_scores_and_levels_stand_under_their_subject(merges: list[str]) -> None:
    sheet = exam(
        ["班级", "姓名", "语文", None, "数学", None, "总分"],
        [None, None, "成绩", "等级", "成绩", "等级", None],
        ["三1", "甲", 95, "优", "缺考", None, 95],
        merges={"成绩": merges},
    )

    assert sheet.exam[0].scores == {"语文": ScoreCell("score", 95.0, "优"), "数学": ScoreCell("absent")}
    assert (sheet.header_row, sheet.exam[0].row, sheet.problems) == (2, 3, ())


def test_a_total_that_is_not_the_sum_is_pointed_out() -> None:
    sheet = exam(
        ["姓名", "班级", "语文", "数学", "总分"], ["甲", "三1", 90, 80, 170.5], ["乙", "三1", 90, 80, 175]
    )

    assert [(one.row, one.message, one.severity) for one in sheet.problems] == [
        (3, "与各科之和 170 不同", "check")
    ]
    assert len(sheet.rows) == 2


def test_totals_that_are_all_different_are_told_once() -> None:
    rows = [[f"学生{mark}", "三1", 90, 300] for mark in "甲乙丙丁戊"]

    sheet = exam(["姓名", "班级", "语文", "总分"], *rows)

    assert [(one.row, one.column) for one in sheet.problems] == [(None, "总分")]


def test_ranks_are_kept_as_given() -> None:
    sheet = exam(
        ["姓名", "班级", "语文", "班级排名", "年级排名"],
        ["甲", "三1", 90, "第3名", 21],
        ["乙", "三1", 80, "前列", ""],
    )

    assert [(row.class_rank, row.grade_rank) for row in sheet.exam] == [(3, 21), (None, None)]
    assert {one.severity for one in sheet.problems} == {"check"}


@pytest.mark.parametrize("rank", [0, -3, 2.5, "第0名", "0"])
@pytest.mark.parametrize("column", ["班级排名", "年级排名"])
def test_an_impossible_rank_keeps_its_row_out_and_is_said_by_row(column: str, rank: object) -> None:
    sheet = exam(["姓名", "班级", "语文", column], ["甲", "三1", 90, 3], ["乙", "三1", 80, rank])

    assert [row.name for row in sheet.exam] == ["甲"]
    assert [(one.row, one.column, one.severity) for one in sheet.problems] == [(3, column, "error")]


def test_a_number_is_enough_where_no_class_is_given() -> None:
    sheet = exam(["姓名", "学号", "语文"], ["甲", "1001", 90], ["乙", "", 80])

    assert [(row.name, row.grade, row.student_number) for row in sheet.exam] == [("甲", None, "1001")]
    assert [(one.row, one.message) for one in sheet.problems] == [(3, "没有班级")]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["姓名", "班级", "奥数"], "没有认出科目列"),
        (["姓名", "语文"], "没有“班级”一列"),
        (["班级", "语文"], "没有认出“姓名”一列"),
    ],
)
def test_a_table_without_what_it_needs_is_not_read(header: list[str], message: str) -> None:
    sheet = exam(header, ["甲", "三1", 90][: len(header)])

    assert (sheet.rows, [one.message for one in sheet.problems if one.severity == "error"]) == ((), [message])


def test_a_person_may_say_what_a_column_is() -> None:
    sheet = exam(
        ["姓名", "班级", "奥数"], ["甲", "三1", 90], options=ImportOptions(columns={2: "subject:奥数"})
    )

    assert sheet.exam[0].scores == {"奥数": ScoreCell("score", 90.0)}


def test_the_old_format_reads_the_same() -> None:
    rows = [["姓名", "班级", "语文"], ["甲", 302, 0], ["乙", 302, "缺考"], ["丙", 302, ""]]

    sheet = read_import("exam", xls(rows), "成绩.et")

    assert [row.scores["语文"].kind for row in sheet.exam] == ["score", "absent", "empty"]


CELL = st.sampled_from(["", "0", "99", "-1", "151", "缺考", "优", "x", "/"])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["甲", "乙", ""]), st.sampled_from(["1001", "1002", ""]), CELL, CELL),
        min_size=1,
        max_size=10,
    )
)
def test_every_row_is_either_read_or_has_an_error(rows: list[tuple[str, str, str, str]]) -> None:
    lines = [["班级", "姓名", "学号", "语文", "数学"], *(["三1", *row] for row in rows)]

    sheet = read_import("exam", csv_bytes(lines), "成绩.csv")

    wrong = {one.row for one in sheet.problems if one.severity == "error"}
    assert sorted([*(row.row for row in sheet.rows), *wrong]) == list(range(2, len(rows) + 2))
