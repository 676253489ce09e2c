"""Taking a student who has left out of everything, so that an older backup does not bring the child back.

The ledger is written before the database: killed in between, the next opening of the school finishes what was begun.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from db import erasure as rows
from db import interactions, settings, to_seal
from db.connection import Database
from db.rows import Row
from domain.erasure import check_left, check_reason
from domain.errors import NotFound
from domain.grouping_plan import as_dict, from_dict, without
from domain.permissions import Action
from services import attachments, erasure_ledger, keys, sealed_texts, sealing, step_up
from services.context import Context
from services.erasure_ledger import Entry
from services.sealing import Box

_BACKUPS: Final = "backups"
_UNKNOWN = "没有这个学号的学生。可能学号写错了，也可能已经清除过。"


@dataclass(frozen=True)
class Found:
    """What is known of a student who has left, in numbers, to look at before it goes."""

    student_id: int
    number: str
    left_on: date
    alone: int  # records that go whole
    shared: int  # records of several students, which lose this one


@dataclass(frozen=True)
class Erased:
    """What went. `lies_in`: folders put aside by a restore that still hold the child; `is_scrubbed`: bytes gone too."""

    alone: int
    shared: int
    files: int
    is_scrubbed: bool
    lies_in: tuple[str, ...]


@dataclass(frozen=True)
class Replayed:
    """Students taken out again, and lines of the ledger that fit nobody of their number or cannot be read."""

    again: int = 0
    doubtful: int = 0


NOBODY: Final = Replayed()


def look(context: Context, number: str) -> Found:
    """Who would be erased.

    :raises NotFound: nobody has this number. :raises Invalid: the child has not left.
    """
    context.require(Action.ERASE)
    with context.read() as db:
        row = _leaver(context, db, number)
        alone, shared = rows.records(db, row["id"])
    return Found(row["id"], number.strip(), date.fromisoformat(row["left_on"]), len(alone), len(shared))


def erase(context: Context, number: str, reason: str) -> Erased:
    """Take a student who has left out of database and files; a backup of before keeps them from coming back.

    :raises NotFound: nobody has this number (any more). :raises Invalid: the child has not left, or no reason is given.
    """
    context.require(Action.ERASE)
    step_up.require(context)
    folder = context.store.path.parent
    key, box = keys.of(context, folder), sealing.box(context)
    with context.read() as db:
        row = _leaver(context, db, number)
        alone, shared = rows.records(db, row["id"])
        files, copies = rows.files(db, alone), str(settings.get(db, "backup_copies_to"))
    names = [row[one] for one in ("name", "student_number", "national_number")]
    why, known_by = check_reason(reason, names), erasure_ledger.marks(row, key)
    entry = Entry(context.today.isoformat(), row["id"], known_by, tuple(files), why)
    erasure_ledger.add(folder, key, entry)
    _spread(folder, copies)
    _remove(context, box, row["id"], "student.erase")
    is_scrubbed = _scrub(context)
    aside = sorted(one.name for one in folder.glob("before-restore-*"))
    return Erased(len(alone), len(shared), len(files), is_scrubbed, tuple(aside))


def replay(context: Context) -> Replayed:
    """Take out again whom the ledger names and the database holds: after a restore, or an erasing that was killed."""
    folder = context.store.path.parent
    if not erasure_ledger.is_any(folder):
        return NOBODY
    key = keys.of(context, folder)
    held = erasure_ledger.read(folder, key)
    with context.read() as db:
        there = [(one, row) for one in held.entries if (row := rows.by_id(db, one.student))]
        last, before = (
            max((one.student for one in held.entries), default=0),
            settings.get(db, "last_erased"),
        )
    meant = {one.student for one, row in there if one.is_about(row, key)}
    for student_id in sorted(meant):
        _remove(context, sealing.box(context), student_id, "student.erase_again")
    if last > before:
        _never_again(context, last)
    if meant:
        _scrub(context)
    others = {one.student for one, _ in there} - meant
    return Replayed(len(meant), len(others) + held.spoilt)


def _leaver(context: Context, db: Database, number: str) -> Row:
    row = rows.by_number(db, number.strip()) if number.strip() else None
    if row is None:
        raise NotFound(_UNKNOWN)
    check_left(date.fromisoformat(row["left_on"]) if row["left_on"] else None, context.today)
    return row


def _spread(folder: Path, copies: str) -> None:
    """Beside the backups too, where a restore on another computer finds it; a disk that is away gets it with the next."""
    for place in (folder / _BACKUPS, Path(copies or folder)):
        if place.is_dir():
            with suppress(OSError):
                erasure_ledger.merge(place, folder)


def _remove(context: Context, box: Box, student_id: int, act: str) -> None:
    with context.write() as tx:
        db = tx.db
        alone, shared = rows.records(db, student_id)
        files = rows.files(db, alone)
        _out_of_shared(db, box, student_id, shared)
        _out_of_wordings(db, box, student_id)
        _out_of_plans(db, student_id)
        rows.delete(db, "draft", _drafts_about(db, box, student_id))
        rows.forget_imports(db, student_id)
        rows.delete(db, "interaction", alone)
        rows.delete(db, "student", [student_id])
        settings.put(db, "last_erased", max(student_id, settings.get(db, "last_erased")))
        settings.put(db, "scrub_due", True)
        tx.audit(act, f"student/{student_id}", count=len(alone))
    for file in files:
        attachments.forget(context.store, file)  # killed here: the next start sweeps


def _out_of_shared(db: Database, box: Box, student_id: int, shared: Sequence[int]) -> None:
    """Texts are bound to the students they are about: opened for all, closed for the others."""
    for record_id in shared:
        row, about = rows.record(db, record_id), interactions.participants(db, record_id)
        sealed = row["sealed"]
        if sealed is not None:
            texts = sealing.opened_texts(box, row, about)
            sealed = sealing.close_texts(box, record_id, set(about) - {student_id}, texts)
        rows.put_record(db, record_id, sealed)


def _out_of_wordings(db: Database, box: Box, student_id: int) -> None:
    for row in rows.wordings(db, student_id):
        wording = sealing.revision(box, row)
        about = [one for one in sealing.whom(wording) if one != student_id]
        sealed = sealing.close_revision(
            box, row["interaction_id"], row["version"], wording | {"student_ids": about}
        )
        to_seal.put_revision(db, row["id"], json.dumps(sealed_texts.marks(wording, about)), sealed)


def _out_of_plans(db: Database, student_id: int) -> None:
    for row in rows.plans(db):
        plan = from_dict(json.loads(row["body"]))
        if (rest := without(plan, student_id)) != plan:
            rows.put_plan(db, row["id"], as_dict(rest))


def _drafts_about(db: Database, box: Box, student_id: int) -> list[int]:
    """Those of several students as well: an unfinished text says of whom it speaks nowhere but in itself."""
    return [
        row["id"]
        for row in rows.drafts(db)
        if student_id in (row["student_id"], *sealing.draft(box, row).get("students", ()))
    ]


def _never_again(context: Context, last: int) -> None:
    with context.write() as tx:
        settings.put(tx.db, "last_erased", last)
        tx.audited = True  # the act was the erasing


def _scrub(context: Context) -> bool:
    """The bytes too; where somebody reads just now, the next opening of the school sees to it."""
    if not context.store.scrub():
        return False
    with context.write() as tx:
        settings.put(tx.db, "scrub_due", False)
        tx.audited = True  # the act was the erasing
    return True
