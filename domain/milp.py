"""A linear program in whole numbers as plain data. Who solves it is the caller's affair: the domain starts no solver."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
INFINITY: Final = float("inf")
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """low ≤ Σ factor · variable ≤ high."""

    factors: Mapping[int, float]
    low: float = -INFINITY
    high: float = INFINITY


@dataclass(slots=True)
class Model:
    """Variables by number, each a whole number within its bounds; rows; costs to be as low as possible."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def variable(self, high: float = 1, cost: float = 0, low: float = 0) -> int:
        """A new variable's number."""
        self.costs.append(cost)
        self.lower.append(low)
        self.upper.append(high)
        return len(self.costs) - 1

    def add(self, factors: Mapping[int, float], low: float = -INFINITY, high: float = INFINITY) -> None:
        """One more row."""
        self.rows.append(Row({place: factor for place, factor in factors.items() if factor}, low, high))

    def fixed(self, values: Mapping[int, float]) -> "Model":
        """The same model with some variables fixed; rows and costs are shared."""
        lower = [values.get(place, low) for place, low in enumerate(self.lower)]
        upper = [values.get(place, high) for place, high in enumerate(self.upper)]
        return replace(self, lower=lower, upper=upper)


@dataclass(frozen=True, slots=True)
class Answer:
    """`values` is empty unless the status is optimal or feasible; no answer can cost less than `bound`."""

    status: Status
    values: tuple[float, ...] = ()
    cost: float = INFINITY
    bound: float = -INFINITY

    @property
    def is_found(self) -> bool:
        """Whether there are values to read."""
        return bool(self.values)

    def is_on(self, variable: int) -> bool:
        """Whether a yes-or-no variable is yes."""
        return self.values[variable] > HALF


Milp = Callable[[Model], Answer]
