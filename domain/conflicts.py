"""Rules that cannot hold together: a smallest set of them, and the fewest to drop."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from domain.grouping_problem import Id, Problem
from domain.matching_model import formulate, implied_rules
from domain.matching_plan import Formulation
from domain.milp import Milp, Model

# sets that are tried on the way to the smallest; beyond, the one found by leaving rules out is given
MOST_TRIES: Final = 60
TIE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Infeasible:
    """`conflict` cannot hold together; without `drop` everything else can.

    Beside the rules' own ids there may be `capacity:MENTOR` and `teaches:MENTOR`. `is_proven` is False when
    nothing was found in the time there was, which says nothing about the rules.
    """

    conflict: tuple[Id, ...] = ()
    drop: tuple[Id, ...] = ()
    is_proven: bool = True


def explain_conflict(problem: Problem, milp: Milp) -> Infeasible:
    """Why a problem that has no solution has none."""
    plan = formulate(problem)
    own, implied = [rule.id for rule in problem.rules], [rule.id for rule in implied_rules(problem)]
    # a person can drop a rule sooner than a mentor's capacity: those are named only if the rules are not to blame
    if _can_hold(plan, implied, milp):
        suspects, kept = own, implied
    else:
        plan, suspects, kept = formulate(problem, roomy=True), implied, []
    conflict = _smallest(plan, suspects, kept, milp)
    return Infeasible(conflict, _fewest(plan, suspects, kept, milp))


def _can_hold(plan: Formulation, rules: Collection[Id], milp: Milp) -> bool:
    """Whether these rules can hold together, all others waived; an open answer counts as yes."""
    return milp(plan.model.fixed(_waived(plan, rules))).status != "infeasible"


def _waived(plan: Formulation, rules: Collection[Id]) -> dict[int, float]:
    return {waiver: float(rule not in rules) for rule, waiver in plan.waivers.items()}


def _smallest(plan: Formulation, suspects: list[Id], kept: list[Id], milp: Milp) -> tuple[Id, ...]:
    """The smallest conflict: a smallest choice that meets every set one of whose rules must be in it.

    Such sets are what is left out of a largest choice that can hold. Ends with the plain deletion filter if that
    takes too long.
    """
    must_meet: list[tuple[Id, ...]] = []
    for _ in range(MOST_TRIES):
        chosen = _hitting(suspects, must_meet, milp)
        if not _can_hold(plan, [*kept, *chosen], milp):
            return _by_deletion(plan, [one for one in suspects if one in chosen], kept, milp)
        dropped = _fewest(plan, suspects, [*kept, *chosen], milp)
        if not dropped:
            break
        must_meet.append(dropped)
    return _by_deletion(plan, suspects, kept, milp)


def _by_deletion(plan: Formulation, suspects: list[Id], kept: list[Id], milp: Milp) -> tuple[Id, ...]:
    needed = list(suspects)
    for one in suspects:
        without = [other for other in needed if other != one]
        if not _can_hold(plan, [*kept, *without], milp):
            needed = without
    return tuple(needed)


def _hitting(suspects: Iterable[Id], sets: list[tuple[Id, ...]], milp: Milp) -> set[Id]:
    """The fewest suspects of which each set has one."""
    model = Model()
    chosen = {one: model.variable(1, 1) for one in suspects}
    for group in sets:
        model.add({chosen[one]: 1 for one in group}, low=1)
    answer = milp(model)
    return {one for one, variable in chosen.items() if answer.is_found and answer.is_on(variable)}


def _fewest(plan: Formulation, suspects: list[Id], kept: list[Id], milp: Milp) -> tuple[Id, ...]:
    """The fewest suspects to drop so that the rest can hold with `kept`; empty when even that is unknown."""
    open_ones = [one for one in suspects if one not in kept]
    model = plan.model.fixed(_waived(plan, kept))
    for one in open_ones:
        waiver = plan.waivers[one]
        model.lower[waiver], model.upper[waiver] = 0, 1
    costs = [0.0] * len(model.costs)
    for place, one in enumerate(open_ones):  # of equally few the later ones, which were thought of last
        costs[plan.waivers[one]] = 1 + TIE * (1 - place / len(open_ones))
    model.costs = costs
    answer = milp(model)
    dropped = tuple(one for one in open_ones if answer.is_found and answer.is_on(plan.waivers[one]))
    return dropped if answer.status == "optimal" else _without_needless(plan, dropped, suspects, kept, milp)


def _without_needless(
    plan: Formulation, dropped: tuple[Id, ...], suspects: list[Id], kept: list[Id], milp: Milp
) -> tuple[Id, ...]:
    """Where the fewest are not proven, at least none that could be kept as well."""
    still = list(dropped)
    for one in dropped:
        rules = {*kept, *suspects} - {other for other in still if other != one}
        if milp(plan.model.fixed(_waived(plan, rules))).is_found:
            still.remove(one)
    return tuple(still)
