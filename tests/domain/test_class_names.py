"""Spellings of classes and grades that schools use, and those that must not be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.class_names import ClassName, grade_text, parse_class, parse_grade

GRADES = st.integers(1, 12)
CLASSES = st.builds(ClassName, GRADES, st.integers(1, 99))


@pytest.mark.parametrize(
    ("class_name", "shown"),
    [
        (ClassName(3, 2), "三（2）班"),
        (ClassName(7, 1), "七（1）班"),
        (ClassName(10, 3), "高一（3）班"),
        (ClassName(12, 12), "高三（12）班"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_class_is_shown_with_full_width_brackets(class_name: ClassName, shown: str) -> None:
    assert class_name.text == shown


@pytest.mark.parametrize(
    "spelling",
    [
        "三(2)班",
        "三（2）班",
        "三年级2班",
        "三年级(2)班",
        "三年级（2）",
        "三年2班",
        "三2班",
        "三2",
        "三.2",
        "三·2班",
        "3.2",
        "3-2",
        "3－2",
        "3.02",
        "302",
        "0302",
        "302班",
        "３０２",
        "三年级二班",
        "三年二班",
        "三（二）班",
        "三二班",
        "三⑵班",
        "三[2]班",
        "三【2】班",
        "3(2)",
        "3年级2班",
        "小学三年级2班",
        "小三(2)班",
    ],
)
def test_every_spelling_of_class_two_of_grade_three_is_read(spelling: str) -> None:
    assert parse_class(spelling) == ClassName(3, 2)


def test_spaces_anywhere_do_not_matter() -> None:
    assert parse_class(" 三 （　2 ） 班\u200b") == ClassName(3, 2)


@pytest.mark.parametrize(
    ("spelling", "grade", "number"),
    [
        ("初一(3)班", 7, 3),
        ("初三3班", 9, 3),
        ("七年级3班", 7, 3),
        ("初中二年级(1)班", 8, 1),
        ("高一3班", 10, 3),
        ("高三(12)班", 12, 12),
        ("高一十二班", 10, 12),
        ("1002", 10, 2),
        ("1201", 12, 1),
        ("十(3)班", 10, 3),
        ("十二年级4班", 12, 4),
        ("一年级二十一班", 1, 21),
    ],
)
def test_classes_of_older_grades_are_read(spelling: str, grade: int, number: int) -> None:
    assert parse_class(spelling) == ClassName(grade, number)


@pytest.mark.parametrize(
    "spelling",
    [
        "", "班", "2班", "(2)班", "二班", "2", "32", "32班", "三十班", "三十二班", "十二班", "三二", "高一三", "三(0)班",
        "300", "1302", "13.1", "三(100)班", "初四(1)班", "高四(1)班", "小七(1)班", "三(2", "三)2(班", "三(2)班级", "三--2",
        "十十(2)班", "零(2)班", "3/2", "三、2", "实验小学", "2026-3-2", "3月2日", "三(2)班三(3)班", "-3-2", "3.2.1",
    ],
)  # fmt: skip
def test_what_may_mean_two_classes_or_none_is_not_guessed(spelling: str) -> None:
    assert parse_class(spelling) is None


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("2班", 2),
        ("(2)班", 2),
        ("二班", 2),
        ("2", 2),
        ("02", 2),
        ("十二班", 12),
        ("12", 12),
        ("302", 2),
        ("三二班", 2),
    ],
)
def test_a_number_alone_is_enough_beside_a_grade(spelling: str, number: int) -> None:
    assert parse_class(spelling, grade=3) == ClassName(3, number)


@pytest.mark.parametrize("spelling", ["四(2)班", "402", "32", "32班", "0", "三"])
def test_a_class_that_disagrees_with_its_grade_is_not_read(spelling: str) -> None:
    assert parse_class(spelling, grade=3) is None


@pytest.mark.parametrize(
    ("spelling", "first_grade", "expected"),
    [
        ("2024级3班", 1, ClassName(3, 3)),
        ("2024级(3)班", 1, ClassName(3, 3)),
        ("24级3班", 1, ClassName(3, 3)),
        ("2024级3班", 7, ClassName(9, 3)),
        ("2026级1班", 10, ClassName(10, 1)),
        ("2027级1班", 1, None),
        ("2000级1班", 1, None),
    ],
)
def test_a_class_by_year_of_entry_needs_the_school_year(
    spelling: str, first_grade: int, expected: ClassName | None
) -> None:
    assert parse_class(spelling, school_start_year=2026, first_grade=first_grade) == expected
    assert parse_class(spelling) is None


@pytest.mark.parametrize(
    ("spelling", "grade"),
    [
        ("三年级", 3), ("3", 3), ("三", 3), ("3年级", 3), ("初二", 8), ("初二年级", 8), ("高一", 10), ("高中一年级", 10),
        ("十二年级", 12), ("2024级", 3), ("2024", 3), ("24级", 3), ("", None), ("0", None), ("13", None), ("高四", None),
        ("三(2)班", None), ("2027级", None), ("年级", None),
    ],
)  # fmt: skip
def test_a_grade_is_read_or_left_alone(spelling: str, grade: int | None) -> None:
    assert parse_grade(spelling, school_start_year=2026) == grade


@given(CLASSES)
def test_what_is_shown_is_read_back(class_name: ClassName) -> None:
    assert parse_class(class_name.text) == class_name
    assert parse_class(class_name.text, grade=class_name.grade) == class_name


@given(GRADES)
def test_a_grade_shown_is_read_back(grade: int) -> None:
    assert parse_grade(grade_text(grade)) == grade


@given(
    CLASSES,
    st.sampled_from(["{0}({1})班", "{0}.{1}", "{0}-{1}", "{0}年级{1}班", "{0:d}{1:02d}", "{0:02d}{1:02d}"]),
)
def test_spellings_in_figures_are_read_back(class_name: ClassName, spelling: str) -> None:
    assert parse_class(spelling.format(class_name.grade, class_name.number)) == class_name


@given(st.text(alphabet="一二三四十初高年级班届(（）).-0123456789 ", max_size=9), GRADES)
def test_any_text_gives_a_possible_class_of_that_grade_or_none(text: str, grade: int) -> None:
    found = parse_class(text, grade, school_start_year=2026)

    assert found is None or (found.grade == grade and 1 <= found.number <= 99)


def test_classes_sort_by_grade_then_number() -> None:
    assert sorted([ClassName(10, 1), ClassName(3, 10), ClassName(3, 2)])[0] == ClassName(3, 2)
