"""What is guessed first is refused; what a person can remember and nobody guesses is not."""

import pytest

from domain.password_rules import is_guessable

KNOWN = ("t007", "田小雨", "tianxiaoyu", "育才学校", "yucaixuexiao")


@pytest.mark.parametrize(
    "password",
    [
        "12345678", "88888888", "20080808", "19990101", "13912345678", "abababab", "aaaaaaaa1",
        "qwertyui", "qwerasdf", "qwer1234", "abc12345", "87654321", "zxcvbnm123",
        "password", "Password123", "password!", "admin888", "admin@2026", "woaini1314", "iloveyou520",
        "laoshi2026", "mima123456", "t0070000", "tianxiaoyu1", "TianXiaoYu@2026", "田小雨20080808", "育才学校2026",
        "yucaixuexiao", "12yucaixuexiao!!", "我的密码123456", "好好学习天天向上", "老师老师123", "5201314520", "!!!!!!!!1a",
    ],
)  # fmt: skip
def test_guessable(password):
    assert is_guessable(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "导师们的密码", "窗外的桂花又开了", "三尺讲台与一支粉笔", "correct horse battery", "kx7m2pq9wd", "雨后2棵树和7只鸟",
        "tianxiaoyu爱吃柿子", "Wo-jintian-hen-kaixin", "买买提·艾力的葡萄", "🙂今天不下雨", "298374650192",
    ],
)  # fmt: skip
def test_not_guessable(password):
    assert not is_guessable(password, KNOWN)
