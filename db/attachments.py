"""Photos and files of records. The bytes lie in the data folder under a random name; here is whose they are."""

from collections.abc import Iterable

from sqlite_utils import Database

from db.rows import Row, all_rows, id_list, insert, one_row
from db.scope import Scope
from db.told import told_to_me


def _may_read(circle: Scope) -> str:
    """A confidential record's files are for whom its text is for."""
    return f"interaction.deleted_at is null and removed_at is null and {told_to_me(circle)}"


def of_records(
    db: Database, readable: Scope, circle: Scope, reader_id: int | None, record_ids: Iterable[int]
) -> list[Row]:
    """id, interaction_id, name, media_type, size of the files the reader may have, in the order they were added."""
    listed = id_list(record_ids)
    return all_rows(
        db,
        f"""select attachment.id, interaction_id, name, media_type, size
              from attachment join interaction on interaction.id = attachment.interaction_id
             where interaction_id in ({listed}) and {_may_read(circle)} and {readable.covers("interaction.id")}
             order by attachment.id""",
        {"me": reader_id, **circle.params, **readable.params},
    )


def one(
    db: Database, readable: Scope, circle: Scope, reader_id: int | None, attachment_id: int
) -> Row | None:
    """file, name, media_type, interaction_id of one file, if the reader may have it."""
    return one_row(
        db,
        f"""select file, name, media_type, interaction_id from attachment
              join interaction on interaction.id = attachment.interaction_id
             where attachment.id = :id and {_may_read(circle)} and {readable.covers("interaction.id")}""",
        {"id": attachment_id, "me": reader_id, **circle.params, **readable.params},
    )


def add(db: Database, row: Row) -> int:
    """One more file of a record."""
    return insert(db, "attachment", row)


def remove(db: Database, attachment_id: int, at: str) -> None:
    """A file is taken off its record; that it was there stays to be seen."""
    db.execute("update attachment set removed_at = :at where id = :id", {"id": attachment_id, "at": at})


def files(db: Database) -> set[str]:
    """The name of every file that belongs to a record."""
    return {row["file"] for row in all_rows(db, "select file from attachment where removed_at is null")}
