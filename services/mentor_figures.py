"""What groups with mentors mean for the wishes: per group and as a whole, in figures that can be compared."""

from collections import Counter
from dataclasses import dataclass

from domain.grouping import Solution, rated
from domain.wish_figures import Figures, figures
from services import grouping_jobs
from services.grouping_jobs import Wanted
from services.plans import Desk


@dataclass(frozen=True)
class Popular:
    """A teacher as the members of a group want them."""

    mentor_id: int
    first: int
    listed: int


def popular(desk: Desk, place: int, wanted: Wanted) -> list[Popular]:
    """Whom the members of a group wish for, the dearest first."""
    firsts: Counter[int] = Counter()
    listed: Counter[int] = Counter()
    for student in desk.plan.groups[place].students:
        tiers = wanted.wishes.get(student, ())
        firsts.update(tiers[0] if tiers else ())
        listed.update(mentor for tier in tiers for mentor in tier)
    order = sorted(listed, key=lambda one: (-firsts[one], -listed[one], one))
    return [Popular(one, firsts[one], listed[one]) for one in order if one in desk.teachers]


def claimants(desk: Desk, place: int, wanted: Wanted) -> list[int]:
    """Teachers who claimed the group, those whose first claim it is first."""
    key = desk.plan.groups[place].key
    ranked = [
        (rank, mentor)
        for mentor, tiers in wanted.group_claims.items()
        for rank, tier in enumerate(tiers)
        if key in tier and mentor in desk.teachers
    ]
    return [mentor for _, mentor in sorted(ranked)]


def load(desk: Desk) -> dict[int, int]:
    """Teacher → students they would mentor, those elsewhere included."""
    found = {teacher.id: teacher.elsewhere for teacher in desk.teachers.values()}
    for group in desk.plan.groups:
        if group.mentor is not None:
            found[group.mentor] += len(group.students)
    return found


def figures_of_plan(desk: Desk, wanted: Wanted) -> Figures:
    """What the plan as it stands means."""
    problem, placement = grouping_jobs.standing(desk, wanted)
    return figures(problem, rated(problem, placement))


def figures_of_found(desk: Desk, wanted: Wanted, found: Solution) -> Figures:
    """What groups built around wishes would mean."""
    return figures(grouping_jobs.problem_of(desk, "by_wishes", wanted), found)
