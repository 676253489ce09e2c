"""Monthly notes on students, and what was recorded of them in a month."""

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, update_version
from db.scope import Scope
from db.told import told_to_me

_NOTES = """select note.*, staff.name as author from monthly_note note join staff on staff.id = note.written_by
             where note.student_id in (select value from json_each(:ids))"""


def of_students(db: Database, scope: Scope, student_ids: Iterable[int], term_id: int) -> list[Row]:
    """The notes of a term on those of these students who are within the scope, month by month."""
    return all_rows(
        db,
        f"""{_NOTES} and note.term_id = :term and {scope.covers("note.student_id")}
            order by note.student_id, note.month""",
        {"ids": _listed(student_ids), "term": term_id, **scope.params},
    )


def of_student(db: Database, scope: Scope, student_id: int) -> list[Row]:
    """Every note on a student, the latest term first, month by month."""
    return all_rows(
        db,
        f"""select note.*, staff.name as author from monthly_note note
              join staff on staff.id = note.written_by join term on term.id = note.term_id
             where note.student_id = :student and {scope.covers("note.student_id")}
             order by term.starts_on desc, note.month""",
        {"student": student_id, **scope.params},
    )


def told(
    db: Database, scope: Scope, reader_id: int | None, student_ids: Iterable[int], first: date, last: date
) -> list[Row]:
    """student_id, id, kind, occurred_on, effect, content of the records on these students in those days, by day.

    `content` is null where the text is not for this reader, whose own circle the scope is; `is_sealed`: it lies encrypted.
    """
    return all_rows(
        db,
        f"""select part.student_id, interaction.id, kind, occurred_on, effect, sealed is not null as is_sealed,
                   case when {told_to_me(scope)} then content end as content
              from interaction_participant part
              join interaction on interaction.id = part.interaction_id and deleted_at is null
             where part.student_id in (select value from json_each(:ids)) and {scope.covers("part.student_id")}
               and occurred_on between :first and :last
             order by occurred_on, interaction.id""",
        {
            "ids": _listed(student_ids),
            "me": reader_id,
            "first": first.isoformat(),
            "last": last.isoformat(),
            **scope.params,
        },
    )


def add(db: Database, student_id: int, term_id: int, month: int, cells: Mapping[str, str], by: Row) -> int:
    """The month's first words about a student; `by`: written_by, written_at."""
    keys = {"student_id": student_id, "term_id": term_id, "month": month}
    return insert(db, "monthly_note", {**keys, **cells, **by, "begun_at": by["written_at"]})


def change(db: Database, note_id: int, version: int, cells: Mapping[str, str], by: Row) -> None:
    """Other words; Conflict if they were changed meanwhile."""
    update_version(db, "monthly_note", note_id, version, {**cells, **by})


def _listed(student_ids: Iterable[int]) -> str:
    return json.dumps(sorted(student_ids))
