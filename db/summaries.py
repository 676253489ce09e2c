"""Monthly summaries, and what the records of one mentor say about a month."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, one_row, update_version
from db.scope import Scope

_OVERLAPS = "valid_from <= :last and (valid_to is null or valid_to > :first)"


def of_mentor(db: Database, staff_id: int | None, first: date) -> Row | None:
    """A mentor's summary of the month."""
    return one_row(
        db,
        "select * from monthly_summary where staff_id = :me and month = :month",
        {"me": staff_id, "month": first.isoformat()},
    )


def keep(db: Database, staff_id: int, first: date, body: str, submitted_at: str | None) -> None:
    """The month's first text."""
    insert(
        db,
        "monthly_summary",
        {"staff_id": staff_id, "month": first.isoformat(), "body": body, "submitted_at": submitted_at},
    )


def change(db: Database, summary_id: int, version: int, body: str, submitted_at: str | None) -> None:
    """Another text or state; Conflict if it was changed meanwhile."""
    update_version(db, "monthly_summary", summary_id, version, {"body": body, "submitted_at": submitted_at})


def mentors(db: Database, scope: Scope, first: date, last: date) -> list[Row]:
    """id, name, students, submitted_at of everybody who mentored students within the scope in the month, by name."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, count(distinct pairing.student_id) as students, summary.submitted_at
              from pairing join staff on staff.id = pairing.mentor_id
              left join monthly_summary summary on summary.staff_id = staff.id and summary.month = :first
             where {_OVERLAPS} and {scope.covers("pairing.student_id")}
             group by staff.id order by summary.submitted_at is not null, staff.name, staff.id""",
        {**_days(first, last), **scope.params},
    )


def submitted(db: Database, staff_id: int, first: date) -> Row | None:
    """name, body, submitted_at, version of a summary that was handed in."""
    return one_row(
        db,
        """select staff.name, body, submitted_at, monthly_summary.version from monthly_summary
             join staff on staff.id = monthly_summary.staff_id
            where staff_id = :staff and month = :month and submitted_at is not null""",
        {"staff": staff_id, "month": first.isoformat()},
    )


def counts(db: Database, author_id: int | None, first: date, last: date) -> list[Row]:
    """kind, guidance_area, is_restricted, n of a person's records of the month: numbers only, whoever they are about."""
    return all_rows(
        db,
        """select kind, guidance_area, is_restricted, count(*) as n from interaction
            where author_id = :me and deleted_at is null and occurred_on between :first and :last
            group by kind, guidance_area, is_restricted""",
        {"me": author_id, **_days(first, last)},
    )


def notes(db: Database, scope: Scope, author_id: int | None, first: date, last: date) -> list[Row]:
    """name, occurred_on, effect, content of a person's open records that say better or worse, the newest first."""
    return all_rows(
        db,
        f"""select student.name, occurred_on, effect, content from interaction
              join interaction_participant part on part.interaction_id = interaction.id
              join student on student.id = part.student_id
             where author_id = :me and deleted_at is null and is_restricted = 0 and effect in ('好转', '需关注')
               and occurred_on between :first and :last and {scope.covers("part.student_id")}
             order by content = '', occurred_on desc, interaction.id desc, student.id""",
        {"me": author_id, **_days(first, last), **scope.params},
    )


def promises(db: Database, scope: Scope, author_id: int | None, first: date, last: date) -> list[Row]:
    """name, due_on of what open records of the month still promise."""
    return all_rows(
        db,
        f"""select student.name, due_on from follow_up join student on student.id = follow_up.student_id
              join interaction on interaction.id = follow_up.interaction_id
             where author_id = :me and deleted_at is null and is_restricted = 0 and done_at is null
               and occurred_on between :first and :last and {scope.covers("follow_up.student_id")}
             order by due_on, follow_up.id""",
        {"me": author_id, **_days(first, last), **scope.params},
    )


def mentees(db: Database, scope: Scope, mentor_id: int | None, first: date, last: date) -> list[Row]:
    """id, name (null out of reach), is_reached of the students somebody mentored in the month."""
    return all_rows(
        db,
        f"""select student.id, case when {scope.covers("student.id")} then student.name end as name,
                   exists (select 1 from contact where contact.student_id = student.id
                              and contact.author_id = :me and occurred_on between :first and :last) as is_reached
              from student where student.id in (select student_id from pairing where mentor_id = :me and {_OVERLAPS})
             order by student.student_number, student.id""",
        {"me": mentor_id, **_days(first, last), **scope.params},
    )


def leaves(db: Database, scope: Scope, mentor_id: int | None, first: date, last: date) -> list[Row]:
    """student_id, starts_on, ends_on of the leave of these students that touched the month."""
    return all_rows(
        db,
        f"""select student_id, starts_on, ends_on from leave
             where student_id in (select student_id from pairing where mentor_id = :me and {_OVERLAPS})
               and starts_on <= :last and ends_on >= :first and {scope.covers("student_id")}
             order by starts_on""",
        {"me": mentor_id, **_days(first, last), **scope.params},
    )


def _days(first: date, last: date) -> Row:
    return {"first": first.isoformat(), "last": last.isoformat()}
