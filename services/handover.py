"""交接: what the leaving mentor or the class teacher writes down for the next mentor, and who reads it when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from db import changes as rows
from db.rows import Row, update_version
from domain.changes import check_length
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from services import sealing
from services.changes import reader
from services.context import Context
from services.remembered import until_arranged

# how long it may still be written after the change, and how long it is shown
WRITING_TIME: Final = timedelta(days=30)
SHOWN_FOR: Final = timedelta(days=365)


@dataclass(frozen=True)
class OwnNote:
    """A change one may write about, with the own words so far; `version` 0: none yet."""

    change_id: int
    student: str
    number: str
    to_mentor: str
    starts_on: date | None
    body: str
    version: int


@dataclass(frozen=True)
class Note:
    """What somebody wrote for whoever mentors the student now."""

    student_id: int
    student: str
    former: str
    next: str
    author: str
    body: str
    starts_on: date


def to_write(context: Context) -> list[OwnNote]:
    """Changes about which this person may write, as the leaving mentor or the class teacher."""
    context.require(Action.ASK_CHANGE)
    box = sealing.box(context)
    with context.read() as db:
        found = rows.to_write(db, reader(context), context.today, context.today - WRITING_TIME)
    return [
        OwnNote(
            row["id"],
            row["student"],
            row["student_number"] or "",
            row["to_mentor"] or "",
            _day(row["starts_on"]),
            sealing.note(box, row["sealed"], row["id"], context.actor.staff_id or 0, row["student_id"]),
            row["note_version"] or 0,
        )
        for row in found
    ]


def write(context: Context, change_id: int, version: int, body: str) -> None:
    """Keep the own words about a change.

    :raises Conflict: they were changed in another tab meanwhile.
    """
    context.require(Action.ASK_CHANGE)
    if not body.strip():
        raise Invalid("请写下要交接的内容。")
    check_length([body])
    box = sealing.box(context)
    with context.write() as tx:
        since = context.today - WRITING_TIME
        student = rows.may_write(tx.db, reader(context), change_id, context.today, since)
        if student is None:
            raise NotFound("这名学生的交接不归您写，或者已经过了写交接的时间。")
        me = context.actor.staff_id or 0
        sealed = sealing.close_note(box, change_id, me, student, body.strip())
        present = rows.note_of(tx.db, change_id, me)
        if present is None:
            rows.add_note(tx.db, change_id, me, sealed, context.moment)
        else:
            words = {"sealed": sealed, "written_at": context.moment}
            update_version(tx.db, "handover_note", present["id"], version, words)
        tx.audit("handover.write", f"pairing_change/{change_id}")


def received(context: Context) -> list[Note]:
    """Notes about the students one took over; class teachers and the office read those of their classes."""
    context.require(Action.ASK_CHANGE)
    box = sealing.box(context)
    return [
        Note(
            row["student_id"],
            row["student"],
            row["former"] or "",
            row["next"] or "",
            row["author"],
            sealing.note(box, row["sealed"], row["change_id"], row["author_id"], row["student_id"]),
            date.fromisoformat(row["starts_on"]),
        )
        for row in _received(context)
    ]


@until_arranged
def _received(context: Context) -> list[Row]:
    """As they lie in the database, encrypted: nobody's words are kept in memory."""
    with context.read() as db:
        since = context.today - SHOWN_FOR
        return rows.received(db, context.scope(db), reader(context), context.today, since)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
