"""Requests to read about a student outside one's circle, what was granted, and until when."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope

_LINES = f"""
  select asked.id, asked.version, asked.state, asked.student_id, student.name as student,
         :year - class.entry_year + class.entry_grade as grade, class.number as class_number, asked.asked_by,
         asker.name as asker, asked.asked_at, asked.reason, asked.days, decider.name as decider, asked.decided_at,
         asked.words, asked.ends_at, ender.name as ender, asked.ended_at, asked.read_at
    from access_request asked
    join student on student.id = asked.student_id
    join staff asker on asker.id = asked.asked_by
    left join staff decider on decider.id = asked.decided_by
    left join staff ender on ender.id = asked.ended_by
    left join class_membership member on member.student_id = student.id and {holds("member")}
    left join school_class class on class.id = member.class_id
"""


def add(db: Database, row: Row) -> int:
    """A request; returns its id."""
    return insert(db, "access_request", row)


def one(db: Database, request_id: int) -> Row | None:
    """A request by its number."""
    return one_row(db, "select * from access_request where id = :id", {"id": request_id})


def of_asker(db: Database, staff_id: int | None, on: date, school_year: int) -> list[Row]:
    """Somebody's own requests, the newest first."""
    return all_rows(
        db,
        f"{_LINES} where asked.asked_by = :me order by asked.id desc limit 50",
        {"me": staff_id, "on": on.isoformat(), "year": school_year},
    )


def of_others(db: Database, scope: Scope, staff_id: int | None, on: date, school_year: int) -> list[Row]:
    """Everybody else's about students within the scope, those that wait first, then the newest."""
    return all_rows(
        db,
        f"""{_LINES} where asked.asked_by <> coalesce(:me, 0) and asked.state <> 'withdrawn'
              and {scope.covers("asked.student_id")}
             order by asked.state <> 'open', asked.id desc limit 100""",
        {"me": staff_id, "on": on.isoformat(), "year": school_year, **scope.params},
    )


def waiting(db: Database, scope: Scope, staff_id: int | None) -> int:
    """How many requests of others wait to be decided."""
    row = one_row(
        db,
        f"""select count(*) as n from access_request
             where state = 'open' and asked_by <> coalesce(:me, 0) and {scope.covers("student_id")}""",
        {"me": staff_id, **scope.params},
    )
    assert row is not None
    return int(row["n"])


def open_of(db: Database, staff_id: int, student_id: int | None = None) -> int:
    """How many of somebody's requests wait, in all or about one student."""
    row = one_row(
        db,
        "select count(*) as n from access_request where asked_by = :me and state = 'open' "
        "and (:student is null or student_id = :student)",
        {"me": staff_id, "student": student_id},
    )
    assert row is not None
    return int(row["n"])


def in_force(db: Database, staff_id: int | None, now: str) -> list[Row]:
    """id, student_id, ends_at, read_at of what somebody may read by a grant at this moment."""
    return all_rows(
        db,
        "select id, student_id, ends_at, read_at from access_request "
        "where asked_by = :me and state = 'granted' and ends_at > :now order by ends_at, id",
        {"me": staff_id, "now": now},
    )


def readers(db: Database, scope: Scope, student_id: int, now: str) -> list[Row]:
    """name, ends_at, decider of everybody who may read about a student by a grant at this moment."""
    return all_rows(
        db,
        f"""select asker.name, asked.ends_at, decider.name as decider from access_request asked
              join staff asker on asker.id = asked.asked_by and asker.left_on is null
              join staff decider on decider.id = asked.decided_by
             where asked.student_id = :student_id and asked.state = 'granted' and asked.ends_at > :now
               and {scope.covers("asked.student_id")} order by asked.ends_at, asked.id""",
        {"student_id": student_id, "now": now, **scope.params},
    )


def note_reading(db: Database, request_id: int, at: str) -> None:
    """The archive is being opened by a grant."""
    db.execute("update access_request set read_at = :at where id = :id", {"id": request_id, "at": at})


def named(db: Database, name: str, class_id: int | None, number: str, on: date) -> list[int]:
    """Ids of those in a class today who bear exactly this name, in this class or with this number."""
    rows = all_rows(
        db,
        f"""select student.id from student
              join class_membership member on member.student_id = student.id and {holds("member")}
             where student.name = :name and (:class_id is null or member.class_id = :class_id)
               and (:number = '' or student.student_number = :number or student.national_number = :number)""",
        {"name": name, "class_id": class_id, "number": number, "on": on.isoformat()},
    )
    return [row["id"] for row in rows]
