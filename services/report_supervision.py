"""What 专题汇报 says of inspections and of the scheme's stages: numbers, as they stand on the day it is written."""

from collections import Counter
from datetime import date

from db import inspections as rows
from domain import report_words
from domain.inspections import State, is_overdue
from domain.permissions import Action
from domain.report import Part, Table
from domain.report_words import Inspected
from domain.stages import State as Done
from domain.stages import now_text
from services import stages
from services.context import Context


def inspected(context: Context, since: date, until: date) -> Inspected:
    """The inspections begun in these days; numbers alone, so one's own are among them."""
    context.require(Action.REPORT)
    with context.read() as db:
        begun = [row["id"] for row in rows.listed(db) if since <= context.day_of(row["begun_at"]) <= until]
        lines = rows.lines(db, begun) if begun else []
    states = Counter(State(row["state"]) for row in lines)
    late = sum(is_overdue(State(row["state"]), _day(row["due_on"]), context.today) for row in lines)
    return Inspected(len(begun), {one.text: states[one] for one in State if one is not State.REMOVED}, late)


def parts(context: Context, since: date, until: date) -> list[Part]:
    """Inspections begun in these days, and the stages where the school has decided them."""
    context.require(Action.REPORT)
    found = inspected(context, since, until)
    inspections = Part(
        "督导检查",
        report_words.inspections(found, context.today),
        tables=[_states(found)] if found.mentors else [],
    )
    return [inspections, *_stages(context)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _states(found: Inspected) -> Table:
    return Table([(name, 2.6) for name in found.states], [[str(count) for count in found.states.values()]])


def _stages(context: Context) -> list[Part]:
    plan = stages.see(context)
    if plan.is_proposal:
        return []
    columns = [("阶段", 3.4), ("起止", 5.6), ("要做的", 2.0), ("做完", 2.0), ("逾期", 2.0)]
    lines = [
        [stage.name, stage.span, *map(str, (
            len(stage.items), sum(one.is_done for one in stage.items),
            sum(one.state(context.today) is Done.OVERDUE for one in stage.items),
        ))]
        for stage in plan.stages
    ]  # fmt: skip
    now = now_text(plan.stages, context.today)
    return [Part("推进阶段", report_words.stages(now, context.today), tables=[Table(columns, lines)])]
