"""What somebody looks for among records: words, and a stretch of days."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.calendar import Term, month_of
from domain.records import clean_text

MOST_WORDS: Final = 5
LONGEST_WORD: Final = 40


class Span(StrEnum):
    """A stretch of days around today."""

    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    CHOSEN = "chosen"

    @property
    def text(self) -> str:
        """本周, 本月, 本学期, 自选日期."""
        return {"week": "本周", "month": "本月", "term": "本学期", "chosen": "自选日期"}[self]


def words(typed: str) -> tuple[str, ...]:
    """The words to be found, all of them, cleaned as records are."""
    found = (clean_text(word)[:LONGEST_WORD] for word in typed.split())
    return tuple(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


def days_of(span: Span, today: date, term: Term | None) -> tuple[date | None, date | None]:
    """First and last day, both inclusive; none for days chosen by hand and for a term not entered yet."""
    if span is Span.WEEK:
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    if span is Span.MONTH:
        return month_of(today)
    if span is Span.TERM and term is not None:
        return term.starts_on, term.ends_on
    return None, None
