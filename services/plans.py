"""The class teacher's desk: who is in the class, the plan so far, keeping it step by step."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db import classes, exams, pairings, plans, settings, staff
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.balance import Level, Ratio, Sex, levels_by_ratio
from domain.errors import Conflict, Invalid
from domain.exams import LEVEL_PARTS, dated_name
from domain.grouping_plan import Plan, PlanGroup, as_dict, check_lengths, from_dict, without_strangers
from domain.permissions import Action
from services.context import Context
from services.led_classes import require_led

STATE_TEXT = {"draft": "草稿", "filed": "已报备案", "returned": "退回修改", "approved": "已生效"}


@dataclass(frozen=True)
class DeskStudent:
    """A student on the desk. `level` is what counts now: set by hand, else by the exam."""

    id: int
    name: str
    number: str
    sex: Sex | None
    level: Level | None
    total: float | None
    scores: Mapping[str, float | None]
    care: frozenset[int]
    mentor_id: int | None

    @property
    def score(self) -> float | None:
        """What the balance of the groups is counted in."""
        return self.total


@dataclass(frozen=True)
class DeskTeacher:
    """Somebody who teaches the class. `elsewhere`: students mentored outside it; `most` includes them."""

    id: int
    name: str
    subjects: str
    is_homeroom: bool
    elsewhere: int
    most: int
    style: str
    strengths: str

    @property
    def room(self) -> int:
        """How many of this class may still be given."""
        return max(0, self.most - self.elsewhere)


@dataclass(frozen=True)
class Desk:
    """A class ready for grouping, with its open plan. `version` 0: there is none yet, `plan` is what is in force."""

    class_id: int
    class_name: str
    students: Mapping[int, DeskStudent]
    teachers: Mapping[int, DeskTeacher]
    exams: Mapping[int, str]
    full_marks: Mapping[str, float]
    cares: Mapping[int, str]
    ratio: Ratio
    plan: Plan
    state: str
    plan_id: int | None
    version: int
    changed_at: datetime | None
    changed_by: str

    @property
    def may_change(self) -> bool:
        """Whether it is the class teacher's turn; changing what is in force begins a new draft."""
        return self.state != "filed"

    @property
    def unplaced(self) -> list[DeskStudent]:
        """Students in no group of the plan."""
        placed = self.plan.places
        return [one for one in self.students.values() if one.id not in placed]

    @property
    def members(self) -> list[list[DeskStudent]]:
        """The students of each group of the plan."""
        return [[self.students[one] for one in group.students] for group in self.plan.groups]

    @property
    def has_levels(self) -> bool:
        """Whether anybody's level is known."""
        return any(one.level for one in self.students.values())


def open_desk(context: Context, class_id: int) -> Desk:
    """The class with its students, teachers and plan; before any plan, the groups in force."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        name = require_led(context, db, class_id)
        return _desk(db, context, class_id, name.text)


def colleagues(context: Context) -> dict[int, tuple[str, str]]:
    """Everybody on the staff list, external mentors too: id → name, number. Who may mentor a group besides its leader."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return staff.present(db)


def keep(context: Context, desk: Desk, plan: Plan) -> int:
    """Keep what was decided; returns the new version.

    :raises Conflict: a colleague changed the plan meanwhile, or it is no longer open.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, desk.class_id)
        _check(desk, plan, staff.present(tx.db))
        plan = without_strangers(plan, set(desk.students), set(desk.teachers))
        found = plans.latest(tx.db, desk.class_id)
        is_open = found is not None and found["state"] != "approved"
        if found is not None and found["state"] == "filed":
            raise Conflict("分组已报备案，先撤回才能改。")
        if is_open != (desk.version > 0):
            raise Conflict(_TAKEN)
        staff_id = context.actor.staff_id
        if found is None or not is_open:
            plan_id, version = plans.begin(tx.db, desk.class_id, as_dict(plan), context.moment, staff_id), 1
        else:
            plan_id, version = found["id"], desk.version + 1
            _keep(tx.db, context, found, desk.version, plan)
        tx.audit("grouping_plan.keep", f"grouping_plan/{plan_id}", groups=len(plan.groups))
        return version


def discard(context: Context, desk: Desk) -> None:
    """Throw the draft away: the class is as it was, with the groups in force or with none.

    :raises Conflict: a colleague changed it meanwhile. :raises Invalid: it has been filed, and its way is kept.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        require_led(context, tx.db, desk.class_id)
        if desk.plan_id is None or not desk.version:
            raise Invalid("现在没有草稿。")
        if plans.was_filed(tx.db, desk.plan_id):
            raise Invalid("这份方案报过备案，经过要留着，不能丢掉。改好以后再报一次。")
        plans.discard(tx.db, desk.plan_id, desk.version)
        tx.audit("grouping_plan.discard", f"grouping_plan/{desk.plan_id}")


_TAKEN = "这个班的分组刚被别人改过，已换成最新的；您刚才的这一步没有做，请看过再试。"


def _keep(db: Database, context: Context, found: Row, version: int, plan: Plan) -> None:
    try:
        plans.keep(db, found["id"], version, as_dict(plan), context.moment, context.actor.staff_id)
    except Conflict as error:
        raise Conflict(_TAKEN) from error


def _check(desk: Desk, plan: Plan, everybody: Collection[int]) -> None:
    placed = [student for group in plan.groups for student in group.students]
    if len(placed) != len(set(placed)) or not set(placed) <= set(desk.students):
        raise Invalid("名单刚有变动，请刷新后再试。")
    if any(group.mentor is not None and group.mentor not in desk.teachers for group in plan.groups):
        raise Invalid("导师要从本班任课教师里选。")
    if any(one not in everybody for group in plan.groups for one in group.others):
        raise Invalid("一起带的导师里有人已经离校，请看过再选。")
    check_lengths(plan)
    if not 0 <= plan.group_count <= len(desk.students):
        raise Invalid(f"{len(desk.students)} 名学生不能分成 {plan.group_count} 组。")


def _desk(db: Database, context: Context, class_id: int, class_name: str) -> Desk:
    on, scope = context.today, context.scope(db)
    members = pairings.members(db, scope, class_id, on)
    teachers = _teachers(db, context, scope, class_id)
    found = plans.latest(db, class_id)
    is_open = found is not None and found["state"] != "approved"
    plan = _plan(db, found, class_id, members, teachers, on)
    known = {
        row["id"]: dated_name(row["name"], date.fromisoformat(row["held_on"]))
        for row in exams.of_class(db, class_id, on.isoformat())
    }
    exam_id = plan.exam_id if plan.exam_id in known else next(iter(known), None)
    scores = exams.class_scores(db, scope, exam_id, class_id, on.isoformat()) if exam_id else []
    ratio: Ratio = tuple(settings.get(db, "level_ratio"))
    return Desk(
        class_id=class_id,
        class_name=class_name,
        students=_students(members, scores, plan, ratio, pairings.mentors_of_class(db, scope, class_id, on)),
        teachers=teachers,
        exams=known,
        full_marks={row["subject"]: _full_mark(row) for row in scores if _full_mark(row)},
        cares=pairings.care_names(db, scope, class_id, on),
        ratio=ratio,
        plan=plan,
        state=found["state"] if found else "draft",
        plan_id=found["id"] if found else None,
        version=found["version"] if found and is_open else 0,
        changed_at=datetime.fromisoformat(found["changed_at"]) if found else None,
        changed_by=(found["changed_by_name"] or "") if found else "",
    )


def _plan(
    db: Database,
    found: Row | None,
    class_id: int,
    members: list[Row],
    teachers: Mapping[int, DeskTeacher],
    on: date,
) -> Plan:
    """The open plan; without one the groups as they are in force today, which may have changed since approval."""
    if found is not None and found["state"] != "approved":
        plan = from_dict(json.loads(found["body"]))
    else:
        kept = from_dict(json.loads(found["body"])) if found else Plan()
        plan = _in_force(db, kept, class_id, members, on)
    return without_strangers(plan, {row["id"] for row in members}, set(teachers))


def _in_force(db: Database, kept: Plan, class_id: int, members: list[Row], on: date) -> Plan:
    groups = tuple(
        PlanGroup(
            f"g{place}",
            row["name"],
            tuple(one["id"] for one in members if one["mentor_group_id"] == row["id"]),
            row["mentor_id"],
            row["motto"] or "",
            row["aim"] or "",
            tuple(
                one
                for one in map(int, (row["mentor_ids"] or "").split(",") if row["mentor_ids"] else [])
                if one != row["mentor_id"]
            ),
        )
        for place, row in enumerate(pairings.groups(db, class_id, on), start=1)
    )
    return Plan(kept.exam_id, kept.levels, len(groups), kept.rules if groups else (), groups)


def _students(
    members: list[Row], scores: list[Row], plan: Plan, ratio: Ratio, mentors: Mapping[int, int]
) -> dict[int, DeskStudent]:
    by_student = _scores(members, scores)
    totals = {student: _total(found) for student, found in by_student.items()}
    known = any(total is not None for total in totals.values())
    levels = levels_by_ratio(totals, ratio) if known else {}
    return {
        row["id"]: DeskStudent(
            row["id"],
            row["name"],
            row["student_number"] or "",
            row["sex"],
            plan.levels.get(row["id"], levels.get(row["id"])),
            totals[row["id"]],
            by_student[row["id"]],
            frozenset(int(one) for one in (row["care"] or "").split(",") if one),
            mentors.get(row["id"]),
        )
        for row in members
    }


def _scores(members: list[Row], scores: list[Row]) -> dict[int, dict[str, float | None]]:
    """Every student's points in every subject of the exam; None where absent or empty, which is not 0."""
    subjects = dict.fromkeys(row["subject"] for row in scores)
    found: dict[int, dict[str, float | None]] = {row["id"]: dict.fromkeys(subjects) for row in members}
    for row in scores:
        found[row["student_id"]][row["subject"]] = row["score"] if row["level"] is None else _points(row)
    return found


def _total(scores: Mapping[str, float | None]) -> float | None:
    """The sum where every subject is there: a total with a hole would put an absent child among the weak."""
    known = [score for score in scores.values() if score is not None]
    return sum(known) if known and len(known) == len(scores) else None


def _points(row: Row) -> float | None:
    """A level as points of the paper; None for a word nobody knows the worth of."""
    part = LEVEL_PARTS.get(row["level"])
    return None if part is None else part * _full_mark(row)


def _full_mark(row: Row) -> float:
    return row["full_mark"] or (1.0 if row["level"] is not None else 0.0)


def _teachers(db: Database, context: Context, scope: Scope, class_id: int) -> dict[int, DeskTeacher]:
    usual = int(settings.get(db, "most_mentees"))
    inside = list(pairings.mentors_of_class(db, scope, class_id, context.today).values())
    return {
        row["id"]: DeskTeacher(
            row["id"],
            row["name"],
            row["subjects"].replace(",", "、"),
            bool(row["is_homeroom"]),
            max(0, row["mentees"] - inside.count(row["id"])),
            usual if row["most_mentees"] is None else row["most_mentees"],
            row["teaching_style"] or "",
            row["strengths"] or "",
        )
        for row in classes.teachers(db, class_id, context.today)
    }
