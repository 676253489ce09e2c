"""交接仪式: planned, held, and who was not there."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version


def latest(db: Database, since: date, class_id: int | None = None) -> list[Row]:
    """Per class (or of one class) the newest ceremony of a day since then, with the number of absent people."""
    return all_rows(
        db,
        """select ceremony.*, (select count(*) from ceremony_absence where ceremony_id = ceremony.id) as absent
             from ceremony where id in (select max(id) from ceremony
                    where held_on >= :since and (:class_id is null or class_id = :class_id) group by class_id)""",
        {"since": since.isoformat(), "class_id": class_id},
    )


def one(db: Database, ceremony_id: int) -> Row | None:
    """A ceremony."""
    return one_row(db, "select * from ceremony where id = :id", {"id": ceremony_id})


def add(db: Database, class_id: int, held_on: date, place: str, programme: str) -> int:
    """A ceremony to come."""
    plan = {"held_on": held_on.isoformat(), "place": place, "programme": programme}
    return insert(db, "ceremony", {"class_id": class_id, **plan})


def change(db: Database, ceremony_id: int, version: int, held_on: date, place: str, programme: str) -> None:
    """Another day, place or order; Conflict if somebody was quicker."""
    plan = {"held_on": held_on.isoformat(), "place": place, "programme": programme}
    update_version(db, "ceremony", ceremony_id, version, plan)


def hold(
    db: Database, ceremony_id: int, version: int, note: str, students: Iterable[int], staff: Iterable[int]
) -> None:
    """It was held, without these; recorded again it is recorded anew."""
    update_version(db, "ceremony", ceremony_id, version, {"note": note, "is_held": 1})
    db.execute("delete from ceremony_absence where ceremony_id = :id", {"id": ceremony_id})
    absent = [
        *({"student_id": one, "staff_id": None} for one in students),
        *({"student_id": None, "staff_id": one} for one in staff),
    ]
    for row in absent:
        insert(db, "ceremony_absence", {"ceremony_id": ceremony_id, **row})


def absences(db: Database, ceremony_id: int) -> tuple[set[int], set[int]]:
    """Ids of the students and of the staff who were not there."""
    rows = all_rows(db, "select * from ceremony_absence where ceremony_id = :id", {"id": ceremony_id})
    return (
        {row["student_id"] for row in rows if row["student_id"] is not None},
        {row["staff_id"] for row in rows if row["staff_id"] is not None},
    )
