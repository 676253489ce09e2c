"""全年级一起配导师: the office lets one search find groups and mentors for parallel classes, as drafts of each class."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import classes
from db import plans as plan_rows
from db.connection import Database
from db.rows import Row
from domain.class_names import ClassName
from domain.errors import Conflict, Invalid
from domain.grouping_plan import with_groups
from domain.permissions import Action
from services import grouping_jobs, plans
from services.class_filing import body_of
from services.context import Context
from services.grade_search import GradeSearch
from services.plans import Desk

_LEFT = {"filed": "已报备案", "returned": "退回修改中", "draft": "已有草稿"}


@dataclass(frozen=True)
class GradeClass:
    """A class of the grade; `left_alone` says why it takes no part, empty when it does."""

    class_id: int
    name: str
    students: int
    left_alone: str


@dataclass(frozen=True)
class Look:
    """How far the search is; `problem` is why there is no answer."""

    stage: str
    is_over: bool
    problem: str


@dataclass(frozen=True)
class Drafted:
    """Classes that have a draft now, and those that were changed meanwhile and left alone."""

    kept: tuple[str, ...]
    left: tuple[str, ...]


_searches: dict[tuple[str, int], GradeSearch] = {}


def grades(context: Context) -> list[int]:
    """Grades with parallel classes."""
    context.require(Action.FORM_ANY_GROUPS)
    with context.read() as db:
        found = classes.with_students_in(db, context.scope(db), context.school_year(db), context.today)
    several = [row["grade"] for row in found]
    return sorted({one for one in several if several.count(one) > 1})


def classes_of(context: Context, grade: int) -> list[GradeClass]:
    """The classes of a grade and which of them take part."""
    context.require(Action.FORM_ANY_GROUPS)
    with context.read() as db:
        return [
            GradeClass(
                row["id"], ClassName(grade, row["number"]).text, row["students"], _why_left(db, row["id"])
            )
            for row in _rows(db, context, grade)
        ]


def begin(context: Context, grade: int) -> None:
    """Start the search for the classes that take part; one of the same grade that still goes on is given up."""
    context.require(Action.FORM_ANY_GROUPS)
    desks = [one for one in _desks(context, grade) if not _left_alone(one)]
    if len(desks) < 2:
        raise Invalid("能一起配的班不到两个：别的班已有草稿或已报备案。请到“分组与结对”里单独做。")
    if any(not one.teachers for one in desks):
        raise Invalid("有的班还没有任课教师，先导入任课安排。")
    cancel(context, grade)
    wanted = {one.class_id: grouping_jobs.wanted_by_both(context, one.class_id) for one in desks}
    _searches[_key(context, grade)] = GradeSearch(desks, wanted)


def look(context: Context, grade: int) -> Look | None:
    """How far the grade's search is; None when there is none."""
    context.require(Action.FORM_ANY_GROUPS)
    search = _searches.get(_key(context, grade))
    return None if search is None else Look(search.stage, search.is_over, search.problem)


def cancel(context: Context, grade: int) -> None:
    """Give the search up and forget it."""
    context.require(Action.FORM_ANY_GROUPS)
    search = _searches.pop(_key(context, grade), None)
    if search is not None:
        search.cancel()


def take(context: Context, grade: int) -> Drafted:
    """Keep what was found as each class's draft; a class changed since is left as its teacher has it."""
    context.require(Action.FORM_ANY_GROUPS)
    search = _searches.pop(_key(context, grade), None)
    if search is None or not search.is_over:
        raise Conflict("还没有结果，或者结果已经取走了。请刷新看看。")
    if search.found is None:
        raise Invalid(search.problem or "没有找到合适的安排。")
    kept, left = [], []
    for desk in search.desks:
        members = [list(group) for group in search.found.members[desk.class_id]]
        try:
            plans.keep(context, desk, with_groups(desk.plan, members, search.found.mentors[desk.class_id]))
            kept.append(desk.class_name)
        except (Conflict, Invalid):  # the list or the draft moved on while it was being worked out
            left.append(desk.class_name)
    return Drafted(tuple(kept), tuple(left))


def _desks(context: Context, grade: int) -> Sequence[Desk]:
    with context.read() as db:
        ids = [row["id"] for row in _rows(db, context, grade)]
    return [plans.open_desk(context, one) for one in ids]


def _rows(db: Database, context: Context, grade: int) -> list[Row]:
    found = classes.with_students_in(db, context.scope(db), context.school_year(db), context.today)
    return [row for row in found if row["grade"] == grade]


def _why_left(db: Database, class_id: int) -> str:
    """As `_left_alone`, from the plan alone: a page that only lists classes need not read every score."""
    plan = plan_rows.latest(db, class_id)
    if plan is None or plan["state"] == "approved":
        return ""
    is_untouched = plan["state"] == "draft" and not body_of(plan).groups
    return "" if is_untouched else _LEFT[plan["state"]]


def _left_alone(desk: Desk) -> str:
    """A draft in which the class teacher has formed groups is the class teacher's."""
    is_untouched = desk.version == 0 or desk.state == "approved"
    if is_untouched or (desk.state == "draft" and not desk.plan.groups):
        return ""
    return _LEFT[desk.state]


def _key(context: Context, grade: int) -> tuple[str, int]:
    return str(context.store.path), grade
