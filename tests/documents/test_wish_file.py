"""Wishes as schools collect them: spellings of the columns, and whose row it is."""

import pytest

from documents.headers import field_of
from documents.wish_file import WishFile, read_wishes
from domain.class_names import ClassName
from domain.errors import Refused
from tests.make_files import csv_bytes, xls, xlsx

THREE_TWO = ClassName(3, 2)


def read(*rows: list[object]) -> WishFile:
    return read_wishes(xlsx(rows), "志愿表.xlsx", THREE_TWO, 2026)


def told(found: WishFile) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.message, one.severity) for one in found.problems]


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("第一志愿", 1),
        ("第2志愿", 2),
        ("志愿三", 3),
        ("志愿 1", 1),
        ("1.志愿", 1),
        ("志愿②", 2),
        ("第三志愿导师", 3),
        ("第一志愿（必填）", 1),
        ("导师志愿一", 1),
        ("首选", 1),
        ("次选", 2),
        ("第二选择", 2),
        ("第十志愿", 10),
    ],
)
def test_a_wish_s_column_is_known_by_many_names(title: str, rank: int) -> None:
    assert field_of("wishes", "", title) == f"wish:{rank}"


@pytest.mark.parametrize("title", ["志愿", "第十一志愿", "班主任", "导师", "备注"])
def test_what_is_no_wish_is_not_taken_for_one(title: str) -> None:
    assert not field_of("wishes", "", title).startswith("wish:")


def test_a_table_is_read_with_names_numbers_and_wishes_in_order() -> None:
    found = read(
        ["三（2）班导师志愿"],
        ["序号", "学号", "学生姓名", "第一志愿", "第二志愿", "第三志愿"],
        [1, 20260301, "王 子涵", "王芳", "", "李强"],
        [2, 20260302, "李娜", "李强", "王芳（语文）", None],
    )
    assert told(found) == []
    assert [(one.row, one.student_number, one.name, one.wishes) for one in found.rows] == [
        (3, "20260301", "王子涵", ((1, "王芳"), (3, "李强"))),
        (4, "20260302", "李娜", ((1, "李强"), (2, "王芳（语文）"))),
    ]
    assert {one.class_name for one in found.rows} == {THREE_TWO}


def test_two_header_rows_are_one_header() -> None:
    found = read(["姓名", "导师志愿", "", ""], ["", "第一", "第二", "第三"], ["李娜", "甲", "乙", "丙"])
    assert found.rows[0].wishes == ((1, "甲"), (2, "乙"), (3, "丙"))


def test_a_class_in_the_file_is_read_and_not_assumed() -> None:
    found = read(["班级", "姓名", "第一志愿"], ["三（1）班", "李娜", "王芳"], ["3.2", "王明", "王芳"])
    assert [one.class_name for one in found.rows] == [ClassName(3, 1), THREE_TWO]


def test_namesakes_without_numbers_are_a_problem_and_not_guessed() -> None:
    found = read(["姓名", "第一志愿"], ["李娜", "王芳"], ["李娜", "李强"], ["王明", "李强"])
    assert [one.name for one in found.rows] == ["王明"]
    assert [row for row, _, _ in told(found)] == [2, 3]
    assert all("分不清是谁" in said for _, said, _ in told(found))


@pytest.mark.parametrize("form", ["csv", "xls"])
def test_other_kinds_of_files_are_read_alike(form: str) -> None:
    rows = [["姓名", "第一志愿"], ["李娜", "王芳"]]
    data = xls(rows) if form == "xls" else csv_bytes(rows)
    assert read_wishes(data, f"志愿.{form}", THREE_TWO, 2026).rows[0].wishes == ((1, "王芳"),)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["姓名", "性别"], ["李娜", "女"]], "没有认出志愿的列"),
        ([["学号", "第一志愿"], ["1", "王芳"]], "没有认出“姓名”一列"),
        ([["姓名", "姓名", "第一志愿"], ["李娜", "王明", "王芳"]], "有两列都是“姓名”"),
    ],
)
def test_a_table_without_what_is_needed_is_a_problem_of_the_whole(
    rows: list[list[object]], says: str
) -> None:
    found = read(*rows)
    assert found.rows == ()
    assert says in [said for row, said, severity in told(found) if row is None and severity == "error"]


def test_what_is_no_table_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="没有找到表头"):
        read(["今天天气很好"], ["明天也是"])
    with pytest.raises(Refused):
        read_wishes(b"\x00\x01\x02 not a table", "志愿.xlsx", THREE_TWO, 2026)
