"""Exams: what the office sets about them, and who is shown ranks."""

from dataclasses import dataclass

from db import settings
from db.connection import Database


@dataclass(frozen=True)
class RankRule:
    """Where the school shows ranks: everywhere, nowhere, or not in some grades."""

    is_on: bool
    hidden_grades: frozenset[int]

    def shows(self, grade: int | None) -> bool:
        """Whether ranks are shown of the students, or the exams, of this grade."""
        return self.is_on and grade not in self.hidden_grades


NO_RANKS = RankRule(False, frozenset())


def rank_rule(db: Database) -> RankRule:
    """The school's rule."""
    return RankRule(
        bool(settings.get(db, "show_ranks")), frozenset(map(int, settings.get(db, "ranks_hidden_grades")))
    )


def shows_ranks(db: Database, grade: int | None) -> bool:
    """Whether ranks are shown about students of a grade. Whoever shows a rank asks here."""
    return rank_rule(db).shows(grade)
