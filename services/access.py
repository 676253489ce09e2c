"""申请查看: to read about a student outside one's own circle, asked for with a reason, decided by somebody else.

What is granted ends by the moment it holds, so that no job has to run; whoever decides, or who asked, ends it earlier.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import access as rows
from db import classes, staff, students
from db.connection import Database
from db.rows import Row, update_version
from domain.access import (
    MOST_OPEN,
    STATES,
    check_asking,
    check_granting,
    check_refusing,
    end_of,
    moment_words,
)
from domain.class_names import ClassName
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.people import clean_name
from domain.permissions import ALLOWED, Action
from services.context import Context, moment_text
from services.students import class_text

_GONE = "没有找到这份申请。请刷新看最新的情况。"
_NOBODY = "没有找到这名学生。姓名要写全，班级或学号要对得上。"
_TOLD_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Request:
    """Whom somebody wants to read about, why, and what came of it."""

    id: int
    version: int
    state: str  # a key of STATES, or over: granted and past its moment
    student_id: int
    student: str
    class_name: str
    asker: str
    asked_at: datetime
    reason: str
    days: int
    decider: str
    decided_at: datetime | None
    words: str
    ends_at: datetime | None
    ender: str
    read_at: datetime | None

    @property
    def state_text(self) -> str:
        """等审批, 可以看到11月29日 14:05, 已到期."""
        if self.state == "granted" and self.ends_at:
            return f"可以看到 {moment_words(self.ends_at)}"
        return STATES.get(self.state, "已到期")


@dataclass(frozen=True)
class Notice:
    """What Today says of it: about one student, or how many wait to be decided."""

    words: str
    student_id: int | None = None  # readable now


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def class_names(context: Context) -> dict[int, str]:
    """Every class by id: the student asked for is named by name and class, not looked up."""
    context.require(Action.ASK_ACCESS)
    with context.read() as db:
        found = classes.present(db, context.school_year(db), context.today)
    return {row["id"]: ClassName(row["grade"], row["number"]).text for row in found}


def deciders(context: Context) -> list[tuple[str, str]]:
    """(role, names) of those who could decide a request of this person's."""
    context.require(Action.ASK_ACCESS)
    roles = sorted(ALLOWED[Action.DECIDE_ACCESS])
    with context.read() as db:
        found = staff.deciders(db, roles, context.actor.staff_id, context.today)
    named = {role: [row["name"] for row in found if row["role"] == role.value] for role in roles}
    return [(role.text, "、".join(names)) for role, names in named.items() if names]


def ask(
    context: Context, form_id: str, name: str, class_id: int | None, number: str, reason: str, days: int
) -> int:
    """Ask to read about the one student of this name in this class or with this number; returns the request's id."""
    context.require(Action.ASK_ACCESS)
    if context.actor.sees_whole_school:
        raise Invalid("您本来就能看全校的学生，不用申请。")
    check_asking(reason, days)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        student_id = _named(context, tx.db, name, class_id, number)
        _check_may_be_asked(context, tx.db, student_id)
        asked = {"student_id": student_id, "asked_by": context.actor.staff_id, "asked_at": context.moment}
        request_id = rows.add(tx.db, {**asked, "reason": reason.strip(), "days": days})
        tx.audit("access.ask", f"access_request/{request_id}", student=student_id, days=days)
        return int(tx.answer(form_id, request_id))


def _named(context: Context, db: Database, name: str, class_id: int | None, number: str) -> int:
    name, number = clean_name(name), number.strip()
    if not name or not (class_id or number):
        raise Invalid("请写学生的姓名，再选班级或写学号。")
    found = rows.named(db, name, class_id, number, context.today)
    if len(found) > 1:
        raise Invalid("这个班有同名的学生，请再写上学号。")
    if not found:
        raise NotFound(_NOBODY)
    return found[0]


def _check_may_be_asked(context: Context, db: Database, student_id: int) -> None:
    me = context.actor.staff_id or 0
    if students.ids_within(db, context.reading(db), (student_id,)):
        raise Invalid("您现在就能看这名学生，不用申请。请在“学生”里找。")
    if rows.open_of(db, me, student_id):
        raise Conflict("您已经申请看这名学生，还在等审批。")
    if rows.open_of(db, me) >= MOST_OPEN:
        raise Invalid(f"您已有 {MOST_OPEN} 份申请在等审批。请等答复，或先撤回一份。")


def mine(context: Context) -> list[Request]:
    """One's own requests, the newest first."""
    context.require(Action.ASK_ACCESS)
    with context.read() as db:
        found = rows.of_asker(db, context.actor.staff_id, context.today, context.school_year(db))
    return [_request(context, row) for row in found]


def withdraw(context: Context, request_id: int, version: int) -> None:
    """Take one's own request back, or give up early what was granted."""
    context.require(Action.ASK_ACCESS)
    with context.write() as tx:
        found = rows.one(tx.db, request_id)
        if found is None or found["asked_by"] != context.actor.staff_id:
            raise NotFound(_GONE)
        if found["state"] == "open":
            update_version(tx.db, "access_request", request_id, version, {"state": "withdrawn"})
            tx.audit("access.withdraw", f"access_request/{request_id}")
        else:
            _require_in_force(context, found)
            update_version(tx.db, "access_request", request_id, version, _ended(context))
            tx.audit("access.end", f"access_request/{request_id}")


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────


def to_decide(context: Context) -> list[Request]:
    """Everybody else's requests, those that wait first."""
    context.require(Action.DECIDE_ACCESS)
    with context.read() as db:
        scope, me = context.scope(db), context.actor.staff_id
        found = rows.of_others(db, scope, me, context.today, context.school_year(db))
    return [_request(context, row) for row in found]


def waiting(context: Context) -> int:
    """How many requests of others wait to be decided."""
    context.require(Action.DECIDE_ACCESS)
    with context.read() as db:
        return rows.waiting(db, context.scope(db), context.actor.staff_id)


def grant(context: Context, request_id: int, version: int, days: int, words: str = "") -> datetime:
    """Let somebody read about the student from now on, for as long as asked or shorter; returns until when."""
    context.require(Action.DECIDE_ACCESS)
    with context.write() as tx:
        found = _others_request(context, tx.db, request_id, "open")
        check_granting(days, found["days"], words)
        ends_at = end_of(context.now, days)
        decided = _decided(context, "granted", words) | {"ends_at": moment_text(ends_at)}
        update_version(tx.db, "access_request", request_id, version, decided)
        tx.audit("access.grant", f"access_request/{request_id}", student=found["student_id"], days=days)
    return context.local_time(moment_text(ends_at))


def refuse(context: Context, request_id: int, version: int, words: str) -> None:
    """Say no, and why."""
    context.require(Action.DECIDE_ACCESS)
    check_refusing(words)
    with context.write() as tx:
        _others_request(context, tx.db, request_id, "open")
        update_version(tx.db, "access_request", request_id, version, _decided(context, "refused", words))
        tx.audit("access.refuse", f"access_request/{request_id}")


def end(context: Context, request_id: int, version: int) -> None:
    """End before its moment what somebody was granted."""
    context.require(Action.DECIDE_ACCESS)
    with context.write() as tx:
        _require_in_force(context, _others_request(context, tx.db, request_id, "granted"))
        update_version(tx.db, "access_request", request_id, version, _ended(context))
        tx.audit("access.end", f"access_request/{request_id}")


def _others_request(context: Context, db: Database, request_id: int, state: str) -> Row:
    """Somebody else's request, about a student in reach, in this state."""
    found = rows.one(db, request_id)
    if found is None or not students.ids_within(db, context.scope(db), (found["student_id"],)):
        raise NotFound(_GONE)
    if found["asked_by"] == context.actor.staff_id:
        raise NotAllowed("自己的申请要由别人审批。")
    if found["state"] != state:
        raise Conflict(f"这份申请{STATES[found['state']]}，不用再处理。请刷新看最新的情况。")
    return found


def _require_in_force(context: Context, found: Row) -> None:
    if found["state"] != "granted" or found["ends_at"] <= context.moment:
        raise Conflict("这份批准已经结束了，不用再处理。")


def _decided(context: Context, state: str, words: str) -> Row:
    by = {"decided_by": context.actor.staff_id, "decided_at": context.moment}
    return {"state": state, "words": words.strip(), **by}


def _ended(context: Context) -> Row:
    return {"state": "ended", "ended_by": context.actor.staff_id, "ended_at": context.moment}


# ── for Today ────────────────────────────────────────────────────────────────────────────────────────


def notices(context: Context) -> list[Notice]:
    """For Today: what waits for one's decision, and what was decided lately about one's own requests."""
    context.require(Action.ASK_ACCESS)
    waits = waiting(context) if context.actor.may(Action.DECIDE_ACCESS) else 0
    with context.read() as db:
        found = rows.of_asker(db, context.actor.staff_id, context.today, context.school_year(db))
    own = [_request(context, row) for row in found]
    told = [one for one in own if one.decided_at and one.decided_at > context.local_now - _TOLD_FOR]
    return [
        *([Notice(f"{waits} 份查看申请等您审批")] if waits else []),
        *(_notice(one) for one in told if one.state in ("granted", "refused")),
    ]


def _notice(one: Request) -> Notice:
    if one.state == "granted":
        return Notice(f"{one.student}：{one.decider}同意您{one.state_text}", one.student_id)
    return Notice(f"{one.student}：{one.decider}没有同意您的查看申请")


def _request(context: Context, row: Row) -> Request:
    ends_at = context.local_time(row["ends_at"]) if row["ends_at"] else None
    is_over = row["state"] == "granted" and row["ends_at"] <= context.moment
    return Request(
        row["id"],
        row["version"],
        "over" if is_over else row["state"],
        row["student_id"],
        row["student"],
        class_text(row["grade"], row["class_number"]),
        row["asker"],
        context.local_time(row["asked_at"]),
        row["reason"],
        row["days"],
        row["decider"] or "",
        context.local_time(row["decided_at"]) if row["decided_at"] else None,
        row["words"],
        ends_at,
        row["ender"] or "",
        context.local_time(row["read_at"]) if row["read_at"] else None,
    )
