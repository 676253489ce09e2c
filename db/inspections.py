"""督导检查: the inspections, the mentors in them, every step; and what of a mentor's work one is shown."""

from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from db.overview import OF_STUDENT
from db.record_log import LATE
from db.rows import Row, all_rows, holds, id_list, insert, one_row, update_version
from db.scope import Scope

_LINES = """
  select inspected.*, staff.name as mentor, staff.staff_number, inspection.name as inspection, inspection.since,
         inspection.until, inspection.begun_at
    from inspected
    join inspection on inspection.id = inspected.inspection_id
    join staff on staff.id = inspected.mentor_id
"""
_IN_ORDER = "order by staff.staff_number is null, staff.staff_number, staff.id"


def next_number(db: Database) -> int:
    """The number the next inspection will have; nothing is ever taken out of the table."""
    row = one_row(db, "select coalesce(max(id), 0) + 1 as n from inspection")
    assert row is not None
    return int(row["n"])


def candidates(db: Database, on: date, but: int | None) -> list[Row]:
    """id, name, staff_number, last (the moment of the last inspection) of everybody with students, but one person."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, staff.staff_number,
                   (select max(inspection.begun_at) from inspected join inspection on inspection.id = inspection_id
                     where inspected.mentor_id = staff.id and inspected.state <> 'removed') as last
              from staff where staff.left_on is null and staff.id <> coalesce(:but, 0)
               and exists (select 1 from pairing where mentor_id = staff.id and {holds("pairing")})
             {_IN_ORDER}""",
        {"on": on.isoformat(), "but": but},
    )


def add(db: Database, row: Row) -> int:
    """A new inspection; returns its id."""
    return insert(db, "inspection", row)


def add_mentor(db: Database, inspection_id: int, mentor_id: int, way: str) -> int:
    """A mentor to be inspected; returns the row's id."""
    return insert(db, "inspected", {"inspection_id": inspection_id, "mentor_id": mentor_id, "way": way})


def move(db: Database, row: Row, version: int, state: str, due_on: date | None) -> None:
    """Bring one mentor's inspection into another state.

    :raises Conflict: somebody has since `version` was read.
    """
    day = due_on.isoformat() if due_on else row["due_on"]
    update_version(db, "inspected", row["id"], version, {"state": state, "due_on": day})


def add_step(db: Database, row: Row) -> None:
    """One step more."""
    insert(db, "inspection_step", row)


def one(db: Database, inspection_id: int) -> Row | None:
    """An inspection by its number."""
    return one_row(db, "select * from inspection where id = :id", {"id": inspection_id})


def listed(db: Database) -> list[Row]:
    """Every inspection, the newest first, with who began it."""
    return all_rows(
        db,
        """select inspection.*, staff.name as beginner from inspection left join staff on staff.id = begun_by
            order by inspection.id desc limit 200""",
    )


def lines(db: Database, inspection_ids: Sequence[int] | None = None) -> list[Row]:
    """The mentors of these inspections (of all), in the school's order."""
    where = "true" if inspection_ids is None else f"inspection_id in ({id_list(inspection_ids)})"
    return all_rows(db, f"{_LINES} where {where} {_IN_ORDER}")


def line(db: Database, inspected_id: int) -> Row | None:
    """One mentor in one inspection."""
    return one_row(db, f"{_LINES} where inspected.id = :id", {"id": inspected_id})


def line_of(db: Database, inspection_id: int, mentor_id: int) -> Row | None:
    """The same by whose it is."""
    return one_row(
        db,
        f"{_LINES} where inspection_id = :inspection and mentor_id = :mentor",
        {"inspection": inspection_id, "mentor": mentor_id},
    )


def of_mentor(db: Database, mentor_id: int | None) -> list[Row]:
    """What was found about one mentor, what is to be mended first, then the newest."""
    return all_rows(
        db,
        f"""{_LINES} where inspected.mentor_id = :me and state not in ('waiting', 'removed')
             order by state <> 'mend', due_on is null, case when state = 'mend' then due_on end, inspected.id desc
             limit 50""",
        {"me": mentor_id},
    )


def to_mend(db: Database, mentor_id: int | None) -> list[Row]:
    """inspection, due_on of what one has to mend; from an index that holds nothing else."""
    return all_rows(
        db,
        """select inspection.name as inspection, inspected.due_on from inspected
             join inspection on inspection.id = inspection_id
            where mentor_id = :me and state = 'mend' order by due_on, inspected.id""",
        {"me": mentor_id},
    )


def open_work(db: Database, but: int | None, on: date) -> Row:
    """answered, overdue: how many wait to be looked at again, and how many are late; without one's own."""
    row = one_row(
        db,
        """select count(*) filter (where state = 'answered') as answered,
                  count(*) filter (where state = 'mend' and due_on < :on) as overdue
             from inspected where state in ('mend', 'answered') and mentor_id <> coalesce(:but, 0)""",
        {"but": but, "on": on.isoformat()},
    )
    assert row is not None
    return row


def steps(db: Database, inspected_ids: Sequence[int]) -> list[Row]:
    """Every step of these, the first first, with who took it."""
    return all_rows(
        db,
        f"""select step.*, staff.name as who from inspection_step step left join staff on staff.id = step.by_staff
             where step.inspected_id in ({id_list(inspected_ids)}) order by step.inspected_id, step.version""",
    )


# ── what a mentor's work is judged by ────────────────────────────────────────────────────────────────


def records_by_kind(
    db: Database, mentors: Sequence[int], since: date, until: date, wall_clock: str
) -> list[Row]:
    """author_id, kind, records, late (written days after) of what these mentors recorded on these days."""
    return all_rows(
        db,
        f"""select author_id, kind, count(*) as records, coalesce(sum({LATE}), 0) as late from interaction
             where author_id in ({id_list(mentors)}) and occurred_on between :since and :until
               and deleted_at is null group by author_id, kind""",
        {"since": since.isoformat(), "until": until.isoformat(), "wall_clock": wall_clock},
    )


def mentees(
    db: Database, scope: Scope, mentors: Sequence[int], on: date, since: date, until: date
) -> list[Row]:
    """mentor_id, student_id, is_seen (the mentor recorded something about the student on these days), by student."""
    return all_rows(
        db,
        f"""select pairing.mentor_id, pairing.student_id,
                   exists (select 1 from {OF_STUDENT} where contact.student_id = pairing.student_id
                       and contact.author_id = pairing.mentor_id
                       and contact.occurred_on between :since and :until) as is_seen
              from pairing
             where pairing.mentor_id in ({id_list(mentors)}) and {holds("pairing")}
               and {scope.covers("pairing.student_id")}
             group by pairing.mentor_id, pairing.student_id order by pairing.mentor_id, pairing.student_id""",
        {"on": on.isoformat(), "since": since.isoformat(), "until": until.isoformat(), **scope.params},
    )
