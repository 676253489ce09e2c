"""Answers that hold until somebody writes what they rest on: the next click need not work them out again.

Every write leaves a row in the log of acts (`Context.write` refuses one that does not), so the rows since an answer was
worked out say whether it still holds. An answer is kept for the person who asked, with the roles held, on that day
only, and while the same grants to read about others (申请查看) are in force, which end by themselves and write nothing:
what it may show cannot differ, and nobody is answered with what another was told.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from db import audit, interactions, students
from db.connection import Database
from db.rows import Row
from domain.audit_words import ARCHIVING, READING, RECORDING, TELLS_NOTHING
from services import granted
from services.context import Context
from services.shelf import Shelf

P = ParamSpec("P")
T = TypeVar("T")
Question = Callable[Concatenate[Context, P], T]
MOST: Final = 200  # answers, of a few kilobytes each
_MOST_ACTS: Final = 500  # after so many an answer is worked out anew rather than looked through
_kept = Shelf[Any](MOST)


def until_written(question: Question[P, T]) -> Question[P, T]:
    """For a question whose answer depends on the database, the person, the day and grants, and on no other hour.

    Who does not see the whole school is told about the students in reach, the own records and those about no student:
    what a colleague records about other children leaves the answer as it was.
    """
    return _kept_until(question, rests_on_records=True)


def until_arranged(question: Question[P, T]) -> Question[P, T]:
    """The same for a question that no record of a talk touches: who is whose, what is filed, when school is."""
    return _kept_until(question, rests_on_records=False)


def until_read(question: Question[P, T]) -> Question[P, T]:
    """As `until_written`, for a question about who opened what: that somebody did is news to it."""
    return _kept_until(question, rests_on_records=True, tells_nothing=TELLS_NOTHING - READING)


def until_past_written(question: Question[P, T]) -> Question[P, T]:
    """As `until_written`, for a question about days gone by, whose first argument is the last of them.

    What is recorded about later days leaves its answer as it was.
    """
    return _kept_until(question, rests_on_records=True, is_past=True)


def _kept_until(
    question: Question[P, T],
    rests_on_records: bool,
    tells_nothing: frozenset[str] = TELLS_NOTHING,
    is_past: bool = False,
) -> Question[P, T]:
    @wraps(question)
    def asked(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> T:
        actor = context.actor
        grants = granted.numbers(context)
        key = (question.__module__, question.__qualname__, str(context.store.path), actor.staff_id, actor.roles,
               context.today, grants, args, tuple(kwargs.items()))  # fmt: skip
        known, answer = _kept.take(key) or (0, None)
        with context.read() as db:
            acts = audit.since(db, known, _MOST_ACTS) if known else []
            holds = known > 0 and len(acts) < _MOST_ACTS
            telling = [one for one in acts if one["action"] not in tells_nothing]
            if is_past and holds:
                telling = _about_days_until(db, args[0], telling)
            holds = holds and not any(_matters(context, db, one, rests_on_records) for one in telling)
            head = acts[-1]["seq"] if acts else known if holds else audit.head(db).seq
        if not holds:
            answer = question(context, *args, **kwargs)
        told: T = _kept.keep(key, head, answer)
        return told

    return asked


def _about_days_until(db: Database, last: object, acts: list[Row]) -> list[Row]:
    """The acts without new records of days after that one."""
    new = {one["target"]: one for one in acts if one["action"] == "interaction.record"}
    ids = [int(target.removeprefix("interaction/")) for target in new]
    later = {f"interaction/{one}" for one in interactions.after(db, ids, str(last))} if ids else set()
    return [one for one in acts if one["action"] != "interaction.record" or one["target"] not in later]


def _matters(context: Context, db: Database, act: Row, rests_on_records: bool) -> bool:
    """Whether an act may have changed an answer given to this person."""
    if act["action"] not in RECORDING | ARCHIVING:
        return True
    if not rests_on_records:
        return False
    about: Sequence[int] = act["students"]
    is_a_colleagues = act["staff_id"] != context.actor.staff_id and not context.actor.sees_whole_school
    return not (about and is_a_colleagues and not students.any_within(db, context.reading(db), about))
