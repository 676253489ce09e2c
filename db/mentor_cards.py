"""What students choose mentors by, and how many a mentor takes."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, one_row


def of_class(db: Database, class_id: int, on: date) -> list[Row]:
    """id, name, teaching_style, strengths, most_mentees, version of everyone who teaches or leads the class."""
    return all_rows(
        db,
        f"""select id, name, teaching_style, strengths, most_mentees, version from staff
             where left_on is null and id in (
               select staff_id from teaching_assignment teaching where class_id = :class_id and {holds("teaching")}
               union select staff_id from homeroom where class_id = :class_id and {holds("homeroom")})""",
        {"class_id": class_id, "on": on.isoformat()},
    )


def one(db: Database, staff_id: int) -> Row | None:
    """The same of one person."""
    return one_row(
        db,
        "select id, name, teaching_style, strengths, most_mentees, version from staff where id = :id",
        {"id": staff_id},
    )
