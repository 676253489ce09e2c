"""One swap that helps, and where newcomers go: few who stand already should move, and each move should pay."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from domain.errors import Invalid
from domain.grouping import Solution, rated
from domain.grouping_problem import Id, Problem
from domain.grouping_search import Search
from domain.grouping_table import Ints, assignment_of, places_of, table_of
from domain.grouping_worth import Worth, worth_of
from domain.matching import Placement, freedom

LOOKED_AT: Final = 64
MOST_MOVES: Final = 6
# ways to seat the newcomers that are compared; more newcomers than that are seated one after the other
MOST_SEATINGS: Final = 3000


@dataclass(frozen=True, slots=True)
class Swap:
    """Two students who change places, and how good the groups are before and after."""

    one: Id
    two: Id
    before: Solution
    after: Solution


@dataclass(frozen=True, slots=True)
class Move:
    """A student who stood in a group and goes to another."""

    student: Id
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way to take newcomers in: where they go, who moves for it, how good the groups are then."""

    newcomers: Mapping[Id, int]
    moves: tuple[Move, ...]
    result: Solution


def suggest_swap(problem: Problem, placement: Placement) -> Swap | None:
    """The one swap that improves the groups most, rules and locks kept; None when none does."""
    sized = replace(problem, sizes=placement.sizes(problem.group_count))
    table, free = table_of(sized), freedom(sized, placement)
    start = places_of(table, placement.assignment)
    search = Search(table, free, start, problem.seed)
    tried = search.best_swaps(np.arange(len(start)), LOOKED_AT)
    best = min(tried, key=lambda one: worth_of(table, free.price, one), default=start)
    if worth_of(table, free.price, best) >= search.worth:
        return None
    one, two = (table.ids[row] for row in np.flatnonzero(best != start))
    after = replace(placement, assignment=assignment_of(table, best))
    return Swap(one, two, rated(sized, placement), rated(sized, after))


def frontier(problem: Problem, placement: Placement, newcomers: Collection[Id]) -> list[Option]:
    """Ways to take newcomers in, from no move of anybody upwards; each further move buys a better balance.

    `problem` holds everybody, `placement` those who stand already.

    :raises Invalid: no group can take them in.
    """
    present = placement.assignment
    unknown = [one.id for one in problem.students if one.id not in present and one.id not in newcomers]
    if unknown:
        raise Invalid(f"学生 {unknown[0]} 不在任何小组里，也不在新来的名单里。请先给他分组。")
    free_problem = replace(problem, present={})
    seatings = _seatings(free_problem, placement, list(newcomers))
    best: dict[int, _Found] = {}
    for seating in seatings:
        _keep(best, _found(free_problem, replace(placement, assignment={**present, **seating})), present)
    for moves in range(MOST_MOVES):
        if moves in best:
            for found in _next(best[moves], newcomers):
                _keep(best, found, present)
    return _worth_their_moves(problem, best, present, newcomers)


@dataclass(frozen=True, slots=True)
class _Found:
    problem: Problem
    placement: Placement
    worth: Worth


def _found(problem: Problem, placement: Placement) -> _Found:
    sized = replace(problem, sizes=placement.sizes(problem.group_count))
    table, free = table_of(sized), freedom(sized, placement)
    return _Found(sized, placement, worth_of(table, free.price, places_of(table, placement.assignment)))


def _keep(best: dict[int, _Found], found: _Found, present: Mapping[Id, int]) -> None:
    moves = len(_moves(found.placement, present))
    if moves <= MOST_MOVES and (moves not in best or found.worth < best[moves].worth):
        best[moves] = found


def _moves(placement: Placement, present: Mapping[Id, int]) -> tuple[Move, ...]:
    assignment = placement.assignment
    return tuple(
        Move(one, before, assignment[one]) for one, before in present.items() if assignment[one] != before
    )


def _next(found: _Found, newcomers: Collection[Id]) -> list[_Found]:
    """The most promising swaps of newcomers (one move) and of anybody (two moves)."""
    table, free = table_of(found.problem), freedom(found.problem, found.placement)
    search = Search(table, free, places_of(table, found.placement.assignment), 0)
    new = np.array([row for row, one in enumerate(table.ids) if one in newcomers], dtype=np.int64)
    tried: list[Ints] = []
    for rows in (new, np.arange(len(table.ids))):
        tried += search.best_swaps(rows, LOOKED_AT) if len(rows) else []
    return [
        _Found(
            found.problem,
            replace(found.placement, assignment=assignment_of(table, places)),
            worth_of(table, free.price, places),
        )
        for places in tried
    ]


def _worth_their_moves(
    problem: Problem, best: Mapping[int, _Found], present: Mapping[Id, int], newcomers: Collection[Id]
) -> list[Option]:
    options, bar = [], None
    for _, found in sorted(best.items()):
        if bar is None or found.worth < bar:
            bar = found.worth
            seats = {one: found.placement.assignment[one] for one in newcomers}
            result = rated(replace(problem, sizes=found.problem.sizes), found.placement)
            options.append(Option(seats, _moves(found.placement, present), result))
    return options


# ── seats for newcomers ──────────────────────────────────────────────────────────────────────────────


def _seatings(problem: Problem, placement: Placement, newcomers: Sequence[Id]) -> list[dict[Id, int]]:
    """Ways to seat the newcomers that leave the sizes as even as can be."""
    ways = [_open_groups(problem, placement, one) for one in newcomers]
    if any(not way for way in ways):
        raise Invalid("没有小组能接收新来的学生：导师名额已满，或者规则不允许。请提高名额或修改规则。")
    count = 1
    for way in ways:
        count *= len(way)
    if count > MOST_SEATINGS:
        return [_one_by_one(placement, dict(zip(newcomers, ways, strict=True)))]
    seatings = [dict(zip(newcomers, way, strict=True)) for way in product(*ways)]
    seatings = [one for one in seatings if _is_allowed(problem, placement, one)]
    if not seatings:
        raise Invalid("没有小组能接收这些新来的学生：导师名额已满，或者规则不允许。请提高名额或修改规则。")
    evenness = [_unevenness(problem, placement, one) for one in seatings]
    return [one for one, uneven in zip(seatings, evenness, strict=True) if uneven == min(evenness)]


def _open_groups(problem: Problem, placement: Placement, newcomer: Id) -> list[int]:
    return [
        group
        for group in range(1, problem.group_count + 1)
        if _is_allowed(problem, placement, {newcomer: group})
    ]


def _is_allowed(problem: Problem, placement: Placement, seating: Mapping[Id, int]) -> bool:
    """Whether the rules and the mentors' capacities let them sit there."""
    assignment = {**placement.assignment, **seating}
    known = tuple(one for one in problem.students if one.id in assignment)
    there = {one.id for one in known}
    rules = tuple(rule for rule in problem.rules if set(rule.students) <= there)
    part = replace(problem, students=known, rules=rules)
    free = freedom(part, replace(placement, assignment=assignment))
    rows = {one.id: row for row, one in enumerate(known)}
    places = np.array([assignment[one.id] - 1 for one in known])
    for newcomer, group in seating.items():
        row = rows[newcomer]
        foes = free.apart[row] & (places == group - 1)
        friends = [block for block in free.blocks if row in block]
        is_split = any(len(set(places[list(block)])) > 1 for block in friends)
        if foes.any() or is_split or not free.allowed[row, group - 1]:
            return False
    return _within_capacity(problem, replace(placement, assignment=assignment), set(seating.values()))


def _within_capacity(problem: Problem, placement: Placement, groups: set[int]) -> bool:
    """Whether the mentors of these groups can take who is there now."""
    most = {mentor.id: mentor.most for mentor in problem.mentors}
    sizes = placement.sizes(problem.group_count)
    for mentor in {placement.leaders[group] for group in groups if group in placement.leaders}:
        led = sum(sizes[group - 1] for group, leader in placement.leaders.items() if leader == mentor)
        led += sum(mentor in further for further in placement.further.values())
        limit = most.get(mentor)
        if limit is not None and led > limit:
            return False
    return True


def _unevenness(problem: Problem, placement: Placement, seating: Mapping[Id, int]) -> int:
    sizes = replace(placement, assignment={**placement.assignment, **seating}).sizes(problem.group_count)
    return sum(size * size for size in sizes)


def _one_by_one(placement: Placement, ways: Mapping[Id, list[int]]) -> dict[Id, int]:
    """Each newcomer into the smallest open group."""
    counts = dict.fromkeys({group for way in ways.values() for group in way}, 0)
    for group in placement.assignment.values():
        counts[group] = counts.get(group, 0) + 1
    seats: dict[Id, int] = {}
    for newcomer, way in ways.items():
        seats[newcomer] = min(way, key=lambda group: counts[group])
        counts[seats[newcomer]] += 1
    return seats
