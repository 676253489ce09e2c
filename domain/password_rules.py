"""Which passwords are guessed first. Rules instead of a list: a list of three thousand misses 李老师2026 and yucaixuexiao1."""

import re
from collections.abc import Iterable
from typing import Final

_ROWS: Final = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "qazwsxedcrfvtgb",
)
_WORDS: Final = frozenset(
    [
        "password",
        "passwd",
        "admin",
        "administrator",
        "root",
        "user",
        "test",
        "demo",
        "guest",
        "welcome",
        "letmein",
        "iloveyou",
        "woaini",
        "wodemima",
        "mima",
        "mimashi",
        "laoshi",
        "jiaoshi",
        "xuexiao",
        "daoshi",
        "banzhuren",
        "teacher",
        "school",
        "student",
        "zhongguo",
        "beijing",
        "nihao",
        "haohaoxuexi",
        "tiantianxiangshang",
        "hello",
        "dragon",
        "monkey",
        "sunshine",
        "princess",
        "football",
        "computer",
        "internet",
        "superman",
        "asdf",
        "qwer",
        "zxcv",
        "abc",
        "aa",
        "aaa",
        "qq",
        "a",
        "密码",
        "管理员",
        "老师",
        "导师",
        "教师",
        "班主任",
        "学校",
        "我的密码",
        "我爱你",
        "好好学习",
        "天天向上",
        "你好",
    ]
)
_SHORTEST_NUMBER: Final = 12  # a telephone number has eleven digits, a birthday eight
_FEWEST_SIGNS: Final = 4


def is_guessable(password: str, known: Iterable[str] = ()) -> bool:
    """Whether it is a number, a walk over the keys, a few signs repeated, or a well-known word with decoration.

    `known` are words others know of this person and school: user name, name, name of the school, and their pinyin.
    """
    text = password.strip().casefold()
    if len(set(text)) < _FEWEST_SIGNS or (text.isdigit() and len(text) < _SHORTEST_NUMBER):
        return True
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    words = _WORDS | {word.strip().casefold() for word in known if word.strip()}
    return _is_walk(text) or (not bare and not text.isdigit()) or _is_made_of(bare, words) or text in words


def _is_made_of(text: str, words: frozenset[str] | set[str]) -> bool:
    """One well-known word, or two of them one after the other."""
    return any(
        text[:place] in words and (place == len(text) or text[place:] in words)
        for place in range(1, len(text) + 1)
    )


def _is_walk(text: str) -> bool:
    """Only pieces of three and more along a row of keys, forwards or backwards: qwerasdf, 87654321, abc123."""
    ways = [row for one in _ROWS for row in (one, one[::-1])]
    place = 0
    while place < len(text):
        longest = max(
            (
                length
                for length in range(3, len(text) - place + 1)
                if any(text[place : place + length] in way for way in ways)
            ),
            default=0,
        )
        if not longest:
            return False
        place += longest
    return True
