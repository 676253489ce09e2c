"""What a whole copy of a school's database must hold."""

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from db import attachments, audit
from db.audit import Head
from db.connection import Store, looked_at


@dataclass(frozen=True)
class Contents:
    """Rows per table, the last act of the log, where the log does not hold together (None: nowhere), its files."""

    rows: dict[str, int]
    head: Head
    broken_at: int | None
    files: frozenset[str]  # the names of the photos and files that belong to its records


def of_file(path: Path) -> Contents:
    """What lies in a database file that nobody uses; Refused when it is damaged or not ours."""
    with looked_at(path) as db:
        return _contents(db)


def head_of(store: Store) -> Head:
    """The last act in the school's own database."""
    with store.read() as db:
        return audit.head(db)


def has_act(path: Path, head: Head) -> bool:
    """Whether a database file still has an act that was the last one once."""
    with looked_at(path) as db:
        return audit.holds_head(db, head.seq, head.hash.hex())


def end_sessions(path: Path) -> None:
    """End every session in a database file that nobody uses yet: those ended since it was copied would hold again."""
    with looked_at(path) as db:
        db.execute("pragma query_only=off")
        db.execute("delete from sign_in_ticket")
        db.execute("update session set ended_at = created_at where ended_at is null")


def _contents(db: Database) -> Contents:
    names = [row["name"] for row in db.query("pragma table_list") if row["type"] == "table"]
    own = [name for name in names if not name.startswith("sqlite_")]
    rows = {name: int(db.execute(f"select count(*) from {name}").fetchone()[0]) for name in own}
    files = attachments.files(db) if "attachment" in rows else set()  # of an older version: none yet
    return Contents(rows, audit.head(db), audit.first_break(db), frozenset(files))
