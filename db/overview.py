"""The figures of the leadership overview; each has a list beside it that opens what it counts."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, one_row
from db.scope import Scope
from domain.record_kinds import CONTACT_KINDS

# its primary key begins with the student; without being told, SQLite prefers the other index for a range of days
OF_STUDENT = "contact not indexed"
_CONTACT_KINDS = "(" + ", ".join(f"'{kind.value}'" for kind in sorted(CONTACT_KINDS)) + ")"


def coverage(db: Database, scope: Scope, on: date) -> Row:
    """students, without_mentor within the scope on that day."""
    row = one_row(
        db,
        f"""select count(*) as students,
                   count(*) filter (where not exists (select 1 from pairing
                     where pairing.student_id = member.student_id and {holds("pairing")})) as without_mentor
              from class_membership member where {scope.covers("member.student_id")} and {holds("member")}""",
        {"on": on.isoformat(), **scope.params},
    )
    assert row is not None
    return row


def mentors(db: Database, scope: Scope, on: date, since: date, until: date) -> list[Row]:
    """mentor_id, name, mentees (in the scope), seen (mentees with a record since), records by each mentor.

    A record counts for its author, once, when any of its students is in the scope.
    """
    return all_rows(
        db,
        f"""
        with load as (
          select pairing.mentor_id, count(*) as mentees,
                 count(*) filter (where exists (select 1 from {OF_STUDENT}
                    where contact.student_id = pairing.student_id and contact.author_id = pairing.mentor_id
                      and contact.occurred_on between :since and :until)) as seen
            from pairing
           where {holds("pairing")} and {scope.covers("pairing.student_id")}
             and exists (select 1 from class_membership member
                          where member.student_id = pairing.student_id and {holds("member")})
           group by pairing.mentor_id),
        output as (select author_id, count(*) as records from ({_written(scope)}) group by author_id)
        select staff.id as mentor_id, staff.name, coalesce(load.mentees, 0) as mentees, coalesce(load.seen, 0) as seen,
               coalesce(output.records, 0) as records
          from staff left join load on load.mentor_id = staff.id left join output on output.author_id = staff.id
         where staff.left_on is null and (load.mentor_id is not null or output.author_id is not null)
         order by coalesce(1.0 * load.seen / load.mentees, 2), staff.id""",
        {"on": on.isoformat(), "since": since.isoformat(), "until": until.isoformat(), **scope.params},
    )


def records(
    db: Database, scope: Scope, since: date, until: date, *, author_id: int | None = None, limit: int = 20_000
) -> list[Row]:
    """interaction rows of the period without their text: day, author, kind, area, effect, students' names in scope."""
    return all_rows(
        db,
        f"""select interaction.id, interaction.occurred_on, interaction.recorded_at, staff.name as author, interaction.kind,
                   interaction.guidance_area, interaction.effect,
                   group_concat(student.name, '、') as students, min(student.id) as student_id
              from interaction join interaction_participant part on part.interaction_id = interaction.id
              join student on student.id = part.student_id join staff on staff.id = interaction.author_id
             where interaction.occurred_on between :since and :until and interaction.deleted_at is null
               and interaction.kind in {_CONTACT_KINDS}
               and {scope.covers("part.student_id")} and (:author is null or interaction.author_id = :author)
             group by interaction.id order by interaction.occurred_on desc, interaction.id desc limit :limit""",
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "author": author_id,
            "limit": limit,
            **scope.params,
        },
    )


def record_count(db: Database, scope: Scope, since: date, until: date) -> int:
    """How many records the period has within the scope."""
    row = one_row(
        db,
        f"select count(*) as n from ({_written(scope)})",
        {"since": since.isoformat(), "until": until.isoformat(), **scope.params},
    )
    assert row is not None
    return int(row["n"])


def _written(scope: Scope) -> str:
    """author_id of every record of the period, each record once; for the whole school straight from its index."""
    if scope.is_whole_school:
        return f"""select author_id from interaction
                   where occurred_on between :since and :until and deleted_at is null and kind in {_CONTACT_KINDS}"""
    return f"""select distinct interaction_id, author_id from contact
                where occurred_on between :since and :until and {scope.covers("student_id")}"""


def care(db: Database, scope: Scope, on: date, since: date) -> list[Row]:
    """category, students, contacted (any record in [since, on]) per care category within the scope."""
    return all_rows(
        db,
        f"""select category.name as category, count(*) as students,
                   count(*) filter (where exists (select 1 from {OF_STUDENT}
                      where contact.student_id = care.student_id and contact.occurred_on between :since and :on)) as contacted
              from care_status care join care_category category on category.id = care.care_category_id
              join class_membership member on member.student_id = care.student_id and {holds("member")}
             where {holds("care")} and {scope.covers("care.student_id")}
             group by category.id order by category.position, category.id""",
        {"on": on.isoformat(), "since": since.isoformat(), **scope.params},
    )


def care_students(db: Database, scope: Scope, on: date) -> int:
    """How many enrolled students have any care status; one with two categories counts once."""
    row = one_row(
        db,
        f"""select count(distinct care.student_id) as n from care_status care
              join class_membership member on member.student_id = care.student_id and {holds("member")}
             where {holds("care")} and {scope.covers("care.student_id")}""",
        {"on": on.isoformat(), **scope.params},
    )
    assert row is not None
    return int(row["n"])


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
