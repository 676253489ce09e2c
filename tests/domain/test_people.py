"""How names are compared: as people mean them, kept as they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import clean_name, family_name, same_name


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("张三", "张三"),
        (" 张 三 ", "张三"),
        ("张\u3000三", "张三"),
        ("张\u00a0三", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("张\n三", "张三"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("Tom  Smith", "Tom Smith"),
        ("王𠮷", "王𠮷"),
        ("", ""),
        (" \u200b\ufeff ", ""),
    ],
)
def test_a_name_loses_what_cannot_be_seen_and_keeps_its_dot(typed, clean):
    assert clean_name(typed) == clean


@pytest.mark.parametrize(
    ("left", "right", "are_same"),
    [
        ("张三", "张 三", True),
        ("买买提•艾力", "买买提·艾力", True),
        ("Ｔom", "Tom", True),
        ("张三", "张叁", False),
        ("张三", "张三丰", False),
        ("李丽", "李莉", False),
    ],
)
def test_two_spellings_are_one_name_or_not(left, right, are_same):
    assert same_name(left, right) == same_name(right, left) == are_same


@given(st.text(max_size=12))
def test_cleaning_twice_is_cleaning_once_and_a_name_is_the_same_as_itself(text):
    assert clean_name(clean_name(text)) == clean_name(text)
    assert same_name(text, clean_name(text))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("陈静", "陈"),
        ("欧阳思远", "欧阳"),
        ("欧阳", "欧"),
        ("司马光", "司马"),
        ("买买提·艾力", "买买提·艾力"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_colleague_is_addressed_by_the_family_name(name, family):
    assert family_name(name) == family
