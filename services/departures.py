"""Departures: a teacher leaves a class or the school, a student leaves; nobody stays silently without a mentor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db import changes as rows
from db import departures, loose_ends, moves, staff
from db.connection import Database
from db.rows import Row
from domain.errors import Conflict, Invalid, NotFound
from domain.grouping_problem import Id, Problem
from domain.matching import Placement, match_groups
from domain.milp_by_hand import by_hand
from domain.permissions import Action, Role
from services import choices
from services.changes import note_done, reader
from services.class_groups import ClassGroups, read_groups, require_unchanged
from services.context import Context, Writing
from services.led_classes import require_led
from services.remembered import until_arranged
from services.students import class_text

LEFT_CLASS, LEFT_SCHOOL, FIRST_MENTOR, KEPT = "导师不再任教本班", "导师离校", "安排导师", "原导师继续带"
STUDENT_LEFT = "离校"


@dataclass(frozen=True)
class Alone:
    """Students of one group (or of none) whom nobody mentors, and the mentor who is gone."""

    class_id: int
    class_name: str
    group_id: int | None
    group: str
    former_id: int | None
    former: str
    left_school: bool
    students: Mapping[int, str]

    @property
    def key(self) -> str:
        """Tells it from the others."""
        return f"{self.class_id}-{self.group_id or 0}-{self.former_id or 0}"

    @property
    def why(self) -> str:
        """王老师已不教本班"""
        if not self.former:
            return "还没有导师"
        return f"{self.former}{'已离校' if self.left_school else '已不教本班'}"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may take them over; `is_former`: the mentor goes on though no longer teaching the class."""

    id: int
    name: str
    words: str
    is_former: bool = False


@dataclass(frozen=True)
class Rematch:
    """A class's groups without a mentor, who may take them over, and whom wishes, claims and room propose."""

    class_id: int
    class_name: str
    base: str
    alone: tuple[Alone, ...]
    candidates: Mapping[int, Candidate]
    proposal: Mapping[str, int]


@until_arranged
def unmentored(context: Context) -> list[Alone]:
    """Everybody whom nobody mentors in the classes looked after, by group."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return _alone(db, context)


def rematch(context: Context, class_id: int) -> Rematch:
    """The next mentors of a class's groups, as wishes, claims and room would have it."""
    context.require(Action.FORM_GROUPS)
    wishes = choices.wishes(context, class_id)
    with context.read() as db:
        found = read_groups(db, context, class_id, needs_groups=False)
        alone = [one for one in _alone(db, context) if one.class_id == class_id]
    proposal = _proposal(found, alone, wishes)
    return Rematch(class_id, found.class_name, found.base, tuple(alone), _candidates(found, alone), proposal)


def take_over(context: Context, form_id: str, class_id: int, chosen: Mapping[str, int], base: str) -> int:
    """Give the groups without a mentor their next ones, all in one act, from today; returns how many students.

    `chosen`: Alone.key → mentor. A former mentor who only left the class may be chosen again and goes on.

    :raises Conflict: the class changed since the proposal was read.
    """
    context.require(Action.FORM_GROUPS)
    if not chosen:
        raise Invalid("请先选好接手的导师。")
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = read_groups(tx.db, context, class_id, needs_groups=False)
        require_unchanged(found, base)
        alone = {one.key: one for one in _alone(tx.db, context) if one.class_id == class_id}
        if not set(chosen) <= set(alone):
            raise Conflict("有小组已经有人带了，请刷新看看。")
        done = [_take(tx, found, alone[key], mentor) for key, mentor in chosen.items()]
        tx.audit(
            "departure.take_over", f"class/{class_id}", mentors=sorted(chosen.values()), students=sum(done)
        )
        return int(tx.answer(form_id, sum(done)))


def _take(tx: Writing, found: ClassGroups, alone: Alone, mentor: int) -> int:
    if mentor not in _candidates(found, [alone]):
        raise Invalid("接手的导师要从本班任课教师里选。")
    moves.require_here(tx.db, mentor)
    reason = _reason(alone, mentor)
    for student in alone.students:
        moves.end_pairings(tx.db, student, tx.context.today, reason)
        moves.pair(tx.db, student, mentor, alone.group_id, tx.context.today)
        note_done(tx, student, alone.former_id, mentor, "departure", reason)
    return len(alone.students)


def _reason(alone: Alone, mentor: int) -> str:
    if alone.former_id is None:
        return FIRST_MENTOR
    if alone.former_id == mentor:
        return KEPT
    return LEFT_SCHOOL if alone.left_school else LEFT_CLASS


# ── the proposal ─────────────────────────────────────────────────────────────────────────────────────


def _alone(db: Database, context: Context) -> list[Alone]:
    scope, year = context.scope(db), context.school_year(db)
    by_key: dict[tuple[Any, ...], Alone] = {}
    for row in loose_ends.unmentored(db, scope, reader(context), context.today, year):
        key = (row["class_id"], row["group_id"], row["former_id"])
        known = by_key.get(key)
        by_key[key] = Alone(
            row["class_id"],
            class_text(row["grade"], row["class_number"]),
            row["group_id"],
            row["group_name"] or "没有小组",
            row["former_id"],
            row["former"] or "",
            bool(row["left_school"]),
            {**(known.students if known else {}), row["id"]: row["name"]},
        )
    return list(by_key.values())


def _candidates(found: ClassGroups, alone: Sequence[Alone]) -> dict[int, Candidate]:
    """The class's teachers; and who went on to another class and is still at the school."""
    here = {
        one.id: Candidate(
            one.id,
            one.name,
            f"{one.subjects}，已带 {one.mentees} 人{'' if one.room else '，已带满'}",
        )
        for one in found.teachers.values()
    }
    former = {
        one.former_id: Candidate(one.former_id, one.former, "原导师继续带", is_former=True)
        for one in alone
        if one.former_id is not None and not one.left_school and one.former_id not in here
    }
    return here | former


def _proposal(found: ClassGroups, alone: Sequence[Alone], wishes: choices.Wishes) -> dict[str, int]:
    """Each group's next mentor by the latest round's wishes and claims, within capacity; in parts if not all fit."""
    open_ones = [one for one in alone if one.students]
    mentors = tuple(
        one
        for one in found.problem.mentors
        if int(one.id) in found.teachers and found.teachers[int(one.id)].room
    )
    mentors = tuple(replace(one, most=found.teachers[int(one.id)].room) for one in mentors)
    if not open_ones or not mentors:
        return {}
    students = tuple(
        one for one in found.problem.students if any(one.id in group.students for group in open_ones)
    )
    problem = Problem(
        students=students,
        sizes=tuple(len(one.students) for one in open_ones),
        mentors=mentors,
        wishes=_within(wishes.students, {one.id for one in students}, {one.id for one in mentors}),
        claims=_within(wishes.claims, {one.id for one in mentors}, {one.id for one in students}),
    )
    seats: dict[Id, int] = {
        student: number for number, group in enumerate(open_ones, start=1) for student in group.students
    }
    _, placed = match_groups(problem, Placement(seats), by_hand)
    leaders = placed.leaders if placed else {}
    return {
        group.key: int(leaders[number])
        for number, group in enumerate(open_ones, start=1)
        if number in leaders
    }


def _within(
    wished: Mapping[int, tuple[tuple[int, ...], ...]], who: set[Id], whom: set[Id]
) -> dict[Id, tuple[tuple[Id, ...], ...]]:
    """Wishes of and for those who are asked about."""
    return {
        one: kept
        for one, tiers in wished.items()
        if one in who
        and (
            kept := tuple(left for tier in tiers if (left := tuple(other for other in tier if other in whom)))
        )
    }


# ── leaving ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Leavers:
    """Whose leaving this person may register; teachers only for those who decide about the whole school."""

    students: Mapping[int, str]
    teaching: Mapping[tuple[int, int], str]
    staff: Mapping[int, str]


def leavers(context: Context) -> Leavers:
    """Students, teachers by class, and teachers to choose from."""
    context.require(Action.FORM_GROUPS)
    decides = context.actor.may(Action.DECIDE_CHANGE)
    with context.read() as db:
        on, year = context.today, context.school_year(db)
        children = departures.students(db, context.scope(db), reader(context), on, year)
        teaching = departures.teaching(db, on, year) if decides else []
        teachers = departures.staff(db) if decides else []
    return Leavers(
        {row["id"]: _text(row, row["student_number"]) for row in children},
        {(row["staff_id"], row["class_id"]): _text(row, "") for row in teaching},
        {row["id"]: f"{row['name']}　{row['staff_number'] or ''}".strip() for row in teachers},
    )


def _text(row: Row, number: str | None) -> str:
    return f"{row['name']}　{class_text(row['grade'], row['class_number'])}　{number or ''}".strip()


def student_left(context: Context, student_id: int) -> None:
    """A student of a class looked after leaves the school today: out of class, group, pairings; the archive stays."""
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        standing = rows.standing(tx.db, context.scope(tx.db), student_id, reader(context), context.today)
        if standing is None or not standing["is_class_teacher"]:
            raise NotFound("没有找到这名学生，或者已经不在您负责的班。")
        moves.end_pairings(tx.db, student_id, context.today, STUDENT_LEFT)
        moves.leave_groups(tx.db, student_id, context.today)
        departures.student_left(tx.db, student_id, context.today)
        rows.withdraw_for(tx.db, student_id, context.moment, context.actor.staff_id)
        tx.audit("departure.student", f"student/{student_id}", class_id=standing["class_id"])


def teacher_left_class(context: Context, staff_id: int, class_id: int) -> None:
    """A teacher teaches a class no longer from today; whom they mentored there is listed until somebody else does."""
    context.require(Action.DECIDE_CHANGE)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        if not departures.teacher_left_class(tx.db, staff_id, class_id, context.today):
            raise NotFound("这位老师现在不教这个班。")
        tx.audit("departure.class", f"staff/{staff_id}", class_id=class_id)


def teacher_left_school(context: Context, staff_id: int) -> None:
    """A teacher leaves the school today: no class, no role, no way in."""
    context.require(Action.DECIDE_CHANGE)
    if staff_id == context.actor.staff_id:
        raise Invalid("不能登记自己离校，请别的老师来登记。")
    with context.write() as tx:
        if staff.is_only_one(tx.db, staff_id, Role.ADMIN, context.today):
            raise Invalid("这是唯一能登录的系统管理员，离校后没有人能管账号。请先让管理员再设一位管理员。")
        if not departures.teacher_left_school(tx.db, staff_id, context.today):
            raise NotFound("这位老师已经登记过离校。")
        tx.audit("departure.school", f"staff/{staff_id}")
