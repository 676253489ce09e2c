"""What groups with mentors mean for the wishes: per group and as a whole, in figures that can be compared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from domain.grouping import Solution
from domain.matching_prices import rank_of
from services.grouping_jobs import Wanted
from services.plans import Desk


@dataclass(frozen=True)
class Price:
    """How far wishes and balance are met; `wishing` students wished for anybody at all."""

    wishing: int
    first: int
    listed: int
    kept: int
    excess: int
    spread: float


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


def price_of_plan(desk: Desk, wanted: Wanted, standing: Solution) -> Price:
    """What the plan as it stands means."""
    mentors = {student: group.mentor for group in desk.plan.groups for student in group.students}
    return _price(desk, wanted, mentors, standing)


def price_of_found(desk: Desk, wanted: Wanted, found: Solution) -> Price:
    """What groups built around wishes would mean."""
    leaders = found.placement.leaders
    mentors = {
        int(student): int(leaders[group]) if group in leaders else None
        for student, group in found.placement.assignment.items()
    }
    return _price(desk, wanted, mentors, found)


def _price(desk: Desk, wanted: Wanted, mentors: Mapping[int, int | None], found: Solution) -> Price:
    wishing = [student for student in desk.students if any(wanted.wishes.get(student, ()))]
    ranks = [_rank(wanted, student, mentors.get(student)) for student in wishing]
    kept = sum(
        one.mentor_id is not None and mentors.get(one.id) == one.mentor_id for one in desk.students.values()
    )
    return Price(
        len(wishing),
        ranks.count(1),
        sum(rank is not None for rank in ranks),
        kept,
        found.excess,
        found.spread,
    )


def _rank(wanted: Wanted, student: int, mentor: int | None) -> int | None:
    return None if mentor is None else rank_of(wanted.wishes[student], mentor)
