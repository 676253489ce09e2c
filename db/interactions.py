"""Interaction records, their participants, corrections and follow-ups."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from db import readers
from db.rows import Row, all_rows, holds, id_list, insert, one_row
from db.scope import Scope
from db.told import CHOSEN, told_to_me
from domain.records import InteractionForm

Seal = Callable[[int, InteractionForm], bytes]  # (record, form) → its texts encrypted for this record alone


def add(db: Database, form: InteractionForm, author_id: int, recorded_at: str, seal: Seal) -> int:
    """Store one record with its participants and follow-ups; sensitive texts only as `seal` makes them."""
    interaction_id = insert(
        db,
        "interaction",
        {**columns(form), **subject(form), "author_id": author_id, "recorded_at": recorded_at},
    )
    if form.is_to_seal:
        put_sealed(db, interaction_id, seal(interaction_id, form))
    db.table("interaction_participant").insert_all(
        {"interaction_id": interaction_id, "student_id": student_id} for student_id in form.student_ids
    )
    readers.choose(db, interaction_id, form.readers)
    if form.follow_up_on is not None:
        db.table("follow_up").insert_all(
            {
                "interaction_id": interaction_id,
                "student_id": student_id,
                "owner_id": author_id,
                "due_on": form.follow_up_on.isoformat(),
            }
            for student_id in form.student_ids
        )
    return interaction_id


def put_sealed(db: Database, interaction_id: int, sealed: bytes | None) -> None:
    """A record's texts, encrypted; None: it has none that have to be."""
    db.execute(
        "update interaction set sealed = :sealed where id = :id", {"id": interaction_id, "sealed": sealed}
    )


def add_many(db: Database, written: Iterable[tuple[InteractionForm, int]], seal: Seal) -> None:
    """Store many records at once, (form, author), each written at noon of its day: for a school made for measuring."""
    (last,) = db.execute("select coalesce(max(id), 0) from interaction").fetchone()
    rows, present, chosen = [], [], []
    for number, (form, author) in enumerate(written, start=last + 1):
        at = f"{form.occurred_on}T04:00:00Z"
        sealed = seal(number, form) if form.is_to_seal else None
        row = {"id": number, **columns(form), **subject(form), "author_id": author, "recorded_at": at}
        rows.append(row | {"sealed": sealed})
        present += [(number, student) for student in form.student_ids]
        chosen += [(number, reader) for reader in form.readers]
    if rows:
        names = ", ".join(rows[0])
        values = ", ".join(f":{name}" for name in rows[0])
        db.conn.executemany(f"insert into interaction ({names}) values ({values})", rows)
        db.conn.executemany("insert into interaction_participant values (?, ?)", present)
        db.conn.executemany("insert into interaction_reader values (?, ?)", chosen)


def own(db: Database, interaction_id: int, author_id: int | None) -> Row | None:
    """A record by its author, not deleted; None for anybody else."""
    return one_row(
        db,
        "select * from interaction where id = :id and author_id = :author and deleted_at is null",
        {"id": interaction_id, "author": author_id},
    )


def delete(db: Database, interaction_id: int, deleted_by: int, reason: str, at: str) -> None:
    """Mark a record deleted, by whom and why; what it still promised goes with it."""
    db.execute(
        "update interaction set deleted_at = :at, deleted_by = :by, deleted_reason = :reason, version = version + 1 "
        "where id = :id",
        {"id": interaction_id, "at": at, "by": deleted_by, "reason": reason},
    )
    db.execute("delete from follow_up where interaction_id = :id and done_at is null", {"id": interaction_id})


# A promise is its owner's until another mentor has taken the student over; then it is theirs who mentor the student
# now. Judged on :on from the pairings, so that it holds however a mentor was changed and from whatever day on.
PASSED_ON = f"""(exists (select 1 from pairing former where former.student_id = follow_up.student_id
        and former.mentor_id = follow_up.owner_id and former.valid_to <= :on)
    and not exists (select 1 from pairing still where still.student_id = follow_up.student_id
        and still.mentor_id = follow_up.owner_id and {holds("still")})
    and exists (select 1 from pairing taken where taken.student_id = follow_up.student_id and {holds("taken")}))"""
_OWED_BY_ME = f"""follow_up.id in
    (select id from follow_up own where own.owner_id = :me and own.done_at is null
     union select taken_over.id from pairing join follow_up taken_over on taken_over.student_id = pairing.student_id
      where pairing.mentor_id = :me and {holds("pairing")} and taken_over.done_at is null)
    and (owner_id = :me) <> {PASSED_ON}"""


def done_follow_ups(
    db: Database, student_ids: tuple[int, ...], staff_id: int, until: date, at: str, on: date
) -> int:
    """Tick off what this person, as things are on a day, meant to follow up with these students by another."""
    changed = 0
    for student_id in student_ids:
        changed += db.execute(
            "update follow_up set done_at = :at, done_by = :me, version = version + 1 where student_id = :s "
            f"and due_on <= :until and {_OWED_BY_ME}",
            {"s": student_id, "me": staff_id, "until": until.isoformat(), "at": at, "on": on.isoformat()},
        ).rowcount
    return changed


def reopen_follow_ups(db: Database, student_ids: tuple[int, ...], staff_id: int, at: str) -> None:
    """Undo what `done_follow_ups` ticked off at that moment."""
    for student_id in student_ids:
        db.execute(
            "update follow_up set done_at = null, done_by = null, version = version + 1 "
            "where student_id = :s and done_by = :me and done_at = :at",
            {"s": student_id, "me": staff_id, "at": at},
        )


def participants(db: Database, interaction_id: int) -> tuple[int, ...]:
    """Ids of the students a record is about."""
    rows = all_rows(
        db,
        "select student_id from interaction_participant where interaction_id = :id",
        {"id": interaction_id},
    )
    return tuple(row["student_id"] for row in rows)


def timeline(
    db: Database, scope: Scope, circle: Scope, student_id: int, reader_id: int | None, limit: int = 60
) -> list[Row]:
    """A student's newest records, with how many there are. A text this person may not read is null.

    `is_sealed`: there is a text, which lies encrypted. `chosen`: who may read it besides the author, as JSON.
    """
    may_read = told_to_me(circle)
    return all_rows(
        db,
        f"""select interaction.id, kind, occurred_on, guidance_area, talk_mode, effect, minutes, place, is_restricted,
                   recorded_at, interaction.version, staff.name as author, author_id, interaction.class_id, author_id = :me as is_own,
                   sealed is not null as is_sealed, count(*) over () as total,
                   case when {may_read} then content end as content,
                   case when {may_read} then detail else '{{}}' end as detail,
                   case when is_restricted then {CHOSEN} else '[]' end as chosen,
                   (select count(*) from interaction_participant p where p.interaction_id = interaction.id) as people,
                   (select count(*) from interaction_revision r where r.interaction_id = interaction.id) as corrections,
                   (select name from exam where exam.id = exam_id) as exam,
                   (select name from mentor_group where mentor_group.id = mentor_group_id) as group_name,
                   (select due_on from follow_up where interaction_id = interaction.id
                       and student_id = :student_id and done_at is null) as follow_up_on
              from interaction_participant part
              join interaction on interaction.id = part.interaction_id and interaction.deleted_at is null
              join staff on staff.id = interaction.author_id
             where part.student_id = :student_id and {scope.covers("part.student_id")}
             order by occurred_on desc, interaction.id desc limit :limit""",
        {"student_id": student_id, "me": reader_id, "limit": limit, **circle.params, **scope.params},
    )


def promised(db: Database, scope: Scope, student_id: int) -> list[Row]:
    """due_on, kind, occurred_on, author of what was promised about a student and is still open, the next first."""
    return all_rows(
        db,
        f"""select due_on, kind, occurred_on, staff.name as author from follow_up
              join interaction on interaction.id = interaction_id and interaction.deleted_at is null
              join staff on staff.id = interaction.author_id
             where student_id = :student_id and done_at is null and {scope.covers("student_id")}
             order by due_on, follow_up.id""",
        {"student_id": student_id, **scope.params},
    )


def last_words(
    db: Database,
    scope: Scope,
    reader_id: int | None,
    on: date,
    *,
    mentor_id: int | None = None,
    student_id: int | None = None,
) -> dict[int, Row]:
    """Per student of a mentor on that day, or for one student: the newest record, with the text as the reader may see it.

    `scope`: the own circle.
    """
    rows = all_rows(
        db,
        f"""with asked(student_id) as (
              select :student where :student is not null
              union select student_id from pairing where mentor_id = :mentor and {holds("pairing")})
            select asked.student_id, occurred_on, guidance_area, talk_mode, kind, is_restricted,
                   case when {told_to_me(scope)} then content end as content
              from asked join interaction on interaction.id = (
                select interaction_id from contact where contact.student_id = asked.student_id
                 order by contact.occurred_on desc, contact.interaction_id desc limit 1)
             where {scope.covers("asked.student_id")}""",
        {
            "me": reader_id,
            "mentor": mentor_id,
            "student": student_id,
            "on": on.isoformat(),
            **scope.params,
        },
    )
    return {row["student_id"]: row for row in rows}


def open_follow_ups(db: Database, scope: Scope, staff_id: int | None, on: date) -> list[Row]:
    """student_id, name, due_on, content of what this person is to follow up by that day, oldest first.

    A promise taken over comes without the text of a record its new owner may not read; `scope`: the own circle.
    """
    return all_rows(
        db,
        f"""select follow_up.student_id, student.name, follow_up.due_on, interaction.kind,
                   case when {told_to_me(scope)} then interaction.content else '' end as content
              from follow_up join student on student.id = follow_up.student_id
              join interaction on interaction.id = follow_up.interaction_id and interaction.deleted_at is null
             where {_OWED_BY_ME} and due_on <= :on and {scope.covers("follow_up.student_id")}
             order by due_on, follow_up.id""",
        {"me": staff_id, "on": on.isoformat(), **scope.params},
    )


def subject(form: InteractionForm) -> Row:
    """What the record is about, besides students."""
    return {
        "class_id": form.class_id,
        "mentor_group_id": form.mentor_group_id,
        "exam_id": form.exam_id,
    }


def columns(form: InteractionForm) -> Row:
    """A form as the columns of `interaction` that a correction may change; without its texts where they are sealed."""
    if form.is_to_seal:
        form = replace(form, content="", place="", detail={})
    return {
        "kind": form.kind.value,
        "occurred_on": form.occurred_on.isoformat(),
        "guidance_area": form.guidance_area or None,
        "talk_mode": form.talk_mode or None,
        "effect": form.effect or None,
        "minutes": form.minutes,
        "place": form.place or None,
        "content": form.content,
        "detail": json.dumps(form.detail, ensure_ascii=False),
        "is_restricted": int(form.is_restricted),
    }


def after(db: Database, record_ids: Sequence[int], day: str) -> list[int]:
    """Which of these records are of days after that one."""
    sql = f"select id from interaction where id in ({id_list(record_ids)}) and occurred_on > :day"
    return [row[0] for row in db.execute(sql, {"day": day}).fetchall()]
