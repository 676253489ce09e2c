"""Correcting and deleting a record: what changed, field by field and word by word, and why one was taken away."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from domain.calendar import day_text
from domain.confidence import told_text
from domain.errors import Invalid
from domain.record_kinds import SHAPES, Kind
from domain.records import clean_text

REASONS: Final = ("记错了学生", "记重了", "没有发生", "不该记在这里")
MAX_REASON: Final = 100
_LABELS: Final = {
    "occurred_on": "日期",
    "guidance_area": "哪方面",
    "talk_mode": "方式",
    "effect": "效果",
    "follow_up_on": "哪天跟进",
    "minutes": "时长",
    "place": "地点",
    "content": "内容",
    "is_restricted": "保密",
}
# what is written in sentences is marked within; anything else is read as a whole: 50 分钟 → 60 分钟
_SENTENCES: Final = {"内容"} | {
    one.label for shape in SHAPES.values() for one in shape.fields if one.input == "text"
}
_CLAUSE = re.compile(r"[^，。；！？、,.;!?\s]*[，。；！？、,.;!?\s]*")
_LONG = 24  # signs: from here on nobody reads a text as a whole
# longer stretches that were rewritten are shown whole: nobody could read the pieces
_LONGEST_BY_SIGN = 200

Piece = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True)
class Change:
    """One field of a record before and after a correction; an empty text: nothing was there."""

    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        """The new wording with what went and what came."""
        if self.label in _SENTENCES or min(len(self.before), len(self.after)) >= _LONG:
            return pieces(self.before, self.after)
        whole: list[Piece] = [("gone", self.before), ("same", " → "), ("new", self.after)]
        return whole if self.before and self.after else [one for one in whole if one[1] and one[0] != "same"]


def check_reason(reason: str) -> str:
    """Why a record is deleted, as it is kept; raises Invalid when it is missing."""
    reason = " ".join(clean_text(reason).split())
    if not reason:
        raise Invalid("请写明为什么删除，选一个理由或者自己写。")
    if len(reason) > MAX_REASON:
        raise Invalid(f"理由最多 {MAX_REASON} 字，请删短一些。")
    return reason


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two wordings of one record, in the order of the form; both as `wording` gives them."""
    return [
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    ]


def wording(row: Mapping[str, Any], detail: Mapping[str, str]) -> dict[str, str]:
    """A stored record as labels and words; `detail` holds what only its kind has."""
    own = {one.name: one.label for one in Kind(row["kind"]).shape.fields}
    words = {label: _words(name, row.get(name)) for name, label in _LABELS.items()}
    return words | {own.get(name, name): text for name, text in detail.items()}


def _words(name: str, value: Any) -> str:
    if name in ("occurred_on", "follow_up_on"):
        return day_text(date.fromisoformat(value)) if value else ""
    if name == "is_restricted":
        return told_text("写的人", ()) if value else "不保密"
    if name == "minutes":
        return f"{value} 分钟" if value else ""
    return str(value or "")


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts in one, clause by clause, and sign by sign where a clause was only touched up."""
    return _joined(_clause_by_clause(before, after))


def _clause_by_clause(before: str, after: str) -> Iterator[Piece]:
    old, new = _CLAUSE.findall(before), _CLAUSE.findall(after)
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if tag == "equal":
            yield "same", gone
        elif tag == "replace" and max(len(gone), len(come)) <= _LONGEST_BY_SIGN:
            yield from _sign_by_sign(gone, come)
        else:
            yield "gone", gone
            yield "new", come


def _sign_by_sign(before: str, after: str) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        yield "gone", before
        yield "new", after
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield "same", before[i:j]
        else:
            yield "gone", before[i:j]
            yield "new", after[k:m]


def _joined(found: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one sort as one; empty ones left out."""
    joined: list[Piece] = []
    for sort, text in found:
        if not text:
            continue
        if joined and joined[-1][0] == sort:
            joined[-1] = (sort, joined[-1][1] + text)
        else:
            joined.append((sort, text))
    return joined
