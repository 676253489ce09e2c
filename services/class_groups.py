"""A class's groups in force as a grouping problem: who is where, who leads, what rules the class agreed on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from db import classes, exams, filing, pairings, settings
from db.connection import Database
from db.rows import Row
from domain.balance import Ratio, finding
from domain.balance import balance as balance_of
from domain.errors import Conflict, Invalid
from domain.grouping_plan import from_dict, without_strangers
from domain.grouping_problem import Id, Mentor, Problem, Rule, Student, counted
from domain.grouping_words import Names
from domain.matching import Placement
from services.context import Context
from services.led_classes import require_led

# rules that outlive a plan: they speak of people, not of places on a board
_LASTING = ("together", "apart", "must", "must_not")


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches the class; `room`: how many more may be mentored."""

    id: int
    name: str
    subjects: str
    mentees: int
    room: int


@dataclass(frozen=True)
class ClassGroups:
    """The class today. Groups are numbered from 1 in `placement`; `group_ids` and `names` say which they are.

    `base` is what was read, to notice a colleague's change.
    """

    class_id: int
    class_name: str
    problem: Problem
    placement: Placement
    group_ids: tuple[int, ...]
    names: Names
    teachers: Mapping[int, Teacher]
    unplaced: tuple[int, ...]
    base: str

    def finding(self, placement: Placement) -> str:
        """What the balance says of the groups as they would be."""
        members = counted(self.problem)
        groups = [
            [members[one] for one, where in placement.assignment.items() if where == number]
            for number in range(1, len(self.group_ids) + 1)
        ]
        return finding(balance_of(groups), [self.names.group(number + 1) for number in range(len(groups))])

    def number_of(self, group_id: int) -> int:
        """A group's number."""
        return self.group_ids.index(group_id) + 1


def read_groups(db: Database, context: Context, class_id: int, needs_groups: bool = True) -> ClassGroups:
    """A class this person may group, with its groups in force.

    :raises Invalid: it has none, and they are needed.
    """
    name = require_led(context, db, class_id)
    groups = pairings.groups(db, class_id, context.today)
    if needs_groups and not groups:
        raise Invalid("这个班还没有生效的小组。请先到“分组与结对”里分组。")
    members = pairings.members(db, context.scope(db), class_id, context.today)
    mentors = pairings.mentors_of_class(db, context.scope(db), class_id, context.today)
    places = {row["id"]: number for number, row in enumerate(groups, start=1)}
    assignment: dict[Id, int] = {
        row["id"]: places[row["mentor_group_id"]] for row in members if row["mentor_group_id"] in places
    }
    teachers = _teachers(db, context, class_id)
    leaders: dict[int, Id] = {places[row["id"]]: row["mentor_id"] for row in groups if row["mentor_id"]}
    problem = Problem(
        students=_students(db, context, class_id, members),
        sizes=(1,) * len(groups),
        mentors=_mentors(groups, members, teachers, places),
        ratio=_ratio(db),
    )
    own_way = [
        one for one, number in assignment.items() if mentors.get(int(one)) not in (None, leaders.get(number))
    ]
    rules = _rules(db, class_id, problem) + tuple(
        Rule(f"own-{one}", "lock", (one,), assignment[one]) for one in own_way
    )
    return ClassGroups(
        class_id,
        name.text,
        replace(problem, rules=rules),
        Placement(assignment, leaders),
        tuple(row["id"] for row in groups),
        _names(groups, members, teachers),
        teachers,
        tuple(row["id"] for row in members if row["id"] not in assignment),
        _base(groups, members),
    )


def require_unchanged(found: ClassGroups, base: str) -> None:
    """Refuse what was decided on an older state of the class."""
    if found.base != base:
        raise Conflict("这个班的小组刚有变动，没有照旧的看法去改。请看过现在的情况再选一次。")


def _students(db: Database, context: Context, class_id: int, members: list[Row]) -> tuple[Student, ...]:
    _, totals = exams.latest_totals(db, class_id, context.today.isoformat())
    return tuple(
        Student(
            row["id"],
            row["sex"],
            tags=frozenset(int(one) for one in (row["care"] or "").split(",") if one),
            total=totals.get(row["id"]),
        )
        for row in members
    )


def _ratio(db: Database) -> Ratio:
    first, second, third = settings.get(db, "level_ratio")
    return first, second, third


def _teachers(db: Database, context: Context, class_id: int) -> dict[int, Teacher]:
    usual = int(settings.get(db, "most_mentees"))
    return {
        row["id"]: Teacher(
            row["id"],
            row["name"],
            row["subjects"].replace(",", "、") or "班主任",
            row["mentees"],
            max(0, (usual if row["most_mentees"] is None else row["most_mentees"]) - row["mentees"]),
        )
        for row in classes.teachers(db, class_id, context.today)
    }


def _mentors(
    groups: list[Row], members: list[Row], teachers: Mapping[int, Teacher], places: Mapping[int, int]
) -> tuple[Mentor, ...]:
    """The class's teachers and whoever leads a group; `most` counts this class's students alone."""
    own = {row["id"]: row["mentor_id"] for row in groups}
    led = [own[row["mentor_group_id"]] for row in members if row["mentor_group_id"] in places]
    ids = dict.fromkeys([*teachers, *(mentor for mentor in own.values() if mentor)])
    return tuple(
        Mentor(one, most=led.count(one) + teachers[one].room if one in teachers else None) for one in ids
    )


def _rules(db: Database, class_id: int, problem: Problem) -> tuple[Rule, ...]:
    approved = next((row for row in filing.of_classes(db, class_id) if row["state"] == "approved"), None)
    if approved is None:
        return ()
    students = {int(one.id) for one in problem.students}
    mentors = {int(one.id) for one in problem.mentors}
    plan = without_strangers(from_dict(json.loads(approved["body"])), students, mentors)
    return tuple(rule for rule in plan.rules if rule.kind in _LASTING)


def _names(groups: list[Row], members: list[Row], teachers: Mapping[int, Teacher]) -> Names:
    return Names(
        students={row["id"]: row["name"] for row in members},
        mentors={one.id: one.name for one in teachers.values()}
        | {row["mentor_id"]: row["mentor"] for row in groups if row["mentor_id"]},
        groups={number: row["name"] for number, row in enumerate(groups, start=1)},
    )


def _base(groups: list[Row], members: list[Row]) -> str:
    seen = [
        sorted((row["id"], row["version"], row["mentor_id"] or 0) for row in groups),
        sorted((row["id"], row["mentor_group_id"] or 0) for row in members),
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]
