"""The school's own Word templates: at most one in use for a purpose, those before kept."""

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version

_IN_USE = "in_use_since is not null and retired_at is null"
_LISTED = f"""select template.id, purpose, template.name, length(body) as size, sha256, uploaded_at, in_use_since,
                     retired_at, template.version, staff.name as author, {_IN_USE} as is_in_use
                from document_template template join staff on staff.id = template.uploaded_by"""


def listed(db: Database, purpose: str) -> list[Row]:
    """All of a purpose, the newest first; without their bytes."""
    return all_rows(db, f"{_LISTED} where purpose = :purpose order by template.id desc", {"purpose": purpose})


def one(db: Database, template_id: int) -> Row | None:
    """One of them, bytes and all."""
    return one_row(
        db, f"select *, {_IN_USE} as is_in_use from document_template where id = :id", {"id": template_id}
    )


def of_content(db: Database, purpose: str, sha256: str) -> int | None:
    """The id under which these very bytes are kept already."""
    found = one_row(
        db,
        "select id from document_template where purpose = :purpose and sha256 = :sha256",
        {"purpose": purpose, "sha256": sha256},
    )
    return found["id"] if found else None


def body_in_use(db: Database, purpose: str) -> bytes | None:
    """The bytes of the one in use; None where the product's own is."""
    found = one_row(
        db, f"select body from document_template where purpose = :purpose and {_IN_USE}", {"purpose": purpose}
    )
    return found["body"] if found else None


def add(db: Database, row: Row) -> int:
    """One more, not in use yet."""
    return insert(db, "document_template", row)


def drop_untried(db: Database, purpose: str) -> None:
    """Those that never came into use make way."""
    db.execute(
        "delete from document_template where purpose = :purpose and in_use_since is null",
        {"purpose": purpose},
    )


def retire(db: Database, purpose: str, at: str) -> int:
    """The one in use is so no longer; how many that were."""
    cursor = db.execute(
        f"update document_template set retired_at = :at, version = version + 1 where purpose = :purpose and {_IN_USE}",
        {"at": at, "purpose": purpose},
    )
    return int(cursor.rowcount)


def use(db: Database, template_id: int, version: int, at: str) -> None:
    """It comes into use; Conflict if somebody changed it meanwhile."""
    update_version(db, "document_template", template_id, version, {"in_use_since": at, "retired_at": None})
