"""Photos and files of records. The bytes lie in the data folder under a random name; here is whose they are."""

from collections.abc import Iterable

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row
from db.scope import Scope

# Whoever may read the record: its students' circle; of a class, also those who lead it; the author, and of a
# restricted record nobody else. A child who is no longer the author's takes the record out of the author's reach too.
_READABLE = """interaction.deleted_at is null and (is_restricted = 0 or interaction.author_id = :reader)
  and case when exists (select 1 from interaction_participant part where part.interaction_id = interaction.id)
    then exists (select 1 from interaction_participant part
                  where part.interaction_id = interaction.id and {covers})
    else interaction.author_id = :reader or :sees_all or interaction.class_id in
      (select class_id from class_membership led where led.student_id in ({leading})
          and led.valid_from <= :scope_on and (led.valid_to is null or led.valid_to > :scope_on)) end"""


def _readable(scope: Scope, leading: Scope, reader_id: int | None) -> tuple[str, Row]:
    condition = _READABLE.format(covers=scope.covers("part.student_id"), leading=leading.sql)
    return condition, {**scope.params, "reader": reader_id, "sees_all": int(scope.is_whole_school)}


def of_records(
    db: Database, scope: Scope, leading: Scope, reader_id: int | None, record_ids: Iterable[int]
) -> list[Row]:
    """id, interaction_id, name, media_type, size of the files the reader may have, in the order they were added."""
    condition, params = _readable(scope, leading, reader_id)
    listed = ", ".join(str(int(one)) for one in record_ids) or "null"
    return all_rows(
        db,
        f"""select attachment.id, interaction_id, name, media_type, size
              from attachment join interaction on interaction.id = attachment.interaction_id
             where interaction_id in ({listed}) and removed_at is null and {condition}
             order by attachment.id""",
        params,
    )


def readable(
    db: Database, scope: Scope, leading: Scope, reader_id: int | None, attachment_id: int
) -> Row | None:
    """file, name, media_type of one file, if the reader may have it."""
    condition, params = _readable(scope, leading, reader_id)
    return one_row(
        db,
        f"""select file, name, media_type from attachment
              join interaction on interaction.id = attachment.interaction_id
             where attachment.id = :id and removed_at is null and {condition}""",
        {"id": attachment_id, **params},
    )


def add(db: Database, row: Row) -> int:
    """One more file of a record."""
    return insert(db, "attachment", row)


def files(db: Database) -> set[str]:
    """The name of every file some row knows."""
    return {row["file"] for row in all_rows(db, "select file from attachment")}
