"""Who may be erased, and what is said of it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.errors import Invalid

MOST_WORDS: Final = 200


def check_left(left_on: date | None, today: date) -> None:
    """Only somebody who is gone: a child still here is in lists and duties of today."""
    if left_on is None or left_on > today:
        raise Invalid("这名学生还没有离校，不能清除。请班主任先登记离校，再来清除。")


def check_reason(reason: str, identifiers: Iterable[str | None]) -> str:
    """The reason as it is kept beside the backups, for years: it must not name whom nothing is to be known of."""
    words = " ".join(reason.split())
    if not words:
        raise Invalid("请写明为什么清除，例如“家长申请删除”。")
    if len(words) > MOST_WORDS:
        raise Invalid(f"理由最多 {MOST_WORDS} 个字，请写短一些。")
    if any(one and one in words for one in identifiers):
        raise Invalid("理由会长期留存，里面不要写这名学生的姓名和学号。请改一下。")
    return words
