"""交接仪式: planned for a class, printed, recorded with who was absent; the office sees which classes have held it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from db import ceremonies, classes, pairings, settings
from db.connection import Database
from db.rows import Row
from documents.ceremony_papers import ceremony_sheet
from domain.ceremony import CeremonyPlan, check_note, check_plan, programme
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from services import register
from services.context import Context
from services.exports import WORD, Paper
from services.led_classes import require_led


@dataclass(frozen=True)
class Attendee:
    """Somebody who belongs to the ceremony: a student with the group, a teacher with the groups led."""

    id: int
    name: str
    more: str
    was_absent: bool = False


@dataclass(frozen=True)
class Ceremony:
    """A class's ceremony of this school year. `id` None: nothing is planned yet, and `plan` is a proposal."""

    id: int | None
    version: int
    class_id: int
    class_name: str
    homeroom: str
    plan: CeremonyPlan
    is_held: bool
    note: str
    students: tuple[Attendee, ...]
    teachers: tuple[Attendee, ...]

    @property
    def absent(self) -> tuple[Attendee, ...]:
        """Who was not there."""
        return tuple(one for one in (*self.students, *self.teachers) if one.was_absent)


@dataclass(frozen=True)
class CeremonyLine:
    """What the list of classes says."""

    held_on: date
    is_held: bool
    absent: int


def open_ceremony(context: Context, class_id: int) -> Ceremony:
    """The class's ceremony, or a proposal for one."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        name = require_led(context, db, class_id)
        row = _latest(db, context, class_id)
        kept = CeremonyPlan(_day(row), row["place"], row["programme"]) if row else None
    return _ceremony(context, class_id, name.text, row, kept)


def plan(context: Context, form_id: str, class_id: int, version: int, wanted: CeremonyPlan) -> None:
    """Set day, place and order; `version` 0 for a ceremony not yet planned.

    :raises Conflict: somebody planned or changed it meanwhile.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        if tx.earlier(form_id) is not None:
            return
        require_led(context, tx.db, class_id)
        wanted = check_plan(wanted, *_school_year(tx.db, context))
        row = _latest(tx.db, context, class_id)
        if version == 0 and (row is None or row["is_held"]):
            ceremony_id = ceremonies.add(tx.db, class_id, wanted.held_on, wanted.place, wanted.programme)
        elif version and row and not row["is_held"]:
            ceremony_id = row["id"]
            ceremonies.change(tx.db, ceremony_id, version, wanted.held_on, wanted.place, wanted.programme)
        else:
            raise Conflict("这个班的交接仪式刚被别人改过，没有覆盖。请刷新看过再改。")
        tx.audit("ceremony.plan", f"ceremony/{ceremony_id}", held_on=wanted.held_on.isoformat())
        tx.answer(form_id, ceremony_id)


def record(
    context: Context,
    ceremony_id: int,
    version: int,
    absent_students: Collection[int],
    absent_staff: Collection[int],
    note: str,
) -> None:
    """It was held; everybody was there but these. Recorded again, it corrects what was recorded.

    :raises Conflict: somebody changed it since `version`.
    """
    context.require(Action.FORM_GROUPS)
    note = check_note(note)
    with context.write() as tx:
        row = ceremonies.one(tx.db, ceremony_id)
        if row is None:
            raise NotFound("没有这次交接仪式。")
        require_led(context, tx.db, row["class_id"])
        if _day(row) > context.today:
            raise Invalid("仪式还没有到日子。提前举行了，请先改日期。")
        students, teachers = _invited(tx.db, context, row["class_id"], _day(row))
        known = {one.id for one in students}, {one.id for one in teachers}
        if not (set(absent_students) <= known[0] and set(absent_staff) <= known[1]):
            raise NotFound("缺席名单里有人不在这个班，请刷新后再记。")
        ceremonies.hold(tx.db, ceremony_id, version, note, absent_students, absent_staff)
        absent = len(set(absent_students)) + len(set(absent_staff))
        tx.audit("ceremony.record", f"ceremony/{ceremony_id}", absent=absent)


def lines(context: Context) -> dict[int, CeremonyLine]:
    """Class → its ceremony of this school year, where there is one."""
    context.require(Action.APPROVE_GROUPS)
    with context.read() as db:
        rows = ceremonies.latest(db, _school_year(db, context)[0])
    return {row["class_id"]: CeremonyLine(_day(row), bool(row["is_held"]), row["absent"]) for row in rows}


def sheet(context: Context, class_id: int) -> Paper:
    """The order of events and the lists to sign, of a ceremony that is planned."""
    found = open_ceremony(context, class_id)
    if found.id is None:
        raise NotFound("还没有安排交接仪式，先定好日期和地点。")
    with context.read() as db:
        school = settings.get(db, "school_name")
    content = ceremony_sheet(
        school,
        found.class_name,
        found.homeroom,
        found.plan,
        [(one.name, one.more) for one in found.teachers],
        _told_apart(found.students),
    )
    return Paper(f"{found.class_name}交接仪式.docx", content, WORD)


def _told_apart(students: tuple[Attendee, ...]) -> list[str]:
    """Names, with the group where two children bear the same."""
    names = Counter(one.name for one in students)
    return [f"{one.name}（{one.more}）" if names[one.name] > 1 and one.more else one.name for one in students]


def _ceremony(
    context: Context, class_id: int, class_name: str, row: Row | None, kept: CeremonyPlan | None
) -> Ceremony:
    found = register.open_best(context, class_id, ("later", "now", "plan"))
    with context.read() as db:
        on = kept.held_on if kept else context.today
        students, teachers = _invited(db, context, class_id, on, row["id"] if row else None)
    homeroom = "、".join(one.name for one in teachers if one.more.startswith("班主任"))
    proposed = CeremonyPlan(context.today, "本班教室", programme(homeroom, found.groups if found else ()))
    return Ceremony(
        id=row["id"] if row else None,
        version=row["version"] if row else 0,
        class_id=class_id,
        class_name=class_name,
        homeroom=homeroom,
        plan=kept or proposed,
        is_held=bool(row and row["is_held"]),
        note=row["note"] if row else "",
        students=students,
        teachers=teachers,
    )


def _invited(
    db: Database, context: Context, class_id: int, on: date, ceremony_id: int | None = None
) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
    """All students of the class and all who teach it (S0 一.4), as of that day."""
    groups = pairings.groups(db, class_id, on)
    names = {group["id"]: group["name"] for group in groups}
    missing = ceremonies.absences(db, ceremony_id) if ceremony_id else (set[int](), set[int]())
    students = tuple(
        Attendee(row["id"], row["name"], names.get(row["mentor_group_id"], ""), row["id"] in missing[0])
        for row in pairings.members(db, context.scope(db), class_id, on)
    )
    teachers = []
    for row in classes.teachers(db, class_id, on):
        led = [group["name"] for group in groups if group["mentor_id"] == row["id"]]
        words = "、".join([*(["班主任"] if row["is_homeroom"] else []), *led])
        teachers.append(Attendee(row["id"], row["name"], words, row["id"] in missing[1]))
    return students, tuple(teachers)


def _latest(db: Database, context: Context, class_id: int) -> Row | None:
    return next(iter(ceremonies.latest(db, _school_year(db, context)[0], class_id)), None)


def _school_year(db: Database, context: Context) -> tuple[date, date]:
    """The summer before and after: what was held before belongs to another year."""
    year = context.school_year(db)
    return date(year, 8, 1), date(year + 1, 7, 31)


def _day(row: Row) -> date:
    return date.fromisoformat(row["held_on"])
