"""A student's own line, guardians and care categories, changed by hand; who may is the services' question."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row, update_version
from db.scope import Scope
from domain.identity import CareForm, GuardianForm, Identity


def student(db: Database, scope: Scope, student_id: int) -> Row | None:
    """sex, birth_date, phone, version of a student within the scope."""
    return one_row(
        db,
        f"select sex, birth_date, phone, version from student where id = :id and {scope.covers('id')}",
        {"id": student_id, **scope.params},
    )


def put_student(db: Database, student_id: int, version: int, one: Identity) -> None:
    """Overwrite it; Conflict when it is no longer at this version."""
    born = one.birth_date.isoformat() if one.birth_date else None
    columns = {"sex": one.sex or None, "birth_date": born, "phone": one.phone or None}
    update_version(db, "student", student_id, version, columns)


def guardian(db: Database, scope: Scope, guardian_id: int) -> Row | None:
    """A guardian of a student within the scope."""
    return one_row(
        db,
        f"select * from guardian where id = :id and {scope.covers('student_id')}",
        {"id": guardian_id, **scope.params},
    )


def add_guardian(db: Database, student_id: int, one: GuardianForm) -> int:
    """One more, after the others."""
    last = one_row(
        db, "select max(position) as last from guardian where student_id = :s", {"s": student_id}
    ) or {"last": None}
    return insert(
        db,
        "guardian",
        {"student_id": student_id, "position": (last["last"] or 0) + 1, **_guardian(one)},
    )


def put_guardian(db: Database, guardian_id: int, version: int, one: GuardianForm) -> None:
    """Overwrite one; Conflict when it is no longer at this version."""
    update_version(db, "guardian", guardian_id, version, _guardian(one))


def remove_guardian(db: Database, guardian_id: int) -> None:
    """Take one away; its words are kept by the caller."""
    db.execute("delete from guardian where id = :id", {"id": guardian_id})


def put_guardian_first(db: Database, student_id: int, guardian_id: int) -> None:
    """Whom to call first; the order of the others stays."""
    found = all_rows(
        db,
        "select id from guardian where student_id = :s order by id <> :first, position, id",
        {"s": student_id, "first": guardian_id},
    )
    for position, row in enumerate(found, start=1):
        db.execute("update guardian set position = ? where id = ?", [position, row["id"]])


def _guardian(one: GuardianForm) -> Row:
    return {
        "name": one.name,
        "relation": one.relation or None,
        "phone": one.phone or None,
        "work_unit": one.work_unit or None,
        "address": one.address or None,
        "is_temporary": int(one.is_temporary),
    }


def categories(db: Database) -> list[Row]:
    """id, name of the care categories in use."""
    return all_rows(db, "select id, name from care_category where is_active order by position, id")


def cares(db: Database, scope: Scope, student_id: int, on: date) -> list[Row]:
    """id, care_category_id, category, note, valid_from, valid_to, version, is_over: all there ever were, the latest first."""
    return all_rows(
        db,
        f"""select care.*, category.name as category, not ({holds("care")}) as is_over from care_status care
              join care_category category on category.id = care.care_category_id
             where care.student_id = :student_id and {scope.covers("care.student_id")}
             order by is_over, care.valid_from desc, category.position, care.id""",
        {"student_id": student_id, "on": on.isoformat(), **scope.params},
    )


def care(db: Database, scope: Scope, care_id: int) -> Row | None:
    """One of them."""
    return one_row(
        db,
        f"""select care.*, category.name as category from care_status care
              join care_category category on category.id = care.care_category_id
             where care.id = :id and {scope.covers("care.student_id")}""",
        {"id": care_id, **scope.params},
    )


def overlapping(db: Database, student_id: int, one: CareForm, but: int) -> bool:
    """Whether the student is in this category already on one of these days."""
    row = one_row(
        db,
        """select 1 as x from care_status where student_id = :s and care_category_id = :c and id <> :but
              and (valid_to is null or valid_to > :first) and (:last is null or valid_from < :last)""",
        {
            "s": student_id,
            "c": one.category_id,
            "but": but,
            "first": _day(one.since),
            "last": _day(one.valid_to),
        },
    )
    return row is not None


def add_care(db: Database, student_id: int, one: CareForm) -> int:
    """The student is in this category from a day."""
    return insert(
        db,
        "care_status",
        {"student_id": student_id, "care_category_id": one.category_id, **_care(one)},
    )


def put_care(db: Database, care_id: int, version: int, one: CareForm) -> None:
    """Other days, another note; Conflict when it is no longer at this version."""
    update_version(db, "care_status", care_id, version, _care(one))


def _care(one: CareForm) -> Row:
    return {"valid_from": _day(one.since), "valid_to": _day(one.valid_to), "note": one.note or None}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
