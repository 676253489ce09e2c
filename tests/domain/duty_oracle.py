"""Duties judged the slow way, one student and one day at a time, straight from docs/duties.md: for comparison."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from domain.duty_coverage import FOREVER, KIND_CODES, Coverage, Records, columns
from domain.duty_periods import SchoolCalendar, Span
from domain.duty_rules import DutyRule, Period, Subject

STUDENTS = (Subject.STUDENT, Subject.CARE_STUDENT)
SCHOOL_DAYS = {"week": 5, "fortnight": 10, "half_month": 11, "month": 22, "two_months": 44, "after_major_exam": 40,
               "term": 100, "school_year": 200}  # fmt: skip


@dataclass(frozen=True)
class Stint:
    """Who and whom, from a day up to (without) another."""

    who: int
    whom: int
    since: date
    until: date | None = None
    group: int = 0
    trial_until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Written:
    """A record."""

    id: int
    author: int
    day: date
    kind: str
    students: tuple[int, ...] = ()
    class_id: int = 0
    group: int = 0
    exam: int = 0


@dataclass(frozen=True)
class World:
    """A school small enough to look at every day of it."""

    calendar: SchoolCalendar
    rules: tuple[DutyRule, ...]
    members: tuple[Stint, ...] = ()  # student, class
    pairings: tuple[Stint, ...] = ()  # student, mentor
    cares: tuple[Stint, ...] = ()  # student, category
    student_leave: tuple[Stint, ...] = ()  # student, 0
    staff_leave: tuple[Stint, ...] = ()  # staff, 0
    groups: tuple[Stint, ...] = ()  # group, class; `group`: the first of its name
    homerooms: tuple[Stint, ...] = ()  # class, staff
    records: tuple[Written, ...] = ()
    classes: dict[int, tuple[int, int]] = field(
        default_factory=lambda: {1: (2026, 7), 2: (2026, 7), 3: (2024, 1)}
    )

    def but(self, **changes: object) -> "World":
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def coverage(self) -> Coverage:
        """The same in columns."""

        def rows(stints: tuple[Stint, ...], *fields: str) -> list[tuple[int, ...]]:
            return [
                (*(_number(getattr(one, name)) for name in fields), one.since.toordinal(), _end(one))
                for one in stints
            ]

        return Coverage(
            columns(rows(self.members, "who", "whom"), 4),
            columns(rows(self.pairings, "who", "whom", "group", "trial_until"), 6),
            columns(rows(self.cares, "who", "whom"), 4),
            columns(rows(self.student_leave, "who"), 3),
            columns(rows(self.staff_leave, "who"), 3),
            columns(rows(self.groups, "who", "group", "whom"), 5),
            columns(rows(self.homerooms, "who", "whom"), 4),
            columns(rows(self.pairings, "whom"), 3),
            self.classes,
        )

    def known(self, on: date) -> Records:
        """What was recorded up to a day, in columns."""
        found = [one for one in self.records if one.day <= on]
        heads = [(one.id, one.author, one.day.toordinal(), KIND_CODES[one.kind]) for one in found]
        return Records(
            columns(
                [
                    (*head, one.exam, student)
                    for head, one in zip(heads, found, strict=True)
                    for student in one.students
                ],
                6,
            ),
            columns(
                [(*head, one.class_id, one.group, one.exam) for head, one in zip(heads, found, strict=True)],
                7,
            ),
        )


def _number(value: int | date | None) -> int:
    return value.toordinal() if isinstance(value, date) else value or 0


def _end(one: Stint) -> int:
    return one.until.toordinal() if one.until else FOREVER


@dataclass(frozen=True)
class Verdict:
    """One subject's duty in one period; `shares`: person → (required, done)."""

    required: int
    done: int
    late: int
    excused: int
    shares: dict[int, tuple[int, int]]


def verdicts(world: World, rule: DutyRule, span: Span, on: date) -> dict[int, Verdict]:
    """Every subject the rule asks something of in this period."""
    found = {}
    for subject in sorted(_subjects(world, rule.subject)):
        verdict = _verdict(world, rule, span, subject, on)
        if verdict is not None:
            found[subject] = verdict
    return found


def _subjects(world: World, kind: Subject) -> set[int]:
    return {
        Subject.STUDENT: {one.who for one in world.members},
        Subject.CARE_STUDENT: {one.who for one in world.members},
        Subject.MENTOR: {one.whom for one in world.pairings},
        Subject.GROUP: {one.group for one in world.groups},
        Subject.CLASS: {one.whom for one in world.members},
        Subject.SCHOOL: {0},
    }[kind]


def _verdict(world: World, rule: DutyRule, span: Span, subject: int, on: date) -> Verdict | None:
    if span.exams and not _sat(world, rule.subject, subject, span):
        return None
    days = [
        day
        for day in span.days
        if _is_there(world, rule.subject, subject, day) and _asks(world, rule, subject, day)
    ]
    if not days:
        return None
    answering = [(day, who) for day in days if (who := _answering(world, rule.subject, subject, day))]
    required = min(rule.times, floor(Fraction(rule.times * len(answering), span.full) + Fraction(1, 2)))
    counting = _counting(world, rule, span, subject, on)
    done = min(required, len(counting))
    return Verdict(
        required, done, required - done if on > span.days[-1] else 0, rule.times - required,
        _shares([who for _, who in answering], required, [one.author for one in counting[:done]],
                [who for day, who in answering if span.days[-1] >= on and day >= on]),
    )  # fmt: skip


def _is_there(world: World, kind: Subject, subject: int, day: date) -> bool:
    if kind in STUDENTS:
        enrolled = any(one.who == subject and one.holds(day) for one in world.members)
        return enrolled and any(one.who == subject and one.holds(day) for one in world.pairings)
    if kind is Subject.MENTOR:
        return any(one.whom == subject and one.holds(day) for one in world.pairings)
    if kind is Subject.GROUP:
        return any(one.group == subject and one.holds(day) for one in world.groups)
    if kind is Subject.CLASS:
        return any(one.whom == subject and one.holds(day) for one in world.members)
    return True


def _asks(world: World, rule: DutyRule, subject: int, day: date) -> bool:
    if not _concerns(world, rule, subject, day):
        return False
    if rule.subject not in STUDENTS:
        return True
    rivals = [
        one
        for one in world.rules
        if one.kinds == rule.kinds and one.subject in STUDENTS and _concerns(world, one, subject, day)
    ]
    if all(one.subject is Subject.STUDENT for one in rivals):
        return True
    return rule == min(
        rivals,
        key=lambda one: (
            -one.times / SCHOOL_DAYS[one.period],
            one.subject is Subject.STUDENT,
            one.position,
            one.id,
        ),
    )


def _concerns(world: World, rule: DutyRule, subject: int, day: date) -> bool:
    if not (rule.valid_from <= day and (rule.valid_to is None or day < rule.valid_to)):
        return False
    wanted = rule.care_category_id
    return rule.subject is not Subject.CARE_STUDENT or any(
        one.who == subject and one.holds(day) and wanted in (None, one.whom) for one in world.cares
    )


def _answering(world: World, kind: Subject, subject: int, day: date) -> frozenset[int]:
    def free(person: int) -> bool:
        return not any(one.who == person and one.holds(day) for one in world.staff_leave)

    if kind in STUDENTS:
        if any(one.who == subject and one.holds(day) for one in world.student_leave):
            return frozenset()
        own = [one for one in world.pairings if one.who == subject and one.holds(day)]
        people = [one.whom for one in own if one.trial_until is None or one.trial_until <= day]
    elif kind is Subject.MENTOR:
        people = [subject]
    elif kind is Subject.GROUP:
        same = {one.who for one in world.groups if one.group == subject}
        people = [one.whom for one in world.pairings if one.group in same and one.holds(day)]
    elif kind is Subject.CLASS:
        people = [one.whom for one in world.homerooms if one.who == subject and one.holds(day)]
    else:
        return frozenset({0})
    return frozenset(person for person in people if free(person))


def _sat(world: World, kind: Subject, subject: int, span: Span) -> bool:
    def of_grade(class_id: int) -> bool:
        year, first = world.classes[class_id]
        return any(exam.school_year - year + first == exam.grade for exam in span.exams)

    day = span.starts_on
    sat = {one.who for one in world.members if one.holds(day) and of_grade(one.whom)}
    if kind in STUDENTS:
        return subject in sat
    if kind is Subject.MENTOR:
        return any(one.whom == subject and one.holds(day) and one.who in sat for one in world.pairings)
    if kind is Subject.GROUP:
        return any(one.group == subject and of_grade(one.whom) for one in world.groups)
    return kind is Subject.SCHOOL or of_grade(subject)


def _counting(world: World, rule: DutyRule, span: Span, subject: int, on: date) -> list[Written]:
    return sorted(
        (one for one in world.records if _counts(world, rule, span, subject, one) and one.day <= on),
        key=lambda one: (one.day, one.id),
    )


def _counts(world: World, rule: DutyRule, span: Span, subject: int, one: Written) -> bool:
    if one.kind not in rule.kinds or not span.holds(one.day) or not _is_of_edition(world, rule, one.day):
        return False
    if span.exams and one.exam and one.exam not in {exam.id for exam in span.exams}:
        return False
    if rule.subject in STUDENTS:
        return subject in one.students and any(
            pair.who == subject and pair.whom == one.author and pair.holds(one.day) for pair in world.pairings
        )
    if rule.subject is Subject.MENTOR:
        return one.author == subject
    if rule.subject is Subject.GROUP:
        return any(group.who == one.group and group.group == subject for group in world.groups)
    return rule.subject is Subject.SCHOOL or one.class_id == subject


def _is_of_edition(world: World, rule: DutyRule, day: date) -> bool:
    """A record belongs to the edition in force on its day; before the first it is the first's, after the last the last's."""
    if not rule.origin_id:
        return True
    editions = sorted(
        (one for one in world.rules if one.origin_id == rule.origin_id), key=lambda one: one.valid_from
    )
    at = max((place for place, one in enumerate(editions) if one.valid_from <= day), default=0)
    return editions[at] == rule


def _shares(
    answering: list[frozenset[int]], required: int, authors: list[int], ahead: list[frozenset[int]]
) -> dict[int, tuple[int, int]]:
    units, size = [], Fraction(len(answering), required or 1)
    for unit in range(required):
        held: dict[frozenset[int], Fraction] = defaultdict(Fraction)
        last = {}
        for place, team in enumerate(answering):
            if (overlap := min((unit + 1) * size, place + 1) - max(unit * size, place)) > 0:
                held[team] += overlap
                last[team] = place
        units.append(max(held, key=lambda team: (held[team], last[team])))
    filled: list[int] = []
    left = 0
    for author in authors:
        mine = next(
            (place for place, team in enumerate(units) if author in team and place not in filled), None
        )
        filled, left = ([*filled, mine], left) if mine is not None else (filled, left + 1)
    filled += [place for place in range(required) if place not in filled][:left]
    for place in set(range(required)) - set(filled):
        if ahead and not any(units[place] & team for team in ahead):
            units[place] = ahead[0]
    people = sorted({person for team in units for person in team})
    return {
        person: (sum(person in team for team in units), sum(person in units[place] for place in filled))
        for person in people
    }


MONDAY = date(2026, 8, 31)


def day(offset: int) -> date:
    """So many days after the first Monday."""
    return MONDAY + timedelta(days=offset)


PERIODS = tuple(Period)
