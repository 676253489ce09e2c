"""Which five exams stand in the two printed forms of the handbook (S1): one beside five months, one along a curve.

An exam's kind decides first, its day second. One of kind 其他 (a test at the start, a contest) stands in neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from domain.calendar import Term

MONTHLY_LABELS: Final = ("第一次月考", "第二次月考", "半期考", "第四次月考", "学期考试")
CURVE_LABELS: Final = ("上学期期考", "第一次月考", "期中考", "第二次月考", "本学期期末考")
MONTHS: Final = 5


class Sitting(Protocol):
    """What must be known of an exam; `slot` is its kind: monthly, midterm, final, other."""

    @property
    def term_id(self) -> int: ...
    @property
    def slot(self) -> str: ...
    @property
    def held_on(self) -> date: ...


class Month(Protocol):
    """A month of a term, numbered from 1; it ends where the next begins."""

    @property
    def number(self) -> int: ...
    @property
    def first(self) -> date: ...


ExamT = TypeVar("ExamT", bound=Sitting)


@dataclass(frozen=True, slots=True)
class Slot(Generic[ExamT]):
    """A place of the form with the form's own word for it, and the exam that stands there."""

    label: str
    exam: ExamT | None


def monthly_slots(exams: Sequence[ExamT], term_months: Sequence[Month]) -> tuple[ExamT | None, ...]:
    """One term's exams beside its months 1 to 5, as MONTHLY_LABELS names them; the exams are of that term alone.

    The midterm and the final stand in their places whenever they were held. Monthly exams before the midterm are
    the first and the second in order, one after it is the fourth: the form counts the midterm as the third.
    """
    places: list[ExamT | None] = [None] * MONTHS
    months = _MonthOf(term_months)
    midterm = _near(_of_kind(exams, "midterm"), months, 3)
    monthly = _of_kind(exams, "monthly")
    early = [one for one in monthly if _is_early(one, midterm, months)]
    late = [one for one in monthly if one not in early]
    places[0] = early[0] if early else None
    places[1] = _near(early[1:], months, 2)
    if midterm is None and late and months.of(late[0]) == 3:
        midterm = late.pop(0)  # a school without a midterm writes a monthly exam all the same
    places[2], places[3] = midterm, _near(late, months, 4)
    places[4] = _last(_of_kind(exams, "final"))
    return tuple(places)


def curve_slots(exams: Sequence[ExamT], term: Term, previous_term: Term | None) -> tuple[Slot[ExamT], ...]:
    """五次大考: the last term's final, then this term's first monthly, midterm, the monthly after it, the final."""
    own = [one for one in exams if one.term_id == term.id]
    before = [one for one in exams if previous_term is not None and one.term_id == previous_term.id]
    monthly = _of_kind(own, "monthly")
    midterm = next(iter(_of_kind(own, "midterm")), None)
    if midterm is None:
        first, second = (*monthly, None, None)[:2]
    else:
        first = next((one for one in monthly if one.held_on < midterm.held_on), None)
        second = next((one for one in monthly if one.held_on >= midterm.held_on), None)
    found = (_last(_of_kind(before, "final")), first, midterm, second, _last(_of_kind(own, "final")))
    return tuple(Slot(label, exam) for label, exam in zip(CURVE_LABELS, found, strict=True))


class _MonthOf:
    """The month of a term an exam counts for: what is before belongs to the first, what is after to the last."""

    def __init__(self, months: Sequence[Month]) -> None:
        self._months = months

    def of(self, exam: Sitting) -> int:
        begun = [one.number for one in self._months if one.first <= exam.held_on]
        return max(begun, default=1)


def _is_early(exam: Sitting, midterm: Sitting | None, months: _MonthOf) -> bool:
    return months.of(exam) <= 2 if midterm is None else exam.held_on < midterm.held_on


def _of_kind(exams: Sequence[ExamT], kind: str) -> list[ExamT]:
    return sorted((one for one in exams if one.slot == kind), key=lambda one: one.held_on)


def _near(exams: Sequence[ExamT], months: _MonthOf, number: int) -> ExamT | None:
    """The one held in that month, else the first."""
    held = [one for one in exams if months.of(one) == number]
    return next(iter(held or exams), None)


def _last(exams: Sequence[ExamT]) -> ExamT | None:
    return exams[-1] if exams else None
