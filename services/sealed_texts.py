"""The one door to sensitive texts: it checks, notes who reads what, and only then opens.

Lists, searches, papers and figures never hold such a text; a record is opened one at a time, by its author too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from db import corrections as rows
from db.connection import Database
from db.rows import Row
from domain.errors import NotFound
from domain.permissions import Action
from domain.sensitive import is_sensitive
from services import sealing, step_up
from services.context import Context

_NOT_FOUND = "没有找到这条记录，或者内容不在您能看的范围内。"


@dataclass(frozen=True)
class Wordings:
    """A record as it stands, texts included, and as it stood before each correction.

    `row` None: its text is not for this person. `earlier` holds who corrected it and when, with the wording or None.
    """

    row: Row | None
    earlier: list[tuple[Row, Row | None]]


@dataclass(frozen=True)
class _Found:
    row: Row
    about: Row
    versions: list[Row]
    is_own: bool
    reader: int | None

    @property
    def is_to_reveal(self) -> bool:
        """Whether this person may read something of it that is sensitive."""
        told = [one for one in self.versions if self.is_told(one)]
        return bool(
            self.row["is_told"]
            and (
                self.row["sealed"] is not None or any(json.loads(one["body"])["is_sensitive"] for one in told)
            )
        )

    def is_told(self, version: Row) -> bool:
        """An earlier wording that was restricted stays with those who could read it then, whatever the record is now."""
        marks = json.loads(version["body"])
        was_told = self.is_own or not marks["is_restricted"] or self.reader in marks.get("readers", ())
        return bool(self.row["is_told"] and was_told)


def reveal(context: Context, interaction_id: int) -> Wordings:
    """The sensitive texts of one record. That they were read is in the log before anything is returned.

    :raises NotFound: the record is out of this person's reach, or not told to them; that is logged as well.
    :raises StepUpNeeded: a code from the phone is due first, of whoever has set one up.
    """
    context.require(Action.RECORD)
    step_up.require(context)
    box = sealing.box(context)
    with context.write() as tx:
        found = _find(context, tx.db, interaction_id)
        may = found is not None and bool(found.row["is_told"])
        tx.audit("interaction.read" if may else "interaction.refused", f"interaction/{interaction_id}")
    if found is None or not may:
        raise NotFound(_NOT_FOUND)
    return _opened(box, found)


def plain(context: Context, interaction_id: int) -> Wordings | None:
    """The same of a record that holds nothing sensitive this person could read; None: it has to be revealed."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = _find(context, db, interaction_id)
    if found is None:
        return Wordings(None, [])
    if found.is_to_reveal:
        return None
    return _opened(sealing.box(context), found) if found.versions else Wordings(_told_row(found), [])


def reveal_for_print(context: Context, interaction_ids: Iterable[int]) -> dict[int, Row]:
    """content and detail (JSON) of those of these records that this person may read, to stand on a paper.

    Each one read is in the log before anything is returned; records granted for a time are for no paper.
    """
    context.require(Action.PRINT)
    step_up.require(context)
    box = sealing.box(context)
    with context.write() as tx:
        within, circle, me = context.own_records(tx.db), context.scope(tx.db), context.actor.staff_id
        told = [rows.readable(tx.db, within, circle, one, me) for one in sorted(interaction_ids)]
        found = [row for row in told if row and row["is_told"] and row["sealed"] is not None]
        about = {row["id"]: rows.about(tx.db, row["id"])["student_ids"] for row in found}
        for row in found:
            tx.audit("interaction.read", f"interaction/{row['id']}")
        tx.audited = True  # where nothing may be read, nothing was
    texts = {row["id"]: sealing.texts_of(box, row, about[row["id"]]) for row in found}
    return {one: {"content": row["content"], "detail": row["detail"]} for one, row in texts.items()}


def marks(row: Row, student_ids: list[int]) -> Row:
    """What stays in clear beside an encrypted earlier wording: enough to say who may read it, and how."""
    kinds = row["kind"], row["guidance_area"] or "", bool(row["is_restricted"])
    return {
        "is_restricted": int(bool(row["is_restricted"])),
        "is_sensitive": int(is_sensitive(*kinds)),
        "student_ids": student_ids,
        "readers": list(row.get("readers", [])),
    }


def _find(context: Context, db: Database, interaction_id: int) -> _Found | None:
    me = context.actor.staff_id
    row = rows.readable(db, context.records(db), context.scope(db), interaction_id, me)
    if row is None:
        return None
    versions = rows.versions(db, interaction_id)
    return _Found(row, rows.about(db, interaction_id), versions, bool(row["is_own"]), me)


def _opened(box: sealing.Box, found: _Found) -> Wordings:
    row = sealing.texts_of(box, found.row, found.about["student_ids"]) if found.row["is_told"] else None
    earlier = [(one, sealing.revision(box, one) if found.is_told(one) else None) for one in found.versions]
    return Wordings(row and row | found.about, earlier)


def _told_row(found: _Found) -> Row | None:
    return found.row | found.about if found.row["is_told"] else None
