"""Rules and fair shares as rows of the linear program."""

from collections.abc import Iterable, Mapping
from typing import Final

from domain.grouping_problem import Id, Rule
from domain.grouping_table import Table, table_of
from domain.matching_plan import Formulation, filling, has_mentor

# one student in excess outweighs every wish of the largest grade
PER_EXCESS: Final = 10_000.0


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────


def _lock(plan: Formulation, rule: Rule, waiver: int) -> None:
    for student in rule.students:
        add_lock(plan, student, rule.group or 0, waiver)


def add_lock(plan: Formulation, student: Id, group: int, waiver: int) -> None:
    """The student sits in the column the group lies in."""
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
        plan.model.add(has_mentor(plan, student, _mentor(rule)) | {waiver: 1.0}, low=1)


def _must_not(plan: Formulation, rule: Rule, waiver: int) -> None:
    for student in rule.students:
        plan.model.add(has_mentor(plan, student, _mentor(rule)) | {waiver: -1.0}, high=0)


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


RULE_ROWS = {
    "lock": _lock, "together": _together, "apart": _apart, "must": _must, "must_not": _must_not,
    "lead": _lead, "not_lead": _not_lead,
}  # fmt: skip


# ── quotas ───────────────────────────────────────────────────────────────────────────────────────────


def add_quotas(plan: Formulation, counted: bool) -> None:
    """Floor and ceiling of the fair shares; `counted` lets them be missed at a price."""
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
    return plan.model.variable(len(plan.problem.students), PER_EXCESS)


def _add_share(
    plan: Formulation, held: Mapping[int, float], column: int, over: int | None, under: int | None
) -> None:
    """Within the floor and the ceiling of the share of a size still open: |people · count - bearers · size| < people."""
    people = float(len(plan.problem.students))
    factors = {seat: -float(len(held)) for seat in filling(plan, column)}
    for seat in held:
        factors[seat] += people
    if over is not None and under is not None:
        factors |= {over: -people, under: people}
    plan.model.add(factors, 1 - people, people - 1)
