"""备案: the class teacher files the class's groups, the office returns or approves them, the day comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from db import classes, filing, pairings, settings, staff
from db.connection import Database
from db.rows import Row
from domain.class_names import ClassName
from domain.errors import Conflict, Invalid, NotFound
from domain.filing import FilingAct, FilingState
from domain.grouping_plan import Plan
from domain.permissions import Action
from services.class_filing import ClassFiling, body_of, class_filings, is_open
from services.context import Context, Writing
from services.led_classes import require_led
from services.plan_fit import require_fit
from services.remembered import until_arranged

MOST_COMMENT: Final = 300
LONGEST_WAIT: Final = timedelta(days=200)
REGROUPED: Final = "重新分组"
_TAKEN = "这个班的分组刚被别人改过，没有覆盖。请刷新看过现在的情况再决定。"


@dataclass(frozen=True)
class Step:
    """One step on the way, with its words."""

    act: FilingAct
    on: date
    who: str
    comment: str
    starts_on: date | None


def file_plan(context: Context, class_id: int, version: int) -> None:
    """The class teacher hands the plan to the office; from now on it is not to be changed.

    :raises Invalid: somebody has no group, or a group no mentor or name.
    :raises Conflict: the plan was changed since `version`, or is not the class teacher's any more.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        row = _open(tx.db, class_id)
        if _done(tx, row, FilingAct.FILED, version):
            return
        _must_be(row, version, FilingState.DRAFT, FilingState.RETURNED)
        require_fit(tx.db, context, class_id, body_of(row))
        _move(tx, row, version, FilingAct.FILED)


def withdraw(context: Context, class_id: int, version: int) -> None:
    """The class teacher takes a filed plan back to go on with it."""
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        row = _open(tx.db, class_id)
        if _done(tx, row, FilingAct.WITHDRAWN, version):
            return
        _must_be(row, version, FilingState.FILED)
        _move(tx, row, version, FilingAct.WITHDRAWN)


def return_plan(context: Context, plan_id: int, version: int, comment: str) -> None:
    """The office gives a plan back with what is to be changed."""
    context.require(Action.APPROVE_GROUPS)
    comment = comment.strip()
    if not comment:
        raise Invalid("请写明要改什么，再退回。")
    if len(comment) > MOST_COMMENT:
        raise Invalid(f"退回的说明最多 {MOST_COMMENT} 个字。")
    with context.write() as tx:
        row = _plan(tx.db, plan_id)
        if _done(tx, row, FilingAct.RETURNED, version):
            return
        _must_be(row, version, FilingState.FILED)
        _move(tx, row, version, FilingAct.RETURNED, comment)


def approve(context: Context, plan_id: int, version: int, starts_on: date | None = None) -> None:
    """The office puts a plan in force from that day (today); the groups before it end then and stay readable.

    :raises Invalid: the day is past, or the class has changed since: says who.
    """
    context.require(Action.APPROVE_GROUPS)
    day = starts_on or context.today
    if not context.today <= day <= context.today + LONGEST_WAIT:
        raise Invalid("生效日期要在今天以后的半年以内。")
    with context.write() as tx:
        row = _plan(tx.db, plan_id)
        if _done(tx, row, FilingAct.APPROVED, version, day):
            return
        _must_be(row, version, FilingState.FILED)
        plan = body_of(row)
        require_fit(tx.db, context, row["class_id"], plan)
        _put_in_force(tx.db, context, row["class_id"], plan, day)
        _move(tx, row, version, FilingAct.APPROVED, starts_on=day)


@dataclass(frozen=True)
class FilingWork:
    """What waits: plans for the office to decide, one's own classes' plans to correct (id → name)."""

    filed: int
    returned: Mapping[int, str]


@until_arranged
def open_work(context: Context) -> FilingWork:
    """What waits for this person."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        on, year = context.today, context.school_year(db)
        led = classes.led_by(db, context.actor.staff_id or 0, on)
        returned = filing.classes_with(db, FilingState.RETURNED, on, year)
        decides = context.actor.may(Action.APPROVE_GROUPS)
        return FilingWork(
            len(filing.classes_with(db, FilingState.FILED, on, year)) if decides else 0,
            {row["id"]: ClassName(row["grade"], row["number"]).text for row in returned if row["id"] in led},
        )


@until_arranged
def states(context: Context) -> list[ClassFiling]:
    """Every class of the school year and how far it is, in school order."""
    context.require(Action.APPROVE_GROUPS)
    with context.read() as db:
        return class_filings(db, context, None)


def state_of(context: Context, class_id: int) -> ClassFiling:
    """How far one class is."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        return class_filings(db, context, class_id)[0]


def history(context: Context, class_id: int) -> list[Step]:
    """Every step of the class's plans, newest first."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        return [_step(context, row) for row in filing.steps(db, class_id)]


def missing(context: Context, class_id: int) -> str:
    """What keeps the open plan from being filed, as a sentence; empty when nothing does."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        row = next((one for one in filing.of_classes(db, class_id) if is_open(one)), None)
        if row is None:
            return "还没有分组方案。先到“分组”一步形成小组。"
        try:
            require_fit(db, context, class_id, body_of(row))
        except Invalid as error:
            return error.message
    return ""


@dataclass(frozen=True)
class Effect:
    """What approving the open plan would do to children who have a mentor: names of those who get another one, and
    of these whose mentor was agreed only after the plan was made, which approving would undo.
    """

    changed: list[str]
    undone: list[str]


def effect(context: Context, class_id: int) -> Effect:
    """Who would change mentor by the open plan."""
    context.require(Action.APPROVE_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        row = next((one for one in filing.of_classes(db, class_id) if is_open(one)), None)
        if row is None:
            return Effect([], [])
        scope, today = context.scope(db), context.today
        mentors = pairings.mentors_of_class(db, scope, class_id, today)
        late = pairings.begun_since(db, scope, class_id, context.day_of(row["changed_at"]), today)
        names = {one["id"]: one["name"] for one in pairings.members(db, scope, class_id, today)}
    planned = {student: group.mentor for group in body_of(row).groups for student in group.students}
    moved = [one for one in names if one in mentors and planned.get(one, mentors[one]) != mentors[one]]
    return Effect([names[one] for one in moved], [names[one] for one in moved if one in late])


def _step(context: Context, row: Row) -> Step:
    is_approval = row["act"] == FilingAct.APPROVED and row["starts_on"]
    return Step(
        FilingAct(row["act"]),
        context.day_of(row["at"]),
        row["staff"] or "",
        row["comment"],
        date.fromisoformat(row["starts_on"]) if is_approval else None,
    )


def _open(db: Database, class_id: int) -> Row:
    """The class's open plan; where there is none, the one approved last, for a second click to be told."""
    found = filing.of_classes(db, class_id)
    if not found:
        raise NotFound("这个班还没有分组方案。先到“分组”一步形成小组。")
    return found[0]


def _plan(db: Database, plan_id: int) -> Row:
    row = filing.plan(db, plan_id)
    if row is None:
        raise NotFound("没有这份分组方案。")
    return row


def _must_be(row: Row, version: int, *states: FilingState) -> None:
    if row["version"] != version:
        raise Conflict(_TAKEN)
    if row["state"] not in states:
        raise Conflict(f"这份分组现在是“{FilingState(row['state']).text}”，这一步做不了。请刷新看看。")


def _done(tx: Writing, row: Row, act: FilingAct, version: int, starts_on: date | None = None) -> bool:
    """Whether this very step was taken before: a double click takes it once."""
    earlier = tx.earlier(_receipt(row, act, version))
    if earlier is not None and starts_on is not None and earlier != starts_on.isoformat():
        raise Conflict(_TAKEN)
    return earlier is not None


def _receipt(row: Row, act: FilingAct, version: int) -> str:
    return f"filing/{row['id']}/{version}/{act}"


def _move(
    tx: Writing, row: Row, version: int, act: FilingAct, comment: str = "", starts_on: date | None = None
) -> None:
    state = FilingState.DRAFT if act is FilingAct.WITHDRAWN else FilingState(act.value)
    context, staff_id = tx.context, tx.context.actor.staff_id
    filing.move(tx.db, row["id"], version, state, context.moment, staff_id, starts_on)
    filing.add_step(tx.db, row["id"], act, comment, staff_id, context.moment)
    day = starts_on.isoformat() if starts_on else ""
    tx.audit(f"grouping_plan.{act}", f"grouping_plan/{row['id']}", version=version, starts_on=day)
    tx.answer(_receipt(row, act, version), day)


def _put_in_force(db: Database, context: Context, class_id: int, plan: Plan, day: date) -> None:
    here = staff.present(db)  # who was to mentor besides and has left since is passed over
    pairings.end_groups(db, class_id, day, REGROUPED)
    pairings.end_loose(db, list(plan.places), day, REGROUPED)
    for position, group in enumerate(plan.groups, start=1):
        pairings.add_group(
            db,
            class_id,
            group.name,
            group.motto,
            position,
            list(group.students),
            group.mentor,
            day,
            group.aim,
            [one for one in group.others if one in here],
        )
    pairings.go_on_with_trials(db, class_id, day)
    if filing.begins_a_stage(db, class_id, context.school_year(db, day)):
        until = day + timedelta(days=int(settings.get(db, "adaptation_days")))
        pairings.begin_adaptation(db, class_id, day, until)
