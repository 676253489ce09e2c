"""双向选择: how long a round lasts, what may stand in a list of wishes, and keys a child can type."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from domain.errors import Invalid

Source = Literal["slip", "file", "link"]
Wanted = TypeVar("Wanted")

USUAL_DAYS: Final = 7  # within one week of the new school year (S2)
LONGEST_DAYS: Final = 60
USUAL_WISHES: Final = 3
MOST_WISHES: Final = 10
MOST_CLAIMS: Final = 3
MOST_WORDS: Final = 200  # on a mentor's card
MOST_MENTEES: Final = 200
_NUMERALS: Final = "一二三四五六七八九十"

# 32 signs, so eight of them are 40 bits; what is easily mistaken is read as the sign it looks like
KEY_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH: Final = 8
_LOOKS_LIKE: Final = str.maketrans("OILU", "011V")


def wish_name(rank: int) -> str:
    """1 → 第一志愿."""
    return f"第{_NUMERALS[rank - 1]}志愿"


def closing_time(day: date, zone: str) -> datetime:
    """A round lasts until its last day is over."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone))


def usual_last_day(today: date) -> date:
    """The deadline proposed."""
    return today + timedelta(days=USUAL_DAYS)


def check_last_day(day: date, today: date) -> None:
    """Whether a round may last until then."""
    if day < today:
        raise Invalid("截止的日子已经过了，请选今天或以后的一天。")
    if (day - today).days > LONGEST_DAYS:
        raise Invalid(f"截止的日子最晚在 {LONGEST_DAYS} 天以内。双向选择一般在开学一周内完成。")


def check_most(most: int) -> None:
    """Whether a round may ask for so many wishes."""
    if not 1 <= most <= MOST_WISHES:
        raise Invalid(f"每名学生可填 1 到 {MOST_WISHES} 个志愿。")


def check_wishes(who: str, wishes: Sequence[int | None], most: int, gone: Mapping[int, str]) -> None:
    """Whether one student's wishes can stand, None being an empty place; `gone` says why somebody cannot be chosen.

    :raises Invalid: the sentence begins with whose row it is.
    """
    for rank, mentor in enumerate(wishes, start=1):
        if mentor is None:
            continue
        if mentor in gone:
            raise Invalid(f"{who}：{wish_name(rank)}的{gone[mentor]}，请改选一位。")
        first = wishes.index(mentor) + 1
        if first < rank:
            raise Invalid(f"{who}：{wish_name(first)}和{wish_name(rank)}是同一位老师，请改一个。")
    if len(filled(wishes)) > most:
        raise Invalid(f"{who}：这一轮每人最多填 {most} 个志愿。")


def filled(wishes: Sequence[int | None]) -> tuple[int, ...]:
    """The wishes without empty places: what follows moves up."""
    return tuple(one for one in wishes if one is not None)


def clean_key(typed: str) -> str:
    """A key as it was made, however it was typed: any case, full-width, spaces, dashes; "" when it cannot be one."""
    flat = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    key = flat.translate(_LOOKS_LIKE)
    return key if len(key) == KEY_LENGTH and set(key) <= set(KEY_SIGNS) else ""


def key_text(key: str) -> str:
    """A key as it is printed: 7K3M-9QXT."""
    return f"{key[:4]}-{key[4:]}"


def tiers(ranked: Sequence[tuple[int, Wanted]]) -> tuple[tuple[Wanted, ...], ...]:
    """(rank, who is wanted) → those of each rank, dearest first; an empty rank leaves no gap."""
    ranks = sorted({rank for rank, _ in ranked})
    return tuple(tuple(one for rank, one in ranked if rank == wanted) for wanted in ranks)
