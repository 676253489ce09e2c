"""What a password must be."""

import pytest

from domain.errors import Invalid
from services import passwords
from services.sign_in import NOBODYS_HASH


@pytest.mark.parametrize(
    "password",
    [
        "床前明月光疑是地上霜",
        "一" * 7 + "二" * 7 + "三" * 5 + "四" * 5,
        "a" * 30 + "b" * 30 + "c" * 6 + "d" * 6,
        "with spaces in it",
        "𠮷野家的密码本子",
    ],
    ids=["Chinese", "24 characters", "72 letters", "spaces", "rare character"],
)
@pytest.mark.usefixtures("quick_hashes")
def test_any_long_enough_passphrase_is_welcome(password):
    hashed = passwords.checked_hash(password)
    assert passwords.matches(password, hashed)
    assert passwords.matches(f" {password} ", hashed)
    assert not passwords.matches(password[:-1], hashed)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("七个字的密码啊", "至少 8 个字"),
        ("", "至少 8 个字"),
        ("        ", "至少 8 个字"),
        ("a" * 36 + "b" * 36 + "c", "最多 24 个汉字"),
        ("好" + "一二三" * 8, "最多 24 个汉字"),
        ("PASSWORD", "太容易"),
        ("88888888", "太容易"),
        ("abababab", "太容易"),
        ("Tianxiaoyu", "太容易"),
        ("yucaixuexiao2026", "太容易"),
    ],
)
def test_what_is_too_short_long_or_easy_is_refused_with_a_sentence(password, says):
    with pytest.raises(Invalid, match=says):
        passwords.checked_hash(password, "田小雨", "育才学校")


def test_a_real_hash_is_as_dear_as_the_one_nobody_matches():
    hashed = passwords.hash_password("我们的操场有棵树")
    assert hashed.split("$")[:3] == NOBODYS_HASH.split("$")[:3] == ["", "2b", "12"]


def test_a_password_too_long_for_bcrypt_never_matches_and_never_raises():
    assert not passwords.matches("长" * 200, NOBODYS_HASH)


def test_initial_passwords_differ_and_can_be_read_off_paper():
    fresh = {passwords.initial_password() for _ in range(200)}
    assert len(fresh) == 200
    assert not set("".join(fresh)) & set("0oO1lIi")
