"""请假: the office enters anybody's, a homeroom teacher the own class's students'. Nothing is asked on these days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import departures
from db import leave as rows
from db.connection import Database
from db.rows import Row
from domain.errors import Conflict, Invalid, NotFound
from domain.leave import LONG_LEAVE, Leave, check_leave, span_text
from domain.permissions import Action
from domain.records import clean_text
from services import sealing
from services.context import Context
from services.remembered import until_arranged
from services.students import class_text

_SHOWN_BACK = timedelta(days=120)


@dataclass(frozen=True)
class Line:
    """One leave as the list shows it; a teacher's has no class."""

    id: int
    version: int
    name: str
    class_name: str
    leave: Leave

    def is_over(self, today: date) -> bool:
        """Whether the person is back."""
        return self.leave.ends_on < today

    def is_present(self, today: date) -> bool:
        """Whether the person is away today."""
        return self.leave.starts_on <= today <= self.leave.ends_on


@dataclass(frozen=True)
class People:
    """Whose leave one may enter: id → words that find them."""

    staff: dict[int, str]
    students: dict[int, str]


@dataclass(frozen=True)
class Uncovered:
    """A mentor away for long, and how many students have nobody else meanwhile."""

    mentor: str
    starts_on: date
    ends_on: date
    students: int


def listed(context: Context) -> list[Line]:
    """Leaves that last, are to come, or ended not long ago, by their first day."""
    context.require(Action.MANAGE_LEAVE)
    with context.read() as db:
        return _lines(context, db)


def people(context: Context) -> People:
    """Everybody whose leave one may enter."""
    context.require(Action.MANAGE_LEAVE)
    with context.read() as db:
        students = departures.students(
            db, context.scope(db), _reader(context), context.today, context.school_year(db)
        )
        staff = departures.staff(db) if context.actor.may(Action.MANAGE_ANY_LEAVE) else []
    return People(
        {row["id"]: f"{row['name']}　{row['staff_number'] or ''}" for row in staff},
        {
            row[
                "id"
            ]: f"{row['name']}　{class_text(row['grade'], row['class_number'])}　{row['student_number'] or ''}"
            for row in students
        },
    )


def enter(context: Context, form_id: str, leave: Leave) -> int:
    """Note that somebody is away; returns its id. The same form sent twice is one leave."""
    context.require(Action.MANAGE_LEAVE)
    leave = replace(leave, note=clean_text(leave.note))
    check_leave(leave, context.today)
    box = sealing.box(context)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        _require_mine(context, tx.db, leave)
        _check_no_other(tx.db, leave)
        leave_id = rows.add(tx.db, leave, context.actor.staff_id)
        rows.put_sealed(tx.db, leave_id, sealing.close_leave(box, leave_id, leave))
        tx.audit("leave.enter", _target(leave), leave=leave_id)
        return int(tx.answer(form_id, leave_id))


def change(
    context: Context, leave_id: int, version: int, starts_on: date, ends_on: date, note: str = ""
) -> None:
    """Move a leave's days: someone comes back earlier, or stays away longer.

    :raises Conflict: it was changed since `version` was read.
    """
    context.require(Action.MANAGE_LEAVE)
    box = sealing.box(context)
    with context.write() as tx:
        before = _one(context, tx.db, leave_id)
        wanted = replace(before.leave, starts_on=starts_on, ends_on=ends_on, note=clean_text(note))
        check_leave(wanted, context.today)
        _check_no_other(tx.db, wanted, leave_id)
        rows.change(tx.db, leave_id, version, wanted, sealing.close_leave(box, leave_id, wanted))
        tx.audit("leave.change", _target(wanted), leave=leave_id)


def delete(context: Context, leave_id: int, version: int) -> None:
    """Take away a leave entered by mistake; the audit keeps that there was one."""
    context.require(Action.MANAGE_LEAVE)
    with context.write() as tx:
        found = _one(context, tx.db, leave_id)
        if found.version != version:
            raise Conflict("这次请假刚被别人改过，没有删。请看过再决定。")
        rows.delete(tx.db, leave_id)
        tx.audit("leave.delete", _target(found.leave), leave=leave_id)


@until_arranged
def uncovered(context: Context) -> list[Uncovered]:
    """For the office: mentors on long leave whose students have nobody else meanwhile."""
    context.require(Action.MANAGE_ANY_LEAVE)
    with context.read() as db:
        found = rows.uncovered(db, context.today, LONG_LEAVE.days)
    return [Uncovered(row["name"], *_days(row), row["students"]) for row in found]


def of_my_students(context: Context) -> dict[int, str]:
    """Which of one's own students are or will be away, with the days and nothing else."""
    context.require(Action.SEE_OWN_DAY)
    with context.read() as db:
        found = rows.of_students(db, context.scope(db), context.today, mentor_id=context.actor.staff_id or 0)
    return {row["student_id"]: span_text(*_days(row)) for row in reversed(found)}


def _lines(context: Context, db: Database, since: date | None = None) -> list[Line]:
    found = rows.listed(
        db, context.scope(db), _reader(context), context.today, context.school_year(db),
        since or context.today - _SHOWN_BACK,
    )  # fmt: skip
    box = sealing.box(context)
    return [_line(row | {"note": sealing.leave_note(box, row)}) for row in found]


def _one(context: Context, db: Database, leave_id: int) -> Line:
    found = next((one for one in _lines(context, db) if one.id == leave_id), None)
    if found is None:
        raise NotFound("没有找到这次请假，或者不在您负责的范围内。")
    return found


def _require_mine(context: Context, db: Database, leave: Leave) -> None:
    if leave.staff_id is not None:
        context.require(Action.MANAGE_ANY_LEAVE)
        known = {row["id"] for row in departures.staff(db)}
    else:
        scope, year = context.scope(db), context.school_year(db)
        known = {row["id"] for row in departures.students(db, scope, _reader(context), context.today, year)}
    if (leave.staff_id or leave.student_id) not in known:
        raise NotFound("没有找到这个人，或者不在您负责的范围内。")


def _check_no_other(db: Database, leave: Leave, but: int = 0) -> None:
    other = rows.overlapping(db, leave, but)
    if other is not None:
        raise Invalid(f"这几天已经登记过请假（{span_text(*_days(other))}）。请改那一次的日子。")


def _reader(context: Context) -> Row:
    return {"me": context.actor.staff_id, "anywhere": context.actor.may(Action.MANAGE_ANY_LEAVE)}


def _line(row: Row) -> Line:
    class_name = class_text(row["grade"], row["class_number"]) if row["student_id"] else ""
    leave = Leave(row["staff_id"], row["student_id"], *_days(row), row["note"])
    return Line(row["id"], row["version"], row["name"], class_name, leave)


def _days(row: Row) -> tuple[date, date]:
    return date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])


def _target(leave: Leave) -> str:
    return f"staff/{leave.staff_id}" if leave.staff_id else f"student/{leave.student_id}"
