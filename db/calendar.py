"""School years, terms and holidays."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version
from domain.calendar import Holiday, Term


def terms(db: Database) -> list[Term]:
    """All terms, oldest first."""
    rows = all_rows(
        db,
        "select term.id, year.start_year, term.number, term.starts_on, term.ends_on, term.version from term "
        "join school_year year on year.id = term.school_year_id order by term.starts_on",
    )
    return [_term(row) for row in rows]


def holidays(db: Database) -> list[Holiday]:
    """All holidays, oldest first."""
    rows = all_rows(db, "select * from holiday order by starts_on")
    return [
        Holiday(date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]), row["name"])
        for row in rows
    ]


def add_term(db: Database, start_year: int, number: int, starts_on: date, ends_on: date) -> int:
    """Add a term, and its school year if it is the first of it."""
    year = one_row(db, "select id from school_year where start_year = :y", {"y": start_year})
    year_id = year["id"] if year else insert(db, "school_year", {"start_year": start_year})
    return insert(
        db,
        "term",
        {
            "school_year_id": year_id,
            "number": number,
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
        },
    )


def change_term(db: Database, term: Term, version: int, starts_on: date, ends_on: date) -> None:
    """Move the first and last day of a term; Conflict if somebody has since `version` was read."""
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    update_version(db, "term", term.id, version, days)


def replace_holidays(db: Database, holidays: list[Holiday]) -> None:
    """Set the whole list of holidays."""
    db.execute("delete from holiday")
    db.table("holiday").insert_all(
        {"name": day.name, "starts_on": day.starts_on.isoformat(), "ends_on": day.ends_on.isoformat()}
        for day in holidays
    )


def _term(row: Row) -> Term:
    return Term(
        row["id"],
        row["start_year"],
        row["number"],
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["ends_on"]),
        row["version"],
    )
