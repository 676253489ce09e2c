"""Columns of whole numbers out of the database, for what is counted by the thousand."""

from collections.abc import Iterable, Sequence

import numpy as np
from sqlite_utils import Database

from db.rows import Row
from domain.duty_coverage import Ints


def ordinal(column: str) -> str:
    """A stored day as a whole number, as Python counts days."""
    return f"cast(julianday({column}) - 1721424.5 as integer)"


def read(db: Database, columns: Sequence[str], where: str, params: Row) -> Ints:
    """Columns of whole numbers, each as one text: of thousands of rows three times faster than rows."""
    texts = ", ".join(f"group_concat({column})" for column in columns)
    return _parsed(db.execute(f"select {texts} from {where}", params).fetchone())


def read_by_day(db: Database, columns: Sequence[str], where: str, params: Row) -> Ints:
    """The same with the day of `occurred_on` in the third place, worked out once a day."""
    texts = ", ".join(f"group_concat({column})" for column in columns)
    sql = f"select {ordinal('occurred_on')}, {texts} from {where} group by occurred_on"
    rows = db.execute(sql, params).fetchall()
    parts = [_parsed(texts) for _, *texts in rows]
    days = np.repeat(np.array([day for day, *_ in rows], dtype=np.int64), [len(part) for part in parts])
    found = np.vstack([np.empty((0, len(columns)), dtype=np.int64), *parts])
    return np.column_stack([found[:, :2], days, found[:, 2:]])


def _parsed(texts: Iterable[str | None]) -> Ints:
    return np.column_stack([np.fromstring(text or "", dtype=np.int64, sep=",") for text in texts])
