"""Who leaves: a teacher a class or the school, a student the school. Rows are ended on the day, nothing is deleted."""

from datetime import date

from sqlite_utils import Database

from db.changes import looks_after
from db.rows import Row, all_rows, holds
from db.scope import Scope

_GRADE = ":year - class.entry_year + class.entry_grade as grade, class.number as class_number"


def students(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """id, name, student_number, class of the students of the classes this reader (me, anywhere) looks after."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, {_GRADE}
              from class_membership member join student on student.id = member.student_id
              join school_class class on class.id = member.class_id
             where {holds("member")} and {looks_after(reader)} and {scope.covers("student.id")}
             order by grade, class.number, student.student_number, student.id""",
        {**reader, "on": on.isoformat(), "year": school_year, **scope.params},
    )


def teaching(db: Database, on: date, school_year: int) -> list[Row]:
    """staff_id, name, class of everybody who teaches or leads a class."""
    return all_rows(
        db,
        f"""select distinct held.staff_id, staff.name, held.class_id, {_GRADE}
              from (select staff_id, class_id from teaching_assignment where {holds("teaching_assignment")}
                    union select staff_id, class_id from homeroom where {holds("homeroom")}) held
              join staff on staff.id = held.staff_id and staff.left_on is null
              join school_class class on class.id = held.class_id
             order by staff.id, grade, class.number""",
        {"on": on.isoformat(), "year": school_year},
    )


def staff(db: Database) -> list[Row]:
    """id, name, staff_number of everybody at the school."""
    return all_rows(db, "select id, name, staff_number from staff where left_on is null order by id")


def student_left(db: Database, student_id: int, on: date) -> None:
    """The student is in no class any more and has left the school."""
    params = {"s": student_id, "on": on.isoformat()}
    db.execute(
        "update class_membership set valid_to = max(valid_from, :on) where student_id = :s and valid_to is null",
        params,
    )
    db.execute(
        "update leader_charge set valid_to = max(valid_from, :on) where student_id = :s and valid_to is null",
        params,
    )
    db.execute("update student set left_on = :on, version = version + 1 where id = :s", params)


def teacher_left_class(db: Database, staff_id: int, class_id: int, on: date) -> int:
    """End what the teacher teaches in the class and the homeroom, if led; returns how many rows held."""
    params = {"t": staff_id, "c": class_id, "on": on.isoformat()}
    own = "staff_id = :t and class_id = :c and valid_to is null"
    return sum(
        db.execute(f"update {table} set valid_to = :on where {own}", params).rowcount
        for table in ("teaching_assignment", "homeroom")
    )


def teacher_left_school(db: Database, staff_id: int, on: date) -> int:
    """End everything the teacher holds; returns 0 for somebody who had left already. Pairings wait for a successor."""
    params = {"t": staff_id, "on": on.isoformat()}
    left = db.execute(
        "update staff set left_on = :on, version = version + 1 where id = :t and left_on is null", params
    ).rowcount
    for table in ("teaching_assignment", "homeroom", "staff_role", "linked_class", "leader_charge"):
        db.execute(f"update {table} set valid_to = :on where staff_id = :t and valid_to is null", params)
    return left
