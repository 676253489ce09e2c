"""专题汇报 as a value: what it says, its tables and drawings; and the figures of classes that only it asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from domain.duty_coverage import Coverage, held_on
from domain.overview import Standing


@dataclass(frozen=True)
class Table:
    """A ruled table; `columns` are (heading, width in cm)."""

    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """A chart: what it shows, how to read it, the drawing."""

    title: str
    note: str
    drawing: str


@dataclass(frozen=True)
class Part:
    """One heading with what stands beneath it."""

    heading: str
    sentences: Sequence[str]
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Report:
    """A whole report; `hints` are what presses most, for who writes about problems; the annex is the mentors by name."""

    title: str
    facts: str
    parts: Sequence[Part]
    hints: Sequence[str]
    reading: Sequence[str]
    annex: Part | None = None


@dataclass(frozen=True)
class ClassReach:
    """One class on a day: its students, who has no mentor, who was seen in the days looked at, how many mentors lead them."""

    class_id: int
    students: int
    without_mentor: int
    seen: int
    mentors: int


def class_reaches(coverage: Coverage, standing: Standing, seen: Collection[int]) -> dict[int, ClassReach]:
    """class → its figures, of a coverage that holds the standing's day."""
    members = held_on(coverage.members, standing.on.toordinal())[:, :2]
    met = np.fromiter(seen, dtype=np.int64, count=len(seen))
    found = {}
    for class_id in np.unique(members[:, 1]).tolist():
        here = np.unique(members[members[:, 1] == class_id, 0])
        leading = standing.pairs[np.isin(standing.pairs[:, 0], here), 1]
        found[class_id] = ClassReach(
            class_id, len(here), int(np.isin(here, standing.without_mentor).sum()),
            int(np.isin(here, met).sum()), len(np.unique(leading)),
        )  # fmt: skip
    return found
