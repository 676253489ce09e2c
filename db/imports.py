"""Import batches: what each did row by row, and how it is undone. Also the look-ups that matching rows needs."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from db import settings
from db.rows import Row, all_rows, holds, insert, one_row
from domain.errors import Conflict

_SECRET_FREE = frozenset(  # the only tables a batch may touch
    [
        "student",
        "guardian",
        "class_membership",
        "school_class",
        "staff",
        "staff_role",
        "subject",
        "teaching_assignment",
        "homeroom",
        "care_category",
        "care_status",
        "exam",
        "exam_subject",
        "score",
        "exam_result",
    ]
)

# an exam brought by mistake goes whatever the office has called it since
_DESCRIBED_BY_HAND = frozenset(["exam", "exam_subject"])


class Ledger:
    """Writes rows for one batch and notes each with its before-image."""

    def __init__(self, db: Database, batch_id: int) -> None:
        self.db = db
        self.batch_id = batch_id

    def insert(self, table: str, row: Row, key: Sequence[str] = ("id",)) -> int:
        """Insert a row; returns its id (0 for tables without one)."""
        if table == "student":
            row = {**row, "id": _next_student(self.db)}
        last = insert(self.db, table, row)
        row_id = last if key == ("id",) else 0
        keys = {"id": row_id} if row_id else {name: row[name] for name in key}
        self._note(table, keys, None)
        return row_id

    def update(self, table: str, keys: Row, changes: Row) -> None:
        """Change a row found by its keys."""
        before = _current(self.db, table, keys)
        assignments = ", ".join(f"{name} = :{name}" for name in changes)
        self.db.execute(f"update {table} set {assignments} where {_where(keys)}", {**changes, **_named(keys)})
        self._note(table, keys, before)

    def _note(self, table: str, keys: Row, before: Row | None) -> None:
        if table not in _SECRET_FREE:
            raise KeyError(table)
        insert(
            self.db,
            "import_change",
            {
                "import_batch_id": self.batch_id,
                "table_name": table,
                "row_key": json.dumps(keys),
                "before": None if before is None else json.dumps(before, ensure_ascii=False),
                "after": json.dumps(_current(self.db, table, keys), ensure_ascii=False),
            },
        )


def _next_student(db: Database) -> int:
    """A number no child ever had: the log goes on speaking of an erased one by number, and so does the ledger."""
    row = one_row(db, "select coalesce(max(id), 0) as last from student")
    return max(int(row["last"]) if row else 0, int(settings.get(db, "last_erased"))) + 1


def add_batch(
    db: Database, kind: str, file_name: str, file_hash: str, row_count: int, staff_id: int | None, at: str
) -> Ledger:
    """Open a batch."""
    batch_id = insert(
        db,
        "import_batch",
        {
            "kind": kind,
            "file_name": file_name,
            "file_hash": file_hash,
            "row_count": row_count,
            "staff_id": staff_id,
            "imported_at": at,
        },
    )
    return Ledger(db, batch_id)


def batches(db: Database, limit: int = 20) -> list[Row]:
    """The latest batches with the name of who imported them."""
    return all_rows(
        db,
        """select import_batch.*, staff.name as person from import_batch
             left join staff on staff.id = import_batch.staff_id order by import_batch.id desc limit :n""",
        {"n": limit},
    )


def batch(db: Database, batch_id: int) -> Row | None:
    """One batch."""
    return one_row(db, "select * from import_batch where id = :id", {"id": batch_id})


def same_file(db: Database, file_hash: str) -> Row | None:
    """An earlier batch of exactly this file that still stands."""
    return one_row(
        db,
        "select * from import_batch where file_hash = :h and undone_at is null order by id desc limit 1",
        {"h": file_hash},
    )


def undo(db: Database, batch_id: int, at: str) -> int:
    """Put back everything a batch did, newest first; returns how many rows.

    :raises Conflict: a row was changed since, or something now depends on it; nothing is undone then.
    """
    changes = all_rows(
        db, "select * from import_change where import_batch_id = :b order by id desc", {"b": batch_id}
    )
    for change in changes:
        try:
            _put_back(db, change["table_name"], json.loads(change["row_key"]), change)
        except sqlite3.IntegrityError as error:
            raise Conflict("这次导入改过的号码后来又给了别人，不能整批撤销。请逐条改正。") from error
    db.execute("update import_batch set undone_at = :at where id = :b", {"at": at, "b": batch_id})
    return len(changes)


def _put_back(db: Database, table: str, keys: Row, change: Row) -> None:
    is_described = change["before"] is None and table in _DESCRIBED_BY_HAND
    if not is_described and _current(db, table, keys) != json.loads(change["after"]):
        raise Conflict("这次导入的内容后来又被改过，不能整批撤销。请在名单里逐条改正。")
    if change["before"] is not None:
        before = json.loads(change["before"])
        assignments = ", ".join(f"{name} = :{name}" for name in before)
        db.execute(f"update {table} set {assignments} where {_where(keys)}", {**before, **_named(keys)})
        return
    used = _used_by_others(db, table, keys)
    if used:
        raise Conflict("这次导入的人或班级已经有了交流记录、分组或成绩，不能整批撤销。请逐条改正。")
    db.execute(f"delete from {table} where {_where(keys)}", _named(keys))


def _used_by_others(db: Database, table: str, keys: Row) -> bool:
    """Whether any foreign key still points at the row (its own batch's rows are gone by now)."""
    if "id" not in keys:
        return False
    pointing = all_rows(
        db,
        """select child.name as child, link."from" as column from sqlite_master child,
                  pragma_foreign_key_list(child.name) link
            where child.type = 'table' and link."table" = :parent""",
        {"parent": table},
    )
    return any(
        one_row(
            db,
            f'select 1 as x from {link["child"]} where "{link["column"]}" = :id limit 1',
            {"id": keys["id"]},
        )
        for link in pointing
    )


def _current(db: Database, table: str, keys: Row) -> Row | None:
    return one_row(db, f"select * from {table} where {_where(keys)}", _named(keys))


def _where(keys: Row) -> str:
    return " and ".join(f"{name} = :key_{name}" for name in keys)


def _named(keys: Row) -> dict[str, Any]:
    return {f"key_{name}": value for name, value in keys.items()}


# ── look-ups for matching ────────────────────────────────────────────────────────────────────────────


def students_by_number(db: Database) -> tuple[dict[str, int], dict[str, int]]:
    """(by 学籍号, by 学号) → student id, those who left included."""
    rows = all_rows(db, "select id, national_number, student_number from student")
    return (
        {row["national_number"]: row["id"] for row in rows if row["national_number"]},
        {row["student_number"]: row["id"] for row in rows if row["student_number"]},
    )


def students_with_class(db: Database, on: str, school_year: int) -> list[Row]:
    """Every student's columns with membership_id, class_id, grade, class_number held that day (null where none)."""
    return all_rows(
        db,
        f"""select student.*, member.id as membership_id, member.class_id, member.valid_from as member_from,
                   :year - class.entry_year + class.entry_grade as grade, class.number as class_number
              from student left join class_membership member on member.student_id = student.id and {holds("member")}
              left join school_class class on class.id = member.class_id""",
        {"on": on, "year": school_year},
    )


def guardians_of(db: Database) -> dict[int, list[Row]]:
    """Every student's guardians."""
    return _grouped(all_rows(db, "select * from guardian order by position, id"), "student_id")


def open_cares(db: Database, on: str) -> dict[int, list[Row]]:
    """Every student's care categories in force: care_category_id, name."""
    return _grouped(
        all_rows(
            db,
            f"""select care.student_id, category.name from care_status care
                 join care_category category on category.id = care.care_category_id where {holds("care")}""",
            {"on": on},
        ),
        "student_id",
    )


def staff_rows(db: Database) -> list[Row]:
    """Every member of staff still here."""
    return all_rows(db, "select * from staff where left_on is null")


def open_teaching(db: Database) -> list[Row]:
    """Open teaching assignments with the subject's name."""
    return all_rows(
        db,
        "select teaching.*, subject.name as subject from teaching_assignment teaching "
        "join subject on subject.id = teaching.subject_id where valid_to is null",
    )


def open_homerooms(db: Database) -> dict[int, Row]:
    """Open homeroom rows by class id."""
    return {row["class_id"]: row for row in all_rows(db, "select * from homeroom where valid_to is null")}


def by_name(db: Database, table: str, name: str) -> int | None:
    """A subject's or care category's id."""
    row = one_row(db, f"select id from {table} where name = :n", {"n": name})
    return None if row is None else int(row["id"])


def class_id(db: Database, entry_year: int, entry_grade: int, number: int) -> int | None:
    """A class's id."""
    row = one_row(
        db,
        "select id from school_class where entry_year = :y and entry_grade = :g and number = :n",
        {"y": entry_year, "g": entry_grade, "n": number},
    )
    return None if row is None else int(row["id"])


def row_of(db: Database, table: str, keys: Row) -> Row | None:
    """A row by its keys."""
    return _current(db, table, keys)


def _grouped(rows: list[Row], key: str) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped


def remembered_columns(db: Database, kind: str, header_hash: str) -> dict[int, str] | None:
    """The columns a person chose for this header before."""
    row = one_row(
        db,
        "select columns from import_mapping where kind = :k and header_hash = :h",
        {"k": kind, "h": header_hash},
    )
    return None if row is None else {int(index): name for index, name in json.loads(row["columns"]).items()}


def remember_columns(db: Database, kind: str, header_hash: str, columns: dict[int, str]) -> None:
    """Remember a choice of columns for this header."""
    db.execute(
        "insert into import_mapping (kind, header_hash, columns) values (:k, :h, :c) "
        "on conflict (kind, header_hash) do update set columns = excluded.columns",
        {"k": kind, "h": header_hash, "c": json.dumps(columns, ensure_ascii=False)},
    )
