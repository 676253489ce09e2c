"""Goals of students and how they go."""

import json
from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version
from db.scope import Scope


def of_students(db: Database, scope: Scope, student_ids: Iterable[int]) -> list[Row]:
    """The goals of those of these students who are within the scope: open ones first, by the day they are due."""
    return all_rows(
        db,
        f"""select goal.*, staff.name as author from goal join staff on staff.id = goal.written_by
             where goal.student_id in (select value from json_each(:ids)) and {scope.covers("goal.student_id")}
             order by goal.student_id, goal.state <> 'open', goal.due_on is null, goal.due_on, goal.id""",
        {"ids": json.dumps(sorted(student_ids)), **scope.params},
    )


def progress(db: Database, goal_ids: Iterable[int]) -> list[Row]:
    """goal_id, noted_on, note, author of how these goals go, the oldest first."""
    return all_rows(
        db,
        """select goal_id, noted_on, note, staff.name as author from goal_progress
             join staff on staff.id = goal_progress.author_id
            where goal_id in (select value from json_each(:ids)) order by noted_on, goal_progress.id""",
        {"ids": json.dumps(sorted(goal_ids))},
    )


def one(db: Database, goal_id: int, student_id: int) -> Row | None:
    """A goal of this student."""
    return one_row(
        db,
        "select * from goal where id = :id and student_id = :student",
        {"id": goal_id, "student": student_id},
    )


def add(db: Database, student_id: int, begun_on: date, fields: Row) -> int:
    """A new goal."""
    return insert(db, "goal", {"student_id": student_id, "begun_on": begun_on.isoformat(), **fields})


def change(db: Database, goal_id: int, version: int, fields: Row) -> None:
    """Another wording or state; Conflict if it was changed meanwhile."""
    update_version(db, "goal", goal_id, version, fields)


def add_progress(db: Database, goal_id: int, noted_on: date, note: str, author_id: int) -> None:
    """A line on how it goes."""
    row = {"goal_id": goal_id, "noted_on": noted_on.isoformat(), "note": note, "author_id": author_id}
    insert(db, "goal_progress", row)
