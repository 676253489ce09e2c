"""A problem as arrays: who bears which trait, what each group should hold, the scores as whole numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.balance import LEVELS, Trait, fair_share
from domain.grouping_problem import (
    Id,
    Problem,
    Student,
    full_marks_of,
    full_total_of,
    levels_of,
    subjects_of,
    totals_of,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# scores are whole numbers of this part of a point, so that sums are exact and the same everywhere
POINT: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows are students in the order given, columns groups; the first measure is the total, then the subjects.

    `values` holds 0 where `known` is 0. `bands` and `full` are in the same whole numbers as `values`.
    """

    ids: tuple[Id, ...]
    sizes: Ints
    traits: tuple[Trait, ...]
    has: Floats
    low: Floats
    high: Floats
    subjects: tuple[str, ...]
    values: Floats
    known: Floats
    full: Floats
    bands: Floats

    @property
    def overall(self) -> Floats:
        """The mean of everybody in each measure, 0 where nobody has a score."""
        return np.asarray(self.values.sum(1) / np.maximum(1, self.known.sum(1)))


def table_of(problem: Problem, sizes: Sequence[int] | None = None) -> Table:
    """The arrays of a problem, for these sizes if they are not the problem's own."""
    group_sizes = tuple(sizes or problem.sizes)
    bearers = _bearers(problem)
    has = np.array([[float(one.id in bearers[trait]) for trait in bearers] for one in problem.students])
    shares = [
        [fair_share(len(ids), size, len(problem.students)) for ids in bearers.values()]
        for size in group_sizes
    ]
    values, known = _scores(problem)
    full = np.array([full_total_of(problem), *full_marks_of(problem).values()]) * POINT
    parts = np.array([problem.bands.total] + [problem.bands.subject] * (len(full) - 1))
    low_high = np.array(shares, dtype=float).reshape(len(group_sizes), len(bearers), 2)
    return Table(
        ids=tuple(one.id for one in problem.students),
        sizes=np.array(group_sizes, dtype=np.int64),
        traits=tuple(bearers),
        has=has,
        low=low_high[:, :, 0],
        high=low_high[:, :, 1],
        subjects=tuple(subjects_of(problem.students)),
        values=values,
        known=known,
        full=full,
        bands=parts * full,
    )


def _bearers(problem: Problem) -> dict[Trait, set[Id]]:
    """Who bears each trait that is shared out by head."""
    levels = levels_of(problem)
    found: dict[Trait, set[Id]] = {
        ("level", level): {key for key, one in levels.items() if one == level} for level in LEVELS
    }
    for sex in ("女", "男"):
        found["sex", sex] = {one.id for one in problem.students if one.sex == sex}
    for tag in sorted({tag for one in problem.students for tag in one.tags}, key=str):
        found["care", tag] = {one.id for one in problem.students if tag in one.tags}
    return found


def _scores(problem: Problem) -> tuple[Floats, Floats]:
    totals = totals_of(problem.students)
    rows = [
        [totals[one.id] for one in problem.students],
        *(_column(problem.students, name) for name in subjects_of(problem.students)),
    ]
    known = np.array([[float(score is not None) for score in row] for row in rows])
    values = np.array([[round((score or 0) * POINT) for score in row] for row in rows], dtype=float)
    return values, known


def _column(students: Sequence[Student], subject: str) -> list[float | None]:
    return [one.scores.get(subject) for one in students]


def places_of(table: Table, assignment: Mapping[Id, int]) -> Ints:
    """Groups counted from 0, in the order of the table's rows."""
    return np.array([assignment[one] - 1 for one in table.ids], dtype=np.int64)


def assignment_of(table: Table, places: Ints) -> dict[Id, int]:
    """Student → group, counted from 1."""
    return {one: int(place) + 1 for one, place in zip(table.ids, places, strict=True)}


def members(places: Ints, groups: int) -> Floats:
    """One row per student with a 1 in the column of the group."""
    return np.eye(groups)[places]


def beyond(table: Table, counts: Floats) -> Floats:
    """How many bearers each group has too many (> 0) or too few (< 0)."""
    return np.asarray(np.maximum(0, counts - table.high) - np.maximum(0, table.low - counts))


def excess_of(table: Table, places: Ints) -> int:
    """How many students lie outside the fair shares, over all groups and traits."""
    return int(np.abs(beyond(table, members(places, len(table.sizes)).T @ table.has)).sum())


def means_of(table: Table, places: Ints) -> Floats:
    """The mean of each measure (row) in each group (column); where nobody has a score, that of everybody."""
    belongs = members(places, len(table.sizes))
    return means(table, table.values @ belongs, table.known @ belongs)


def means(table: Table, sums: Floats, counts: Floats) -> Floats:
    """Means from sums and counts; without a count the mean of everybody, which pulls nowhere."""
    filled = np.broadcast_to(table.overall[:, None], sums.shape).copy()
    return np.asarray(np.divide(sums, counts, out=filled, where=counts > 0))


def widths_of(table: Table, places: Ints) -> Floats:
    """The highest less the lowest group mean of each measure."""
    found = means_of(table, places)
    return np.asarray(found.max(1) - found.min(1))


def band_excess(table: Table, widths: Floats) -> float:
    """How far the measures lie beyond their bands, in percent of full marks, all together."""
    # a tenth of a whole number is floating noise of the division, not a band that is missed
    over = np.where(widths > table.bands + 0.1, widths - table.bands, 0)
    return float((over / table.full).sum() * 100)
