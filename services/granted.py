"""What was granted for a time (申请查看), as reading meets it. What a grant opens is decided in db/scope.py."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from db import access, students
from db.connection import Database
from db.rows import Row
from domain.permissions import Action
from services.context import Context, moment_text

_NOTED_FOR = timedelta(minutes=10)


def readers_by_grant(context: Context, student_id: int) -> list[tuple[str, datetime, str]]:
    """(name, until when, granted by whom) of everybody who reads by a grant about a student one may read about."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = access.readers(db, context.reading(db), student_id, context.moment)
    return [(row["name"], context.local_time(row["ends_at"]), row["decider"]) for row in found]


def until(context: Context, db: Database) -> dict[int, datetime]:
    """Students outside one's own circle whom one may read about now, and until when."""
    ends = {row["student_id"]: row["ends_at"] for row in in_force(context, db)}
    own = students.ids_within(db, context.scope(db), tuple(ends)) if ends else set()
    return {student: context.local_time(at) for student, at in ends.items() if student not in own}


def in_force(context: Context, db: Database) -> list[Row]:
    """The grants by which one reads at this moment: none for who sees the whole school."""
    if context.actor.sees_whole_school or not context.actor.has_grants:
        return []
    return access.in_force(db, context.actor.staff_id, context.moment)


def numbers(context: Context) -> tuple[int, ...]:
    """Which grants one reads by at this moment: an answer kept for other grants is not this one's."""
    if not context.actor.has_grants:
        return ()
    with context.read() as db:
        return tuple(row["id"] for row in in_force(context, db))


def note_reading(context: Context, student_ids: Iterable[int]) -> None:
    """Note that somebody reads about these students by a grant, before it is shown; once in ten minutes is enough."""
    if not context.actor.has_grants:
        return
    with context.read() as db:
        outside = until(context, db).keys() & set(student_ids)
        before = moment_text(context.now - _NOTED_FOR)
        due = [
            row for row in in_force(context, db)
            if row["student_id"] in outside and (row["read_at"] or "") <= before
        ]  # fmt: skip
    if not due:
        return
    with context.write() as tx:
        for row in due:
            access.note_reading(tx.db, row["id"], context.moment)
            tx.audit("access.read", f"access_request/{row['id']}", student=row["student_id"])
