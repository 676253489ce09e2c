"""Why a student is where they are: the wish met, what stood in the way of a dearer one, which rules hold."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from domain.balance import GroupBalance, Trait, balance
from domain.grouping_problem import Id, Problem, Rule, counted, levels_of, may_mentor
from domain.grouping_table import Ints, Table, beyond, excess_of, members, places_of, table_of
from domain.grouping_worth import Freedom
from domain.matching import Placement, freedom, sized_for
from domain.matching_prices import claim_worth, rank_of

Way = Literal["teaches", "no_group", "rule", "quota", "full"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The first thing in the way of a wish: `rules` for "rule", `trait` and its count so far for "quota"."""

    mentor: Id
    rank: int
    way: Way
    rules: tuple[Id, ...] = ()
    trait: Trait | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of a placement. `rank` is None when the mentor was on no wish of the student's; `broken`
    are those of the student's rules that do not hold.
    """

    student: Id
    group: int
    mentor: Id | None
    has_wishes: bool
    rank: int | None
    is_claimed: bool
    is_kept: bool
    obstacles: tuple[Obstacle, ...]
    rules: tuple[Id, ...]
    broken: tuple[Id, ...]
    with_student: GroupBalance
    without_student: GroupBalance


def why_here(problem: Problem, placement: Placement, student: Id) -> Explanation:
    """Everything that speaks for the place of one student."""
    group = placement.assignment[student]
    mentor = placement.leaders.get(group)
    wishes = problem.wishes.get(student, ())
    rank = None if mentor is None else rank_of(wishes, mentor)
    about = [rule for rule in problem.rules if student in rule.students]
    people = counted(problem)
    group_members = [people[one] for one, place in placement.assignment.items() if place == group]
    with_student, without = balance([group_members, [one for one in group_members if one.id != student]])
    return Explanation(
        student=student,
        group=group,
        mentor=mentor,
        has_wishes=any(wishes),
        rank=rank,
        is_claimed=mentor is not None and claim_worth(problem.claims.get(mentor, ()), student) > 0,
        is_kept=mentor is not None and problem.previous.get(student) == mentor,
        obstacles=_obstacles(problem, placement, student, rank),
        rules=tuple(rule.id for rule in about),
        broken=tuple(rule.id for rule in about if not is_kept(rule, placement)),
        with_student=with_student,
        without_student=without,
    )


def is_kept(rule: Rule, placement: Placement) -> bool:
    """Whether a rule holds in groups as they stand; who is in no group keeps every rule."""
    groups = [placement.assignment[one] for one in rule.students if one in placement.assignment]
    mentors = [placement.mentors_of(one) for one in rule.students if one in placement.assignment]
    leader = placement.leaders.get(rule.group) if rule.group is not None else None
    return {
        "lock": all(group == rule.group for group in groups),
        "together": len(set(groups)) <= 1,
        "apart": len(set(groups)) == len(groups),
        "must": all(rule.mentor in known for known in mentors if known),
        "must_not": not any(rule.mentor in known for known in mentors),
        "lead": leader in (None, rule.mentor),
        "not_lead": leader != rule.mentor,
    }[rule.kind]


def unfair_pairs(problem: Problem, placement: Placement) -> list[tuple[Id, Id]]:
    """Students of the same level and sex who would both rather swap, and whom no rule keeps from it."""
    levels = levels_of(problem)
    sexes = {one.id: one.sex for one in problem.students}
    free, rows = freedom(problem, placement), {one.id: row for row, one in enumerate(problem.students)}
    places = np.array([placement.assignment[one.id] - 1 for one in problem.students])
    ids = [one.id for one in problem.students if placement.assignment[one.id] in placement.leaders]
    return [
        (one, two)
        for place, one in enumerate(ids)
        for two in ids[place + 1 :]
        if (levels[one], sexes[one]) == (levels[two], sexes[two])
        and _would_rather(problem, placement, one, two)
        and _would_rather(problem, placement, two, one)
        and _may_swap(free, places, rows[one], rows[two])
    ]


def _would_rather(problem: Problem, placement: Placement, student: Id, other: Id) -> bool:
    """Whether the student wished for the other's mentor more than for their own."""
    mine, theirs = (placement.leaders[placement.assignment[one]] for one in (student, other))
    wishes = problem.wishes.get(student, ())
    here, there = rank_of(wishes, mine), rank_of(wishes, theirs)
    return there is not None and (here is None or there < here)


def _may_swap(free: Freedom, places: Ints, one: int, two: int) -> bool:
    swapped = places.copy()
    swapped[[one, two]] = swapped[[two, one]]
    is_allowed = free.allowed[one, swapped[one]] and free.allowed[two, swapped[two]]
    meets = any((free.apart[row] & (swapped == swapped[row])).any() for row in (one, two))
    is_split = any(row in block for block in free.blocks for row in (one, two))
    return bool(is_allowed and not meets and not is_split)


# ── what stood in the way ────────────────────────────────────────────────────────────────────────────


def _obstacles(problem: Problem, placement: Placement, student: Id, rank: int | None) -> tuple[Obstacle, ...]:
    tiers = problem.wishes.get(student, ())
    dearer = tiers if rank is None else tiers[: rank - 1]
    wished = [(place, mentor) for place, tier in enumerate(dearer, start=1) for mentor in tier]
    if not wished:
        return ()
    sized = sized_for(problem, placement)
    view = _View(sized, placement, table_of(sized), freedom(sized, placement))
    return tuple(_obstacle(view, student, place, mentor) for place, mentor in wished)


@dataclass(frozen=True, slots=True)
class _View:
    problem: Problem
    placement: Placement
    table: Table
    free: Freedom


def _obstacle(view: _View, student: Id, rank: int, mentor_id: Id) -> Obstacle:
    problem = view.problem
    person = next(one for one in problem.students if one.id == student)
    mentor = next(one for one in problem.mentors if one.id == mentor_id)
    if not may_mentor(problem, person, mentor):
        return Obstacle(mentor_id, rank, "teaches")
    groups = [group for group, leader in view.placement.leaders.items() if leader == mentor_id]
    if not groups:
        return Obstacle(mentor_id, rank, "no_group")
    return min((_in_group(view, student, rank, mentor_id, group) for group in groups), key=_severity)


def _severity(obstacle: Obstacle) -> int:
    return ("full", "quota", "rule").index(obstacle.way)


def _in_group(view: _View, student: Id, rank: int, mentor: Id, group: int) -> Obstacle:
    row = view.table.ids.index(student)
    places = places_of(view.table, view.placement.assignment)
    rules = _rules_against(view, student, mentor, group)
    if rules or any(row in block for block in view.free.blocks):
        own = tuple(
            rule.id for rule in view.problem.rules if rule.kind == "together" and student in rule.students
        )
        return Obstacle(mentor, rank, "rule", rules or own, group=group)
    partners = [
        int(other)
        for other in np.flatnonzero(places == group - 1)
        if _may_swap(view.free, places, row, int(other))
    ]
    trait = _trait_against(view, places, row, partners)
    if trait is not None:
        return Obstacle(mentor, rank, "quota", trait=trait, group=group)
    return Obstacle(mentor, rank, "full", group=group)


def _rules_against(view: _View, student: Id, mentor: Id, group: int) -> tuple[Id, ...]:
    there = {one for one, place in view.placement.assignment.items() if place == group}
    found = []
    for rule in view.problem.rules:
        if student not in rule.students:
            continue
        is_elsewhere = rule.kind == "lock" and rule.group != group
        is_other = (rule.kind == "must") != (rule.mentor == mentor) and rule.kind in {"must", "must_not"}
        is_foe = rule.kind == "apart" and len(there & set(rule.students)) > 0
        if is_elsewhere or is_other or is_foe:
            found.append(rule.id)
    return tuple(found)


def _trait_against(view: _View, places: Ints, row: int, partners: list[int]) -> Trait | None:
    """The share that every possible swap would break; None when a swap would break none, or none is possible."""
    before = excess_of(view.table, places)
    worst: Trait | None = None
    for other in partners:
        swapped = places.copy()
        swapped[[row, other]] = swapped[[other, row]]
        if excess_of(view.table, swapped) <= before:
            return None
        worst = worst or _first_beyond(view.table, swapped, int(swapped[row]), int(places[row]))
    return worst


def _first_beyond(table: Table, places: Ints, *groups: int) -> Trait | None:
    """The trait of which the first of these groups has too many, or the others."""
    over = beyond(table, members(places, len(table.sizes)).T @ table.has)
    for sign in (1, -1):
        for group in groups:
            found = np.flatnonzero(over[group] * sign > 0)
            if len(found):
                return table.traits[int(found[0])]
    return None
