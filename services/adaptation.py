"""适应期: the first weeks of a new pairing in a starting grade; when they are over, the class teacher confirms."""

from dataclasses import dataclass
from datetime import date

from db import loose_ends
from domain.errors import Conflict
from domain.permissions import Action
from services.changes import reader
from services.context import Context
from services.led_classes import require_led
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


def to_confirm(context: Context) -> list[Trial]:
    """Groups of the classes looked after that are to be confirmed or changed."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
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


def confirm(context: Context, class_id: int, group_id: int | None, mentor_id: int) -> int:
    """The group stays with its mentor; returns how many students."""
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        done = loose_ends.confirm(tx.db, class_id, group_id, mentor_id, context.today, context.moment)
        if not done:
            raise Conflict("这个小组已经确认过了，或者刚换了导师。请刷新看看。")
        tx.audit("adaptation.confirm", f"class/{class_id}", group=group_id, mentor=mentor_id, students=done)
        return done


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
