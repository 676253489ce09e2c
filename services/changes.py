"""调换导师: another mentor asked for, decided, handed over; who was whose mentor on any day; what still needs a hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from db import changes as rows
from db import loose_ends
from db.connection import Database
from db.rows import Row, update_version
from domain.changes import (
    ASKED_BY,
    STATES,
    Approval,
    OpenWork,
    Request,
    check_pause,
    check_request,
    recent,
)
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from services import sealing
from services.context import Context, Writing
from services.remembered import until_arranged
from services.sealing import Box
from services.students import class_text


@dataclass(frozen=True)
class ChangeLine:
    """A request as lists show it."""

    id: int
    version: int
    state: str
    student_id: int
    student: str
    class_id: int
    class_name: str
    asked_by: str
    asked_for_by: str
    asked_on: date
    from_mentor_id: int
    from_mentor: str
    to_mentor_id: int | None
    to_mentor: str
    reason: str
    student_opinion: str
    exception: str
    decision: str
    starts_on: date | None

    @property
    def state_text(self) -> str:
        """The word on the screen."""
        return STATES[self.state]


@dataclass(frozen=True)
class Asking:
    """A student as the form for a request needs it. `last_on`: changed within a year, so that it asks why again."""

    student_id: int
    student: str
    mentor: str
    last_on: date | None
    has_open: bool
    teachers: Mapping[int, str]


@until_arranged
def open_work(context: Context) -> OpenWork:
    """What waits for the class teacher or the office."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        scope, on, year, who = context.scope(db), context.today, context.school_year(db), reader(context)
        return OpenWork(
            len(loose_ends.unplaced(db, scope, who, on, year)),
            len(loose_ends.unmentored(db, scope, who, on, year)),
            len(loose_ends.to_confirm(db, scope, who, on, year)),
            rows.open_count(db, scope, who, on),
        )


@until_arranged
def waiting_requests(context: Context) -> int:
    """Requests that wait in the classes this person looks after."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return rows.open_count(db, context.scope(db), reader(context), context.today)


def mentors_on(context: Context, student_id: int, day: date) -> list[tuple[int, str]]:
    """Who mentored a student on any day: id and name."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.mentors_on(db, context.scope(db), student_id, day)
    return [(row["mentor_id"], row["name"]) for row in found]


@until_arranged
def requests(context: Context) -> list[ChangeLine]:
    """Requests of the own classes and those entered by oneself, the open ones first."""
    context.require(Action.ASK_CHANGE)
    with context.read() as db:
        who = reader(context)
        found = rows.listed(db, context.scope(db), who, context.today, context.school_year(db))
    box = sealing.box(context)
    return [_line(context, sealing.change(box, row)) for row in found]


def _line(context: Context, row: Row) -> ChangeLine:
    return ChangeLine(
        id=row["id"],
        version=row["version"],
        state=row["state"],
        student_id=row["student_id"],
        student=row["student"],
        class_id=row["class_id"],
        class_name=class_text(row["grade"], row["class_number"]),
        asked_by=ASKED_BY[row["asked_by"]],
        asked_for_by=row["asked_for_by_name"] or "",
        asked_on=context.day_of(row["asked_at"]),
        from_mentor_id=row["from_mentor_id"],
        from_mentor=row["from_mentor"] or "",
        to_mentor_id=row["to_mentor_id"],
        to_mentor=row["to_mentor"] or "",
        reason=row["reason"],
        student_opinion=row["student_opinion"],
        exception=row["exception"],
        decision=row["decision"],
        starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
    )


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def ask(context: Context, form_id: str, request: Request) -> int:
    """Ask for another mentor for a student of one's own or of one's class; returns the request's id."""
    context.require(Action.ASK_CHANGE)
    check_request(request)
    box = sealing.box(context)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        mentor_id = _present_mentor(context, tx.db, request.student_id)
        _check_may_be_asked(context, tx.db, request, mentor_id)
        change_id = rows.add(
            tx.db,
            {
                "student_id": request.student_id,
                "from_mentor_id": mentor_id,
                "to_mentor_id": request.to_mentor_id,
                "asked_by": request.asked_by,
                "reason": "",
                "state": "open",
                "asked_at": context.moment,
                "asked_for_by": context.actor.staff_id,
            },
        )
        said = {name: getattr(request, name).strip() for name in ("reason", "student_opinion", "exception")}
        rows.put_sealed(tx.db, change_id, sealing.close_change(box, change_id, request.student_id, said))
        tx.audit("change.ask", f"pairing_change/{change_id}", student=request.student_id)
        return int(tx.answer(form_id, change_id))


def asking(context: Context, student_id: int) -> Asking:
    """What the form about this student needs to know."""
    context.require(Action.ASK_CHANGE)
    with context.read() as db:
        standing = _standing(context, db, student_id)
        mentor_id = _present_mentor(context, db, student_id)
        names = {
            row["mentor_id"]: row["name"]
            for row in rows.mentors_on(db, context.scope(db), student_id, context.today)
        }
        return Asking(
            student_id,
            standing["name"],
            names[mentor_id],
            recent(_last_asked(db, student_id), context.today),
            rows.open_for(db, student_id) is not None,
            {
                one: f"{row['name']}　{row['subjects'].replace(',', '、') or '班主任'}"
                for one, row in _may_be_wished(context, db, standing["class_id"]).items()
                if one not in names
            },
        )


def withdraw(context: Context, change_id: int, version: int) -> None:
    """Take a request back: by whoever entered it, the class teacher or the office."""
    context.require(Action.ASK_CHANGE)
    box = sealing.box(context)
    with context.write() as tx:
        change = open_change(context, tx.db, change_id)
        standing = _standing(context, tx.db, change["student_id"])
        if not standing["is_class_teacher"] and change["asked_for_by"] != context.actor.staff_id:
            raise NotFound("这份申请不是您提交的，不能撤回。")
        close(tx, box, change, version, "withdrawn", "")
        tx.audit("change.withdraw", f"pairing_change/{change_id}")


# ── the checks ───────────────────────────────────────────────────────────────────────────────────────


def reader(context: Context) -> Row:
    """Who looks after which classes, as the queries take it."""
    return {"me": context.actor.staff_id, "anywhere": context.actor.may(Action.FORM_ANY_GROUPS)}


def _standing(context: Context, db: Database, student_id: int) -> Row:
    """What this person is to the student; somebody else's student reads like none."""
    found = rows.standing(db, context.scope(db), student_id, reader(context), context.today)
    if found is None or not (found["is_class_teacher"] or found["is_mentor"]):
        raise NotFound("没有找到这名学生，或者不在您负责的范围内。")
    return found


def _present_mentor(context: Context, db: Database, student_id: int) -> int:
    """The mentor to be changed: oneself for a mentor who asks, else the group's."""
    standing = _standing(context, db, student_id)
    mentors = [
        int(row["mentor_id"]) for row in rows.mentors_on(db, context.scope(db), student_id, context.today)
    ]
    if not mentors:
        raise Invalid("这名学生现在没有导师，不用申请调换。请在“没有人带”里直接安排。")
    me = context.actor.staff_id
    return me if me in mentors and not standing["is_class_teacher"] else mentors[0]


def _check_may_be_asked(context: Context, db: Database, request: Request, mentor_id: int) -> None:
    if rows.open_for(db, request.student_id):
        raise Conflict("这名学生已有一份申请在等审批。请等审批，或先撤回那一份。")
    if request.to_mentor_id == mentor_id:
        raise Invalid("想换的导师就是现在的导师。请另选一位，或留空由德育处安排。")
    class_id = _standing(context, db, request.student_id)["class_id"]
    if request.to_mentor_id not in (None, *_may_be_wished(context, db, class_id)):
        raise Invalid("想换的导师要从本班任课教师里选。请另选一位，或留空由德育处安排。")
    check_pause(request, _last_asked(db, request.student_id), context.today)


def _may_be_wished(context: Context, db: Database, class_id: int) -> dict[int, Row]:
    """The class's teachers: whoever else is to mentor the student is for the office to find."""
    found = rows.may_take_over(db, class_id, context.today)
    return {row["id"]: row for row in found if row["in_class"]}


def _last_asked(db: Database, student_id: int) -> date | None:
    last = rows.last_asked(db, student_id)
    return date.fromisoformat(last["starts_on"]) if last else None


def open_change(context: Context, db: Database, change_id: int) -> Row:
    """A request that waits, about a student within the scope."""
    change = rows.one(db, context.scope(db), change_id)
    if change is None:
        raise NotFound("没有找到这份申请，或者不在您负责的范围内。")
    if change["state"] != "open":
        raise Conflict(f"这份申请{STATES[change['state']]}，不用再处理。请刷新看最新的情况。")
    return change


def note_done(
    tx: Writing,
    student_id: int,
    former: int | None,
    mentor: int | None,
    why: Literal["arrival", "departure"],
    reason: str,
) -> None:
    """Keep a change that nobody had to ask for beside those that were asked for; in force from today."""
    moment, staff_id = tx.context.moment, tx.context.actor.staff_id
    done = {"from_mentor_id": former, "to_mentor_id": mentor, "starts_on": tx.context.today.isoformat()}
    asked = {"asked_by": why, "reason": reason, "asked_at": moment, "asked_for_by": staff_id}
    decided = {"state": "approved", "decided_at": moment, "decided_by": staff_id}
    rows.add(tx.db, {"student_id": student_id, **done, **asked, **decided})


def close(
    tx: Writing,
    box: Box,
    change: Row,
    version: int,
    state: str,
    words: str,
    approval: Approval | None = None,
) -> None:
    """The request's end, with whoever decided it; a colleague's decision is not overwritten."""
    said = sealing.change(box, change) | {"decision": words}
    done: Row = {
        "state": state,
        "sealed": sealing.close_change(box, change["id"], change["student_id"], said),
        "decided_at": tx.context.moment,
        "decided_by": tx.context.actor.staff_id,
    }
    if approval:
        done |= {"to_mentor_id": approval.mentor_id, "starts_on": approval.starts_on.isoformat()}
    update_version(tx.db, "pairing_change", change["id"], version, done)
