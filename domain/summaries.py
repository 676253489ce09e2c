"""月度小结 (S2 每月总结谈话情况): a mentor's month put into paragraphs from the records, to be read over and handed in.

Restricted records are counted and nothing more: neither their words nor whom they were about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.calendar import day_text
from domain.errors import Invalid
from domain.records import clean_text

MAX_BODY: Final = 8000
_SHOWN: Final = 5  # of each list; the rest is a number
_LONGEST: Final = 60


@dataclass(frozen=True)
class Note:
    """What was written about a student on a day."""

    name: str
    day: date
    words: str


@dataclass(frozen=True)
class Unreached:
    """A student nobody of this mentor's records is about, and the leave that may explain it."""

    name: str
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Month:
    """What the records of one mentor say about a month."""

    first: date
    kinds: tuple[tuple[str, int], ...] = ()
    areas: tuple[tuple[str, int], ...] = ()
    students: int = 0
    former: int = 0  # of them those the mentor may no longer see; they are counted and not named
    better: tuple[Note, ...] = ()
    watch: tuple[Note, ...] = ()
    promises: tuple[Note, ...] = ()  # the day is when to look again
    unreached: tuple[Unreached, ...] = ()
    restricted: int = 0

    @property
    def records(self) -> int:
        """How many records there are, the restricted ones among them."""
        return sum(count for _, count in self.kinds)


def month_text(first: date) -> str:
    """2026年11月."""
    return f"{first.year}年{first.month}月"


def draft(month: Month) -> str:
    """The month in paragraphs; what there is nothing to say about is left out."""
    parts: list[tuple[str, Callable[[Month], str]]] = [
        ("总体情况", _overall),
        ("谈了什么", _areas),
        ("好的变化", lambda one: _notes(one.better)),
        ("还要关注", _watch),
        ("还没有联系到", _unreached),
        ("下月打算", _next),
    ]
    said = [(heading, text) for heading, say in parts if (text := say(month))]
    numbered = [f"{'一二三四五六'[place]}、{heading}\n{text}" for place, (heading, text) in enumerate(said)]
    return "\n\n".join(numbered)


def _overall(month: Month) -> str:
    if not month.students and not month.records:
        return f"{month_text(month.first)}没有带学生，也没有交流记录。"
    with_whom = f"本月带 {month.students} 名学生"
    if month.former:
        with_whom += f"，其中 {month.former} 名已经不由我带，只计数不写名字"
    if not month.records:
        return f"{with_whom}。还没有交流记录。"
    reached = month.students - month.former - len(month.unreached)
    kinds = "、".join(f"{text} {count} 次" for text, count in month.kinds)
    secret = f"其中 {month.restricted} 条保密，只计数，不摘录。" if month.restricted else ""
    return f"{with_whom}。联系到 {reached} 名，交流记录 {month.records} 条：{kinds}。{secret}"


def _areas(month: Month) -> str:
    if not month.areas:
        return ""
    most = f"谈得最多的是{month.areas[0][0]}。" if len(month.areas) > 1 else ""
    return "、".join(f"{text} {count} 次" for text, count in month.areas) + f"。{most}"


def _notes(notes: Sequence[Note]) -> str:
    """One a student, so that several students are heard of."""
    firsts = list({one.name: one for one in reversed(notes)}.values())[::-1][:_SHOWN]
    lines = [f"{one.name}（{day_text(one.day)}）{_words(one.words)}" for one in firsts]
    rest = len(notes) - len(firsts)
    return "\n".join([*lines, *([f"另有 {rest} 条。"] if rest > 0 else [])])


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return "。"
    return "：" + (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _watch(month: Month) -> str:
    promised = "、".join(f"{one.name}（{day_text(one.day)}）" for one in month.promises)
    parts = [_notes(month.watch), f"约好还要跟进：{promised}。" if promised else ""]
    return "\n".join(part for part in parts if part)


def _unreached(month: Month) -> str:
    if not month.unreached:
        return ""
    return "、".join(one.name + _away(one.away) for one in month.unreached) + "。"


def _away(days: Sequence[tuple[date, date]]) -> str:
    spans = (day_text(first) + (f"至{day_text(last)}" if last != first else "") for first, last in days)
    return f"（{'、'.join(spans)}请假）" if days else ""


def _next(month: Month) -> str:
    watched = list(dict.fromkeys(one.name for one in (*month.watch, *month.promises)))
    missed = [one.name for one in month.unreached]
    parts = [
        f"继续关注{'、'.join(watched)}" if watched else "",
        f"先联系{'、'.join(missed)}" if missed else "",
    ]
    return "；".join(part for part in parts if part) + "。" if watched or missed else ""


def check_body(body: str, must_say_something: bool = False) -> str:
    """The text as it is kept; raises Invalid when it is too long, or empty where it is handed in."""
    body = clean_text(body)
    if len(body) > MAX_BODY:
        raise Invalid(f"小结有 {len(body)} 字，最多 {MAX_BODY} 字，请删短一些；写的还在。")
    if must_say_something and not body:
        raise Invalid("小结还是空的，写几句再提交；也可以按“按记录重新写”。")
    return body
