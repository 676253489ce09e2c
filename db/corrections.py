"""The earlier wordings of records, who acted on a record, and overwriting one whose earlier wording is kept."""

import json
from datetime import date

from sqlite_utils import Database

from db import interactions, readers
from db.record_log import told_of
from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope
from domain.records import InteractionForm


def keep_revision(db: Database, before: Row, marks: Row, sealed: bytes, changed_by: int, at: str) -> None:
    """Keep the record as it stood before a correction: encrypted whole, beside it ids and marks only."""
    row = {"interaction_id": before["id"], "version": before["version"], "changed_by": changed_by}
    body = json.dumps(marks, ensure_ascii=False)
    insert(db, "interaction_revision", {**row, "changed_at": at, "body": body, "sealed": sealed})


def set_follow_up(db: Database, interaction_id: int, owner_id: int, due_on: date | None, at: str) -> None:
    """What a corrected record still promises: another day, a new promise, or (None) nothing more."""
    open_ones = {"id": interaction_id, "at": at, "me": owner_id}
    if due_on is None:
        db.execute(
            "update follow_up set done_at = :at, done_by = :me, version = version + 1 "
            "where interaction_id = :id and done_at is null",
            open_ones,
        )
        return
    moved = db.execute(
        "update follow_up set due_on = :due, version = version + 1 where interaction_id = :id and done_at is null",
        {"id": interaction_id, "due": due_on.isoformat()},
    ).rowcount
    if not moved:
        db.table("follow_up").insert_all(
            {
                "interaction_id": interaction_id,
                "student_id": student_id,
                "owner_id": owner_id,
                "due_on": due_on.isoformat(),
            }
            for student_id in interactions.participants(db, interaction_id)
        )


def overwrite(db: Database, interaction_id: int, form: InteractionForm, sealed: bytes | None) -> None:
    """Overwrite the wording of a record whose earlier revision has been kept; who was there goes with it."""
    columns = {**interactions.columns(form), "exam_id": form.exam_id, "sealed": sealed}
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(
        f"update interaction set {assignments}, version = version + 1 where id = :id",
        {**columns, "id": interaction_id},
    )
    _set_participants(db, interaction_id, form.student_ids)
    readers.choose(db, interaction_id, form.readers)


def _set_participants(db: Database, interaction_id: int, student_ids: tuple[int, ...]) -> None:
    """Who was there after all."""
    known = set(interactions.participants(db, interaction_id))
    for student_id in known - set(student_ids):
        gone = {"id": interaction_id, "s": student_id}
        db.execute("delete from interaction_participant where interaction_id = :id and student_id = :s", gone)
    db.table("interaction_participant").insert_all(
        {"interaction_id": interaction_id, "student_id": one} for one in student_ids if one not in known
    )


def promised(db: Database, interaction_id: int) -> str | None:
    """The day a record still promises to look again."""
    row = one_row(
        db,
        "select min(due_on) as due_on from follow_up where interaction_id = :id and done_at is null",
        {"id": interaction_id},
    )
    return row["due_on"] if row else None


def acted_on_by(db: Database, interaction_id: int, author_id: int, on: date) -> list[str]:
    """Names of those who, other than the author, did what the record promised or have taken the promise over."""
    rows = all_rows(
        db,
        f"""select distinct staff.name from follow_up join staff on staff.id = case
                 when done_at is not null then done_by
                 when {interactions.PASSED_ON} then (
                   select mentor_id from pairing where pairing.student_id = follow_up.student_id
                      and {holds("pairing")} order by valid_from, pairing.id limit 1) end
             where interaction_id = :id and staff.id <> :author order by staff.name""",
        {"id": interaction_id, "author": author_id, "on": on.isoformat()},
    )
    return [row["name"] for row in rows]


def versions(db: Database, interaction_id: int) -> list[Row]:
    """Each earlier wording of a record, oldest first: version, sealed, marks (`body`), who ended it and when."""
    return all_rows(
        db,
        """select interaction_id, revision.version, revision.changed_at, staff.name as changed_by, body, sealed
              from interaction_revision revision join staff on staff.id = revision.changed_by
             where interaction_id = :id order by revision.version""",
        {"id": interaction_id},
    )


def readable(
    db: Database, within: Scope, circle: Scope, interaction_id: int, reader_id: int | None
) -> Row | None:
    """A record within the scope, with `is_told`: whether this person may read its text."""
    return one_row(
        db,
        f"""select *, author_id = :me as is_own, {told_of(circle)} as is_told from interaction
             where id = :id and {within.covers("id")}""",
        {"id": interaction_id, "me": reader_id, **circle.params, **within.params},
    )


def about(db: Database, interaction_id: int) -> Row:
    """What belongs to a record's wording and stands in other tables."""
    return {
        "student_ids": list(interactions.participants(db, interaction_id)),
        "follow_up_on": promised(db, interaction_id),
        "readers": list(readers.chosen(db, interaction_id)),
    }
