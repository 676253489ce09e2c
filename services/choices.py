"""双向选择 of a class: a round with a deadline, who has answered, and what was wished and claimed.

Slips and files are entered by services/wish_entry.py, one-time links answered by services/wish_links.py, claims
made by services/claims.py. A later round erases no earlier one; the latest counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db import choice_links, choices, classes
from db.connection import Database
from db.rows import Row, update_version
from domain.class_names import ClassName
from domain.errors import Conflict, NotFound
from domain.grouping_plan import PlanGroup, from_dict
from domain.permissions import Action
from domain.wishes import USUAL_WISHES, check_last_day, check_most, closing_time, tiers
from services.context import Context, Writing, moment_text
from services.led_classes import require_led

Tiers = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Round:
    """One round of a class; `number` counts the class's rounds, `closes_at` is on the school's clock.

    What was wished in another school year no longer counts.
    """

    id: int
    number: int
    version: int
    opened_on: date
    closes_at: datetime
    is_open: bool
    counts: bool
    most_wishes: int
    answered: int


@dataclass(frozen=True)
class Teacher:
    """Somebody of the class's mentor team, with the students mentored anywhere today."""

    id: int
    name: str
    subjects: str
    is_homeroom: bool
    mentees: int


@dataclass(frozen=True)
class Answer:
    """A student with the wishes of the latest round, dearest first; none yet: empty."""

    student_id: int
    name: str
    number: str
    mentors: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Choosing:
    """A class's latest round as the class teacher sees it. `gone`: mentors wished for who no longer teach here."""

    class_id: int
    class_name: ClassName
    round: Round | None
    earlier: tuple[Round, ...]
    answers: tuple[Answer, ...]
    teachers: tuple[Teacher, ...]
    claimed: frozenset[int]
    gone: Mapping[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Answer]:
        """Students without a wish."""
        return [one for one in self.answers if not one.mentors]

    @property
    def unclaiming(self) -> list[Teacher]:
        """Teachers who have claimed nobody."""
        return [one for one in self.teachers if one.id not in self.claimed]


@dataclass(frozen=True)
class Wishes:
    """What the latest round says, for forming groups and finding mentors; only of who is there today."""

    students: Mapping[int, Tiers] = field(default_factory=dict)  # student → mentors
    claims: Mapping[int, Tiers] = field(default_factory=dict)  # mentor → students
    group_claims: Mapping[int, tuple[tuple[str, ...], ...]] = field(
        default_factory=dict
    )  # mentor → PlanGroup.key
    missing_students: tuple[int, ...] = ()
    missing_mentors: tuple[int, ...] = ()
    closes_at: datetime | None = None
    is_open: bool = False


def wishes(context: Context, class_id: int) -> Wishes:
    """The latest round's wishes and claims; without a round nothing, and everybody missing."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        found = read_choosing(db, context, class_id)
        if found.round is None:
            return Wishes({}, {}, {}, _ids(found.answers), tuple(one.id for one in found.teachers))
        rows = choices.preferences(db, context.scope(db), found.round.id)
        claimed = choices.claims(db, found.round.id)
        keys = {group.key for group in plan_groups(db, class_id)}
    here, able = {one.student_id for one in found.answers}, {one.id for one in found.teachers}
    wished = [row for row in rows if row["student_id"] in here and row["mentor_id"] in able]
    claimed = [row for row in claimed if row["mentor_id"] in able]
    return Wishes(
        _tiers(wished, "student_id", "mentor_id"),
        _tiers([row for row in claimed if row["student_id"] in here], "mentor_id", "student_id"),
        _tiers([row for row in claimed if row["group_key"] in keys], "mentor_id", "group_key"),
        tuple(one.student_id for one in found.missing),
        tuple(one.id for one in found.unclaiming),
        found.round.closes_at,
        found.round.is_open,
    )


def choosing(context: Context, class_id: int) -> Choosing:
    """The class's round with every student's answer, for the class teacher or the office."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return read_choosing(db, context, class_id)


def open_round(
    context: Context, form_id: str, class_id: int, last_day: date, most_wishes: int = USUAL_WISHES
) -> int:
    """Begin a round that lasts to the end of that day; an earlier one stays readable. Returns its id."""
    context.require(Action.FORM_GROUPS)
    check_last_day(last_day, context.today)
    check_most(most_wishes)
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        latest = choices.latest(tx.db, class_id)
        if latest is not None and latest["closes_at"] > context.moment:
            raise Conflict("这个班的双向选择已经打开了，可能是别人刚打开的。请刷新看一看。")
        closes_at = moment_text(closing_time(last_day, context.zone))
        round_id = choices.add_round(
            tx.db, class_id, closes_at, most_wishes, context.moment, context.actor.staff_id
        )
        tx.audit("choice_round.open", f"choice_round/{round_id}", class_id=class_id)
        return int(tx.answer(form_id, round_id))


def move_deadline(context: Context, class_id: int, round_id: int, version: int, last_day: date) -> None:
    """Another last day: later, earlier, or open again with everything that was answered."""
    context.require(Action.FORM_GROUPS)
    check_last_day(last_day, context.today)
    closes_at = moment_text(closing_time(last_day, context.zone))
    _set_closing(context, class_id, round_id, version, closes_at, "choice_round.move")


def close_round(context: Context, class_id: int, round_id: int, version: int) -> None:
    """End the round now; the class teacher may still correct slips."""
    context.require(Action.FORM_GROUPS)
    _set_closing(context, class_id, round_id, version, context.moment, "choice_round.close")


def _set_closing(
    context: Context, class_id: int, round_id: int, version: int, closes_at: str, act: str
) -> None:
    with context.write() as tx:
        require_latest(tx, class_id, round_id)
        update_version(tx.db, "choice_round", round_id, version, {"closes_at": closes_at})
        choice_links.move_expiry(tx.db, round_id, closes_at)
        tx.audit(act, f"choice_round/{round_id}", closes_at=closes_at)


def require_latest(tx: Writing, class_id: int, round_id: int) -> Row:
    """The class's round being changed, for whoever leads the class; an earlier round is history."""
    require_led(tx.context, tx.db, class_id)
    latest = choices.latest(tx.db, class_id)
    if latest is None:
        raise NotFound("这个班还没有双向选择。请先打开一轮。")
    if latest["id"] != round_id:
        raise Conflict("这个班已经开了新的一轮，这一轮只能看，不能再改。请刷新后再填。")
    return latest


def read_choosing(db: Database, context: Context, class_id: int) -> Choosing:
    """`choosing` inside a block that is open already."""
    class_name = require_led(context, db, class_id)
    scope, on = context.scope(db), context.today
    rounds = class_rounds(db, context, class_id)
    present = rounds[0] if rounds and rounds[0].counts else None
    teachers = tuple(_teacher(row) for row in classes.teachers(db, class_id, on))
    rows = choices.preferences(db, scope, present.id) if present else []
    able = {one.id for one in teachers}
    claimed = choices.claims(db, present.id) if present else []
    return Choosing(
        class_id,
        class_name,
        present,
        tuple(one for one in rounds if one is not present),
        tuple(_answer(row, rows) for row in choices.students(db, scope, class_id, on)),
        teachers,
        frozenset(row["mentor_id"] for row in claimed) & able,
        {row["mentor_id"]: gone_text(row) for row in rows if row["mentor_id"] not in able},
    )


def plan_groups(db: Database, class_id: int) -> tuple[PlanGroup, ...]:
    """The groups of the class's plan that claims refer to; none before there is a plan."""
    body = choices.plan_body(db, class_id)
    return from_dict(json.loads(body)).groups if body else ()


def class_rounds(db: Database, context: Context, class_id: int) -> list[Round]:
    """The class's rounds, the latest first."""
    rows = choices.rounds(db, class_id)
    year = context.school_year(db)
    return [
        _round(
            context, row, len(rows) - place, context.school_year(db, context.day_of(row["opened_at"])) == year
        )
        for place, row in enumerate(rows)
    ]


def _round(context: Context, row: Row, number: int, is_this_year: bool) -> Round:
    is_open = row["closes_at"] > context.moment
    return Round(
        row["id"],
        number,
        row["version"],
        context.day_of(row["opened_at"]),
        datetime.fromisoformat(row["closes_at"]).astimezone(ZoneInfo(context.zone)),
        is_open,
        is_open or is_this_year,
        row["most_wishes"],
        row["answered"],
    )


def gone_text(row: Row) -> str:
    """王芳已离校, 王芳不教这个班: of a row with mentor and has_left."""
    return f"{row['mentor']}{'已离校' if row['has_left'] else '不教这个班'}"


def _teacher(row: Row) -> Teacher:
    subjects = row["subjects"].replace(",", "、")
    return Teacher(row["id"], row["name"], subjects, bool(row["is_homeroom"]), row["mentees"])


def _answer(student: Row, rows: list[Row]) -> Answer:
    own = [row for row in rows if row["student_id"] == student["id"]]
    return Answer(
        student["id"],
        student["name"],
        student["student_number"] or "",
        tuple(row["mentor_id"] for row in own),
        own[0]["source"] if own else "",
    )


def _tiers(rows: list[Row], whose: str, what: str) -> dict[int, tuple[tuple[Any, ...], ...]]:
    ranked: dict[int, list[tuple[int, Any]]] = {}
    for row in rows:
        ranked.setdefault(row[whose], []).append((row["rank"], row[what]))
    return {who: tiers(own) for who, own in ranked.items()}


def _ids(answers: tuple[Answer, ...]) -> tuple[int, ...]:
    return tuple(one.student_id for one in answers)
