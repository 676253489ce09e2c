"""What is taken of a phone number, a day of birth, a guardian and a care category, and what is refused in words."""

from datetime import date, timedelta

import pytest

from domain.errors import Invalid
from domain.identity import (
    CareForm,
    GuardianForm,
    Identity,
    checked_care,
    checked_guardian,
    checked_identity,
    clean_phone,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("  ", ""), ("13812345678", "13812345678"), ("138 1234 5678", "138 1234 5678"),
     ("１３８１２３４５６７８", "13812345678"), ("0555－1234567 转 8", "0555-1234567 转 8"), ("（0555）1234567", "(0555)1234567"),
     ("+86 13812345678", "+86 13812345678"), ("612345", "612345"), ("13812345678、0555-1234567", "13812345678、0555-1234567")],
)  # fmt: skip
def test_a_number_is_taken_leniently(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["没有", "妈妈 13812345678", "12", "1" * 31, "<script>", "138元", "abc1234567"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Invalid, match="只写号码"):
        clean_phone(typed)


@pytest.mark.parametrize(
    "born",
    [date(26, 1, 1), date(1994, 1, 1), TODAY, TODAY + timedelta(1), date(9999, 1, 1), date(2024, 1, 1)],
)
def test_nobody_at_school_was_born_then(born):
    with pytest.raises(Invalid, match="出生日期"):
        checked_identity(Identity("男", born, ""), TODAY)


@pytest.mark.parametrize("born", [None, date(2023, 11, 20), date(2008, 2, 29), date(2014, 6, 1)])
def test_these_are_taken(born):
    assert checked_identity(Identity("", born, ""), TODAY).birth_date == born


def test_a_sex_is_one_of_two_or_open():
    with pytest.raises(Invalid):
        checked_identity(Identity("x", None, ""), TODAY)


@pytest.mark.parametrize(
    ("form", "said"),
    [(GuardianForm(" "), "姓名"), (GuardianForm("长" * 61), "姓名"), (GuardianForm("李", "长" * 21), "关系"),
     (GuardianForm("李", work_unit="长" * 61), "工作单位"), (GuardianForm("李", address="长" * 121), "住址"),
     (GuardianForm("李", phone="打不通"), "只写号码")],
)  # fmt: skip
def test_a_guardian_that_cannot_be_kept_says_what_to_change(form, said):
    with pytest.raises(Invalid, match=said):
        checked_guardian(form)


def test_a_guardian_is_kept_on_one_line_without_spaces_in_the_name():
    kept = checked_guardian(GuardianForm(" 周 秀兰 ", "奶奶", address="桂花苑\n147号"))
    assert (kept.name, kept.address) == ("周秀兰", "桂花苑 147号")


@pytest.mark.parametrize(
    ("form", "said"),
    [(CareForm(0, TODAY), "类别"), (CareForm(1, None), "从哪天起"), (CareForm(1, TODAY + timedelta(1)), "今天以后"),
     (CareForm(1, date(26, 1, 1)), "太早"), (CareForm(1, TODAY, TODAY - timedelta(1)), "之前"),
     (CareForm(1, TODAY, date(9999, 1, 1)), "太远"), (CareForm(1, TODAY, note="长" * 101), "备注")],
)  # fmt: skip
def test_impossible_days_are_refused_in_words(form, said):
    with pytest.raises(Invalid, match=said):
        checked_care(form, TODAY)


def test_the_last_day_is_the_day_before_the_first_that_no_longer_counts():
    assert checked_care(CareForm(1, TODAY, TODAY), TODAY).valid_to == TODAY + timedelta(1)
    assert checked_care(CareForm(1, TODAY), TODAY).valid_to is None
