"""Who may be erased, and what may be said of it."""

from datetime import date, timedelta

import pytest

from domain.erasure import MOST_WORDS, check_left, check_reason
from domain.errors import Invalid

TODAY = date(2026, 11, 20)
NAMES = ("张书瑶", "S101", None)


@pytest.mark.parametrize("left_on", [None, TODAY + timedelta(days=1)])
def test_who_is_still_here_is_not_erased(left_on):
    with pytest.raises(Invalid, match="离校"):
        check_left(left_on, TODAY)


@pytest.mark.parametrize("days", [0, 400])
def test_who_has_left_may_be(days):
    check_left(TODAY - timedelta(days=days), TODAY)


@pytest.mark.parametrize("reason", ["", "  \n", "张书瑶的家长申请", "学号S101转走", "长" * (MOST_WORDS + 1)])
def test_a_reason_is_given_and_names_nobody(reason):
    with pytest.raises(Invalid):
        check_reason(reason, NAMES)


def test_a_reason_is_one_line():
    assert check_reason(" 家长申请\n删除 ", NAMES) == "家长申请 删除"
