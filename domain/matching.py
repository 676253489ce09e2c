"""Reading the linear program's answer: who is in which group, who leads it, who else mentors whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from domain.grouping_problem import Id, Problem, Student, may_mentor
from domain.grouping_table import Bools, Floats, Table
from domain.grouping_worth import Freedom, meets_apart
from domain.matching_model import Quotas, formulate
from domain.matching_plan import Formulation
from domain.matching_prices import group_claim_price, mentor_price, move_price
from domain.milp import Answer, Milp


@dataclass(frozen=True, slots=True)
class Placement:
    """Student → group, group → the mentor who leads it, student → further mentors."""

    assignment: Mapping[Id, int]
    leaders: Mapping[int, Id] = field(default_factory=dict)
    further: Mapping[Id, tuple[Id, ...]] = field(default_factory=dict)

    def mentors_of(self, student: Id) -> tuple[Id, ...]:
        """Everybody who mentors a student, the leader of the group first."""
        leader = self.leaders.get(self.assignment[student])
        return (() if leader is None else (leader,)) + tuple(self.further.get(student, ()))

    def sizes(self, groups: int) -> tuple[int, ...]:
        """How many are in each group."""
        counts = Counter(self.assignment.values())
        return tuple(counts[group] for group in range(1, groups + 1))


def sized_for(problem: Problem, placement: Placement) -> Problem:
    """The problem with the sizes of a placement, where it left them open."""
    return problem if problem.sizes else replace(problem, sizes=placement.sizes(problem.group_count))


def place(
    problem: Problem, milp: Milp, quotas: Quotas, priced: bool, pins: Mapping[Id, int] | None = None
) -> tuple[Answer, Placement | None]:
    """Solve the linear program and read it; None when nothing was found."""
    plan = formulate(problem, quotas, priced, pins)
    answer = milp(plan.model)
    return answer, read(plan, answer) if answer.is_found else None


def match_groups(problem: Problem, placement: Placement, milp: Milp) -> tuple[Answer, Placement | None]:
    """Mentors for groups that stand: by the wishes of the members and the claims, within capacity and rules."""
    standing = replace(problem, sizes=placement.sizes(problem.group_count), present={})
    return place(standing, milp, "ignored", priced=True, pins=placement.assignment)


def read(plan: Formulation, answer: Answer) -> Placement:
    """The placement an answer stands for."""
    group_of = _group_of_columns(plan, answer)
    assignment = {
        student: group_of[column] for (student, column), seat in plan.seats.items() if answer.is_on(seat)
    }
    leaders = {
        group: owner for column, group in group_of.items() if (owner := plan.owners[column]) is not None
    }
    further: dict[Id, tuple[Id, ...]] = {}
    for (student, mentor), extra in plan.extras.items():
        if answer.is_on(extra):
            further[student] = (*further.get(student, ()), mentor)
    return Placement(assignment, dict(sorted(leaders.items())), further)


def _group_of_columns(plan: Formulation, answer: Answer) -> dict[int, int]:
    if not plan.places_groups:
        return {column: column + 1 for column in plan.columns}
    left = [list(kind.groups) for kind in plan.kinds]
    return {column: left[kind].pop(0) for (kind, column), host in plan.hosts.items() if answer.is_on(host)}


# ── what is left to the search ───────────────────────────────────────────────────────────────────────


def freedom(problem: Problem, placement: Placement) -> Freedom:
    """Which swaps the rules allow while the mentors lead the groups they lead now."""
    students = problem.students
    rows = {one.id: row for row, one in enumerate(students)}
    allowed = np.ones((len(students), problem.group_count), dtype=bool)
    _close_for_mentors(problem, placement, allowed)
    for rule in problem.rules:
        for student in rule.students:
            _close_for_rule(problem, placement, rule.id, rows[student], allowed)
    return Freedom(allowed, _apart(problem, rows), _blocks(problem, rows), prices(problem, placement.leaders))


def _close_for_mentors(problem: Problem, placement: Placement, allowed: Bools) -> None:
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    for group, leader in placement.leaders.items():
        for row, student in enumerate(problem.students):
            is_further = leader in placement.further.get(student.id, ())
            if is_further or not may_mentor(problem, student, mentors[leader]):
                allowed[row, group - 1] = False


def _close_for_rule(problem: Problem, placement: Placement, rule_id: Id, row: int, allowed: Bools) -> None:
    rule = next(one for one in problem.rules if one.id == rule_id)
    led = np.array(
        [placement.leaders.get(group) == rule.mentor for group in range(1, problem.group_count + 1)]
    )
    if rule.kind == "lock":
        allowed[row] &= np.arange(problem.group_count) == (rule.group or 0) - 1
    elif rule.kind == "must_not":
        allowed[row] &= ~led
    elif rule.kind == "must" and rule.mentor not in placement.further.get(problem.students[row].id, ()):
        allowed[row] &= led


def _apart(problem: Problem, rows: Mapping[Id, int]) -> Bools:
    found = np.zeros((len(rows), len(rows)), dtype=bool)
    for rule in problem.rules:
        if rule.kind == "apart":
            held = [rows[student] for student in dict.fromkeys(rule.students)]
            found[np.ix_(held, held)] = True
    np.fill_diagonal(found, False)
    return found


def _blocks(problem: Problem, rows: Mapping[Id, int]) -> tuple[tuple[int, ...], ...]:
    """Who stays together, chains of rules joined."""
    blocks: list[set[int]] = []
    for rule in problem.rules:
        if rule.kind == "together":
            joined = {rows[student] for student in rule.students}
            joined = joined.union(*(block for block in blocks if block & joined))
            blocks = [block for block in blocks if not block & joined] + [joined]
    return tuple(tuple(sorted(block)) for block in blocks)


def prices(problem: Problem, leaders: Mapping[int, Id]) -> Floats:
    """What each group costs each student under these leaders."""
    return np.array(
        [
            [
                _price(problem, student, group, leaders.get(group))
                for group in range(1, problem.group_count + 1)
            ]
            for student in problem.students
        ]
    )


def _price(problem: Problem, student: Student, group: int, leader: Id | None) -> float:
    price = move_price(problem, student.id, group)
    return price if leader is None else price + mentor_price(problem, student.id, leader)


def fixed_price(problem: Problem, placement: Placement) -> float:
    """What the search cannot change: further mentors and claims of whole groups."""
    further = sum(
        mentor_price(problem, student, mentor)
        for student, mentors in placement.further.items()
        for mentor in mentors
    )
    return further + sum(
        group_claim_price(problem, mentor, group) for group, mentor in placement.leaders.items()
    )


def price_of(problem: Problem, placement: Placement) -> float:
    """The whole price of a placement: wishes, claims, kept mentors, moves."""
    own = sum(
        _price(problem, student, group, placement.leaders.get(group))
        for student in problem.students
        for group in [placement.assignment[student.id]]
    )
    return own + fixed_price(problem, placement)


def holds(problem: Problem, table: Table, placement: Placement) -> bool:
    """Whether every rule about students holds under these leaders."""
    free = freedom(problem, placement)
    places = np.array([placement.assignment[one] - 1 for one in table.ids])
    if not free.allowed[np.arange(len(places)), places].all():
        return False
    if meets_apart(free.apart, places):
        return False
    return all(len(set(places[list(block)])) == 1 for block in free.blocks)
