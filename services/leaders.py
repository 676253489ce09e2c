"""联系点 and 包靠: the office gives leaders classes and students; a leader sees the own ones first. It opens nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db import classes, settings, staff, students
from db import leaders as rows
from db.connection import Database
from db.leaders import Holding
from db.rows import Row
from domain.calendar import month_of
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from services.context import Context, Writing
from services.remembered import until_written
from services.students import class_text

NOT_A_LEADER = "这位老师现在不是校领导，也不在德育处，不能安排联系点。请先在“账号与权限”里核对身份。"
NO_CLASS = "没有找到这个班。"
_CLASH = "这位领导的联系点或包靠学生刚被别人改过，没有覆盖。请看过现在的安排再改一次。"


@dataclass(frozen=True)
class Leader:
    """Somebody classes and students may be given to, and how many there are; `is_lapsed`: no leader any more."""

    id: int
    name: str
    position: str
    classes: tuple[str, ...]
    students: int
    is_lapsed: bool = False


@dataclass(frozen=True)
class ClassLine:
    """A class and whose it is."""

    id: int
    grade: int
    name: str
    homeroom: str
    students: int
    cares: int
    charged: int
    leader_id: int | None
    leader: str
    visited_on: date | None


@dataclass(frozen=True)
class Board:
    """All leaders and all classes."""

    leaders: list[Leader]
    classes: list[ClassLine]

    @property
    def finding(self) -> str:
        """The page's title."""
        if not self.classes:
            return "还没有班级，先导入名单"
        without = sum(one.leader_id is None for one in self.classes)
        if without == len(self.classes):
            return "还没有安排联系点"
        return f"{without} 个班还没有联系领导" if without else "每个班都有联系领导"


@dataclass(frozen=True)
class Given:
    """What one leader has, as a form sets out from it."""

    leader: Leader
    classes: frozenset[int]
    students: frozenset[int]
    others_classes: frozenset[tuple[int, int]]  # (class, whose it is)
    others_students: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Candidate:
    """A student who may be put in somebody's charge."""

    id: int
    name: str
    class_name: str
    cares: str
    charge_id: int | None
    number: str


@dataclass(frozen=True)
class ChildOfClass:
    """A student on the page of a class."""

    id: int
    name: str
    cares: str
    charge: str
    mentors: str
    last_on: date | None
    is_unseen: bool


@dataclass(frozen=True)
class OwnClass:
    """A class in a leader's care as its leader sees it first: `unseen` were contacted by nobody this month."""

    id: int
    name: str
    students: int
    without_mentor: int
    unseen: int
    visited_on: date | None


@dataclass(frozen=True)
class OwnStudent:
    """A student in a leader's charge: last contact by anybody, by this leader, and what is promised next."""

    id: int
    name: str
    class_name: str
    cares: str
    last_on: date | None
    mine_on: date | None
    promised_on: date | None


@dataclass(frozen=True)
class Mine:
    """What is one's own; `limit_days` after which a student in care is too long unseen."""

    classes: list[OwnClass]
    students: list[OwnStudent]
    limit_days: int = 0


@until_written
def see(context: Context) -> Board:
    """Every leader and every class."""
    context.require(Action.SEE_LEADERS)
    with context.read() as db:
        return _board(context, db)


def of_class(context: Context, class_id: int) -> tuple[ClassLine, list[ChildOfClass]]:
    """A class and all its students: the rows behind its numbers."""
    context.require(Action.SEE_LEADERS)
    known = {one.id: one for one in see(context).classes}
    if class_id not in known:
        raise NotFound(NO_CLASS)
    with context.read() as db:
        since, _ = month_of(context.today)
        found = rows.of_class(db, context.scope(db), class_id, context.today, since)
    return known[class_id], [_child(row) for row in found]


def given(context: Context, leader_id: int) -> Given:
    """What a leader has."""
    context.require(Action.SEE_LEADERS)
    board = see(context)
    with context.read() as db:
        return _given(context, db, board, leader_id)


def charged_to(context: Context, leader_id: int) -> list[OwnStudent]:
    """The students in a leader's charge."""
    context.require(Action.SEE_LEADERS)
    with context.read() as db:
        return _own_students(context, db, leader_id)


@until_written
def candidates(context: Context) -> list[Candidate]:
    """Whom a leader is mostly given: students with a care status, and those in a charge already."""
    context.require(Action.ASSIGN_LEADERS)
    with context.read() as db:
        found = rows.chargeable(db, context.scope(db), context.today, context.school_year(db))
    return [_candidate(row) for row in found]


def everybody(context: Context) -> list[Candidate]:
    """All students of the school, for the one who needs a leader without any status."""
    context.require(Action.ASSIGN_LEADERS)
    with context.read() as db:
        found = rows.chargeable(db, context.scope(db), context.today, context.school_year(db), everybody=True)
    return [_candidate(row) for row in found]


def give(context: Context, seen: Given, class_ids: frozenset[int], student_ids: frozenset[int]) -> None:
    """Let these classes and students be a leader's from today; what another leader had of them goes over.

    :raises Conflict: what the leader has is not what was `seen` any more; nothing is changed.
    """
    context.require(Action.ASSIGN_LEADERS)
    with context.write() as tx:
        now = _given(context, tx.db, _board(context, tx.db), seen.leader.id)
        if (now.classes, now.students) != (seen.classes, seen.students):
            raise Conflict(_CLASH)
        taken = _of(now.others_classes ^ seen.others_classes) & class_ids
        if taken or _of(now.others_students ^ seen.others_students) & student_ids:
            raise Conflict(_CLASH)  # what is wanted has just been given to somebody else
        _check(context, tx.db, seen, class_ids, student_ids)
        changed = _move(tx, "linked_class", seen.leader.id, now.classes, class_ids)
        charged = _move(tx, "leader_charge", seen.leader.id, now.students, student_ids)
        tx.audit("leader.give", f"staff/{seen.leader.id}", classes=changed, students=charged)


@until_written
def mine(context: Context) -> Mine:
    """The classes and students of whoever asks; for who has none it costs two look-ups."""
    context.require(Action.SEE_OWN_DAY)
    me, on = context.actor.staff_id or 0, context.today
    if not context.actor.may(Action.SEE_LEADERS):
        return Mine([], [])
    with context.read() as db:
        if not rows.has_any(db, me, on):
            return Mine([], [])
        scope, year, (since, _) = context.scope(db), context.school_year(db), month_of(on)
        return Mine(
            [_own_class(row) for row in rows.own_classes(db, scope, me, on, year, since)],
            _own_students(context, db, me),
            int(settings.get(db, "contact_limit_days")),
        )


def _own_students(context: Context, db: Database, leader_id: int) -> list[OwnStudent]:
    scope, year = context.scope(db), context.school_year(db)
    return [_own_student(row) for row in rows.own_students(db, scope, leader_id, context.today, year)]


def _board(context: Context, db: Database) -> Board:
    found = [_line(row) for row in rows.classes(db, context.today, context.school_year(db))]
    charged = list(rows.held_students(db, context.scope(db), context.today).values())
    known = {row["id"]: row for row in rows.people(db, context.today)}
    # who is a leader no longer and still has something is shown, so that the office gives it to somebody
    lapsed = {one for one in (*charged, *(line.leader_id for line in found)) if one} - set(known)
    names = staff.names(db) if lapsed else {}
    people = [(row["id"], row["name"], row["position"] or "") for row in known.values()]
    people += [(one, names[one], "") for one in sorted(lapsed)]
    return Board(
        [
            Leader(
                one, name, position, tuple(line.name for line in found if line.leader_id == one),
                charged.count(one), one in lapsed,
            )
            for one, name, position in people
        ],
        found,
    )  # fmt: skip


def _given(context: Context, db: Database, board: Board, leader_id: int) -> Given:
    leader = next((one for one in board.leaders if one.id == leader_id), None)
    if leader is None:
        raise NotFound(NOT_A_LEADER)
    students_of = set(rows.held_students(db, context.scope(db), context.today).items())
    classes_of = {(one.id, one.leader_id) for one in board.classes if one.leader_id}
    own_classes, own_students = (
        frozenset(pair for pair in held if pair[1] == leader_id) for held in (classes_of, students_of)
    )
    return Given(
        leader,
        frozenset(_of(own_classes)),
        frozenset(_of(own_students)),
        frozenset(classes_of - own_classes),
        frozenset(students_of - own_students),
    )


def _of(pairs: Iterable[tuple[int, int]]) -> set[int]:
    return {one for one, _ in pairs}


def _check(
    context: Context, db: Database, seen: Given, class_ids: frozenset[int], student_ids: frozenset[int]
) -> None:
    if seen.leader.is_lapsed and not (class_ids <= seen.classes and student_ids <= seen.students):
        raise Invalid(NOT_A_LEADER)
    known = {row["id"] for row in classes.present(db, context.school_year(db), context.today)}
    if not class_ids <= known:
        raise NotFound(NO_CLASS)
    there = {
        row["id"] for row in students.names(db, context.scope(db), context.today, context.school_year(db))
    }
    if not student_ids <= there:
        raise NotFound("选中的学生里有人已经离校，请重新选一次。")


def _move(
    tx: Writing, holding: Holding, leader_id: int, before: frozenset[int], wanted: frozenset[int]
) -> list[int]:
    """Give what is new, take what is no longer; returns the ids of both."""
    for one in sorted(before - wanted):
        rows.give(tx.db, holding, one, None, tx.context.today)
    for one in sorted(wanted - before):
        rows.give(tx.db, holding, one, leader_id, tx.context.today)
    return sorted(before ^ wanted)


def _line(row: Row) -> ClassLine:
    return ClassLine(
        row["id"], row["grade"], class_text(row["grade"], row["class_number"]), row["homeroom"] or "", row["students"],
        row["cares"], row["charged"], row["staff_id"], row["leader"] or "", _day(row["visited_on"]),
    )  # fmt: skip


def _child(row: Row) -> ChildOfClass:
    return ChildOfClass(
        row["id"], row["name"], row["cares"] or "", row["charge"] or "", row["mentors"] or "", _day(row["last_on"]),
        bool(row["is_unseen"]),
    )  # fmt: skip


def _candidate(row: Row) -> Candidate:
    return Candidate(
        row["id"], row["name"], class_text(row["grade"], row["class_number"]), row["cares"] or "", row["charge_id"],
        row["student_number"] or "",
    )  # fmt: skip


def _own_class(row: Row) -> OwnClass:
    return OwnClass(
        row["id"], class_text(row["grade"], row["class_number"]), row["students"], row["without_mentor"], row["unseen"],
        _day(row["visited_on"]),
    )  # fmt: skip


def _own_student(row: Row) -> OwnStudent:
    return OwnStudent(
        row["id"], row["name"], class_text(row["grade"], row["class_number"]), row["cares"] or "", _day(row["last_on"]),
        _day(row["mine_on"]), _day(row["promised_on"]),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
