"""The 综合素质 review: its dimensions, and what was written of a student in a term."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version
from db.scope import Scope


def dimensions(db: Database) -> list[Row]:
    """Every dimension in the order of the form, the retired ones last."""
    return all_rows(db, "select * from review_dimension order by is_retired, position, id")


def add_dimension(db: Database, name: str, position: int) -> int:
    """A new dimension."""
    return insert(db, "review_dimension", {"name": name, "position": position})


def change_dimension(db: Database, dimension_id: int, version: int, fields: Row) -> None:
    """Another name, place or state; Conflict if it was changed meanwhile."""
    update_version(db, "review_dimension", dimension_id, version, fields)


def of_students(
    db: Database,
    scope: Scope,
    student_ids: Iterable[int],
    term_id: int | None = None,
    *,
    with_empty: bool = False,
) -> list[Row]:
    """What was written of those of these students who are within the scope, in one term or in all, the latest first.

    Of a term it stands in the order of the form.
    """
    return all_rows(
        db,
        f"""select review.*, dimension.name as dimension, staff.name as author
              from term_review review join review_dimension dimension on dimension.id = review.dimension_id
              join staff on staff.id = review.written_by join term on term.id = review.term_id
             where review.student_id in (select value from json_each(:ids)) and (review.body <> '' or :with_empty)
               and (:term is null or review.term_id = :term) and {scope.covers("review.student_id")}
             order by review.student_id, term.starts_on desc, dimension.is_retired, dimension.position, dimension.id""",
        {"ids": json.dumps(sorted(student_ids)), "term": term_id, "with_empty": with_empty, **scope.params},
    )


def stored(db: Database, student_id: int, term_id: int) -> dict[int, Row]:
    """dimension → the row of this student and term."""
    rows = all_rows(
        db,
        "select * from term_review where student_id = :student and term_id = :term",
        {"student": student_id, "term": term_id},
    )
    return {row["dimension_id"]: row for row in rows}


def has_term(db: Database, term_id: int) -> bool:
    """Whether there is this term."""
    return one_row(db, "select 1 as x from term where id = :id", {"id": term_id}) is not None


def add(db: Database, student_id: int, term_id: int, dimension_id: int, body: str, by: Row) -> int:
    """The first words; `by`: written_by, written_at."""
    keys = {"student_id": student_id, "term_id": term_id, "dimension_id": dimension_id}
    return insert(db, "term_review", {**keys, "body": body, **by})


def change(db: Database, review_id: int, version: int, body: str, by: Row) -> None:
    """Other words; Conflict if they were changed meanwhile."""
    update_version(db, "term_review", review_id, version, {"body": body, **by})
