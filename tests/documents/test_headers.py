"""Titles of columns: known exactly, or not at all."""

import pytest

from documents.headers import field_of, fields_of, full_mark, label
from documents.import_rows import Kind


@pytest.mark.parametrize(
    ("kind", "title", "field"),
    [
        ("roster", "姓名", "name"),
        ("roster", " 姓　名 ", "name"),
        ("roster", "姓名*", "name"),
        ("roster", "学生姓名（必填）", "name"),
        ("roster", "家长姓名", "guardian_name"),
        ("roster", "姓名（家长）", ""),
        ("roster", "家长", "guardian_name"),
        ("roster", "联系方式", "guardian_phone"),
        ("roster", "父亲电话", "father_phone"),
        ("roster", "临时监护人姓名", "temporary_name"),
        ("roster", "监护人2联系电话", "guardian2_phone"),
        ("roster", "年级班别", "class"),
        ("roster", "男/女", "sex"),
        ("roster", "学 籍 号:", "national_number"),
        ("roster", "本人电话", "phone"),
        ("roster", "是否留守", "care:留守儿童"),
        ("roster", "特殊类别", "care"),
        ("roster", "备注", ""),
        ("roster", "曾用姓名", ""),
        ("roster", "班主任姓名", ""),
        ("exam", "语文", "subject:语文"),
        ("exam", "语文（120分）", "subject:语文"),
        ("exam", "语文成绩", "subject:语文"),
        ("exam", "语文等第", "level:语文"),
        ("exam", "政治", "subject:政治"),
        ("exam", "道法", "subject:道德与法治"),
        ("exam", "总分", "total"),
        ("exam", "班名次", "class_rank"),
        ("exam", "语文班名", ""),
        ("exam", "排名", ""),
        ("staff", "教师姓名", "name"),
        ("staff", "任教班级", "classes"),
        ("staff", "班主任", "homeroom"),
        ("staff", "职称", ""),
    ],
)
def test_a_title_is_known_or_left_alone(kind: Kind, title: str, field: str) -> None:
    assert field_of(kind, "", title) == field


@pytest.mark.parametrize(
    ("kind", "upper", "lower", "certain", "field"),
    [
        ("exam", "语文", "成绩", True, "subject:语文"),
        ("exam", "语文", "等级", True, "level:语文"),
        ("exam", "语文", "班名", True, ""),
        ("exam", "语文", "总分", True, ""),
        ("exam", "语文", "总分", False, "total"),
        ("exam", "各科成绩", "语文", True, "subject:语文"),
        ("exam", "2026年期中", "语文", True, "subject:语文"),
        ("roster", "父亲", "姓名", True, "father_name"),
        ("roster", "父亲信息", "电话", True, "father_phone"),
        ("roster", "家长情况", "姓名", True, "guardian_name"),
        ("roster", "家长代表", "姓名", True, ""),
        ("roster", "学生基本信息", "姓名", True, "name"),
        ("roster", "姓名", "", True, "name"),
    ],
)
def test_a_title_over_a_group_changes_what_is_below(
    kind: Kind, upper: str, lower: str, certain: bool, field: str
) -> None:
    assert field_of(kind, upper, lower, certain) == field


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("语文(120分)", 120),
        ("语文（满分120）", 120),
        ("语文/100", 100),
        ("语文满分150分", 150),
        ("语文", None),
        ("语文2026", None),
    ],
)
def test_a_title_may_carry_the_full_mark(title: str, mark: float | None) -> None:
    assert full_mark(title) == mark


@pytest.mark.parametrize("kind", ["roster", "staff", "exam"])
def test_every_field_has_a_name_for_people(kind: Kind) -> None:
    choices = fields_of(kind)

    assert choices["name"] == "姓名"
    assert all(shown and not shown.isascii() for shown in choices.values())


def test_a_subject_of_the_schools_own_is_called_by_its_name() -> None:
    assert label("exam", "subject:奥数") == "奥数"
    assert label("roster", "care:重病") == "重病"
