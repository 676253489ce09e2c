"""What a place costs: steps down a student's wishes, claims not met, a mentor not kept, a group left."""

from collections.abc import Sequence
from typing import Final

from domain.grouping_problem import Id, Problem, Tiers

# whoever is on no list costs as much as a fourth wish, or one more than the last of a longer list
UNLISTED: Final = 4


def rank_of(wishes: Tiers, mentor: Id) -> int | None:
    """The place of a mentor among the wishes, 1 for the dearest; None when not listed."""
    return next((place for place, tier in enumerate(wishes, start=1) if mentor in tier), None)


def wish_price(wishes: Tiers, mentor: Id) -> int:
    """Steps below the first wish; whoever wished for nobody is content with anybody."""
    if not any(wishes):
        return 0
    return (rank_of(wishes, mentor) or max(UNLISTED, len(wishes) + 1)) - 1


def claim_worth(tiers: Sequence[Sequence[Id]], wanted: Id) -> float:
    """1 for the first tier of a claim, half for the others, 0 for who was not claimed."""
    place = next((place for place, tier in enumerate(tiers) if wanted in tier), None)
    return 0.0 if place is None else 1.0 if place == 0 else 0.5


def mentor_price(problem: Problem, student: Id, mentor: Id) -> float:
    """What this mentor costs for this student; less than 0 for one who claimed or had them."""
    weights = problem.weights
    price = weights.wish * wish_price(problem.wishes.get(student, ()), mentor)
    price -= weights.claim * claim_worth(problem.claims.get(mentor, ()), student)
    return price - weights.kept * (problem.previous.get(student) == mentor)


def group_claim_price(problem: Problem, mentor: Id, group: int) -> float:
    """What it costs that this mentor leads this group: a claim counts for each of its students."""
    size = problem.sizes[group - 1] if problem.sizes else 1
    return -problem.weights.claim * size * claim_worth(problem.group_claims.get(mentor, ()), group)


def move_price(problem: Problem, student: Id, group: int) -> float:
    """What it costs to leave the group of today."""
    return problem.weights.move * (problem.present.get(student, group) != group)


def has_prices(problem: Problem) -> bool:
    """Whether anybody wishes, claims, keeps or stays."""
    by_mentor = problem.wishes or problem.claims or problem.group_claims or problem.previous
    return bool(problem.present or (problem.mentors and by_mentor))
