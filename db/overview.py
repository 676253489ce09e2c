"""The figures of the leadership overview; each has a list beside it that opens what it counts."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, one_row
from db.scope import Scope


def coverage(db: Database, scope: Scope, on: date) -> Row:
    """students, without_mentor within the scope on that day."""
    row = one_row(
        db,
        f"""select count(*) as students,
                   count(*) filter (where not exists (select 1 from pairing
                     where pairing.student_id = member.student_id and {holds("pairing")})) as without_mentor
              from class_membership member where member.student_id in ({scope.sql}) and {holds("member")}""",
        {"on": on.isoformat(), **scope.params},
    )
    assert row is not None
    return row


def mentors(db: Database, scope: Scope, on: date, since: date, until: date) -> list[Row]:
    """mentor_id, name, mentees (in the scope and in a class), seen (mentees with a record since), records by each mentor.

    A record counts for its author, once, when any of its students is in the scope.
    """
    return all_rows(
        db,
        f"""
        with visible as materialized ({scope.sql}),
        written as (
          select interaction.author_id, interaction.id, part.student_id
            from interaction join interaction_participant part on part.interaction_id = interaction.id
           where interaction.occurred_on between :since and :until and interaction.deleted_at is null
             and part.student_id in visible),
        load as (
          select mentor_id, count(*) as mentees,
                 count(*) filter (where exists (select 1 from written
                    where written.author_id = pairing.mentor_id and written.student_id = pairing.student_id)) as seen
            from pairing where {holds("pairing")} and student_id in visible and exists
                 (select 1 from class_membership member where member.student_id = pairing.student_id and {holds("member")})
            group by mentor_id),
        output as (select author_id, count(distinct id) as records from written group by author_id)
        select staff.id as mentor_id, staff.name, coalesce(load.mentees, 0) as mentees, coalesce(load.seen, 0) as seen,
               coalesce(output.records, 0) as records
          from staff left join load on load.mentor_id = staff.id left join output on output.author_id = staff.id
         where staff.left_on is null and (load.mentor_id is not null or output.author_id is not null)
         order by coalesce(1.0 * load.seen / load.mentees, 2), staff.id""",
        {"on": on.isoformat(), "since": since.isoformat(), "until": until.isoformat(), **scope.params},
    )


def records(
    db: Database, scope: Scope, since: date, until: date, *, author_id: int | None = None, limit: int = 2000
) -> list[Row]:
    """interaction rows of the period without their text: day, author, kind, area, effect, students' names in scope."""
    return all_rows(
        db,
        f"""select interaction.id, interaction.occurred_on, staff.name as author, interaction.kind,
                   interaction.guidance_area, interaction.effect,
                   group_concat(student.name, '、') as students, min(student.id) as student_id
              from interaction join interaction_participant part on part.interaction_id = interaction.id
              join student on student.id = part.student_id join staff on staff.id = interaction.author_id
             where interaction.occurred_on between :since and :until and interaction.deleted_at is null
               and part.student_id in ({scope.sql}) and (:author is null or interaction.author_id = :author)
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
        f"""select count(distinct interaction.id) as n from interaction
              join interaction_participant part on part.interaction_id = interaction.id
             where interaction.occurred_on between :since and :until and interaction.deleted_at is null
               and part.student_id in ({scope.sql})""",
        {"since": since.isoformat(), "until": until.isoformat(), **scope.params},
    )
    assert row is not None
    return int(row["n"])


def care(db: Database, scope: Scope, on: date, since: date) -> list[Row]:
    """category, students, contacted (any record in [since, on]) per care category within the scope."""
    return all_rows(
        db,
        f"""with visible as materialized ({scope.sql})
            select category.name as category, count(*) as students,
                   count(*) filter (where exists (select 1 from interaction_participant part
                      join interaction on interaction.id = part.interaction_id and interaction.deleted_at is null
                     where part.student_id = care.student_id
                       and interaction.occurred_on between :since and :on)) as contacted
              from care_status care join care_category category on category.id = care.care_category_id
              join class_membership member on member.student_id = care.student_id and {holds("member")}
             where {holds("care")} and care.student_id in visible
             group by category.id order by category.position, category.id""",
        {"on": on.isoformat(), "since": since.isoformat(), **scope.params},
    )


def care_students(db: Database, scope: Scope, on: date) -> int:
    """How many enrolled students have any care status; one with two categories counts once."""
    row = one_row(
        db,
        f"""select count(distinct care.student_id) as n from care_status care
              join class_membership member on member.student_id = care.student_id and {holds("member")}
             where {holds("care")} and care.student_id in ({scope.sql})""",
        {"on": on.isoformat(), **scope.params},
    )
    assert row is not None
    return int(row["n"])


def unseen(db: Database, scope: Scope, on: date, since: date, *, care_only: bool) -> list[int]:
    """Ids of enrolled students (or only those with a care status) without any record in [since, on]."""
    rows = all_rows(
        db,
        f"""select member.student_id from class_membership member
             where {holds("member")} and member.student_id in ({scope.sql})
               and (not :care_only or exists (select 1 from care_status care
                     where care.student_id = member.student_id and {holds("care")}))
               and not exists (select 1 from interaction_participant part
                     join interaction on interaction.id = part.interaction_id and interaction.deleted_at is null
                    where part.student_id = member.student_id and interaction.occurred_on between :since and :on)""",
        {"on": on.isoformat(), "since": since.isoformat(), "care_only": int(care_only), **scope.params},
    )
    return [row["student_id"] for row in rows]
