"""What a way of finding mentors costs and brings, in figures that can be laid side by side."""

from dataclasses import dataclass

from domain.grouping import Solution
from domain.grouping_problem import Problem
from domain.matching_prices import rank_of


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the students who wished: the parts with their first wish and with any listed mentor; then the balance."""

    wished: int
    first: float | None
    listed: float | None
    excess: int
    spread: float
    are_bands_met: bool


def figures(problem: Problem, found: Solution) -> Figures:
    """The figures of one solution; compare those of `order="joint"` and `order="groups_first"`."""
    placement = found.placement
    ranks = [
        min((rank for one in placement.mentors_of(student) if (rank := rank_of(tiers, one))), default=None)
        for student, tiers in problem.wishes.items()
        if any(tiers)
    ]
    count = len(ranks)
    return Figures(
        wished=count,
        first=sum(rank == 1 for rank in ranks) / count if count else None,
        listed=sum(rank is not None for rank in ranks) / count if count else None,
        excess=found.excess,
        spread=found.spread,
        are_bands_met=found.are_bands_met,
    )
