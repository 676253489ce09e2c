"""推进阶段: a proposal until the office decides, then its own; what can be counted is counted, the rest is ticked."""

from dataclasses import dataclass, replace
from datetime import date

from db import calendar as calendar_rows
from db import stages as rows
from db.connection import Database
from domain import stages as rules
from domain.calendar import default_terms, month_of, school_year_text
from domain.errors import Conflict, NotFound
from domain.permissions import Action
from domain.records import clean_text
from domain.stages import Count, Item, Stage
from services.context import Context, Writing
from services.remembered import until_arranged, until_written

_GONE = "这一项已经不在了，可能刚被别人去掉。请看一看现在的安排。"


@dataclass(frozen=True)
class Plan:
    """The stages of the school year; `is_proposal`: nothing is decided, and nothing stored."""

    year_text: str
    stages: tuple[Stage, ...]
    is_proposal: bool

    def stage(self, position: int) -> Stage | None:
        """The stage in this place."""
        return next((one for one in self.stages if one.position == position), None)

    def item(self, item_id: int) -> tuple[Stage, Item] | None:
        """A stored item and its stage."""
        return next(((stage, one) for stage in self.stages for one in stage.items if one.id == item_id), None)


@until_written
def see(context: Context) -> Plan:
    """The stages with what is counted in them, of the part the viewer leads."""
    context.require(Action.SEE_OVERVIEW)
    plan, counted = _arranged(context)
    with context.read() as db:
        active = rows.active_groups(db, context.leading(db), context.today, month_of(context.today)[0])
    of_groups = replace(counted[rules.Measure.GROUP_ACTIVITIES], done=active)
    known = counted | {rules.Measure.GROUP_ACTIVITIES: of_groups}
    return replace(plan, stages=tuple(_counted(one, known) for one in plan.stages))


def now(context: Context) -> str:
    """全面实施阶段，12月25日前交学期总结; empty while the stages are not decided or it is none of them."""
    context.require(Action.SEE_OVERVIEW)
    plan, counted = _arranged(context)
    if plan.is_proposal:
        return ""
    # a month's activities begin anew every month: they are not what comes next
    once: dict[rules.Measure, Count] = {
        key: count for key, count in counted.items() if key is not rules.Measure.GROUP_ACTIVITIES
    }
    stages = [
        replace(one, items=tuple(item for item in one.items if item.measure in (None, *once)))
        for one in plan.stages
    ]
    return rules.now_text([_counted(one, once) for one in stages], context.today)


@until_arranged
def _arranged(context: Context) -> tuple[Plan, dict[rules.Measure, Count]]:
    """The stages, and what is counted of them whatever is recorded."""
    with context.read() as db:
        year = context.school_year(db)
        known, counted = rows.stored(db, year), rows.counts(db, context.leading(db), context.today)
        found = known or _proposal(db, year)
    return Plan(school_year_text(year), tuple(found), not known), counted


def adopt(context: Context) -> None:
    """Let the proposal be the school's.

    :raises Conflict: the stages were decided meanwhile.
    """
    context.require(Action.ASSIGN_LEADERS)
    with context.write() as tx:
        year = context.school_year(tx.db)
        if rows.stored(tx.db, year):
            raise Conflict("推进阶段刚被别人定下来了。请看一看现在的安排。")
        for stage in _proposal(tx.db, year):
            rows.add(tx.db, year, stage)
        tx.audit("stage.adopt", "stage")


def change(context: Context, position: int, version: int, starts_on: date, ends_on: date) -> None:
    """Move a stage's days.

    :raises Conflict: they were moved since `version` was read.
    """
    context.require(Action.ASSIGN_LEADERS)
    with context.write() as tx:
        stage = _stage(context, tx, position)
        rules.check_days(rows.stored(tx.db, context.school_year(tx.db)), position, starts_on, ends_on)
        rows.change(tx.db, stage, starts_on, ends_on, version)
        tx.audit("stage.change", f"stage/{stage.id}")


def add_item(context: Context, form_id: str, position: int, name: str, due_on: date | None) -> int:
    """One more thing a stage asks for; returns its id. The same form sent twice is one."""
    context.require(Action.ASSIGN_LEADERS)
    name = clean_text(name)
    rules.check_item(name, "", None, context.today)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        stage = _stage(context, tx, position)
        item_id = rows.add_item(tx.db, stage.id, Item(0, name, due_on), context.actor.staff_id)
        tx.audit("stage_item.add", f"stage_item/{item_id}")
        return int(tx.answer(form_id, item_id))


def change_item(context: Context, wanted: Item) -> None:
    """Reword, move or tick an item; of one that is counted only name and day.

    :raises Conflict: it was changed since `wanted.version` was read.
    """
    context.require(Action.ASSIGN_LEADERS)
    wanted = replace(wanted, name=clean_text(wanted.name), words=clean_text(wanted.words))
    rules.check_item(wanted.name, wanted.words, wanted.done_on, context.today)
    with context.write() as tx:
        known = _item(context, tx, wanted.id)
        if known.measure is not None:
            wanted = replace(wanted, measure=known.measure, done_on=None)
        rows.change_item(tx.db, wanted, context.actor.staff_id)
        tx.audit("stage_item.change", f"stage_item/{wanted.id}")


def remove_item(context: Context, item_id: int, version: int) -> None:
    """Take an item away.

    :raises Conflict: it was changed since `version` was read.
    """
    context.require(Action.ASSIGN_LEADERS)
    with context.write() as tx:
        if _item(context, tx, item_id).version != version:
            raise Conflict("这一项刚被别人改过，没有去掉。请看过再决定。")
        rows.remove_item(tx.db, item_id)
        tx.audit("stage_item.remove", f"stage_item/{item_id}")


def _proposal(db: Database, year: int) -> tuple[Stage, ...]:
    """By the terms entered; of a term not entered, by the days most schools have."""
    usual = default_terms(year)
    known = {one.number: one for one in calendar_rows.terms(db) if one.school_year == year}
    return rules.proposal(known.get(1, usual[0]), known.get(2, usual[1]))


def _counted(stage: Stage, counted: dict[rules.Measure, Count]) -> Stage:
    items = (replace(one, count=counted[one.measure]) if one.measure else one for one in stage.items)
    return replace(stage, items=tuple(items))


def _stage(context: Context, tx: Writing, position: int) -> Stage:
    found = rows.stored(tx.db, context.school_year(tx.db))
    stage = next((one for one in found if one.position == position), None)
    if stage is None:
        raise NotFound("推进阶段还没有定下来。请先按“就这样定”。")
    return stage


def _item(context: Context, tx: Writing, item_id: int) -> Item:
    found = rows.stored(tx.db, context.school_year(tx.db))
    item = next((one for stage in found for one in stage.items if one.id == item_id), None)
    if item is None:
        raise NotFound(_GONE)
    return item
