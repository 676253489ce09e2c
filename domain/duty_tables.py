"""Judged duties added up: by rule, and by class, grade or mentor. Nothing asked stays nothing, never 100 %."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from domain.calendar import grade_in
from domain.duties import Asked
from domain.duty_coverage import Coverage, Flags, Ints, looked_up
from domain.duty_periods import Span
from domain.duty_rules import DutyRule, Subject

By = Literal["class", "grade", "mentor"]


@dataclass(frozen=True)
class Figures:
    """How much was asked for and what became of it."""

    required: int = 0
    done: int = 0
    late: int = 0
    excused: int = 0
    early: int = field(default=0, compare=False)  # of `done`: in periods that are not over yet

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.required + other.required, self.done + other.done,
            self.late + other.late, self.excused + other.excused, self.early + other.early,
        )  # fmt: skip

    @property
    def open(self) -> int:
        """Undone, and there is still time."""
        return self.required - self.done - self.late

    @property
    def undone(self) -> int:
        """Late or open."""
        return self.required - self.done

    @property
    def due(self) -> int:
        """What was asked in periods that are over; what there is still time for is not judged."""
        return self.done - self.early + self.late

    @property
    def done_of_due(self) -> int:
        """How much of that was done."""
        return self.done - self.early

    @property
    def share(self) -> float | None:
        """The same from 0 to 1; None where nothing is to be judged yet."""
        return self.done_of_due / self.due if self.due else None


NOTHING = Figures()


def key_of(rule: DutyRule) -> int:
    """All editions of a rule are one column."""
    return rule.origin_id or rule.id


def total(asked: Iterable[Asked]) -> Figures:
    """Everything added up; what two mentors answer for together counts once."""
    return sum((_total(one) for one in asked), NOTHING)


def _total(one: Asked) -> Figures:
    return Figures(*one.columns.sum(axis=0).tolist())


def by_rule(asked: Iterable[Asked]) -> dict[int, Figures]:
    """Per rule, all its editions and periods."""
    found: dict[int, Figures] = defaultdict(Figures)
    for one in asked:
        found[key_of(one.rule)] += _total(one)
    return dict(found)


@dataclass(frozen=True)
class RuleFigures:
    """One rule's figures over everybody within the scope."""

    rule: DutyRule
    now: tuple[
        tuple[Span, int, Figures], ...
    ]  # periods that hold the day: how many are asked, and what became of it
    since_term_began: Figures


def rule_figures(asked: Iterable[Asked], on: date) -> list[RuleFigures]:
    """Per rule: the periods that hold the day, and everything added up."""
    found: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        found[key_of(one.rule)].append(one)
    return [
        RuleFigures(
            same[-1].rule,
            tuple((one.span, len(one.subjects), total([one])) for one in same if one.span.holds(on)),
            total(same),
        )
        for same in found.values()
    ]


def of_row(
    asked: Iterable[Asked], coverage: Coverage, by: By, row: int, school_year: int
) -> dict[int, Figures]:
    """Subject → figures behind one row of a table, over all its periods; row 0 is everybody."""
    found: dict[int, dict[int, Figures]] = defaultdict(dict)
    for one in asked:
        if by == "mentor" and row:
            held = one.shares.person == row
            _add(found, 1, one.subjects[one.shares.place[held]], one.shared_columns[held])
        else:
            inside = _inside(classes_of(one, coverage), coverage, by, row, school_year)
            _add(found, 1, one.subjects[inside], one.columns[inside], keeps_zero=True)
    return {subject: cells[1] for subject, cells in found.items()}


def _inside(classes: Ints, coverage: Coverage, by: By, row: int, school_year: int) -> Flags:
    if not row:
        return np.ones(len(classes), dtype=bool)
    if by == "class":
        return np.asarray(classes == row)
    of_grade = [key for key, entry in coverage.classes.items() if grade_in(school_year, *entry) == row]
    return np.isin(classes, np.array(of_grade, dtype=np.int64))


def by_class(asked: Iterable[Asked], coverage: Coverage) -> dict[int, dict[int, Figures]]:
    """class → rule → figures; a mentor's and the school's own duties belong to no class."""
    return _added_up([(key_of(one.rule), classes_of(one, coverage), one.columns) for one in asked])


def by_mentor(asked: Iterable[Asked]) -> dict[int, dict[int, Figures]]:
    """person → rule → the share of the figures this person answers for; nobody is excused in person."""
    return _added_up([(key_of(one.rule), one.shares.person, one.shared_columns) for one in asked])


def mentor_totals(asked: Iterable[Asked]) -> dict[int, Figures]:
    """person → everything this person answers for, all rules together."""
    found = _added_up([(0, one.shares.person, one.shared_columns) for one in asked])
    return {person: cells[0] for person, cells in found.items()}


def _added_up(parts: list[tuple[int, Ints, Ints]]) -> dict[int, dict[int, Figures]]:
    """row → rule → figures, from (rule, rows, columns); row 0 is nobody's. All parts at once: each alone costs as much."""
    found: dict[int, dict[int, Figures]] = defaultdict(dict)
    if not parts:
        return found
    rules = {rule: place for place, rule in enumerate(dict.fromkeys(rule for rule, _, _ in parts))}
    names, rows = [*rules], np.concatenate([rows for _, rows, _ in parts])
    places = np.repeat([rules[rule] for rule, _, _ in parts], [len(rows) for _, rows, _ in parts])
    keys, columns = rows * len(names) + places, np.concatenate([columns for _, _, columns in parts])
    counts = np.bincount(keys)
    sums = [np.bincount(keys, weights=column).astype(np.int64) for column in columns.T]
    for key in np.flatnonzero(counts).tolist():
        row, place = divmod(key, len(names))
        if row:
            found[row][names[place]] = Figures(*(int(column[key]) for column in sums))
    return found


def by_grade(
    classes: dict[int, dict[int, Figures]], coverage: Coverage, school_year: int
) -> dict[int, dict[int, Figures]]:
    """The classes' figures added up by grade."""
    found: dict[int, dict[int, Figures]] = defaultdict(lambda: defaultdict(Figures))
    for class_id, cells in classes.items():
        grade = grade_in(school_year, *coverage.classes[class_id])
        for rule, figures in cells.items():
            found[grade][rule] += figures
    return {grade: dict(cells) for grade, cells in found.items()}


def classes_of(one: Asked, coverage: Coverage) -> Ints:
    """The class of each subject, a student's at the period's end; 0 for who belongs to none."""
    if one.rule.subject is Subject.CLASS:
        return one.subjects
    if one.rule.subject is Subject.GROUP:
        return _class_of(one.subjects, coverage.groups[:, [1, 2]])
    if one.rule.subject in (Subject.MENTOR, Subject.SCHOOL):
        return np.zeros_like(one.subjects)
    members = coverage.members[coverage.members[:, -2] <= one.span.due_on.toordinal()]
    return _class_of(one.subjects, members[np.argsort(members[:, -2], kind="stable")])


def _class_of(keys: Ints, pairs: Ints) -> Ints:
    return np.maximum(looked_up(keys, pairs[:, 0], pairs[:, 1]), 0)


def _add(
    found: dict[int, dict[int, Figures]], rule: int, rows: Ints, columns: Ints, keeps_zero: bool = False
) -> None:
    """Add up the columns of each row; row 0 is nobody's unless it is the school itself."""
    known, where = np.unique(rows, return_inverse=True)
    sums = [np.bincount(where, weights=column, minlength=len(known)) for column in columns.T]
    for row, *figures in zip(known.tolist(), *sums, strict=True):
        if row or keeps_zero:
            found[row][rule] = found[row].get(rule, NOTHING) + Figures(*map(int, figures))
