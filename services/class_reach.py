"""Class by class: how many students are led and were seen. Asked for by papers alone."""

from db import duties
from db import overview as rows
from domain.permissions import Action
from domain.report import ClassReach, class_reaches
from services import overview
from services.context import Context
from services.overview_values import View


def see(context: Context, view: View) -> dict[int, ClassReach]:
    """class → how many are led and seen, of those looked at."""
    context.require(Action.SEE_OVERVIEW)
    standing, stretch = overview.standing_of(context, view), view.stretch or overview.this_month(context)
    with context.read() as db:
        circle = overview.circle_of(context, db, view)
        coverage = duties.coverage(db, circle, standing.on, standing.on, ())
        return class_reaches(coverage, standing, rows.seen_since(db, circle, stretch.since, standing.on))
