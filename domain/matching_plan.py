"""The linear program of a grouping problem and where to read it."""

from dataclasses import dataclass, field

from domain.grouping_problem import Id, Problem
from domain.milp import Model


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


def filling(plan: Formulation, column: int) -> dict[int, float]:
    """Everybody's seat in a column."""
    return {plan.seats[student.id, column]: 1.0 for student in plan.problem.students}


def has_mentor(plan: Formulation, student: Id, mentor: Id) -> dict[int, float]:
    """What adds up to 1 when the student has this mentor, as the first or a further one."""
    found = {plan.seats[student, column]: 1.0 for column in plan.columns_of(mentor)}
    extra = plan.extras.get((student, mentor))
    return found if extra is None else found | {extra: 1.0}
