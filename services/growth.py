"""What was written of a student by month and term, as the archive tells it."""

from dataclasses import dataclass
from datetime import date

from db import calendar as calendar_rows
from db import months as month_rows
from db.connection import Database
from db.scope import Scope
from domain.calendar import Term
from services.context import Context
from services.goals import Goal, goals_of
from services.months import MonthNote, notes_of
from services.reviews import Review, reviews_of


@dataclass(frozen=True)
class TermTold:
    """A term with its months and its review."""

    term: Term
    months: tuple[MonthNote, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class Growth:
    """Terms in which something is written, the latest first; goals, open ones first."""

    terms: tuple[TermTold, ...] = ()
    goals: tuple[Goal, ...] = ()

    @property
    def strengths(self) -> list[tuple[date, str]]:
        """(when it was written, 亮点), the latest first."""
        return [
            (one.written_on, one.strength)
            for told in self.terms
            for one in reversed(told.months)
            if one.strength
        ]


def growth_of(context: Context, db: Database, scope: Scope, student_id: int) -> Growth:
    """What is written of a student within the scope."""
    notes = notes_of(context, db, month_rows.of_student(db, scope, student_id))
    reviews = reviews_of(context, db, scope, (student_id,)).get(student_id, ())
    told = (
        TermTold(
            term,
            tuple(one for one in notes if one.term_id == term.id and not one.is_empty),
            tuple(one for one in reviews if one.term_id == term.id),
        )
        for term in reversed(calendar_rows.terms(db))
    )
    return Growth(
        tuple(one for one in told if one.months or one.reviews),
        goals_of(db, scope, (student_id,)).get(student_id, ()),
    )
