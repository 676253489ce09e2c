"""Who leaves: a teacher a class or the school, a student the school. Rows are ended on the day, nothing is deleted."""

from datetime import date

from sqlite_utils import Database


def student_left(db: Database, student_id: int, on: date) -> None:
    """The student is in no class any more and has left the school."""
    params = {"s": student_id, "on": on.isoformat()}
    db.execute(
        "update class_membership set valid_to = max(valid_from, :on) where student_id = :s and valid_to is null",
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
    for table in ("teaching_assignment", "homeroom", "staff_role"):
        db.execute(f"update {table} set valid_to = :on where staff_id = :t and valid_to is null", params)
    return left
