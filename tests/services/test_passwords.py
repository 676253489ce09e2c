"""What a password must be."""

import unicodedata

import bcrypt
import pytest

from domain.errors import Invalid
from services import passwords
from services.sign_in import NOBODYS_HASH


@pytest.mark.parametrize(
    "password",
    [
        "床前明月光疑是地上霜",
        "床前明月光疑是地上霜举头望明月低头思故乡春眠不觉晓处处闻啼鸟",
        "abcdefghj " * 19 + "zyxwvutsrq",
        "with spaces in it",
        "𠮷野家的密码本子",
        "🐯虎年大吉🎋竹报平安",
        "café ÅngströmＡＢ",
    ],
    ids=["Chinese", "30 characters", "200 letters", "spaces", "rare character", "emoji", "accents"],
)
@pytest.mark.usefixtures("quick_hashes")
def test_any_long_enough_passphrase_is_welcome(password):
    hashed = passwords.checked_hash(password)
    assert passwords.matches(password, hashed)
    assert passwords.matches(f" {password} ", hashed)
    assert not passwords.matches(password[:-1], hashed)
    assert not passwords.matches(password + "了", hashed)
    for form in ("NFC", "NFD", "NFKC"):
        assert passwords.matches(unicodedata.normalize(form, password), hashed)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("七个字的密码啊", "至少 8 个字"),
        ("", "至少 8 个字"),
        ("        ", "至少 8 个字"),
        ("好" + "一二三四" * 50, "最多 200 个字"),
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
    assert hashed.split("$")[:3] == NOBODYS_HASH.split("$")[:3] == [passwords.SCHEME, "2b", "12"]


OLD = bcrypt.hashpw("我们的操场有棵树".encode(), bcrypt.gensalt(4)).decode()


def test_a_hash_of_the_time_before_is_known_and_still_opens():
    assert passwords.is_old(OLD) and not passwords.is_old(NOBODYS_HASH)
    assert passwords.matches(" 我们的操场有棵树 ", OLD)
    assert not passwords.matches("我们的操场有棵草", OLD)


@pytest.mark.parametrize("password", ["短", "长" * 200])
@pytest.mark.parametrize("password_hash", [OLD, f"{passwords.SCHEME}{OLD}"], ids=["old", "new"])
def test_every_comparison_costs_one_bcrypt(password, password_hash, monkeypatch):
    """Or the time of an answer would tell which accounts there are."""
    compared = []
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda *pair: bool(compared.append(pair)))
    assert not passwords.matches(password, password_hash)
    assert len(compared) == 1


def test_initial_passwords_differ_and_can_be_read_off_paper():
    fresh = {passwords.initial_password() for _ in range(200)}
    assert len(fresh) == 200
    assert not set("".join(fresh)) & set("0oO1lIi")
