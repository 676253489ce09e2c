"""认领: a mentor ranks groups or students of the classes taught, while their round is open.

A teacher who is not the mentor yet is shown names and groups, and nothing else of a child.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import choices
from db.connection import Database
from db.rows import Row
from db.scope import scope_of_teaching
from domain.calendar import day_text
from domain.class_names import ClassName
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.wishes import MOST_CLAIMS
from services.choices import Round, class_rounds, plan_groups
from services.context import Context


@dataclass(frozen=True)
class Claimed:
    """What may be claimed: a group by its key, or a student; exactly one of the two."""

    group_key: str | None = None
    student_id: int | None = None


@dataclass(frozen=True)
class ClaimGroup:
    """A group of the class's plan, as whoever may claim it sees it."""

    key: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class ClaimRound:
    """A class's round for one of its teachers. After the deadline only the own claims are named."""

    class_id: int
    class_name: str
    round_id: int
    closes_at: datetime
    is_open: bool
    groups: tuple[ClaimGroup, ...]
    students: tuple[tuple[int, str, str], ...]  # id, name, number
    own: tuple[Claimed, ...]


def my_rounds(context: Context) -> list[ClaimRound]:
    """This school year's latest round of every class one teaches, the open ones first."""
    context.require(Action.CLAIM)
    with context.read() as db:
        found = [_round(db, context, row, latest) for row, latest in _latest(db, context)]
    return sorted(found, key=lambda one: not one.is_open)


def waiting(context: Context) -> list[str]:
    """The classes one teaches that ask for claims and have none of one's own."""
    context.require(Action.CLAIM)
    with context.read() as db:
        year, me = context.school_year(db), context.actor.staff_id or 0
        found = choices.unclaimed(db, me, context.today, context.moment, year)
    return [ClassName(row["grade"], row["number"]).text for row in found]


def save(
    context: Context,
    form_id: str,
    class_id: int,
    round_id: int,
    claimed: Sequence[Claimed],
    read: Sequence[Claimed],
) -> int:
    """Keep one's claims of a class, dearest first; none takes them back. `read`: what stood there before.

    :raises Conflict: they were changed in another tab meanwhile.
    """
    context.require(Action.CLAIM)
    with context.write() as tx:
        present = next((one for one in _latest(tx.db, context) if one[0]["id"] == class_id), None)
        if present is None:
            raise NotFound("您现在不教这个班，或者这个班没有双向选择。")
        found = _round(tx.db, context, *present)
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        _check(found, round_id, claimed, read)
        rows = [(one.student_id, one.group_key) for one in claimed]
        choices.replace_claims(tx.db, round_id, context.actor.staff_id or 0, rows, context.moment)
        tx.audit("claims.save", f"choice_round/{round_id}", count=len(rows))
        return int(tx.answer(form_id, len(rows)))


def _check(found: ClaimRound, round_id: int, claimed: Sequence[Claimed], read: Sequence[Claimed]) -> None:
    if found.round_id != round_id:
        raise Conflict("这个班已经开了新的一轮，请刷新后再认领。")
    if not found.is_open:
        raise Invalid(f"认领已在{day_text(found.closes_at.date())}截止，只能看。要改请找班主任。")
    if found.own not in (tuple(read), tuple(claimed)):
        raise Conflict("您的认领刚在别处改过，没有覆盖。请看过现在的认领再改一次。")
    if len(claimed) > MOST_CLAIMS:
        raise Invalid(f"最多认领 {MOST_CLAIMS} 个。")
    if len(set(claimed)) < len(claimed):
        raise Invalid("同一个小组或学生选了两次，请改一个。")
    groups = {one.key for one in found.groups}
    students = {student for student, _, _ in found.students}
    for one in claimed:
        if one.group_key and one.student_id:
            raise Invalid("一次只认领一个小组或一名学生，请改选。")
        if not (one.group_key in groups if one.group_key else one.student_id in students):
            raise Conflict("要认领的小组或学生已经不在这个班的分组里了。请刷新后再选。")


def _latest(db: Database, context: Context) -> list[tuple[Row, Round]]:
    """The classes taught, each with the round that counts."""
    staff_id = context.actor.staff_id or 0
    rows = choices.classes_with_rounds(db, staff_id, context.today, context.school_year(db))
    found = [(row, class_rounds(db, context, row["id"])[0]) for row in rows]
    return [(row, latest) for row, latest in found if latest.counts]


def _round(db: Database, context: Context, row: Row, latest: Round) -> ClaimRound:
    scope = scope_of_teaching(context.actor.staff_id, context.today)
    own = tuple(
        Claimed(one["group_key"], one["student_id"])
        for one in choices.claims(db, latest.id, context.actor.staff_id or 0)
    )
    students = choices.students(db, scope, row["id"], context.today)
    names = {one["id"]: one["name"] for one in students}
    groups = [
        ClaimGroup(one.key, one.name, tuple(names[student] for student in one.students if student in names))
        for one in plan_groups(db, row["id"])
    ]
    if not latest.is_open:
        students = [one for one in students if Claimed(student_id=one["id"]) in own]
        groups = [ClaimGroup(one.key, one.name, ()) for one in groups if Claimed(one.key) in own]
    return ClaimRound(
        row["id"],
        ClassName(row["grade"], row["number"]).text,
        latest.id,
        latest.closes_at,
        latest.is_open,
        tuple(groups),
        tuple((one["id"], one["name"], one["student_number"] or "") for one in students),
        own,
    )
