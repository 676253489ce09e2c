"""The office decides about another mentor (调换导师): yes from a day on, or no with a sentence."""

from dataclasses import dataclass
from datetime import date

from db import changes as rows
from db import moves, pairings, settings
from db.connection import Database
from db.rows import Row
from domain.changes import Approval, check_first_day, check_length
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from services import sealing
from services.changes import close, open_change, reader
from services.context import Context


@dataclass(frozen=True)
class Successor:
    """Somebody who may be the next mentor; `group` is the one led in the student's class, if any."""

    id: int
    name: str
    words: str
    group: str


def successors(context: Context, change_id: int) -> list[Successor]:
    """Whom the office may choose from: the class's teachers first, then the school's."""
    context.require(Action.DECIDE_CHANGE)
    with context.read() as db:
        change = open_change(context, db, change_id)
        student, on = change["student_id"], context.today
        standing = rows.standing(db, context.scope(db), student, reader(context), on)
        if standing is None:
            raise NotFound("这名学生已经离班，请撤回这份申请。")
        present = {row["mentor_id"] for row in rows.mentors_on(db, context.scope(db), student, on)}
        own = moves.group_of(db, student, on)
        led = {
            row["mentor_id"]: row["name"]
            for row in pairings.groups(db, standing["class_id"], on)
            if own is None or row["id"] != own["id"]
        }
        usual = int(settings.get(db, "most_mentees"))
        found = rows.may_take_over(db, standing["class_id"], on)
    return [
        Successor(row["id"], row["name"], _words(row, usual), led.get(row["id"], ""))
        for row in found
        if row["id"] not in present
    ]


def _words(row: Row, usual: int) -> str:
    """语文，已带 8 人; a full one and one of another class are said."""
    most = usual if row["most_mentees"] is None else row["most_mentees"]
    words = [row["subjects"].replace(",", "、") or "班主任", f"已带 {row['mentees']} 人"]
    words += ["已带满"] if row["mentees"] >= most else []
    return "，".join(words if row["in_class"] else ["不教本班", *words])


def refuse(context: Context, change_id: int, version: int, words: str) -> None:
    """Say no, with the reason."""
    context.require(Action.DECIDE_CHANGE)
    if not words.strip():
        raise Invalid("不同意时请写一句理由，老师和学生要知道为什么。")
    box = sealing.box(context)
    with context.write() as tx:
        change = open_change(context, tx.db, change_id)
        close(tx, box, change, version, "refused", words.strip())
        tx.audit("change.refuse", f"pairing_change/{change_id}")


def approve(context: Context, change_id: int, version: int, approval: Approval) -> None:
    """Say yes: the earlier pairing ends and the next begins that day; promises go with the student."""
    context.require(Action.DECIDE_CHANGE)
    box = sealing.box(context)
    with context.write() as tx:
        change = open_change(context, tx.db, change_id)
        _check_approval(context, tx.db, change, approval)
        close(tx, box, change, version, "approved", approval.words.strip(), approval)
        group_id = _group_for(context, tx.db, change["student_id"], approval)
        moves.end_pairings(
            tx.db, change["student_id"], approval.starts_on, "调换导师", change["from_mentor_id"]
        )
        moves.pair(tx.db, change["student_id"], approval.mentor_id, group_id, approval.starts_on)
        tx.audit(
            "change.approve",
            f"pairing_change/{change_id}",
            student=change["student_id"],
            mentor=approval.mentor_id,
        )


def _group_for(context: Context, db: Database, student_id: int, approval: Approval) -> int | None:
    """The group the student is in from that day on."""
    present = moves.group_of(db, student_id, context.today)
    if present is None or not approval.moves_group:
        return present["id"] if present else None
    led = led_group(db, present["class_id"], approval.mentor_id, context.today)
    if led is None:
        raise Invalid("这位导师在本班没有带小组，学生只能留在原来的小组。")
    moves.join_group(db, student_id, led, approval.starts_on)
    return led


def led_group(db: Database, class_id: int, mentor_id: int, on: date) -> int | None:
    """The group of the class that this mentor leads."""
    found = pairings.groups(db, class_id, on)
    return next((int(row["id"]) for row in found if row["mentor_id"] == mentor_id), None)


def _check_approval(context: Context, db: Database, change: Row, approval: Approval) -> None:
    present = {
        row["mentor_id"]
        for row in rows.mentors_on(db, context.scope(db), change["student_id"], context.today)
    }
    if change["from_mentor_id"] not in present:
        raise Conflict("这名学生的导师已经变了，这份申请不再适用。请撤回它，看过现在的导师再说。")
    if approval.mentor_id in present:
        raise Invalid("这位老师现在就是这名学生的导师，请另选一位。")
    check_first_day(approval.starts_on, context.today)
    check_length([approval.words])
    moves.require_here(db, approval.mentor_id)
