"""Codes from a phone, against the examples of RFC 6238."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from domain.one_time_code import STEP, address_of, code_at, counter_of, matching_counter, secret_text

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 20, 10, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, counter_of(moment)) == code


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off_and_no_more(steps, is_taken):
    shown = code_at(SECRET, counter_of(NOW + timedelta(seconds=STEP * steps)))
    assert (matching_counter(SECRET, shown, NOW, -1) is not None) == is_taken


def test_a_code_and_those_before_it_are_good_once():
    this = counter_of(NOW)
    assert matching_counter(SECRET, code_at(SECRET, this), NOW, this - 1) == this
    for earlier in (this, this - 1):
        assert matching_counter(SECRET, code_at(SECRET, earlier), NOW, this) is None


@pytest.mark.parametrize("code", ["", "0", "abcdef", "１２３４５６", "0" * 7])
def test_what_is_no_code_matches_nothing(code):
    assert matching_counter(SECRET, code, NOW, -1) is None


def test_a_secret_is_typed_in_groups_of_four():
    assert secret_text(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


@pytest.mark.parametrize("name", ["田小雨", "买买提·艾力·阿卜杜热合曼"])
def test_what_a_phone_scans_holds_the_secret(name):
    address = address_of(SECRET, name)
    assert address.isascii()
    told = urlsplit(address)
    assert (told.scheme, told.netloc, parse_qs(told.query)) == (
        "otpauth", "totp", {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]}
    )  # fmt: skip
    assert unquote(told.path) == "/人人导师:" + name
