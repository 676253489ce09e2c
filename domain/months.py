"""The five months of a term (S1 第一月表现…第五月表现), and what is written of a child in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.calendar import Term, month_of

FIELDS: Final = {"performance": "表现", "strength": "亮点", "weakness": "不足", "measure": "改进措施"}
MOST: Final = 1000  # signs a cell
NAMES: Final = ("第一月", "第二月", "第三月", "第四月", "第五月")
# a term that begins in the last days of a month has its first month in the next
_SETTLES: Final = timedelta(days=7)
_STILL_IN_TIME: Final = timedelta(days=10)  # of the next month; after that it is 补写


@dataclass(frozen=True)
class TermMonth:
    """One of the five; both days are inclusive."""

    number: int
    name: str
    first: date
    last: date

    def is_late(self, day: date) -> bool:
        """Whether what is first written on that day is written after the event (补写)."""
        return day > self.last + _STILL_IN_TIME

    @property
    def text(self) -> str:
        """第三月（11月）."""
        return f"{self.name}（{self.last.month}月）"


def labelled(cells: Mapping[str, str]) -> dict[str, str]:
    """The texts under the words a person reads; what is empty is left out."""
    return {label: cells[cell] for cell, label in FIELDS.items() if cells[cell]}


def term_months(term: Term) -> tuple[TermMonth, ...]:
    """Five calendar months in a row. Days before belong to the first, days after to the fifth."""
    begins = (term.starts_on + _SETTLES).replace(day=1)
    months = []
    for number, name in enumerate(NAMES, start=1):
        first, last = month_of(begins)
        begins = last + timedelta(days=1)
        months.append(TermMonth(number, name, first, last))
    head, *middle, tail = months
    return (
        TermMonth(1, head.name, term.starts_on, head.last),
        *middle,
        TermMonth(5, tail.name, tail.first, max(term.ends_on, tail.first)),
    )


def month_on(term: Term, day: date) -> TermMonth:
    """The month of the term a day belongs to."""
    months = term_months(term)
    return next((one for one in months if day <= one.last), months[-1])
