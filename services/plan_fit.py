"""Whether a plan still fits its class: children come and go, teachers change, while a plan waits."""

from collections.abc import Mapping

from db import classes, filing, pairings
from db.connection import Database
from domain.errors import Invalid
from domain.filing import Mismatch, mismatch
from domain.grouping_plan import Plan, check_complete
from services.context import Context


def require_fit(db: Database, context: Context, class_id: int, plan: Plan) -> None:
    """Everybody of the class today is in a group, nobody else is, and the mentors teach it.

    :raises Invalid: says who is not.
    """
    members = pairings.members(db, context.scope(db), class_id, context.today)
    students = [one["id"] for one in members]
    mentors = {one["id"] for one in classes.teachers(db, class_id, context.today)}
    if plan.groups and (changed := mismatch(plan, students, mentors)):
        raise Invalid(_mismatch_text(db, context, changed))
    check_complete(plan, set(students), mentors)


def _mismatch_text(db: Database, context: Context, changed: Mismatch) -> str:
    asked = (*changed.newcomers, *changed.leavers)
    rows = filing.people(db, asked, changed.gone_mentors, context.scope(db))
    known = {(one["kind"], one["id"]): one["name"] for one in rows}
    said = [
        (_names(known, "student", changed.newcomers), "还没有分进组"),
        (_names(known, "student", changed.leavers), "已不在本班"),
        (_names(known, "staff", changed.gone_mentors), "已不教本班"),
    ]
    return "；".join(f"{names}{what}" for names, what in said if names) + "。请先在“分组”里改好。"


def _names(known: Mapping[tuple[str, int], str], kind: str, ids: tuple[int, ...]) -> str:
    """Names of those one may see, and how many others there are."""
    named = [known[kind, one] for one in ids if (kind, one) in known]
    if len(named) < len(ids):
        named.append(f"{'另' if named else ''}有 {len(ids) - len(named)} 人")
    return "、".join(named)
