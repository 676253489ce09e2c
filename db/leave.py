"""Leave of teachers and students. A student's is within the scope, and for whoever enters it of a class looked after."""

from datetime import date

from sqlite_utils import Database

from db.changes import looks_after
from db.rows import Row, all_rows, holds, insert, one_row, update_version
from db.scope import Scope
from domain.leave import Leave

_GRADE = ":year - class.entry_year + class.entry_grade as grade, class.number as class_number"


def listed(db: Database, scope: Scope, reader: Row, on: date, school_year: int, since: date) -> list[Row]:
    """Every leave that ends on `since` or later and that this reader (me, anywhere) looks after, the next first.

    id, staff_id, student_id, name, grade, class_number (none for staff), starts_on, ends_on, sealed, version.
    """
    return all_rows(
        db,
        f"""select leave.*, staff.name, null as grade, null as class_number from leave
              join staff on staff.id = leave.staff_id
             where :anywhere and leave.ends_on >= :since
            union all
            select leave.*, student.name, {_GRADE} from leave
              join student on student.id = leave.student_id
              join class_membership member on member.student_id = student.id and {holds("member")}
              join school_class class on class.id = member.class_id
             where leave.ends_on >= :since and {looks_after(reader)} and {scope.covers("leave.student_id")}
             order by starts_on, id""",
        {**reader, "on": on.isoformat(), "year": school_year, "since": since.isoformat(), **scope.params},
    )


def overlapping(db: Database, leave: Leave, but: int = 0) -> Row | None:
    """A leave of the same person on one of the same days."""
    return one_row(
        db,
        """select starts_on, ends_on from leave
            where (staff_id = :staff_id or student_id = :student_id) and id <> :but
              and starts_on <= :ends_on and :starts_on <= ends_on""",
        {**_columns(leave), "but": but},
    )


def add(db: Database, leave: Leave, entered_by: int | None) -> int:
    """Store a leave."""
    return insert(db, "leave", {**_columns(leave), "entered_by": entered_by})


def put_sealed(db: Database, leave_id: int, sealed: bytes | None) -> None:
    """Its note, encrypted."""
    db.execute("update leave set sealed = ? where id = ?", [sealed, leave_id])


def change(db: Database, leave_id: int, version: int, leave: Leave, sealed: bytes | None) -> None:
    """Move its days or reword its note; Conflict if it was changed meanwhile."""
    days = {name: value for name, value in _columns(leave).items() if name in ("starts_on", "ends_on")}
    update_version(db, "leave", leave_id, version, days | {"sealed": sealed})


def delete(db: Database, leave_id: int) -> None:
    """Take away one entered by mistake."""
    db.execute("delete from leave where id = :id", {"id": leave_id})


def of_students(
    db: Database, scope: Scope, today: date, *, student_id: int | None = None, mentor_id: int | None = None
) -> list[Row]:
    """student_id, starts_on, ends_on of what lasts or is to come: a student's, or those of a mentor's students."""
    return all_rows(
        db,
        f"""select student_id, starts_on, ends_on from leave
             where ends_on >= :on and student_id is not null and {scope.covers("student_id")}
               and (:student_id is null or student_id = :student_id)
               and (:mentor_id is null or student_id in
                    (select student_id from pairing where mentor_id = :mentor_id and {holds("pairing")}))
             order by starts_on""",
        {"on": today.isoformat(), "student_id": student_id, "mentor_id": mentor_id, **scope.params},
    )


def uncovered(db: Database, today: date, long_days: int) -> list[Row]:
    """staff_id, name, starts_on, ends_on, students: long leaves of mentors, and how many have no other mentor then.

    A co-mentor who is there on every remaining day of the leave covers for them.
    """
    return all_rows(
        db,
        """select staff.id as staff_id, staff.name, away.starts_on, away.ends_on,
                  count(distinct pairing.student_id) as students
             from leave away
             join staff on staff.id = away.staff_id and staff.left_on is null
             join pairing on pairing.mentor_id = staff.id and pairing.valid_from <= away.ends_on
                  and (pairing.valid_to is null or pairing.valid_to > max(away.starts_on, :on))
            where away.ends_on >= :on and julianday(away.ends_on) - julianday(away.starts_on) + 1 >= :long
              and not exists (
                select 1 from pairing other
                 where other.student_id = pairing.student_id and other.mentor_id <> pairing.mentor_id
                   and other.valid_from <= max(away.starts_on, :on)
                   and (other.valid_to is null or other.valid_to > away.ends_on)
                   and not exists (
                     select 1 from leave theirs
                      where theirs.staff_id = other.mentor_id
                        and theirs.starts_on <= away.ends_on and theirs.ends_on >= max(away.starts_on, :on)))
            group by away.id order by away.starts_on, staff.id""",
        {"on": today.isoformat(), "long": long_days},
    )


def _columns(leave: Leave) -> Row:
    return {
        "staff_id": leave.staff_id,
        "student_id": leave.student_id,
        "starts_on": leave.starts_on.isoformat(),
        "ends_on": leave.ends_on.isoformat(),
    }
