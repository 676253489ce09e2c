"""申请查看: reading about a student outside one's circle, for a reason and a time (未成年人网络保护条例 第三十六条)."""

from datetime import datetime, timedelta
from typing import Final

from domain.calendar import day_text
from domain.errors import Invalid

DAYS: Final = (1, 3, 7, 14)
LEAST_REASON: Final = 10
MOST_WORDS: Final = 200
MOST_OPEN: Final = 5  # of one person: a request is about one child, not a way through the school
STATES: Final = {
    "open": "等审批",
    "granted": "已同意",
    "refused": "没有同意",
    "withdrawn": "已撤回",
    "ended": "已提前结束",
}


def check_asking(reason: str, days: int) -> None:
    """A reason somebody can judge, and one of the times offered."""
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(f"请写清楚为什么要看，至少 {LEAST_REASON} 个字。")
    if len(reason.strip()) > MOST_WORDS:
        raise Invalid(f"原因最多 {MOST_WORDS} 个字。")
    if days not in DAYS:
        raise Invalid("请选看几天。")


def check_granting(days: int, asked: int, words: str) -> None:
    """As long as was asked for, or shorter."""
    if days not in DAYS or days > asked:
        raise Invalid(f"最多可以同意 {asked} 天，就是申请的天数。")
    check_words(words)


def check_refusing(words: str) -> None:
    """Whoever is told no is told why."""
    if not words.strip():
        raise Invalid("请写一句为什么不同意，申请的老师会看到。")
    check_words(words)


def check_words(words: str) -> None:
    """No more than somebody reads."""
    if len(words.strip()) > MOST_WORDS:
        raise Invalid(f"说明最多 {MOST_WORDS} 个字。")


def end_of(granted_at: datetime, days: int) -> datetime:
    """The moment it is over: so many times twenty-four hours, not midnights."""
    return granted_at + timedelta(days=days)


def moment_words(at: datetime) -> str:
    """11月29日 14:05"""
    return f"{day_text(at.date())} {at:%H:%M}"
