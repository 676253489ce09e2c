"""A plain search for any solution of a linear program in whole numbers: what is left where no solver can run.

It tries the cheapest choice first and follows what each choice entails. It never claims that an answer is the
best, and says that there is none only after having tried everything.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from domain.milp import INFINITY, Answer, Model

# choices taken back before giving up
MOST_SETBACKS: Final = 3000
NOISE: Final = 1e-9

Change = tuple[int, float, float]


def by_hand(model: Model, may_go_on: Callable[[], bool] = lambda: True) -> Answer:
    """The first solution met, or none, or nothing known once it may not go on."""
    return _Search(model).run(may_go_on)


class _Search:
    """Bounds of every variable, narrowed row by row; `trail` remembers them for the way back."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.lower, self.upper = list(model.lower), list(model.upper)
        self.rows_of: list[list[int]] = [[] for _ in model.costs]
        self.least, self.most, self.steepest = [], [], []  # type: list[float], list[float], list[float]
        for place, row in enumerate(model.rows):
            for variable in row.factors:
                self.rows_of[variable].append(place)
            self.least.append(sum(self._end(one, factor, -1) for one, factor in row.factors.items()))
            self.most.append(sum(self._end(one, factor, 1) for one, factor in row.factors.items()))
            self.steepest.append(max((abs(factor) for factor in row.factors.values()), default=0))
        self.choices = [row.factors for row in model.rows if row.low == row.high == 1]
        self.trail: list[Change] = []

    def run(self, may_go_on: Callable[[], bool]) -> Answer:
        """Choose, follow, take back."""
        if not self._follow(range(len(self.model.rows))):
            return Answer("infeasible")
        taken: list[tuple[int, int, float]] = []
        setbacks = 0
        while (variable := self._next()) is not None:
            if not may_go_on():
                return Answer("unknown")
            value = self._first_value(variable)
            taken.append((len(self.trail), variable, value))
            is_sound = self._narrow(variable, value, value)
            while not is_sound:
                setbacks += 1
                if not taken:
                    return Answer("infeasible")
                if setbacks > MOST_SETBACKS:
                    return Answer("unknown")
                mark, variable, value = taken.pop()
                self._take_back(mark)
                is_sound = self._without(variable, value)
        cost = sum(price * value for price, value in zip(self.model.costs, self.lower, strict=True))
        return Answer("feasible", tuple(self.lower), cost)

    def _end(self, variable: int, factor: float, side: int) -> float:
        """The least (-1) or most (1) that a variable adds to a row."""
        return factor * (self.upper if factor * side > 0 else self.lower)[variable]

    def _next(self) -> int | None:
        """A variable of the tightest open choice, the cheapest first; then whatever is open."""
        best: list[int] = []
        for choice in self.choices:
            still_open = [one for one in choice if self.lower[one] < self.upper[one]]
            if still_open and (not best or len(still_open) < len(best)):
                best = still_open
        if best:
            return min(best, key=lambda one: (self.model.costs[one], one))
        return next((one for one, low in enumerate(self.lower) if low < self.upper[one]), None)

    def _first_value(self, variable: int) -> float:
        is_choice = self.upper[variable] == 1 and self.model.costs[variable] < INFINITY
        return self.upper[variable] if is_choice and self._is_chosen(variable) else self.lower[variable]

    def _is_chosen(self, variable: int) -> bool:
        return any(variable in choice for choice in self.choices)

    def _without(self, variable: int, value: float) -> bool:
        """The other side of a choice that led nowhere; it stays on the trail of the choice before."""
        if value == self.upper[variable]:
            return self._narrow(variable, self.lower[variable], value - 1)
        return self._narrow(variable, value + 1, self.upper[variable])

    # ── what follows ─────────────────────────────────────────────────────────────────────────────────

    def _narrow(self, variable: int, low: float, high: float) -> bool:
        if low > high:
            return False
        self._set(variable, low, high)
        return self._follow(self.rows_of[variable])

    def _set(self, variable: int, low: float, high: float) -> None:
        self.trail.append((variable, self.lower[variable], self.upper[variable]))
        self._put(variable, low, high)

    def _put(self, variable: int, low: float, high: float) -> None:
        lower, higher = low - self.lower[variable], high - self.upper[variable]
        for place in self.rows_of[variable]:
            factor = self.model.rows[place].factors[variable]
            self.least[place] += factor * (lower if factor > 0 else higher)
            self.most[place] += factor * (higher if factor > 0 else lower)
        self.lower[variable], self.upper[variable] = low, high

    def _take_back(self, mark: int) -> None:
        while len(self.trail) > mark:
            self._put(*self.trail.pop())

    def _follow(self, places: range | list[int]) -> bool:
        """Narrow everything the rows entail; False when a row cannot hold any more."""
        waiting = deque(places)
        while waiting:
            place = waiting.popleft()
            row = self.model.rows[place]
            spare_high, spare_low = row.high - self.least[place], self.most[place] - row.low
            if min(spare_high, spare_low) < -NOISE:
                return False
            if min(spare_high, spare_low) < self.steepest[place] * self._widest(place):
                waiting.extend(self._tighten(place))
        return True

    def _widest(self, place: int) -> float:
        return max((self.upper[one] - self.lower[one] for one in self.model.rows[place].factors), default=0)

    def _tighten(self, place: int) -> list[int]:
        row = self.model.rows[place]
        touched: list[int] = []
        for variable, factor in row.factors.items():
            low, high = self.lower[variable], self.upper[variable]
            if low == high:
                continue
            up, down = row.high - self.least[place], self.most[place] - row.low
            room_up, room_down = (up, down) if factor > 0 else (down, up)
            new_high = min(high, low + _whole(room_up / abs(factor)))
            new_low = max(low, high - _whole(room_down / abs(factor)))
            if (new_low, new_high) != (low, high) and new_low <= new_high:
                self._set(variable, new_low, new_high)
                touched += self.rows_of[variable]
        return touched


def _whole(value: float) -> float:
    return value if value == INFINITY else float(int(value + NOISE))
