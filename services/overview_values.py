"""What the overview is asked and what it answers: values only, worked out by `services/overview.py`."""

from dataclasses import dataclass
from datetime import date

from domain import overview_words as words
from domain.calendar import Week
from domain.duty_rules import DutyRule
from domain.duty_tables import NOTHING, Figures
from domain.overview import MentorCounts
from services.compliance import Stretch


@dataclass(frozen=True)
class View:
    """What is looked at: which days (this month unless said), which grade or class, which duty."""

    stretch: Stretch | None = None
    grade: int | None = None
    class_id: int | None = None
    duty: int | None = None


WHOLE = View()


@dataclass(frozen=True)
class MentorLine:
    """One mentor: what was asked and done, whom they lead and how many at most, whom they saw, week by week.

    `leads` are all students of the school, `counts.mentees` those looked at. `weeks`: how many times a student was seen in each week begun; None where nothing was to be expected.
    """

    mentor_id: int
    name: str
    leads: int
    most: int
    figures: Figures
    counts: MentorCounts
    weeks: tuple[int | None, ...]
    is_away: bool

    @property
    def is_overloaded(self) -> bool:
        """Whether more students are led than this mentor leads at most."""
        return self.leads > self.most

    @property
    def is_low(self) -> bool:
        """Whether less is done than seven tenths of what was asked."""
        return self.figures.share is not None and self.figures.share < words.LOW


@dataclass(frozen=True)
class ClassLine:
    """A class or grade: a cell a duty that asked something of it."""

    id: int
    name: str
    cells: dict[int, Figures]

    @property
    def total(self) -> Figures:
        """All its duties added up."""
        return sum(self.cells.values(), NOTHING)


@dataclass(frozen=True)
class CareLine:
    """One care category with the days since each of its students was last seen; `contacted` within the limit."""

    category_id: int
    name: str
    days: tuple[int, ...]
    contacted: int


@dataclass(frozen=True)
class State:
    """How things stood on a day; what trends compare."""

    on: date
    students: int
    without_mentor: int
    seen: int
    care_students: int
    care_unseen: int
    open_follow_ups: int
    late_follow_ups: int
    records: int
    asked: Figures

    @property
    def unseen(self) -> int:
        """Students about whom nobody recorded anything in the days looked at."""
        return self.students - self.seen


@dataclass(frozen=True)
class Overview:
    """Every figure of the page, of the classes the viewer leads or of what was chosen among them.

    `before` is the stretch before, up to the same day; `last_term` as many weeks into the term before. None where the
    school had no students or no term yet. `weeks_seen` are (students seen, students enrolled) of each week.
    """

    stretch: Stretch
    state: State
    before: State | None
    last_term: State | None
    limit_days: int
    duties: dict[int, DutyRule]
    duty: int | None
    asked: dict[int, Figures]
    weeks: list[Week]
    weeks_seen: list[tuple[int, int]]
    weeks_seen_before: list[tuple[int, int]]
    mentors: list[MentorLine]
    without_students: list[tuple[int, str]]
    grades: list[ClassLine]
    classes: list[ClassLine]
    care: list[CareLine]

    @property
    def leading(self) -> list[MentorLine]:
        """Mentors who lead somebody here."""
        return [one for one in self.mentors if one.counts.mentees]

    @property
    def low(self) -> list[MentorLine]:
        """Mentors with less than seven tenths done."""
        return [one for one in self.mentors if one.is_low]

    @property
    def overloaded(self) -> list[MentorLine]:
        """Mentors who lead more than they should."""
        return [one for one in self.mentors if one.is_overloaded]

    @property
    def weeks_over(self) -> int:
        """How many of the weeks are over."""
        return sum(week.ends_on < self.state.on for week in self.weeks)

    @property
    def silent(self) -> list[tuple[int, int, int]]:
        """(week, mentors who saw nobody, mentors expected to) of the weeks that are over."""
        lines = [one.weeks for one in self.mentors]
        return [
            (week.number, sum(line[at] == 0 for line in lines), sum(line[at] is not None for line in lines))
            for at, week in enumerate(self.weeks[: self.weeks_over])
        ]

    @property
    def finding(self) -> str:
        """The page's title."""
        now, duty = self.state, self.duties[self.duty].name if self.duty in self.duties else ""
        return words.head(
            self.stretch.name, duty, now.asked, len(self.low), now.students, now.without_mentor,
            now.care_unseen, self.limit_days,
        )  # fmt: skip
