"""What is asked when groups are formed and mentors found: students, mentors, rules, wishes, and how much each weighs.

Ids are whatever the caller has, numbers or words; groups are numbered 1, 2, 3 …
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from domain.balance import DEFAULT_RATIO, Level, Ratio, Sex, Tag, levels_by_ratio

Id = int | str
# wishes and claims: the first tier is the dearest, members of one tier are equally welcome
Tiers = tuple[tuple[Id, ...], ...]
RuleKind = Literal["lock", "together", "apart", "must", "must_not", "lead", "not_lead"]
Order = Literal["joint", "groups_first"]

RULE_KINDS: Final[tuple[RuleKind, ...]] = (
    "lock",
    "together",
    "apart",
    "must",
    "must_not",
    "lead",
    "not_lead",
)
USUAL_FULL_MARKS: Final = (100.0, 120.0, 150.0)


@dataclass(frozen=True, slots=True)
class Student:
    """A student to be placed. What is unknown is None and weighs nothing.

    A missing level comes from the totals by the ratio; a missing total from the scores, when all are there.
    """

    id: Id
    sex: Sex | None = None
    level: Level | None = None
    scores: Mapping[str, float | None] = field(default_factory=dict)
    tags: frozenset[Tag] = frozenset()
    total: float | None = None
    class_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor with the least and most students; `teaches` names classes, None is every one.

    Without `most` the groups are shared out evenly: nobody leads more than ⌈groups ÷ mentors⌉.
    """

    id: Id
    least: int = 0
    most: int | None = None
    teaches: frozenset[Id] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold. lock: students in `group` · together, apart: `students` · must, must_not: each student and
    `mentor` · lead, not_lead: `mentor` and `group`.
    """

    id: Id
    kind: RuleKind
    students: tuple[Id, ...] = ()
    group: int | None = None
    mentor: Id | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What a step of a wish, a claim, a kept mentor and a move weigh against 1 % of full marks beyond a band."""

    wish: float = 0.25
    claim: float = 0.25
    kept: float = 0.5
    move: float = 0.25


@dataclass(frozen=True, slots=True)
class Bands:
    """How far apart the groups' means may lie, as parts of full marks: in the total, in each subject."""

    total: float = 0.02
    subject: float = 0.05


@dataclass(frozen=True, slots=True)
class Problem:
    """One class or one grade. Without `sizes` each mentor has one group, as large as the capacity allows.

    `wishes`: student → mentors · `claims`: mentor → students · `group_claims`: mentor → groups · `previous`:
    student → last mentor · `present`: student → the group as it stands, from which few should move.
    """

    students: tuple[Student, ...]
    sizes: tuple[int, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    rules: tuple[Rule, ...] = ()
    wishes: Mapping[Id, Tiers] = field(default_factory=dict)
    claims: Mapping[Id, Tiers] = field(default_factory=dict)
    group_claims: Mapping[Id, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    previous: Mapping[Id, Id] = field(default_factory=dict)
    present: Mapping[Id, int] = field(default_factory=dict)
    ratio: Ratio = DEFAULT_RATIO
    full_marks: Mapping[str, float] = field(default_factory=dict)
    mentors_per_student: int = 1
    allow_other_teachers: bool = False
    order: Order = "joint"
    seed: int = 0
    rounds: int | None = None
    time_limit: float | None = None
    weights: Weights = Weights()
    bands: Bands = Bands()

    @property
    def group_count(self) -> int:
        """How many groups there will be."""
        return len(self.sizes) or len(self.mentors)


def even_sizes(people: int, groups: int) -> tuple[int, ...]:
    """Group sizes that differ by one at most, the larger first."""
    return tuple(people // groups + (place < people % groups) for place in range(groups))


def subjects_of(students: Sequence[Student]) -> list[str]:
    """Every subject in which somebody has a score, in the order met."""
    found = {name: None for one in students for name, score in one.scores.items() if score is not None}
    return list(found)


def totals_of(students: Sequence[Student]) -> dict[Id, float | None]:
    """The total given, else the sum of the scores; who lacks a subject that others have has no total."""
    subjects = subjects_of(students)
    return {one.id: _total(one, subjects) for one in students}


def _total(student: Student, subjects: Sequence[str]) -> float | None:
    if student.total is not None:
        return student.total
    scores = [student.scores.get(name) for name in subjects]
    known = [score for score in scores if score is not None]
    return sum(known) if known and len(known) == len(scores) else None


def levels_of(problem: Problem) -> dict[Id, Level]:
    """The level of everybody: the one given, else from the totals by the ratio."""
    levels = levels_by_ratio(totals_of(problem.students), problem.ratio)
    return {one.id: one.level or levels[one.id] for one in problem.students}


@dataclass(frozen=True, slots=True)
class Counted:
    """A student as `domain.balance` counts groups: with a level and a total, given or derived."""

    id: Id
    sex: Sex | None
    score: float | None
    level: Level
    care: frozenset[Tag]


def counted(problem: Problem) -> dict[Id, Counted]:
    """Everybody as a member of a group, for `balance`, `excess` and `finding`."""
    totals, levels = totals_of(problem.students), levels_of(problem)
    return {
        one.id: Counted(one.id, one.sex, totals[one.id], levels[one.id], one.tags) for one in problem.students
    }


def full_marks_of(problem: Problem) -> dict[str, float]:
    """Full marks of every subject: those given, else the usual ones that hold the highest score."""
    return {
        name: problem.full_marks.get(name) or _usual(problem.students, name)
        for name in subjects_of(problem.students)
    }


def _usual(students: Sequence[Student], subject: str) -> float:
    highest = max(score for one in students if (score := one.scores.get(subject)) is not None)
    return next((full for full in USUAL_FULL_MARKS if full >= highest), highest)


def full_total_of(problem: Problem) -> float:
    """Full marks of the total; of given totals without subjects, the highest of them."""
    by_subject = sum(full_marks_of(problem).values())
    return by_subject or max((one.total or 0 for one in problem.students), default=0) or 1.0


def may_mentor(problem: Problem, student: Student, mentor: Mentor) -> bool:
    """Whether the mentor teaches the student's class, or was the student's mentor, or others are allowed."""
    return (
        problem.allow_other_teachers
        or mentor.teaches is None
        or student.class_id in mentor.teaches
        or problem.previous.get(student.id) == mentor.id
    )
