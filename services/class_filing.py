"""How far each class is with its groups: nothing yet, draft, filed, returned, in force."""

import json
from dataclasses import dataclass
from datetime import date

from db import classes, filing
from db.connection import Database
from db.rows import Row
from domain.class_names import ClassName
from domain.filing import FilingAct, FilingState
from domain.grouping_plan import Plan, from_dict
from services.context import Context


@dataclass(frozen=True)
class ClassFiling:
    """How far a class is. `plan_id` is the plan being worked on, else the one approved last, if any."""

    class_id: int
    class_name: str
    students: int
    unplaced: int
    state: FilingState
    since: date | None
    who: str
    plan_id: int | None
    version: int
    starts_on: date | None
    is_in_force: bool
    comment: str = ""  # the office's, while the plan is returned

    def starts_later(self, today: date) -> bool:
        """Approved, for a day still to come."""
        return self.starts_on is not None and self.starts_on > today


def class_filings(db: Database, context: Context, class_id: int | None) -> list[ClassFiling]:
    """Every class within the scope (or the one asked for), in school order."""
    scope, today = context.scope(db), context.today
    plans: dict[int, list[Row]] = {}
    for row in filing.of_classes(db, class_id):
        plans.setdefault(row["class_id"], []).append(row)
    ungrouped = filing.ungrouped(db, scope, today, class_id)
    since = filing.in_force_since(db, today, class_id)
    known = classes.with_students_in(db, scope, context.school_year(db), today)
    return [
        _class_filing(
            db, context, row, plans.get(row["id"], []), ungrouped.get(row["id"], 0), since.get(row["id"])
        )
        for row in known
        if class_id in (None, row["id"])
    ]


def _class_filing(
    db: Database,
    context: Context,
    row: Row,
    plans: list[Row],
    ungrouped: int,
    since: date | None,
) -> ClassFiling:
    plan = plans[0] if plans else None
    plan_is_open = plan is not None and is_open(plan)
    state = FilingState(plan["state"]) if plan else FilingState.APPROVED if since else FilingState.NONE
    return ClassFiling(
        class_id=row["id"],
        class_name=ClassName(row["grade"], row["number"]).text,
        students=row["students"],
        unplaced=_unplaced(db, context, plan) if plan and plan_is_open else ungrouped,
        state=state,
        since=context.day_of(plan["changed_at"]) if plan else since,
        who=(plan["changed_by_name"] or "") if plan else "",
        plan_id=plan["id"] if plan else None,
        version=plan["version"] if plan else 0,
        starts_on=date.fromisoformat(plan["starts_on"]) if plan and plan["starts_on"] else None,
        is_in_force=since is not None,
        comment=_comment(db, plan) if plan and state is FilingState.RETURNED else "",
    )


def _unplaced(db: Database, context: Context, plan: Row) -> int:
    """Students of the class whom the plan being worked on gives no group."""
    places = body_of(plan).places
    people = filing.placed(db, context.scope(db), context.today, plan["class_id"])
    return sum(student not in places for student in people)


def _comment(db: Database, plan: Row) -> str:
    found = (one for one in filing.steps(db, plan["class_id"]) if one["act"] == FilingAct.RETURNED)
    return str(next(found)["comment"])


def is_open(row: Row) -> bool:
    """Whether a plan is still being worked on or waits."""
    return bool(row["state"] != FilingState.APPROVED)


def body_of(row: Row) -> Plan:
    """What a plan's row holds."""
    return from_dict(json.loads(row["body"]))
