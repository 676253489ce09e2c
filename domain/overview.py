"""The overview's figures out of columns of numbers: who was seen, by whom, in which week. No names and no words of records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from domain.calendar import Holiday, Term, Week, teaching_days, weeks
from domain.duty_coverage import Coverage, Flags, Ints, held_on, looked_up

NEVER: Final = -1  # days since the last contact of who never had one


@dataclass(frozen=True, eq=False)
class Contacts:
    """One row for each student of each record about students; the rows of one record stand together."""

    student: Ints
    author: Ints
    day: Ints  # ordinal
    record: Ints
    minutes: Ints  # of the record; 0 where nobody said

    @classmethod
    def of(cls, rows: Ints) -> "Contacts":
        """From columns in this order."""
        return cls(*rows.T)

    @property
    def rows(self) -> Ints:
        """As columns again."""
        return np.column_stack([self.student, self.author, self.day, self.record, self.minutes])

    def where(self, is_wanted: Flags) -> "Contacts":
        """Some of them."""
        return Contacts(
            self.student[is_wanted], self.author[is_wanted], self.day[is_wanted],
            self.record[is_wanted], self.minutes[is_wanted],
        )  # fmt: skip

    @property
    def firsts(self) -> Flags:
        """The first row of each record."""
        return np.concatenate([np.ones(min(1, len(self.record)), bool), self.record[1:] != self.record[:-1]])

    def between(self, since: date, until: date) -> "Contacts":
        """Those of these days, both inclusive."""
        return self.where((self.day >= since.toordinal()) & (self.day <= until.toordinal()))

    def about(self, students: Ints) -> "Contacts":
        """Those about these students."""
        return self.where(np.isin(self.student, students))


@dataclass(frozen=True)
class MentorCounts:
    """One mentor in some days: `seen` of the `mentees` have a record by this mentor; each record counts once."""

    mentees: int = 0
    seen: int = 0
    records: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class CareDays:
    """One care category: for each student of it, how many days ago anybody had contact (or NEVER)."""

    category_id: int
    days: tuple[int, ...]

    def within(self, limit: int) -> int:
        """How many had contact within so many days."""
        return sum(NEVER < days <= limit for days in self.days)


@dataclass(frozen=True, eq=False)
class Standing:
    """Who was whose on a day: what no record changes."""

    on: date
    enrolled: Ints  # students in a class
    pairs: Ints  # student, mentor: of those enrolled, each pair once
    without_mentor: Ints
    cares: Ints  # student, category: of those enrolled
    cared: Ints  # those with any care status, each once
    away: frozenset[int]  # staff on leave

    @classmethod
    def of(cls, coverage: Coverage, on: date) -> "Standing":
        """From a coverage that holds the day."""
        there, day = enrolled(coverage, on), on.toordinal()
        pairs = np.unique(held_on(coverage.pairings, day)[:, :2], axis=0)
        cares = np.unique(held_on(coverage.cares, day)[:, :2], axis=0)
        pairs, cares = pairs[np.isin(pairs[:, 0], there)], cares[np.isin(cares[:, 0], there)]
        away = frozenset(held_on(coverage.staff_leave, day)[:, 0].tolist())
        return cls(on, there, pairs, np.setdiff1d(there, pairs[:, 0]), cares, np.unique(cares[:, 0]), away)


def enrolled(coverage: Coverage, on: date) -> Ints:
    """The students who are in a class that day."""
    return np.unique(held_on(coverage.members, on.toordinal())[:, 0])


def seen(standing: Standing, contacts: Contacts) -> int:
    """How many of those enrolled stand in these contacts."""
    return int(np.isin(standing.enrolled, contacts.student).sum())


def mentor_counts(standing: Standing, contacts: Contacts) -> dict[int, MentorCounts]:
    """mentor → counts of these contacts: of everybody who mentors somebody, or wrote one of them."""
    pairs, first = standing.pairs, contacts.firsts
    room = 1 + max(int(pairs[:, 0].max(initial=0)), int(contacts.student.max(initial=0)))
    wrote = contacts.author * room + contacts.student
    # ids are small: a list of all pairs there could be is sooner looked up than two thousand sorted
    met = np.isin(pairs[:, 1] * room + pairs[:, 0], wrote, kind="table" if len(wrote) else None)
    author = contacts.author[first]
    people = np.flatnonzero(np.bincount(np.concatenate([pairs[:, 1], author])))
    columns = (
        _tally(people, pairs[:, 1]), _tally(people, pairs[met, 1]),
        _tally(people, author), _tally(people, author, contacts.minutes[first]),
    )  # fmt: skip
    counts = zip(*(column.tolist() for column in columns), strict=True)
    return {person: MentorCounts(*row) for person, row in zip(people.tolist(), counts, strict=True)}


def records(contacts: Contacts) -> int:
    """How many records these are."""
    return int(contacts.firsts.sum())


def authors(contacts: Contacts) -> list[int]:
    """Who wrote them."""
    found: list[int] = np.unique(contacts.author).tolist()
    return found


def mentors(coverage: Coverage) -> list[int]:
    """Everybody who mentored somebody in these days."""
    found: list[int] = np.unique(coverage.pairings[:, 1]).tolist()
    return found


def weeks_begun(term: Term | None, on: date) -> list[Week]:
    """The teaching weeks of a term up to a day."""
    return [week for week in weeks(term) if week.starts_on <= on] if term else []


def by_week(contacts: Contacts, people: Sequence[int], begun: Sequence[Week]) -> Ints:
    """People x weeks: how many times a student was seen, each student of a record counting."""
    ids = np.array(people, dtype=np.int64)
    order = np.argsort(ids)
    row = looked_up(contacts.author, ids[order], order)
    edges = np.array([week.starts_on.toordinal() for week in begun], dtype=np.int64)
    column = np.searchsorted(edges, contacts.day, side="right") - 1
    last = begun[-1].ends_on.toordinal() if begun else 0
    inside = (row >= 0) & (column >= 0) & (contacts.day <= last)
    counts = np.bincount(row[inside] * len(begun) + column[inside], minlength=len(ids) * len(begun))
    return counts.reshape(len(ids), len(begun))


def expected(
    coverage: Coverage, people: Sequence[int], begun: Sequence[Week], holidays: Sequence[Holiday]
) -> Flags:
    """People x weeks: whether on a school day a student of theirs was in class and they were not on leave."""
    found = np.zeros((len(people), len(begun)), dtype=bool)
    places = {person: place for place, person in enumerate(people)}
    for column, week in enumerate(begun):
        for day in teaching_days(week.starts_on, week.ends_on, holidays):
            number = day.toordinal()
            pairs = held_on(coverage.pairings, number)
            there = np.isin(pairs[:, 0], held_on(coverage.members, number)[:, 0])
            here = np.setdiff1d(pairs[there, 1], held_on(coverage.staff_leave, number)[:, 0])
            found[[places[one] for one in here.tolist() if one in places], column] = True
    return found


def care_days(standing: Standing, last: dict[int, date]) -> list[CareDays]:
    """Per category the days since the last contact of each of its students, the longest first; NEVER before all."""
    found: dict[int, list[int]] = {}
    for student, category in standing.cares.tolist():
        day = last.get(student)
        found.setdefault(category, []).append(NEVER if day is None else (standing.on - day).days)
    return [CareDays(key, tuple(sorted(days, key=_longest_first))) for key, days in found.items()]


def care_unseen(standing: Standing, last: dict[int, date], since: date) -> int:
    """How many with a care status had no contact since a day, each once."""
    return sum(last.get(student, date.min) < since for student in standing.cared.tolist())


def seen_by_week(
    coverage: Coverage, contacts: Contacts, begun: Iterable[Week], on: date
) -> list[tuple[int, int]]:
    """Per week (students somebody saw, students enrolled on its last day, or up to a day on that)."""
    found = []
    for week in begun:
        there = enrolled(coverage, min(week.ends_on, on))
        met = np.intersect1d(contacts.between(week.starts_on, week.ends_on).student, there)
        found.append((len(met), len(there)))
    return found


def _longest_first(days: int) -> float:
    return -np.inf if days == NEVER else -days


def _tally(people: Ints, whose: Ints, weights: Ints | None = None) -> Ints:
    """How often each of `people` (ascending, everybody of `whose` among them) stands in `whose`."""
    place = np.searchsorted(people, whose)
    return np.bincount(place, weights=weights, minlength=len(people)).astype(np.int64)
