"""What the duty rules ask, what was done, what is late: computed from rules, calendar, coverage and records.

One function, `judge`, for every screen, from one student to a whole school. docs/duties.md says the rules in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

import numpy as np

from domain.duty_coverage import FOREVER, KIND_CODES, Coverage, Flags, Ints, Presence, Records, Timetable
from domain.duty_periods import NOMINAL_DAYS, Span
from domain.duty_rules import DutyRule, Subject
from domain.duty_shares import Shares, rank, share

_STUDENTS = frozenset({Subject.STUDENT, Subject.CARE_STUDENT})


@dataclass(frozen=True, eq=False)
class Answering:
    """Who answered for the subjects of a period."""

    days: Ints  # subjects x days: sets of people as bits
    left: int  # how many of the days are today or to come; none once the period is over
    people: Ints
    offsets: Ints  # where each subject's people begin


@dataclass(frozen=True, eq=False)
class Asked:
    """One rule in one period, over every subject it asks: one entry for each in every array."""

    rule: DutyRule
    span: Span
    subjects: Ints  # ids; the school's is 0
    required: Ints  # after excuses
    done: Ints  # at most what is required
    late: Ints  # undone, and the period's last school day has passed
    is_over: bool  # its last school day has passed
    _counted: Ints  # rows (place among the subjects, record, author): what counts, the earliest first
    _answering: Answering

    @cached_property
    def shares(self) -> Shares:
        """Who answers for how much of it; worked out when somebody asks: a table of classes does not."""
        who = self._answering
        return share(who.days, who.left, self.required, self.done, self._filling, who.people, who.offsets)

    @property
    def records(self) -> Ints:
        """Rows (place among the subjects, record): the records that fill it."""
        return self._filling[:, :2]

    @cached_property
    def _filling(self) -> Ints:
        counted = self._counted
        return counted[rank(counted[:, 0]) < self.required[counted[:, 0]]]

    def counts(self, counted: Ints) -> bool:
        """Whether it was judged by these records: then it need not be judged again."""
        return np.array_equal(self._counted, counted)

    @cached_property
    def columns(self) -> Ints:
        """required, done, late, excused, early (done in a period that is not over): a row for each subject."""
        return np.column_stack([self.required, self.done, self.late, self.excused, self._early(self.done)])

    @cached_property
    def shared_columns(self) -> Ints:
        """The same of each of the shares; nobody is excused in person."""
        undone = self.shares.required - self.shares.done
        nobody = np.zeros_like(undone)
        late, early = undone if self.is_over else nobody, self._early(self.shares.done)
        return np.column_stack([self.shares.required, self.shares.done, late, nobody, early])

    def _early(self, done: Ints) -> Ints:
        return np.zeros_like(done) if self.is_over else done

    @property
    def excused(self) -> Ints:
        """What the rule asks for a full period, less what is required."""
        return self.rule.times - self.required

    @property
    def open(self) -> Ints:
        """Undone, and there is still time."""
        return self.required - self.done - self.late


def judge(
    rules: Sequence[DutyRule],
    wanted: Iterable[tuple[DutyRule, Span]],
    coverage: Coverage,
    records: Records,
    on: date,
) -> list[Asked]:
    """Every wanted (rule, period), judged on a day by what was recorded up to it; those that ask nobody are left out.

    `rules` are all rules and editions in force during these periods: which of them applies to whom depends on all.
    """
    asked = list(wanted)
    return Judging(rules, [span for _, span in asked], coverage).judged(asked, records, on)


@dataclass(frozen=True, eq=False)
class _Standing:
    """One rule in one period before anything is recorded."""

    rows: Ints  # places among all subjects of its kind
    answering: Ints  # subjects x days: who answered, as bits
    required: Ints


class Judging:
    """What no record changes: who was there on the days of some periods, which rule applies when, what it asks."""

    def __init__(self, rules: Sequence[DutyRule], spans: Iterable[Span], coverage: Coverage) -> None:
        days = {day.toordinal() for span in spans for day in span.days}
        self.rules, self.timetable = rules, Timetable(np.array(sorted(days), dtype=np.int64), coverage)
        self._presence: dict[Subject, Presence] = {}
        self._applies: dict[DutyRule, Flags] = {}
        self._standing: dict[tuple[DutyRule, Span], _Standing] = {}
        # what came out last, for whoever asks again when little has been recorded since
        self.counted: dict[DutyRule, tuple[Ints, Ints]] = {}
        self._asked: dict[tuple[DutyRule, Span], tuple[date, Asked]] = {}

    def judged(self, wanted: Iterable[tuple[DutyRule, Span]], records: Records, on: date) -> list[Asked]:
        """These rules in these periods, by what was recorded up to a day; those that ask nobody are left out."""
        counting = _Counting(self, records)
        found = (self._one(rule, span, counting, on) for rule, span in wanted)
        return [one for one in found if len(one.subjects)]

    def _one(self, rule: DutyRule, span: Span, counting: "_Counting", on: date) -> Asked:
        presence, standing = self.presence(rule.subject), self._stands(rule, span)
        rows, required = standing.rows, standing.required
        counted = counting.within(rule, span, rows)
        day, kept = self._asked.get((rule, span), (None, None))
        if kept is not None and day == on and kept.counts(counted):
            return kept
        done = np.minimum(required, np.bincount(counted[:, 0], minlength=len(rows)))
        is_over = on > span.due_on
        late = required - done if is_over else np.zeros_like(required)
        left = 0 if is_over else sum(day >= on for day in span.days)
        answering = Answering(standing.answering, left, presence.people, presence.offsets[rows])
        found = Asked(rule, span, presence.ids[rows], required, done, late, is_over, counted, answering)
        self._asked[rule, span] = on, found
        return found

    def _stands(self, rule: DutyRule, span: Span) -> _Standing:
        key = rule, span
        if key not in self._standing:
            presence, inside = self.presence(rule.subject), self._slice(span)
            applies = self.applies(rule)[:, inside]
            rows = np.flatnonzero((presence.there[:, inside] & applies).any(axis=1))
            if span.exams:
                rows = rows[self.timetable.in_grades(rule.subject, presence.ids[rows], span)]
            applies = applies if len(applies) == 1 else applies[rows]
            answering = np.where(applies, presence.answering[rows, inside], 0)
            required = _required(rule.times, np.count_nonzero(answering, axis=1), span.full)
            self._standing[key] = _Standing(rows, answering, required)
        return self._standing[key]

    def presence(self, subject: Subject) -> Presence:
        """Subjects of a kind; students with a care status are students."""
        key = Subject.STUDENT if subject in _STUDENTS else subject
        if key not in self._presence:
            self._presence[key] = self.timetable.presence(key)
        return self._presence[key]

    def applies(self, rule: DutyRule) -> Flags:
        """Subjects x days on which the rule asks; a single line where it asks all alike."""
        if rule not in self._applies:
            same = {one for one in (*self.rules, rule) if _compete(one, rule)}
            self._applies |= self._strictest(sorted(same, key=_strictest_first))
        return self._applies[rule]

    def _strictest(self, rules: list[DutyRule]) -> dict[DutyRule, Flags]:
        """Rules with the same kinds, the strictest first: where a care rule asks, only the first that asks does."""
        asks = {rule: self._in_force(rule) & self._in_category(rule) for rule in rules}
        none = np.zeros((1, 1), dtype=bool)
        cared = reduce(
            np.logical_or, (asks[one] for one in rules if one.subject is Subject.CARE_STUDENT), none
        )
        applies, taken = {}, none
        for rule in rules:
            applies[rule] = asks[rule] & ~(cared & taken)
            taken = taken | asks[rule]
        return applies

    def _in_force(self, rule: DutyRule) -> Flags:
        days = self.timetable.days
        end = rule.valid_to.toordinal() if rule.valid_to else FOREVER
        return ((rule.valid_from.toordinal() <= days) & (days < end))[None, :]

    def _in_category(self, rule: DutyRule) -> Flags:
        if rule.subject is not Subject.CARE_STUDENT:
            return np.ones((1, 1), dtype=bool)
        return self.timetable.in_category(self.presence(Subject.STUDENT).ids, rule.care_category_id)

    def _slice(self, span: Span) -> slice:
        first = int(np.searchsorted(self.timetable.days, span.days[0].toordinal()))
        return slice(first, first + len(span.days))


class _Counting:
    """Which records count for what."""

    def __init__(self, judging: Judging, records: Records) -> None:
        self.judging, self.records = judging, records
        self._known: dict[DutyRule, Ints] = {}

    def within(self, rule: DutyRule, span: Span, rows: Ints) -> Ints:
        """(place in `rows`, record, author), the earliest first."""
        if rule not in self._known:
            self._known[rule] = self._for(rule)
        found = self._known[rule]
        since, until = self._own_days(rule, span)
        found = found[np.searchsorted(found[:, 3], since) : np.searchsorted(found[:, 3], until, side="right")]
        if span.exams:  # an analysis that names another exam is not this one's
            found = found[np.isin(found[:, 4], [0, *(exam.id for exam in span.exams)])]
        place = np.full(len(self.judging.presence(rule.subject).ids), -1)
        place[rows] = np.arange(len(rows))
        found = np.column_stack([place[found[:, 0]], found[:, 1:3]])
        return found[found[:, 0] >= 0]

    def _own_days(self, rule: DutyRule, span: Span) -> tuple[int, int]:
        """The days on which records count: where editions of a rule meet, each has the records of its own days."""
        since, until = span.starts_on.toordinal(), span.ends_on.toordinal()
        origin = rule.origin_id or rule.id
        editions = [one for one in self.judging.rules if origin and (one.origin_id or one.id) == origin]
        if any(one.valid_from < rule.valid_from for one in editions):
            since = max(since, rule.valid_from.toordinal())
        if rule.valid_to and any(one.valid_from >= rule.valid_to for one in editions):
            until = min(until, rule.valid_to.toordinal() - 1)
        return since, until

    def _for(self, rule: DutyRule) -> Ints:
        """(place of the subject, record, author, day, exam) of every record that can count, by day."""
        of_students = rule.subject in _STUDENTS
        rows = self.records.students if of_students else self.records.acts
        rows = rows[_counts(rule)[rows[:, 3]]]
        of, found = self.judging.counted.get(rule, (None, rows))
        if of is not None and np.array_equal(of, rows):
            return found
        subjects = rows[:, 5] if of_students else self._subjects_of(rule.subject, rows)
        place = self.judging.presence(rule.subject).place(subjects)
        able = place >= 0
        if of_students:
            able &= self.judging.timetable.were_paired(subjects, rows[:, 1], rows[:, 2])
        found = np.column_stack([place, rows[:, :3], rows[:, 4 if of_students else 6]])[able]
        is_in_order = bool((found[1:, 3] >= found[:-1, 3]).all())
        found = found if is_in_order else found[np.argsort(found[:, 3], kind="stable")]
        self.judging.counted[rule] = rows, found
        return found

    def _subjects_of(self, subject: Subject, acts: Ints) -> Ints:
        if subject is Subject.MENTOR:
            return acts[:, 1]
        if subject is Subject.CLASS:
            return acts[:, 4]
        return (
            self.judging.timetable.roots_of(acts[:, 5])
            if subject is Subject.GROUP
            else np.zeros(len(acts), np.int64)
        )


def _counts(rule: DutyRule) -> Flags:
    """For each code of a kind, whether it counts."""
    return np.isin(np.arange(len(KIND_CODES)), [KIND_CODES[kind] for kind in rule.kinds])


def _required(times: int, accountable: Ints, full: int) -> Ints:
    """Rounded to the nearer; half a unit is one."""
    return np.minimum(times, (2 * times * accountable + full) // (2 * full))


def _compete(one: DutyRule, other: DutyRule) -> bool:
    """Whether the stricter of two rules may replace the other."""
    return one == other or (one.kinds == other.kinds and {one.subject, other.subject} <= _STUDENTS)


def _strictest_first(rule: DutyRule) -> tuple[float, bool, int, int]:
    is_general = rule.subject is Subject.STUDENT
    return -rule.times / NOMINAL_DAYS[rule.period], is_general, rule.position, rule.id
