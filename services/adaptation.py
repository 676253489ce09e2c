"""适应期: the first weeks of a new pairing in a starting grade; when they are over, the class teacher confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import loose_ends
from db.connection import Database
from domain.errors import Conflict
from domain.permissions import Action
from services.changes import reader
from services.context import Context
from services.led_classes import require_led
from services.remembered import until_arranged
from services.students import class_text


@dataclass(frozen=True)
class Trial:
    """A group with its mentor whose adaptation period is over."""

    class_id: int
    class_name: str
    group_id: int | None
    group: str
    mentor_id: int
    mentor: str
    until: date
    students: int

    @property
    def key(self) -> str:
        """Tells it from the others of its class."""
        return f"{self.group_id or 0}-{self.mentor_id}"


@dataclass(frozen=True)
class SmallGroup:
    """A group with less than half as many as the largest of its class."""

    class_id: int
    class_name: str
    group: str
    students: int
    largest: str
    most: int

    @property
    def advice(self) -> str:
        """What could be done."""
        return (
            f"{self.class_name}{self.group}只剩 {self.students} 人，{self.largest}有 {self.most} 人。"
            f"可以从{self.largest}调 {max(1, (self.most - self.students) // 2)} 人过来，或把这组并入别组。"
        )


@until_arranged
def to_confirm(context: Context) -> list[Trial]:
    """Groups of the classes looked after that are to be confirmed or changed."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return _waiting(db, context)


def _waiting(db: Database, context: Context) -> list[Trial]:
    scope, year = context.scope(db), context.school_year(db)
    found = loose_ends.to_confirm(db, scope, reader(context), context.today, year)
    return [
        Trial(
            row["class_id"],
            class_text(row["grade"], row["class_number"]),
            row["group_id"],
            row["group_name"] or "单独结对",
            row["mentor_id"],
            row["mentor"],
            date.fromisoformat(row["until"]),
            row["students"],
        )
        for row in found
    ]


def confirm(context: Context, class_id: int, keys: Sequence[str]) -> int:
    """These groups of the class (Trial.key) stay with their mentors; returns how many students.

    :raises Conflict: one was confirmed already or has another mentor now; then none is.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        waiting = {one.key: one for one in _waiting(tx.db, context) if one.class_id == class_id}
        if not keys or not set(keys) <= set(waiting):
            raise Conflict("有小组已经确认过了，或者刚换了导师，没有再确认。请刷新看看。")
        done = 0
        for one in (waiting[key] for key in keys):
            done += loose_ends.confirm(
                tx.db, class_id, one.group_id, one.mentor_id, context.today, context.moment
            )
        tx.audit("adaptation.confirm", f"class/{class_id}", groups=list(keys), count=done)
        return done


@until_arranged
def small_groups(context: Context) -> list[SmallGroup]:
    """Groups that became small, with what could be done."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        scope, year = context.scope(db), context.school_year(db)
        sizes = loose_ends.group_sizes(db, scope, reader(context), context.today, year)
    largest = {row["class_id"]: row for row in sorted(sizes, key=lambda row: int(row["students"]))}
    return [
        SmallGroup(
            row["class_id"],
            class_text(row["grade"], row["class_number"]),
            row["group_name"],
            row["students"],
            largest[row["class_id"]]["group_name"],
            largest[row["class_id"]]["students"],
        )
        for row in sizes
        if 2 * row["students"] < largest[row["class_id"]]["students"]
    ]
