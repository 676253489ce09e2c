"""What people have begun to write, for each one alone."""

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version


def add(db: Database, owner_id: int, form_id: str, student_id: int | None, sealed: bytes, at: str) -> int:
    """A draft not kept before, encrypted."""
    row = {"owner_id": owner_id, "form_id": form_id, "student_id": student_id, "changed_at": at}
    return insert(db, "draft", {**row, "body": "{}", "sealed": sealed})


def change(db: Database, draft_id: int, version: int, student_id: int | None, sealed: bytes, at: str) -> None:
    """Its newer state.

    :raises Conflict: it was changed elsewhere since `version` was read.
    """
    written = {"sealed": sealed, "student_id": student_id, "changed_at": at}
    update_version(db, "draft", draft_id, version, written)


def by_form(db: Database, owner_id: int | None, form_id: str) -> Row | None:
    """One's own draft of a form."""
    return one_row(
        db,
        "select * from draft where owner_id = :me and form_id = :form and discarded_at is null",
        {"me": owner_id, "form": form_id},
    )


def is_taken(db: Database, form_id: str) -> bool:
    """Whether there is a draft of this form, put aside or anybody else's."""
    return one_row(db, "select id from draft where form_id = :form", {"form": form_id}) is not None


def own(db: Database, owner_id: int | None, draft_id: int) -> Row | None:
    """One's own draft."""
    return one_row(
        db,
        "select * from draft where id = :id and owner_id = :me and discarded_at is null",
        {"id": draft_id, "me": owner_id},
    )


def all_of(db: Database, owner_id: int | None) -> list[Row]:
    """Everything one has not finished, the latest first."""
    return all_rows(
        db,
        "select * from draft where owner_id = :me and discarded_at is null order by changed_at desc, id desc",
        {"me": owner_id},
    )


def discard(db: Database, owner_id: int | None, draft_id: int, at: str | None) -> bool:
    """Put a draft aside at that moment, or (None) take it up again; whether there was one."""
    was = "is null" if at else "is not null"
    return bool(
        db.execute(
            f"update draft set discarded_at = :at, version = version + 1 "
            f"where id = :id and owner_id = :me and discarded_at {was}",
            {"id": draft_id, "me": owner_id, "at": at},
        ).rowcount
    )


def remove(db: Database, owner_id: int | None, form_id: str, before: str) -> None:
    """The form was saved: its draft goes, and with it what was put aside before that moment."""
    db.execute(
        "delete from draft where owner_id = :me and (form_id = :form or discarded_at < :before)",
        {"me": owner_id, "form": form_id, "before": before},
    )
