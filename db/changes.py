"""Requests for another mentor (调换导师), what was decided, and what the next mentor should know."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope


def looks_after(reader: Row) -> str:
    """The condition that a member's class is one this reader (me, anywhere) looks after: the class teacher, the office."""
    if reader["anywhere"]:
        return "true"
    return f"""member.class_id in
        (select class_id from homeroom where homeroom.staff_id = :me and {holds("homeroom")})"""


def add(db: Database, row: Row) -> int:
    """One change, asked for or done; returns its id."""
    return insert(db, "pairing_change", row)


def put_sealed(db: Database, change_id: int, sealed: bytes) -> None:
    """What was said about a change, encrypted."""
    db.execute("update pairing_change set sealed = ? where id = ?", [sealed, change_id])


def one(db: Database, scope: Scope, change_id: int) -> Row | None:
    """A change about a student within the scope."""
    return one_row(
        db,
        f"select * from pairing_change where id = :id and {scope.covers('student_id')}",
        {"id": change_id, **scope.params},
    )


def standing(db: Database, scope: Scope, student_id: int, reader: Row, on: date) -> Row | None:
    """What a reader (me, anywhere) is to a student: name, class_id, is_class_teacher, is_mentor; None out of scope."""
    return one_row(
        db,
        f"""select student.name, member.class_id, {looks_after(reader)} as is_class_teacher,
                   exists (select 1 from pairing where pairing.student_id = student.id and mentor_id = :me
                              and {holds("pairing")}) as is_mentor
              from student join class_membership member on member.student_id = student.id and {holds("member")}
             where student.id = :student_id and {scope.covers("student.id")}""",
        {"student_id": student_id, **reader, "on": on.isoformat(), **scope.params},
    )


def mentors_on(db: Database, scope: Scope, student_id: int, on: date) -> list[Row]:
    """mentor_id, name, mentor_group_id of who mentored a student that day; the group's own mentor first."""
    return all_rows(
        db,
        f"""select pairing.mentor_id, staff.name, pairing.mentor_group_id from pairing
              join staff on staff.id = pairing.mentor_id
             where pairing.student_id = :student_id and {holds("pairing")} and {scope.covers("pairing.student_id")}
             order by pairing.mentor_group_id is null, pairing.id""",
        {"student_id": student_id, "on": on.isoformat(), **scope.params},
    )


def may_take_over(db: Database, class_id: int, on: date) -> list[Row]:
    """id, name, subjects, mentees, most_mentees, in_class of every teacher at the school, those of the class first."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, staff.most_mentees,
                   coalesce(group_concat(distinct subject.name), '') as subjects,
                   max(coalesce(teaching.class_id = :class_id, 0)) or exists (select 1 from homeroom
                     where homeroom.staff_id = staff.id and homeroom.class_id = :class_id
                       and {holds("homeroom")}) as in_class,
                   (select count(distinct student_id) from pairing
                     where mentor_id = staff.id and {holds("pairing")}) as mentees
              from staff left join teaching_assignment teaching on teaching.staff_id = staff.id and {holds("teaching")}
              left join subject on subject.id = teaching.subject_id
             where staff.left_on is null and (teaching.id is not null or exists (select 1 from homeroom
                     where homeroom.staff_id = staff.id and {holds("homeroom")}))
             group by staff.id order by in_class desc, staff.id""",
        {"class_id": class_id, "on": on.isoformat()},
    )


def open_for(db: Database, student_id: int) -> Row | None:
    """The open request about a student."""
    return one_row(
        db, "select * from pairing_change where student_id = :s and state = 'open'", {"s": student_id}
    )


def last_asked(db: Database, student_id: int) -> Row | None:
    """The latest change that somebody asked for and got: starts_on."""
    return one_row(
        db,
        """select starts_on from pairing_change where student_id = :s and state = 'approved'
              and asked_by in ('student', 'mentor', 'homeroom') order by starts_on desc limit 1""",
        {"s": student_id},
    )


def listed(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """Requests this reader (me, anywhere) may read: those of the own classes and those entered by oneself.

    The present mentor does not read what was said about them.
    """
    return all_rows(
        db,
        f"""select change.*, student.name as student, student.student_number, member.class_id,
                   :year - class.entry_year + class.entry_grade as grade, class.number as class_number,
                   former.name as from_mentor, next.name as to_mentor, decider.name as decided_by_name,
                   asker.name as asked_for_by_name
              from pairing_change change
              join student on student.id = change.student_id
              join class_membership member on member.student_id = student.id and {holds("member")}
              join school_class class on class.id = member.class_id
              left join staff former on former.id = change.from_mentor_id
              left join staff next on next.id = change.to_mentor_id
              left join staff decider on decider.id = change.decided_by
              left join staff asker on asker.id = change.asked_for_by
             where change.asked_by in ('student', 'mentor', 'homeroom') and {scope.covers("change.student_id")}
               and ({looks_after(reader)} or change.asked_for_by = :me)
             order by change.state <> 'open', coalesce(change.decided_at, change.asked_at) desc, change.id desc
             limit 60""",
        {**reader, "on": on.isoformat(), "year": school_year, **scope.params},
    )


def open_count(db: Database, scope: Scope, reader: Row, on: date) -> int:
    """How many requests wait in the classes this reader (me, anywhere) looks after."""
    row = one_row(
        db,
        f"""select count(*) as n from pairing_change change
              join class_membership member on member.student_id = change.student_id and {holds("member")}
             where change.state = 'open' and {looks_after(reader)} and {scope.covers("change.student_id")}""",
        {**reader, "on": on.isoformat(), **scope.params},
    )
    return int(row["n"]) if row else 0


def withdraw_for(db: Database, student_id: int, at: str, staff_id: int | None) -> None:
    """Close what is still asked about a student who left."""
    db.execute(
        "update pairing_change set state = 'withdrawn', decided_at = :at, decided_by = :me, version = version + 1 "
        "where student_id = :s and state = 'open'",
        {"s": student_id, "at": at, "me": staff_id},
    )


# ── what the next mentor should know ─────────────────────────────────────────────────────────────────


def note_of(db: Database, change_id: int, author_id: int) -> Row | None:
    """One writer's own words about a change."""
    return one_row(
        db,
        "select * from handover_note where pairing_change_id = :id and author_id = :me",
        {"id": change_id, "me": author_id},
    )


def add_note(db: Database, change_id: int, author_id: int, sealed: bytes, at: str) -> int:
    """A writer's first words about a change, encrypted."""
    row = {
        "pairing_change_id": change_id,
        "author_id": author_id,
        "body": "",
        "sealed": sealed,
        "written_at": at,
    }
    return insert(db, "handover_note", row)


def received(db: Database, scope: Scope, reader: Row, on: date, since: date) -> list[Row]:
    """student_id, student, former, author, sealed, starts_on of notes about students one mentors since a change.

    Class teachers and the office read those of their classes too.
    """
    return all_rows(
        db,
        f"""select change.student_id, student.name as student, former.name as former, next.name as next,
                   author.name as author, note.author_id, note.sealed, change.id as change_id, change.starts_on
              from pairing_change change
              join handover_note note on note.pairing_change_id = change.id
              join student on student.id = change.student_id
              join class_membership member on member.student_id = student.id and {holds("member")}
              join staff author on author.id = note.author_id
              left join staff former on former.id = change.from_mentor_id
              left join staff next on next.id = change.to_mentor_id
             where change.state = 'approved' and change.starts_on <= :on and change.starts_on >= :since
               and {scope.covers("change.student_id")} and note.author_id <> coalesce(:me, 0)
               and ({looks_after(reader)} or (change.to_mentor_id = :me and exists (select 1 from pairing
                      where pairing.student_id = change.student_id and mentor_id = :me and {holds("pairing")})))
             order by change.starts_on desc, student.student_number, note.id""",
        {**reader, "on": on.isoformat(), "since": since.isoformat(), **scope.params},
    )


def to_write(db: Database, reader: Row, on: date, since: date) -> list[Row]:
    """Changes this person may write about: student, state, starts_on, the own words so far and their version.

    The leaving mentor keeps this one door open for a while after the student has left the own scope: the name and
    the own words, nothing else.
    """
    return all_rows(
        db,
        f"""select change.id, student.name as student, student.student_number, change.state, change.starts_on,
                   next.name as to_mentor, note.sealed, note.version as note_version, change.student_id
              from pairing_change change
              join student on student.id = change.student_id
              join class_membership member on member.student_id = student.id and {holds("member")}
              left join staff next on next.id = change.to_mentor_id
              left join handover_note note on note.pairing_change_id = change.id and note.author_id = :me
             where {_MAY_WRITE}
             order by change.state <> 'open', change.id""",
        {**reader, "on": on.isoformat(), "since": since.isoformat()},
    )


def may_write(db: Database, reader: Row, change_id: int, on: date, since: date) -> int | None:
    """The student, if this person is the leaving mentor or the class teacher of a change that is open or fresh."""
    found = one_row(
        db,
        f"""select change.student_id from pairing_change change
              join class_membership member on member.student_id = change.student_id and {holds("member")}
             where change.id = :id and {_MAY_WRITE}""",
        {**reader, "id": change_id, "on": on.isoformat(), "since": since.isoformat()},
    )
    return int(found["student_id"]) if found else None


_MAY_WRITE = f"""change.from_mentor_id is not null
    and (change.from_mentor_id = :me or member.class_id in
         (select class_id from homeroom where homeroom.staff_id = :me and {holds("homeroom")}))
    and (change.state = 'open' and (change.from_mentor_id <> :me or change.asked_for_by = :me)
         or change.state = 'approved' and change.starts_on >= :since)"""
