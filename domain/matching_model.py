"""Groups, mentors, rules and wishes as one linear program.

Its columns are places for one group each: the numbered groups when there are no mentors; else each mentor's
places, which group lies in which being decided too. Groups alike (same size, named by nobody) are of one kind,
so that the solver need not tell them apart. Without sizes each mentor is one column, as large as comes out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from domain.grouping_problem import Id, Mentor, Problem, Rule, Student, may_mentor
from domain.grouping_table import Table, table_of
from domain.matching_prices import group_claim_price, mentor_price, move_price
from domain.milp import Model

Quotas = Literal["ignored", "kept", "counted"]
# one student in excess outweighs every wish of the largest grade
PER_EXCESS: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Kind:
    """Groups that need not be told apart: their size and numbers (from 1)."""

    size: int
    groups: tuple[int, ...]


@dataclass(slots=True)
class Formulation:
    """The model and where to read it: `seats` student × column, `hosts` kind × column, `extras`, `waivers`.

    A waiver is 1 when its rule need not hold; all are fixed at 0 to begin with.
    """

    problem: Problem
    owners: tuple[Id | None, ...]
    kinds: tuple[Kind, ...]
    model: Model = field(default_factory=Model)
    seats: dict[tuple[Id, int], int] = field(default_factory=dict)
    hosts: dict[tuple[int, int], int] = field(default_factory=dict)
    extras: dict[tuple[Id, Id], int] = field(default_factory=dict)
    waivers: dict[Id, int] = field(default_factory=dict)
    slacks: list[int] = field(default_factory=list)

    @property
    def columns(self) -> range:
        """The columns by number."""
        return range(len(self.owners))

    @property
    def places_groups(self) -> bool:
        """Whether it is still open which mentor leads which group."""
        return bool(self.problem.mentors and self.kinds)

    def columns_of(self, mentor: Id) -> list[int]:
        """A mentor's columns."""
        return [column for column in self.columns if self.owners[column] == mentor]

    def kind_of(self, group: int) -> int:
        """The kind a numbered group belongs to."""
        return next(place for place, kind in enumerate(self.kinds) if group in kind.groups)


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
    _add_extras(plan, priced)
    _add_capacities(plan)
    for rule in problem.rules:
        _RULES[rule.kind](plan, rule, plan.waivers[rule.id])
    for student, group in (pins or {}).items():
        _add_lock(plan, student, group, plan.model.variable(0))
    if quotas != "ignored":
        _add_quotas(plan, counted=quotas == "counted")
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
            plan.model.add(_filling(plan, column), size, size)
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
        plan.model.add(_filling(plan, column) | sizes, 0, 0)


def _host_price(plan: Formulation, kind: int, column: int) -> float:
    groups, owner = plan.kinds[kind].groups, plan.owners[column]
    return group_claim_price(plan.problem, owner, groups[0]) if len(groups) == 1 and owner is not None else 0


def _filling(plan: Formulation, column: int) -> dict[int, float]:
    return {plan.seats[student.id, column]: 1.0 for student in plan.problem.students}


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
            plan.model.add(_has_mentor(plan, student.id, mentor.id), high=1)
        own = {plan.extras[student.id, mentor.id]: 1.0 for mentor in plan.problem.mentors}
        plan.model.add(own, more, more)


def _has_mentor(plan: Formulation, student: Id, mentor: Id) -> dict[int, float]:
    """What adds up to 1 when the student has this mentor, as the first or a further one."""
    found = {plan.seats[student, column]: 1.0 for column in plan.columns_of(mentor)}
    extra = plan.extras.get((student, mentor))
    return found if extra is None else found | {extra: 1.0}


def _add_capacities(plan: Formulation) -> None:
    people, problem = len(plan.problem.students), plan.problem
    for mentor in problem.mentors:
        load: dict[int, float] = {}
        for student in problem.students:
            load |= _has_mentor(plan, student.id, mentor.id)
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


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────


def _lock(plan: Formulation, rule: Rule, waiver: int) -> None:
    for student in rule.students:
        _add_lock(plan, student, rule.group or 0, waiver)


def _add_lock(plan: Formulation, student: Id, group: int, waiver: int) -> None:
    if not plan.places_groups:
        plan.model.add({plan.seats[student, group - 1]: 1, waiver: 1}, low=1)
        return
    kind = plan.kind_of(group)
    for column in plan.columns:
        plan.model.add({plan.seats[student, column]: 1, plan.hosts[kind, column]: -1, waiver: -1}, high=0)


def _together(plan: Formulation, rule: Rule, waiver: int) -> None:
    first, *others = dict.fromkeys(rule.students)
    for student in others:
        for column in plan.columns:
            one, two = plan.seats[first, column], plan.seats[student, column]
            plan.model.add({one: 1, two: -1, waiver: -1}, high=0)


def _apart(plan: Formulation, rule: Rule, waiver: int) -> None:
    """All of them in one row a column, which is tighter than pairs; the waiver lets all sit together."""
    students = dict.fromkeys(rule.students)
    for column in plan.columns:
        seats = {plan.seats[student, column]: 1.0 for student in students}
        plan.model.add(seats | {waiver: -float(len(students))}, high=1)


def _must(plan: Formulation, rule: Rule, waiver: int) -> None:
    for student in rule.students:
        plan.model.add(_has_mentor(plan, student, _mentor(rule)) | {waiver: 1.0}, low=1)


def _must_not(plan: Formulation, rule: Rule, waiver: int) -> None:
    for student in rule.students:
        plan.model.add(_has_mentor(plan, student, _mentor(rule)) | {waiver: -1.0}, high=0)


def _lead(plan: Formulation, rule: Rule, waiver: int) -> None:
    plan.model.add(_leading(plan, rule) | {waiver: 1.0}, low=1 - _leads_anyway(plan, rule))


def _not_lead(plan: Formulation, rule: Rule, waiver: int) -> None:
    plan.model.add(_leading(plan, rule) | {waiver: -1.0}, high=-_leads_anyway(plan, rule))


def _leading(plan: Formulation, rule: Rule) -> dict[int, float]:
    if not plan.places_groups:
        return {}
    kind = plan.kind_of(rule.group or 0)
    return {plan.hosts[kind, column]: 1.0 for column in plan.columns_of(_mentor(rule))}


def _leads_anyway(plan: Formulation, rule: Rule) -> int:
    """Without sizes the groups are the mentors' own, in their order."""
    return int(not plan.places_groups and plan.owners[(rule.group or 0) - 1] == rule.mentor)


def _mentor(rule: Rule) -> Id:
    assert rule.mentor is not None
    return rule.mentor


_RULES = {
    "lock": _lock, "together": _together, "apart": _apart, "must": _must, "must_not": _must_not,
    "lead": _lead, "not_lead": _not_lead,
}  # fmt: skip


# ── quotas ───────────────────────────────────────────────────────────────────────────────────────────


def _add_quotas(plan: Formulation, counted: bool) -> None:
    sizes = tuple(kind.size for kind in plan.kinds) or (1,)
    table = table_of(plan.problem, sizes)
    for place in range(len(table.traits)):
        bearers = [one for one, has in zip(table.ids, table.has[:, place], strict=True) if has]
        for column in plan.columns if bearers else ():
            _add_quota(plan, table, (place, column), bearers, counted)


def _add_quota(
    plan: Formulation, table: Table, spot: tuple[int, int], bearers: Iterable[Id], counted: bool
) -> None:
    trait, column = spot
    held = {plan.seats[student, column]: 1.0 for student in bearers}
    over, under = (_slack(plan) if counted else None for _ in range(2))
    if not plan.kinds:
        _add_share(plan, held, column, over, under)
        return
    for ends, slack, sign in ((table.high, over, -1.0), (table.low, under, 1.0)):
        factors = held | ({} if slack is None else {slack: sign})
        if plan.places_groups:
            factors |= {
                plan.hosts[kind, column]: -float(ends[kind, trait]) for kind in range(len(plan.kinds))
            }
        end = 0.0 if plan.places_groups else float(ends[plan.kind_of(column + 1), trait])
        plan.model.add(factors, high=end) if sign < 0 else plan.model.add(factors, low=end)


def _slack(plan: Formulation) -> int:
    plan.slacks.append(plan.model.variable(len(plan.problem.students), PER_EXCESS))
    return plan.slacks[-1]


def _add_share(
    plan: Formulation, held: Mapping[int, float], column: int, over: int | None, under: int | None
) -> None:
    """Within the floor and the ceiling of the share of a size still open: |people · count - bearers · size| < people."""
    people = float(len(plan.problem.students))
    factors = {seat: -float(len(held)) for seat in _filling(plan, column)}
    for seat in held:
        factors[seat] += people
    if over is not None and under is not None:
        factors |= {over: -people, under: people}
    plan.model.add(factors, 1 - people, people - 1)
