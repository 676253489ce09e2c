"""One student's group and mentor changed by themselves: rows are ended and begun, never overwritten.

A row that would have held for no day at all is taken back instead: it leaves no history.
"""

from datetime import date

from sqlite_utils import Database

from db.pairings import end_rows
from db.rows import Row, all_rows, holds, insert, one_row
from domain.errors import Invalid


def end_pairings(
    db: Database, student_id: int, on: date, reason: str, mentor_id: int | None = None
) -> list[int]:
    """End a student's pairings (with one mentor, or with everybody); returns whose were ended."""
    params = {"s": student_id, "m": mentor_id, "on": on.isoformat(), "reason": reason}
    own = "student_id = :s and (:m is null or mentor_id = :m)"
    ended = all_rows(db, f"select distinct mentor_id from pairing where {own} and {holds('pairing')}", params)
    end_rows(db, "pairing", own, params, "end_reason = :reason")
    return [row["mentor_id"] for row in ended]


def pair(db: Database, student_id: int, mentor_id: int, group_id: int | None, on: date) -> None:
    """A student and a mentor from that day on; an earlier pairing of the two is ended first."""
    end_pairings(db, student_id, on, "重新结对", mentor_id)
    insert(
        db,
        "pairing",
        {
            "student_id": student_id,
            "mentor_id": mentor_id,
            "mentor_group_id": group_id,
            "valid_from": on.isoformat(),
        },
    )


def leave_groups(db: Database, student_id: int, on: date) -> None:
    """Out of whatever group the student is in."""
    end_rows(db, "group_membership", "student_id = :s", {"s": student_id, "on": on.isoformat()})


def join_group(db: Database, student_id: int, group_id: int, on: date) -> None:
    """Into a group from that day on, out of any other."""
    leave_groups(db, student_id, on)
    insert(
        db,
        "group_membership",
        {"mentor_group_id": group_id, "student_id": student_id, "valid_from": on.isoformat()},
    )


def group_of(db: Database, student_id: int, on: date) -> Row | None:
    """id, class_id, name of the group the student is in."""
    rows = all_rows(
        db,
        f"""select mentor_group.id, mentor_group.class_id, mentor_group.name from group_membership grouped
              join mentor_group on mentor_group.id = grouped.mentor_group_id
             where grouped.student_id = :s and {holds("grouped")}""",
        {"s": student_id, "on": on.isoformat()},
    )
    return rows[0] if rows else None


def require_here(db: Database, mentor_id: int) -> None:
    """Refuse somebody who has left the school, by name."""
    person = one_row(db, "select name, left_on from staff where id = :id", {"id": mentor_id})
    if person is None or person["left_on"]:
        name = person["name"] if person else "这位老师"
        raise Invalid(f"{name}已经离校，不能做导师。请另选一位。")
