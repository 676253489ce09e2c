"""Groups alike to each other, mixed inside (S0, S4: 组间同质、组内异质), around mentors where there are any.

A snake deal (蛇形分组), or the linear program where rules or wishes bind, gives a start; swaps improve it. What
counts, in this order: the rules; how many students lie outside the fair shares; wishes, claims, kept mentors and
moves together with the bands of the mean scores; the spread of the total. Nothing here reads a clock.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from domain.conflicts import Infeasible, explain_conflict
from domain.grouping_checks import validate
from domain.grouping_problem import Id, Problem, even_sizes, levels_of, totals_of
from domain.grouping_search import Search
from domain.grouping_table import (
    POINT,
    Table,
    assignment_of,
    excess_of,
    places_of,
    table_of,
    widths_of,
)
from domain.matching import Placement, freedom, holds, match_groups, place, price_of, sized_for
from domain.matching_prices import has_prices
from domain.milp import Milp

# rounds at most, by size of what is grouped: a class takes less than a second, a grade less than ten
ROUNDS_OF_A_CLASS: Final = 75
ROUNDS_OF_A_GRADE: Final = 120
# with nothing left to gain but the spread, so many rounds without a better one are enough
QUIET_ROUNDS: Final = 20
LARGEST_CLASS: Final = 80
NOISE: Final = 1e-6
UNPROVEN: Final = float("-inf")


@dataclass(frozen=True, slots=True)
class Band:
    """How far apart the groups' means lie in a subject (None: the total), and how far they may."""

    subject: str | None
    width: float
    limit: float

    @property
    def is_met(self) -> bool:
        """Whether the means lie within the band."""
        return self.width <= self.limit + NOISE


@dataclass(frozen=True, slots=True)
class Solution:
    """Who is where, who leads, and how good that is. `is_optimal` only when no arrangement can be better in excess,
    price and bands; the spread of the total is not part of that claim.
    """

    placement: Placement
    excess: int
    price: float
    bands: tuple[Band, ...]
    spread: float
    is_optimal: bool = False
    rounds: int = 0
    is_cancelled: bool = False

    @property
    def are_bands_met(self) -> bool:
        """Whether every band is met."""
        return all(band.is_met for band in self.bands)

    def groups(self) -> dict[int, list[Id]]:
        """Group → its students."""
        found: dict[int, list[Id]] = {}
        for student, group in sorted(self.placement.assignment.items(), key=lambda one: one[1]):
            found.setdefault(group, []).append(student)
        return found


# called after each round with the round and the best so far; False ends the search
OnRound = Callable[[int, Solution], bool]


def _go_on(_round: int, _best: Solution) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the search begins, and what is proven: less excess, or a lower price with that, cannot be."""

    placement: Placement
    least_excess: float = 0
    least_price: float = 0


def solve(problem: Problem, milp: Milp, on_round: OnRound = _go_on) -> Solution | Infeasible:
    """The best grouping found in so many rounds; the same problem gives the same groups.

    :raises Invalid: the problem cannot be read; the sentence says why.
    """
    validate(problem)
    start = _start(problem, milp)
    if isinstance(start, Infeasible):
        return start
    best = _searched(problem, start, on_round)
    if best.excess and not best.is_cancelled and not has_prices(_searched_for(problem)):
        best = _proven_excess(problem, milp, best, on_round)
    if problem.order == "groups_first" and problem.mentors:
        best = _with_mentors(problem, milp, best)
    return best


def _searched_for(problem: Problem) -> Problem:
    """The problem the search sees: with groups first, what mentors are wished for counts later."""
    if problem.order == "joint":
        return problem
    return replace(problem, wishes={}, claims={}, group_claims={}, previous={})


def _start(problem: Problem, milp: Milp) -> _Start | Infeasible:
    wanted = _searched_for(problem)
    if not wanted.mentors and not wanted.present and holds(wanted, table_of(wanted), snake(wanted)):
        return _Start(snake(wanted))
    if has_prices(wanted):
        for quotas in ("kept", "counted"):
            answer, found = place(wanted, milp, quotas, priced=True)
            if found is not None:
                return _Start(found, *_proven(wanted, found, answer.status == "optimal", quotas))
    answer, found = place(wanted, milp, "kept", priced=False)
    if found is None:
        answer, found = place(wanted, milp, "ignored", priced=False)
    if found is not None:
        return _Start(found, least_price=UNPROVEN if has_prices(wanted) else 0)
    return explain_conflict(problem, milp) if answer.status == "infeasible" else Infeasible(is_proven=False)


def _proven(problem: Problem, found: Placement, is_best: bool, quotas: str) -> tuple[float, float]:
    """The least excess and price that an answer of the linear program proves."""
    if not is_best:
        return 0, UNPROVEN
    sized = sized_for(problem, found)
    table = table_of(sized)
    excess = 0 if quotas == "kept" else excess_of(table, places_of(table, found.assignment))
    return excess, price_of(sized, found)


def _searched(problem: Problem, start: _Start, on_round: OnRound, first_round: int = 0) -> Solution:
    wanted = sized_for(_searched_for(problem), start.placement)
    table = table_of(wanted)
    free = freedom(wanted, start.placement)
    search = Search(table, free, places_of(table, start.placement.assignment), problem.seed)
    is_cancelled, done = False, 0
    for done in range(1, _rounds(problem) + 1):
        search.run_round()
        found = replace(start.placement, assignment=assignment_of(table, search.best))
        best = replace(rated(wanted, found, table), rounds=first_round + done)
        if not on_round(first_round + done, best):
            is_cancelled = True
            break
        if search.fresh >= QUIET_ROUNDS and _is_optimal(best, start):
            break
    return replace(best, is_optimal=_is_optimal(best, start), is_cancelled=is_cancelled)


def _rounds(problem: Problem) -> int:
    usual = ROUNDS_OF_A_CLASS if len(problem.students) <= LARGEST_CLASS else ROUNDS_OF_A_GRADE
    return max(1, usual if problem.rounds is None else problem.rounds)


def _is_optimal(found: Solution, start: _Start) -> bool:
    is_cheapest = found.price <= start.least_price + NOISE
    return found.excess <= start.least_excess and found.are_bands_met and is_cheapest


def rated(problem: Problem, placement: Placement, table: Table | None = None) -> Solution:
    """How good a placement is, whoever made it."""
    sized = sized_for(problem, placement)
    table = table or table_of(sized)
    places = places_of(table, placement.assignment)
    widths = widths_of(table, places) / POINT
    limits = table.bands / POINT
    bands = tuple(
        Band(subject, float(width), float(limit))
        for subject, width, limit in zip((None, *table.subjects), widths, limits, strict=True)
    )
    return Solution(
        placement, excess_of(table, places), price_of(sized, placement), bands, spread=float(widths[0])
    )


def _proven_excess(problem: Problem, milp: Milp, best: Solution, on_round: OnRound) -> Solution:
    """Ask the linear program whether fewer can lie outside; if so, go on from its answer."""
    answer, found = place(_searched_for(problem), milp, "counted", priced=False)
    if found is None:
        return best
    proven = rated(problem, found).excess if answer.status == "optimal" else 0
    if rated(problem, found).excess < best.excess:
        return _searched(problem, _Start(found, proven), on_round, best.rounds)
    return replace(best, is_optimal=_is_optimal(best, _Start(found, proven)))


def _with_mentors(problem: Problem, milp: Milp, best: Solution) -> Solution:
    """Mentors for the finished groups."""
    answer, found = match_groups(problem, best.placement, milp)
    placement = found or best.placement
    is_optimal = best.is_optimal and answer.status == "optimal"
    return replace(
        best,
        placement=placement,
        price=price_of(sized_for(problem, placement), placement),
        is_optimal=is_optimal,
    )


# ── for comparison ───────────────────────────────────────────────────────────────────────────────────


def snake(problem: Problem) -> Placement:
    """The snake deal of a spreadsheet (蛇形分组): by level and total, there and back. It knows no rules."""
    order = _strongest_first(problem)
    sizes = problem.sizes or even_sizes(len(order), problem.group_count)
    room = dict(enumerate(sizes, start=1))
    assignment: dict[Id, int] = {}
    groups = list(room)
    while len(assignment) < len(order):
        for group in groups:
            if room[group]:
                assignment[order[len(assignment)]] = group
                room[group] -= 1
        groups.reverse()
    return Placement(assignment)


def at_random(problem: Problem) -> Placement:
    """Everybody by lot."""
    sizes = problem.sizes or even_sizes(len(problem.students), problem.group_count)
    places = [group for group, size in enumerate(sizes, start=1) for _ in range(size)]
    random.Random(problem.seed).shuffle(places)
    return Placement(dict(zip((one.id for one in problem.students), places, strict=True)))


def _strongest_first(problem: Problem) -> list[Id]:
    levels, totals = levels_of(problem), totals_of(problem.students)

    def strength(student: Id) -> tuple[str, float, str, Id]:
        total = totals[student]
        return levels[student], float("inf") if total is None else -total, type(student).__name__, student

    return sorted(levels, key=strength)
