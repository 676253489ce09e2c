"""Newcomers: who is in a class and in none of its groups, and ways to take them in, each with what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from db import changes as rows
from db import loose_ends, moves
from db.connection import Database
from domain.errors import Conflict, Invalid
from domain.grouping_problem import Id
from domain.newcomers import Option, frontier
from domain.permissions import Action
from services.changes import note_done, reader
from services.class_groups import ClassGroups, read_groups, require_unchanged
from services.context import Context, Writing
from services.remembered import until_arranged
from services.students import class_text

# ways that move more people are nobody's choice and only make the list long
MOST_MOVES = 3
JOINS, MAKES_ROOM, TRANSFERRED = "新同学进组", "为新同学调组", "转班"


@dataclass(frozen=True)
class Newcomer:
    """A student in none of the class's groups; `former_group` is one of another class."""

    student_id: int
    name: str
    number: str
    class_id: int
    class_name: str
    since: date
    former_group: str


@dataclass(frozen=True)
class Way:
    """One way to take the newcomers in: student → group for everybody who changes, told in words."""

    moves: int
    seats: Mapping[int, int]
    title: str
    who_moves: str
    cost: str


@dataclass(frozen=True)
class Ways:
    """The choice for a class, from nobody moved upwards; `base` is what it was made on."""

    class_id: int
    class_name: str
    base: str
    ways: tuple[Way, ...]
    groups: Mapping[int, str]
    note: str


@until_arranged
def unplaced(context: Context) -> list[Newcomer]:
    """Students of the classes looked after who are in no group although the class has groups."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        scope, year = context.scope(db), context.school_year(db)
        found = loose_ends.unplaced(db, scope, reader(context), context.today, year)
    return [
        Newcomer(
            row["id"],
            row["name"],
            row["student_number"] or "",
            row["class_id"],
            class_text(row["grade"], row["class_number"]),
            date.fromisoformat(row["since"]),
            row["former_group"] or "",
        )
        for row in found
    ]


def ways(context: Context, class_id: int) -> Ways:
    """How the class's newcomers can be taken in: with nobody moved, with one move, with a few."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        found = read_groups(db, context, class_id)
    options, note = _options(found)
    return Ways(
        class_id,
        found.class_name,
        found.base,
        tuple(_way(found, option) for option in options if len(option.moves) <= MOST_MOVES),
        dict(zip(found.group_ids, (found.names.group(n + 1) for n in range(len(found.group_ids))), strict=True)),
        note,
    )  # fmt: skip


def place(context: Context, form_id: str, class_id: int, way_moves: int, base: str) -> int:
    """Take the newcomers in by the way that moves so many; in force from today. Returns how many changed group.

    :raises Conflict: the class changed since the ways were read.
    """
    context.require(Action.FORM_GROUPS)
    chosen = next((one for one in ways(context, class_id).ways if one.moves == way_moves), None)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = read_groups(tx.db, context, class_id)
        require_unchanged(found, base)
        if chosen is None:
            raise Conflict("这个班的新同学已经进组了，请刷新看看。")
        return int(tx.answer(form_id, _seat(tx, found, chosen.seats)))


def place_by_hand(
    context: Context, form_id: str, class_id: int, student_id: int, group_id: int, base: str
) -> int:
    """Put one newcomer into a group of one's own choice; nobody else moves."""
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = read_groups(tx.db, context, class_id)
        require_unchanged(found, base)
        if student_id not in found.unplaced or group_id not in found.group_ids:
            raise Invalid("请选一名还没有小组的学生和本班的一个小组。")
        return int(tx.answer(form_id, _seat(tx, found, {student_id: group_id})))


# ── the ways ─────────────────────────────────────────────────────────────────────────────────────────


def _options(found: ClassGroups) -> tuple[list[Option], str]:
    """The frontier within the mentors' capacity; beyond it, and said so, when everybody is full."""
    if not found.unplaced:
        return [], ""
    newcomers: list[Id] = list(found.unplaced)
    try:
        return frontier(found.problem, found.placement, newcomers), ""
    except Invalid:
        mentors = tuple(replace(mentor, most=None) for mentor in found.problem.mentors)
        problem = replace(found.problem, mentors=mentors)
    try:
        options = frontier(problem, found.placement, newcomers)
    except Invalid as error:
        return [], error.message
    return options, "几位导师都已带满，下面的安排会超出平常的人数。"


def _way(found: ClassGroups, option: Option) -> Way:
    names, moved = found.names, option.moves
    seats = "，".join(
        f"{names.student(one)}进{names.group(group)}" for one, group in option.newcomers.items()
    )
    groups = {**option.newcomers, **{one.student: one.after for one in moved}}
    return Way(
        len(moved),
        {int(student): found.group_ids[group - 1] for student, group in groups.items()},
        f"{f'动 {len(moved)} 人' if moved else '不动别人'}：{seats}",
        "，".join(
            f"{names.student(one.student)}从{names.group(one.before)}到{names.group(one.after)}"
            for one in moved
        ),
        _cost(found, option),
    )


def _cost(found: ClassGroups, option: Option) -> str:
    said = found.finding(option.result.placement)
    if not any(one.total is not None for one in found.problem.students):
        return said
    return f"{said}，各组总分均分最多差 {option.result.spread:.1f} 分"


# ── into the groups ──────────────────────────────────────────────────────────────────────────────────


def _seat(tx: Writing, found: ClassGroups, seats: Mapping[int, int]) -> int:
    for student, group_id in seats.items():
        _move(tx, found, student, group_id)
    tx.audit("newcomers.place", f"class/{found.class_id}", students=sorted(seats))
    return len(seats)


def _move(tx: Writing, found: ClassGroups, student: int, group_id: int) -> None:
    """One student into a group and to its mentor; the change is kept like any other."""
    context, is_new = tx.context, student in found.unplaced
    former = _former_mentor(tx.db, context, student)
    mentor = found.placement.leaders.get(found.number_of(group_id))
    if former is not None:
        moves.end_pairings(tx.db, student, context.today, TRANSFERRED if is_new else MAKES_ROOM, former)
    moves.join_group(tx.db, student, group_id, context.today)
    if mentor is not None:
        moves.pair(tx.db, student, int(mentor), group_id, context.today)
    note_done(
        tx, student, former, int(mentor) if mentor else None, "arrival", JOINS if is_new else MAKES_ROOM
    )


def _former_mentor(db: Database, context: Context, student: int) -> int | None:
    """The mentor of the group left; a mentor outside groups stays."""
    found = rows.mentors_on(db, context.scope(db), student, context.today)
    return next((int(row["mentor_id"]) for row in found if row["mentor_group_id"]), None)
