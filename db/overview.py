"""What the overview counts, in columns of numbers, and the lists behind its figures."""

import json
from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from db.columns import ordinal, read, read_by_day
from db.duties import Circle
from db.rows import Row, all_rows, holds, one_row
from db.scope import Scope
from domain.duty_coverage import Ints
from domain.record_kinds import CONTACT_KINDS

# its primary key begins with the student; without being told, SQLite prefers the other index for a range of days
OF_STUDENT = "contact not indexed"
_CONTACT_KINDS = "(" + ", ".join(f"'{kind.value}'" for kind in sorted(CONTACT_KINDS)) + ")"
_MINUTES = "coalesce((select minutes from interaction where interaction.id = interaction_id), 0)"
# a promise nobody has kept by then; what was written later, or kept since, was not yet known on that day
_OPEN = """interaction.deleted_at is null and interaction.recorded_at < :end
           and (follow_up.done_at is null or follow_up.done_at >= :end)"""


def contacts(db: Database, since: date) -> Ints:
    """student, author, day, record, minutes of everything recorded about students from a day on, whoever they are."""
    columns = ("student_id", "author_id", "interaction_id", _MINUTES)
    return read_by_day(db, columns, "contact where occurred_on >= :since", {"since": since.isoformat()})


def contacts_of(db: Database, record_ids: Sequence[int], since: date) -> Ints:
    """The same of these records alone."""
    columns = ("student_id", "author_id", ordinal("occurred_on"), "interaction_id", _MINUTES)
    where = f"""(select part.student_id, interaction.author_id, interaction.occurred_on, interaction.id as interaction_id
           from interaction join interaction_participant part on part.interaction_id = interaction.id
          where interaction.id in (select value from json_each(:ids)) and deleted_at is null
            and kind in {_CONTACT_KINDS} and occurred_on >= :since)"""
    return read(db, columns, where, {"ids": json.dumps(record_ids), "since": since.isoformat()})


def last_contacts(db: Database, circle: Circle, on: date) -> dict[int, date]:
    """student → the day of the last contact up to a day, of everybody who has a care status then."""
    rows = db.execute(
        f"""select student_id, (select max(occurred_on) from {OF_STUDENT}
                 where contact.student_id = care.student_id and occurred_on <= :on) as day
              from (select distinct student_id from care_status care
                     where {holds("care")} and {circle.covers("student_id")}) care
             where day is not null""",
        {"on": on.isoformat(), **circle.params},
    )
    return {student: date.fromisoformat(day) for student, day in rows.fetchall()}


def categories(db: Database) -> dict[int, str]:
    """Every care category in the school's order."""
    return dict(db.execute("select id, name from care_category order by position, id").fetchall())


def teachers_without_students(db: Database, circle: Circle, on: date) -> list[Row]:
    """id, name of who teaches or leads a class within the circle and mentors nobody anywhere."""
    classes = f"select class_id from class_membership member where {_belongs(circle)}"
    return all_rows(
        db,
        f"""select id, name from staff
             where left_on is null
               and id in (select staff_id from teaching_assignment teaching
                           where {holds("teaching")} and class_id in ({classes})
                          union select staff_id from homeroom where {holds("homeroom")} and class_id in ({classes}))
               and id not in (select mentor_id from pairing where {holds("pairing")})
             order by name_search, id""",
        {"on": on.isoformat(), **circle.params},
    )


def most_mentees(db: Database, usual: int) -> dict[int, int]:
    """staff → how many students a mentor leads at most: what the card says, else the school's usual."""
    return dict(db.execute("select id, coalesce(most_mentees, ?) from staff", [usual]).fetchall())


def leads(db: Database, on: date) -> dict[int, int]:
    """mentor → how many students of the school, in a class that day, are led."""
    sql = f"""select pairing.mentor_id, count(distinct pairing.student_id) from pairing
               join class_membership member on member.student_id = pairing.student_id and {holds("member")}
              where {holds("pairing")} group by pairing.mentor_id"""
    return dict(db.execute(sql, {"on": on.isoformat()}).fetchall())


def open_follow_ups(db: Database, circle: Circle, on: date, end: str) -> tuple[int, int]:
    """(promises open at the end of a day, of them those whose day had passed)."""
    row = one_row(
        db,
        f"""select count(*) as open, coalesce(sum(due_on < :on), 0) as late
              from follow_up join interaction on interaction.id = follow_up.interaction_id
             where {_OPEN} and exists
                   (select 1 from class_membership member where member.student_id = follow_up.student_id and {_belongs(circle)})""",
        {"on": on.isoformat(), "end": end, **circle.params},
    )
    assert row is not None
    return int(row["open"]), int(row["late"])


def follow_ups(db: Database, circle: Circle, on: date, end: str) -> list[Row]:
    """student_id, student, due_on, owner of the open promises, the longest due first; never what was promised."""
    return all_rows(
        db,
        f"""select student.id as student_id, student.name as student, follow_up.due_on, staff.name as owner
              from follow_up join interaction on interaction.id = follow_up.interaction_id
              join student on student.id = follow_up.student_id join staff on staff.id = follow_up.owner_id
             where {_OPEN} and exists
                   (select 1 from class_membership member where member.student_id = follow_up.student_id and {_belongs(circle)})
             order by due_on, student.name_search, student.id""",
        {"on": on.isoformat(), "end": end, **circle.params},
    )


def seen_since(db: Database, circle: Circle, since: date, until: date) -> set[int]:
    """Students about whom anybody recorded a contact in these days."""
    where = f"occurred_on between :since and :until and {circle.covers('student_id')}"
    params = {"since": since.isoformat(), "until": until.isoformat(), **circle.params}
    return {row[0] for row in db.execute(f"select distinct student_id from contact where {where}", params)}


def records(
    db: Database,
    circle: Circle,
    since: date,
    until: date,
    on: date,
    *,
    author_id: int | None = None,
    limit: int = 20_000,
) -> list[Row]:
    """interaction rows of the period without their text: day, author, kind, area, effect, students' names.

    Of a part of the school they are about who belongs to it on a day; of the whole also about who has left since.
    """
    member = f"(select 1 from class_membership member where member.student_id = part.student_id and {_belongs(circle)})"
    about = "true" if circle.is_wide else f"exists {member}"
    return all_rows(
        db,
        f"""select interaction.id, interaction.occurred_on, interaction.recorded_at, staff.name as author, interaction.kind,
                   interaction.guidance_area, interaction.effect, count(*) as people,
                   group_concat(student.name, '、') as students, min(student.id) as student_id
              from interaction join interaction_participant part on part.interaction_id = interaction.id
              join student on student.id = part.student_id join staff on staff.id = interaction.author_id
             where interaction.occurred_on between :since and :until and interaction.deleted_at is null
               and interaction.kind in {_CONTACT_KINDS}
               and {about} and (:author is null or interaction.author_id = :author)
             group by interaction.id order by interaction.occurred_on desc, interaction.id desc limit :limit""",
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "author": author_id,
            "limit": limit,
            "on": on.isoformat(),
            **circle.params,
        },
    )


def _belongs(circle: Circle) -> str:
    """The condition that a `member` row is in force on :on and of what is looked at."""
    parts = [holds("member"), circle.covers("member.student_id"), circle.is_of("member.class_id")]
    return " and ".join(parts)


def unseen(db: Database, scope: Scope, on: date, since: date, *, care_only: bool) -> list[int]:
    """Ids of enrolled students (or only those with a care status) without any record in [since, on]."""
    rows = all_rows(
        db,
        f"""select member.student_id from class_membership member
             where {holds("member")} and {scope.covers("member.student_id")}
               and (not :care_only or exists (select 1 from care_status care
                     where care.student_id = member.student_id and {holds("care")}))
               and not exists (select 1 from {OF_STUDENT}
                    where contact.student_id = member.student_id and contact.occurred_on between :since and :on)""",
        {"on": on.isoformat(), "since": since.isoformat(), "care_only": int(care_only), **scope.params},
    )
    return [row["student_id"] for row in rows]
