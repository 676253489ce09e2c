"""Groups, mentors, rules and wishes as one linear program.

Its columns are places for one group each: the numbered groups when there are no mentors; else each mentor's
places, which group lies in which being decided too. Groups alike (same size, named by nobody) are of one kind,
so that the solver need not tell them apart. Without sizes each mentor is one column, as large as comes out.
"""

from collections.abc import Mapping
from typing import Literal

from domain.grouping_problem import Id, Mentor, Problem, Rule, Student, may_mentor
from domain.matching_plan import Formulation, Kind, filling, has_mentor
from domain.matching_prices import group_claim_price, mentor_price, move_price
from domain.matching_rules import RULE_ROWS, add_lock, add_quotas

Quotas = Literal["ignored", "kept", "counted"]


def formulate(
    problem: Problem,
    quotas: Quotas = "ignored",
    priced: bool = False,
    pins: Mapping[Id, int] | None = None,
    roomy: bool = False,
) -> Formulation:
    """The model of a problem: hard rules always; quotas and prices as told; `pins` are students' given groups.

    `roomy` gives every mentor a place for every group, so that capacities too can be waived.
    """
    named = _named_groups(problem) | set((pins or {}).values())
    kinds = _kinds(problem, named)
    plan = Formulation(problem, _owners(problem, roomy), kinds)
    for rule in (*problem.rules, *implied_rules(problem)):
        plan.waivers[rule.id] = plan.model.variable(0)
    _add_seats(plan, priced)
    _add_hosts(plan, priced)
    if priced and plan.places_groups:
        _add_moves(plan)
    _add_extras(plan, priced)
    _add_capacities(plan)
    for rule in problem.rules:
        RULE_ROWS[rule.kind](plan, rule, plan.waivers[rule.id])
    for student, group in (pins or {}).items():
        add_lock(plan, student, group, plan.model.variable(0))
    if quotas != "ignored":
        add_quotas(plan, counted=quotas == "counted")
    return plan


def implied_rules(problem: Problem) -> list[Rule]:
    """What holds without being written as a rule: what a mentor can take, and whom each may mentor."""
    found: list[Rule] = []
    for mentor in problem.mentors:
        found.append(Rule(f"capacity:{mentor.id}", "must_not", mentor=mentor.id))
        if not all(may_mentor(problem, student, mentor) for student in problem.students):
            found.append(Rule(f"teaches:{mentor.id}", "must_not", mentor=mentor.id))
    return found


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────


def _named_groups(problem: Problem) -> set[int]:
    by_rules = {rule.group for rule in problem.rules if rule.group is not None}
    claimed = {group for tiers in problem.group_claims.values() for tier in tiers for group in tier}
    return by_rules | claimed | set(problem.present.values())


def _kinds(problem: Problem, named: set[int]) -> tuple[Kind, ...]:
    if not problem.sizes:
        return ()
    alike: dict[tuple[int, int], list[int]] = {}
    for group, size in enumerate(problem.sizes, start=1):
        alike.setdefault((size, group if group in named or not problem.mentors else 0), []).append(group)
    return tuple(Kind(size, tuple(groups)) for (size, _), groups in alike.items())


def _owners(problem: Problem, roomy: bool) -> tuple[Id | None, ...]:
    if not problem.mentors:
        return tuple(None for _ in problem.sizes)
    if not problem.sizes:
        return tuple(mentor.id for mentor in problem.mentors)
    places = {one.id: len(problem.sizes) if roomy else most_groups(problem, one) for one in problem.mentors}
    return tuple(mentor for mentor, count in places.items() for _ in range(count))


def most_groups(problem: Problem, mentor: Mentor) -> int:
    """How many groups a mentor can lead: by the capacity, else an even share."""
    if mentor.most is None:
        return -(-len(problem.sizes) // len(problem.mentors))
    return min(len(problem.sizes), mentor.most // min(problem.sizes))


def _add_seats(plan: Formulation, priced: bool) -> None:
    """Everybody sits in one column."""
    mentors = {mentor.id: mentor for mentor in plan.problem.mentors}
    for student in plan.problem.students:
        for column, owner in enumerate(plan.owners):
            price = _seat_price(plan, student, column, owner) if priced else 0
            seat = plan.seats[student.id, column] = plan.model.variable(1, price)
            if owner is not None and not may_mentor(plan.problem, student, mentors[owner]):
                plan.model.add({seat: 1, plan.waivers[f"teaches:{owner}"]: -1}, high=0)
        plan.model.add({plan.seats[student.id, column]: 1 for column in plan.columns}, 1, 1)


def _seat_price(plan: Formulation, student: Student, column: int, owner: Id | None) -> float:
    if owner is None:
        return move_price(plan.problem, student.id, column + 1)
    price = mentor_price(plan.problem, student.id, owner)
    return price if plan.problem.sizes else price + move_price(plan.problem, student.id, column + 1)


def _add_hosts(plan: Formulation, priced: bool) -> None:
    """Every group lies in one column, a column holds one group at most, and its students fill it."""
    if not plan.problem.mentors:
        for column, size in enumerate(plan.problem.sizes):
            plan.model.add(filling(plan, column), size, size)
        return
    for kind, column in ((kind, column) for kind in range(len(plan.kinds)) for column in plan.columns):
        plan.hosts[kind, column] = plan.model.variable(1, _host_price(plan, kind, column) if priced else 0)
    if not plan.kinds:
        return
    for kind, group in enumerate(plan.kinds):
        every = {plan.hosts[kind, column]: 1.0 for column in plan.columns}
        plan.model.add(every, len(group.groups), len(group.groups))
    for column in plan.columns:
        held = {kind: plan.hosts[kind, column] for kind in range(len(plan.kinds))}
        plan.model.add(dict.fromkeys(held.values(), 1.0), high=1)
        sizes = {host: -float(plan.kinds[kind].size) for kind, host in held.items()}
        plan.model.add(filling(plan, column) | sizes, 0, 0)


def _host_price(plan: Formulation, kind: int, column: int) -> float:
    groups, owner = plan.kinds[kind].groups, plan.owners[column]
    return group_claim_price(plan.problem, owner, groups[0]) if len(groups) == 1 and owner is not None else 0


def _add_moves(plan: Formulation) -> None:
    """Who does not sit in the column that holds the group of today has moved."""
    for student, group in plan.problem.present.items():
        moved = plan.model.variable(1, plan.problem.weights.move)
        kind = plan.kind_of(group)
        for column in plan.columns:
            seat, host = plan.seats[student, column], plan.hosts[kind, column]
            plan.model.add({seat: 1, host: -1, moved: -1}, high=0)


def _add_extras(plan: Formulation, priced: bool) -> None:
    """The further mentors of each student, all different from the one who leads the group."""
    more = plan.problem.mentors_per_student - 1
    if more < 1 or not plan.problem.mentors:
        return
    for student in plan.problem.students:
        for mentor in plan.problem.mentors:
            price = mentor_price(plan.problem, student.id, mentor.id) if priced else 0
            extra = plan.extras[student.id, mentor.id] = plan.model.variable(1, price)
            if not may_mentor(plan.problem, student, mentor):
                plan.model.add({extra: 1, plan.waivers[f"teaches:{mentor.id}"]: -1}, high=0)
            plan.model.add(has_mentor(plan, student.id, mentor.id), high=1)
        own = {plan.extras[student.id, mentor.id]: 1.0 for mentor in plan.problem.mentors}
        plan.model.add(own, more, more)


def _add_capacities(plan: Formulation) -> None:
    people, problem = len(plan.problem.students), plan.problem
    for mentor in problem.mentors:
        load: dict[int, float] = {}
        for student in problem.students:
            load |= has_mentor(plan, student.id, mentor.id)
        waiver = plan.waivers[f"capacity:{mentor.id}"]
        if mentor.most is not None or not problem.sizes or plan.extras:
            plan.model.add(load | {waiver: -float(people)}, high=_most(problem, mentor))
        hosts = {host: 1.0 for (_, column), host in plan.hosts.items() if plan.owners[column] == mentor.id}
        groups = float(len(problem.sizes))
        plan.model.add(hosts | {waiver: -groups}, high=most_groups(problem, mentor) if problem.sizes else 0)
        if mentor.least:
            plan.model.add(load | {waiver: float(people)}, low=mentor.least)


def _most(problem: Problem, mentor: Mentor) -> float:
    """The most students of a mentor: the capacity, else an even share of all that are to be given."""
    if mentor.most is not None:
        return mentor.most
    people = len(problem.students)
    led = max(problem.sizes, default=0) * most_groups(problem, mentor) if problem.sizes else 0
    shared = problem.mentors_per_student - bool(problem.sizes)
    return led + -(-people * shared // len(problem.mentors))
