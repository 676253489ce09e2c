"""The few shapes every query here takes."""

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from domain.errors import Conflict

Row = dict[str, Any]


def all_rows(db: Database, sql: str, params: Row | None = None) -> list[Row]:
    """Every row as a dict."""
    # sqlite-utils' own query wraps each one in a savepoint: two more statements, each of which lets go of the GIL
    cursor = db.execute(sql, params or {})
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def one_row(db: Database, sql: str, params: Row | None = None) -> Row | None:
    """The first row, or None."""
    return next(iter(all_rows(db, sql, params)), None)


def id_list(ids: Iterable[int]) -> str:
    """Ids as they stand between the brackets of an `in (…)`: numbers only, never a text."""
    return ", ".join(str(int(one)) for one in ids) or "null"


def insert(db: Database, table: str, row: Row) -> int:
    """Insert one row and return its id (not for tables without one)."""
    # sqlite-utils' own insert looks the table up anew each time, ten times the cost of the row
    columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
    return int(db.execute(f"insert into {table} ({columns}) values ({values})", row).lastrowid or 0)


def update_version(
    db: Database, table: str, row_id: int, version: int, changes: Row, key: str = "id"
) -> None:
    """Change a row only if nobody has since `version` was read.

    :raises Conflict: somebody has; nothing is overwritten.
    """
    assignments = ", ".join(f"{column} = :{column}" for column in changes)
    cursor = db.execute(
        f"update {table} set {assignments}, version = version + 1 where {key} = :row_id and version = :row_version",
        {**changes, "row_id": row_id, "row_version": version},
    )
    if cursor.rowcount == 0:
        raise Conflict("这条内容刚被别人改过，没有覆盖。请看过新的内容再改一次，您写的还在。")


def holds(alias: str) -> str:
    """The condition that a history row is in force on :on."""
    return f"{alias}.valid_from <= :on and ({alias}.valid_to is null or {alias}.valid_to > :on)"
