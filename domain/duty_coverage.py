"""Who was there on each school day and who answered: what duties are counted from, for a whole school at once.

Everything comes in columns of whole numbers: ids, and days as ordinals, the end exclusive. Who answers for a subject
on a day is a set of people, kept as bits: bit 0 is the first of the subject's people, and so on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import grade_in
from domain.duty_periods import Span
from domain.duty_rules import MONTHLY_SUMMARY, Subject
from domain.record_kinds import Kind

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

KIND_CODES: Final = {kind: code for code, kind in enumerate((*(one.value for one in Kind), MONTHLY_SUMMARY))}
FOREVER: Final = date.max.toordinal()


def columns(rows: Iterable[Sequence[int]], width: int) -> Ints:
    """Rows of whole numbers as one array, also when there are none."""
    return np.array([*rows], dtype=np.int64).reshape(-1, width)


@dataclass(frozen=True)
class Coverage:
    """Who was whose, and when. Each row ends in (first day, day no longer)."""

    members: Ints  # student, class, from, to
    pairings: Ints  # student, mentor, group or 0, on trial until (that day no longer), from, to
    cares: Ints  # student, category, from, to
    student_leave: Ints  # student, from, to
    staff_leave: Ints  # staff, from, to
    groups: Ints  # group, the group it goes on from (or itself), class, from, to
    homerooms: Ints  # class, staff, from, to
    mentoring: Ints  # mentor, from, to: every pairing of who mentors anybody here, whoever the student
    classes: dict[int, tuple[int, int]]  # class → entry year, entry grade


def _none(width: int) -> Ints:
    return columns([], width)


NOBODY: Final = Coverage(
    _none(4), _none(6), _none(4), _none(3), _none(3), _none(5), _none(4), _none(3), classes={}
)


@dataclass(frozen=True)
class Records:
    """What was recorded up to the day of judging. A monthly summary handed in stands on its month's last day."""

    students: Ints  # record, author, day, kind code, exam or 0, student: a row for each student of a record
    acts: Ints  # record, author, day, kind code, class or 0, group or 0, exam or 0: a row for each record


@dataclass(frozen=True)
class Presence:
    """All subjects of one kind: on which school days each was there, and who answered for it."""

    ids: Ints  # ascending
    there: Flags  # subjects x days
    answering: Ints  # subjects x days, a set of people as bits; none: nothing can be asked for that day
    people: Ints  # every subject's people one after the other
    offsets: Ints  # where each subject's begin

    def place(self, ids: Ints) -> Ints:
        """Where ids stand among the subjects, -1 for strangers."""
        return looked_up(ids, self.ids, np.arange(len(self.ids)))


@dataclass(frozen=True)
class Timetable:
    """The school days figures are about, and the coverage laid over them."""

    days: Ints  # ordinals of school days, ascending
    coverage: Coverage

    def presence(self, subject: Subject) -> Presence:
        """The subjects of a kind."""
        return {
            Subject.STUDENT: self._students,
            Subject.CARE_STUDENT: self._students,
            Subject.MENTOR: self._mentors,
            Subject.GROUP: self._groups,
            Subject.CLASS: self._classes,
            Subject.SCHOOL: self._school,
        }[subject]()

    def in_category(self, students: Ints, category: int | None) -> Flags:
        """Students x days: with this care status, or with any."""
        cares = self.coverage.cares
        rows = cares if category is None else cares[cares[:, 1] == category]
        return self._any(students, rows[:, 0], self._active(rows))

    def in_grades(self, subject: Subject, ids: Ints, span: Span) -> Flags:
        """Which subjects the span's exams ask: their class, or one of their students, was of the grade that sat it."""
        asked = [
            key
            for key, (year, first) in self.coverage.classes.items()
            if any(grade_in(exam.school_year, year, first) == exam.grade for exam in span.exams)
        ]
        day, groups = span.starts_on.toordinal(), self.coverage.groups
        members, pairings = held_on(self.coverage.members, day), held_on(self.coverage.pairings, day)
        sat = members[np.isin(members[:, 1], asked), 0]
        if subject is Subject.SCHOOL:
            return np.ones(len(ids), dtype=bool)
        if subject is Subject.CLASS:
            return np.isin(ids, np.array(asked, dtype=np.int64))
        if subject is Subject.GROUP:
            return np.isin(ids, groups[np.isin(groups[:, 2], asked), 1])
        return np.isin(ids, pairings[np.isin(pairings[:, 0], sat), 1] if subject is Subject.MENTOR else sat)

    def were_paired(self, students: Ints, mentors: Ints, days: Ints) -> Flags:
        """Whether each (student, mentor) was a pair on its day."""
        pairs = _sorted(self.coverage.pairings)
        own, begins, counts = np.unique(pairs[:, 0], return_index=True, return_counts=True)
        first, count = looked_up(students, own, begins), looked_up(students, own, counts)
        found = np.zeros(len(students), dtype=bool)
        for step in range(int(counts.max(initial=0))):
            at = np.where(step < count, first + step, 0)
            is_pair = (step < count) & (pairs[at, 1] == mentors)
            found |= is_pair & (pairs[at, -2] <= days) & (days < pairs[at, -1])
        return found

    def roots_of(self, groups: Ints) -> Ints:
        """The groups under the id of the first of their name; -1 for others."""
        return looked_up(groups, self.coverage.groups[:, 0], self.coverage.groups[:, 1])

    def _students(self) -> Presence:
        members, pairings = self.coverage.members, self.coverage.pairings
        ids = np.unique(members[:, 0])
        enrolled = self._any(ids, members[:, 0], self._active(members))
        pairs = _sorted(pairings[np.isin(pairings[:, 0], ids)])
        paired = self._active(pairs)
        there = enrolled & self._any(ids, pairs[:, 0], paired)
        settled = paired & (self.days >= pairs[:, 3:4]) & ~self._away(pairs[:, 1])
        return self._presence(ids, there, pairs[:, 0], pairs[:, 1], settled, ~self._students_away(ids))

    def _groups(self) -> Presence:
        groups, pairings = self.coverage.groups, self.coverage.pairings
        ids = np.unique(groups[:, 1])
        there = self._any(ids, groups[:, 1], self._active(groups))
        own = pairings[np.isin(pairings[:, 2], groups[:, 0])]
        keyed = np.column_stack([self.roots_of(own[:, 2]), own[:, 1:]])
        pairs = _sorted(keyed)
        active = self._active(pairs) & ~self._away(pairs[:, 1])
        return self._presence(ids, there, pairs[:, 0], pairs[:, 1], active)

    def _classes(self) -> Presence:
        members = self.coverage.members
        ids = np.unique(members[:, 1])
        there = self._any(ids, members[:, 1], self._active(members))
        led = self.coverage.homerooms
        led = _sorted(led[np.isin(led[:, 0], ids)])
        active = self._active(led) & ~self._away(led[:, 1])
        return self._presence(ids, there, led[:, 0], led[:, 1], active)

    def _mentors(self) -> Presence:
        rows = self.coverage.mentoring
        ids = np.unique(rows[:, 0])
        there = self._any(ids, rows[:, 0], self._active(rows))
        answering = np.where(there & ~self._away(ids), 1, 0)
        return Presence(ids, there, answering, ids, np.arange(len(ids)))

    def _school(self) -> Presence:
        everywhere = np.ones((1, len(self.days)), dtype=np.int64)
        nobody = np.zeros(1, dtype=np.int64)
        return Presence(nobody, everywhere.astype(bool), everywhere, nobody, nobody)

    def _presence(
        self, ids: Ints, there: Flags, subjects: Ints, people: Ints, active: Flags, free: Flags | None = None
    ) -> Presence:
        """From rows (subject, one of its people, on which days), sorted by both."""
        answering = np.zeros(there.shape, dtype=np.int64)
        offsets = np.searchsorted(subjects, ids)
        new = np.ones(len(subjects), dtype=bool)
        new[1:] = (subjects[1:] != subjects[:-1]) | (people[1:] != people[:-1])
        kept = np.flatnonzero(new)  # a person with several rows is one of the people once
        if len(subjects):
            row_of_person = np.cumsum(new) - 1
            person_offsets = np.searchsorted(subjects[kept], ids)
            place = np.searchsorted(ids, subjects)
            bit = row_of_person - person_offsets[place]
            begins = np.flatnonzero(np.r_[True, subjects[1:] != subjects[:-1]])
            bits = np.where(active, np.int64(1) << bit[:, None], 0)
            answering[place[begins]] = _together(np.bitwise_or, bits, begins)
            offsets = person_offsets
        may = there if free is None else there & free
        return Presence(ids, there, np.where(may, answering, 0), people[kept], offsets)

    def _active(self, rows: Ints) -> Flags:
        """Rows x days: in force."""
        return (rows[:, -2, None] <= self.days) & (self.days < rows[:, -1, None])

    def _any(self, ids: Ints, keys: Ints, active: Flags) -> Flags:
        """Ids x days: any of an id's rows in force."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        found = np.zeros((len(ids), len(self.days)), dtype=bool)
        begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else ordered
        if len(ids) and len(keys):
            joined = _together(np.logical_or, active[order], begins)
            place = np.searchsorted(ids, ordered[begins])
            known = (place < len(ids)) & (ids[np.minimum(place, len(ids) - 1)] == ordered[begins])
            found[place[known]] = joined[known]
        return found

    def _away(self, staff: Ints) -> Flags:
        """One row for each of `staff`: on leave that day."""
        return self._leave(staff, self.coverage.staff_leave)

    def _students_away(self, ids: Ints) -> Flags:
        return self._leave(ids, self.coverage.student_leave)

    def _leave(self, who: Ints, rows: Ints) -> Flags:
        ids = np.unique(rows[:, 0])
        if not len(ids):
            return np.zeros((len(who), len(self.days)), dtype=bool)
        away = np.vstack(
            [self._any(ids, rows[:, 0], self._active(rows)), np.zeros((1, len(self.days)), dtype=bool)]
        )
        place = np.minimum(np.searchsorted(ids, who), len(ids) - 1)
        return away[np.where(ids[place] == who, place, -1)]


def looked_up(keys: Ints, known: Ints, values: Ints) -> Ints:
    """The value of each key (of several the last), -1 for an unknown one: a list by id, for ids are small numbers.

    -1 itself, what an earlier look-up did not find, is unknown too: as a place in the list it would be the last.
    """
    table = np.full(1 + max(int(known.max(initial=0)), int(keys.max(initial=0))), -1)
    table[known] = values
    return np.where(keys < 0, -1, table[keys])


def _together(either: np.ufunc, rows: NDArray[Any], begins: Ints) -> NDArray[Any]:
    """Rows that belong to one, as one; most often every row stands alone, and numpy takes its time to find out."""
    if len(begins) == len(rows):
        return rows
    joined: NDArray[Any] = either.reduceat(rows, begins, axis=0)
    return joined


def _sorted(rows: Ints) -> Ints:
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def held_on(rows: Ints, day: int) -> Ints:
    """Rows of a coverage in force on a day."""
    return rows[(rows[:, -2] <= day) & (day < rows[:, -1])]
