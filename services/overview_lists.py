"""The lists behind the overview's figures: each asks for the right again and has as many rows as its figure says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from db import overview as rows
from db import settings, students
from db.connection import Database
from db.rows import Row
from domain.calendar import days_late
from domain.duty_tables import By
from domain.permissions import Action
from domain.record_kinds import Kind
from domain.workload import Load
from services import compliance, overview, workload
from services.compliance import Behind
from services.context import Context
from services.overview_values import WHOLE, View
from services.students import StudentLine, line


@dataclass(frozen=True)
class Owing:
    """One duty of somebody's with whom it still waits for."""

    rule_id: int
    rule: str
    behind: list[Behind]


def students_without_mentor(context: Context, view: View = WHOLE) -> list[StudentLine]:
    """Everybody enrolled whom nobody mentors."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        return _lines(context, db, view, overview.standing_of(context, view).without_mentor.tolist())


def unseen_students(context: Context, view: View = WHOLE, *, care_only: bool) -> list[StudentLine]:
    """Students without any record in the days looked at, or with a care status and none within the limit."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        standing, stretch = overview.standing_of(context, view), view.stretch or overview.this_month(context)
        limit = timedelta(days=int(settings.get(db, "contact_limit_days")))
        since = standing.on - limit if care_only else stretch.since
        among = standing.cared if care_only else standing.enrolled
        found = rows.seen_since(db, overview.circle_of(context, db, view), since, standing.on)
        return _lines(context, db, view, {*among.tolist()} - found)


def care_students(context: Context, category_id: int, view: View = WHOLE) -> list[StudentLine]:
    """Who has a care status of a category, the longest unseen first."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        cares = overview.standing_of(context, view).cares
        found = _lines(context, db, view, cares[cares[:, 1] == category_id, 0].tolist())
    return sorted(found, key=lambda one: one.last_contact_on or date.min)


def mentees(context: Context, mentor_id: int, view: View = WHOLE) -> list[StudentLine]:
    """Whom a mentor leads, of those looked at."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        pairs = overview.standing_of(context, view).pairs
        return _lines(context, db, view, pairs[pairs[:, 1] == mentor_id, 0].tolist())


def load_of(context: Context, mentor_id: int) -> Load | None:
    """What a mentor carries in the whole school, for who may see that; None for others."""
    context.require(Action.SEE_OVERVIEW)
    if not context.actor.may(Action.SEE_WORKLOAD):
        return None
    with context.read() as db:
        return workload.loads(context, db).get(mentor_id)


def owed(context: Context, view: View = WHOLE, *, mentor_id: int | None = None) -> list[Owing]:
    """What is late, duty by duty, with whom it concerns: a mentor's, or everybody's of those looked at."""
    context.require(Action.SEE_OVERVIEW)
    stretch, found = view.stretch or overview.this_month(context), overview.see(context, view)
    by: By = "class" if mentor_id is None else "mentor"
    wanted = {key: rule for key, rule in found.duties.items() if view.duty in (None, key)}
    listed = (
        Owing(key, rule.name, [
            one for one in compliance.behind(
                context, stretch, by, mentor_id or compliance.ALL, key, view.grade, view.class_id
            ) if one.figures.late
        ])
        for key, rule in wanted.items()
    )  # fmt: skip
    return [one for one in listed if one.behind]


def behind(context: Context, view: View, by: By, row: int, rule: int) -> list[Behind]:
    """Whom a duty's figure of a class or grade counts, those with something undone first."""
    context.require(Action.SEE_OVERVIEW)
    stretch = view.stretch or overview.this_month(context)
    return compliance.behind(context, stretch, by, row, rule, view.grade, view.class_id)


def follow_ups(context: Context, view: View = WHOLE) -> list[Row]:
    """Promises still open: about whom, whose, for which day; never what was promised."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        on = overview.standing_of(context, view).on
        return rows.follow_ups(db, overview.circle_of(context, db, view), on, context.end_of(on))


def records(
    context: Context,
    view: View = WHOLE,
    *,
    mentor_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """The records a figure counts: day, how many days late, who wrote it, about whom, what kind; never their text."""
    context.require(Action.SEE_OVERVIEW)
    stretch = view.stretch or overview.this_month(context)
    on = min(context.today, stretch.until)
    with context.read() as db:
        circle = overview.circle_of(context, db, view)
        found = rows.records(db, circle, since or stretch.since, until or on, on, author_id=mentor_id)
    return [{**row, "kind": Kind(row["kind"]).text, "days_late": _days_late(context, row)} for row in found]


def _lines(context: Context, db: Database, view: View, ids: Collection[int]) -> list[StudentLine]:
    """As they were on the view's last day: who has left since is among them."""
    wanted, circle = {*ids}, overview.circle_of(context, db, view)
    on = overview.standing_of(context, view).on
    listed = students.listed(db, circle.scope, on, circle.school_year, class_id=view.class_id)
    return [line(row) for row in listed if row["id"] in wanted]


def _days_late(context: Context, row: Row) -> int:
    return days_late(date.fromisoformat(row["occurred_on"]), context.day_of(row["recorded_at"]))
