"""工作量: what a mentor carries on a day, counted as if in students (折合人数), and the periods of the allowance (课时).

The rule in words: docs/workload.md. Nothing is counted by what somebody wrote down: whoever records more carries no more.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Final

from domain.errors import Invalid
from domain.months import TermMonth
from domain.wishes import MOST_MENTEES

MOST_WEIGHT: Final = 30
MOST_PERIODS: Final = 40
# so far from the middle mentor's a load is said to be light or heavy
_LIGHT, _HEAVY = 0.5, 1.5
_EVEN: Final = 10  # one in so many may stand outside and the loads are still even
_FEW: Final = 4  # below, a middle half says nothing


@dataclass(frozen=True)
class LoadRule:
    """How a school counts: in students, steps of half a one. `most_mentees`: for whom the card says nothing else."""

    care_extra: float = 0.5
    group: float = 0.5
    homeroom: float = 4
    periods_a_month: float = 2
    most_mentees: int = 24


@dataclass(frozen=True)
class Standing:
    """Who holds what on a day, in any order; what is said twice counts once."""

    pairs: Iterable[tuple[int, int]] = ()  # mentor, student
    care: frozenset[int] = frozenset()  # students with a care status
    led: Iterable[tuple[int, int]] = ()  # mentor, group
    homerooms: Iterable[tuple[int, int]] = ()  # teacher, class
    limits: Mapping[int, int] = field(
        default_factory=dict
    )  # mentor → students at most, where the card says so


@dataclass(frozen=True)
class Load:
    """What one mentor carries. The parts are in students; `most` is how many students the mentor takes at most."""

    students: int
    care: int
    groups: int
    classes: int
    most: int
    rule: LoadRule

    @property
    def care_part(self) -> float:
        """What students with a care status add."""
        return self.care * self.rule.care_extra

    @property
    def group_part(self) -> float:
        """What groups led add."""
        return self.groups * self.rule.group

    @property
    def homeroom_part(self) -> float:
        """What being a class teacher adds."""
        return self.classes * self.rule.homeroom

    @property
    def total(self) -> float:
        """All parts together (折合人数)."""
        return self.students + self.care_part + self.group_part + self.homeroom_part

    @property
    def is_above(self) -> bool:
        """Whether there are more students than the mentor takes: students against students, not against the total."""
        return self.students > self.most


@dataclass(frozen=True)
class Fairness:
    """How the loads of those who have students lie; the ids in the order they came."""

    mentors: int
    middle: float = 0
    low: float = 0  # at most a quarter carries less
    high: float = 0  # at most a quarter carries more
    heavy: tuple[int, ...] = ()
    light: tuple[int, ...] = ()
    above: tuple[int, ...] = ()

    @property
    def is_even(self) -> bool:
        """Whether at least nine in ten carry between half and one and a half of what the middle one does."""
        return (len(self.heavy) + len(self.light)) * _EVEN <= self.mentors

    @property
    def text(self) -> str:
        """负担大体均匀：一半导师折合带 8–13 人；2 位超过自己的上限."""
        if not self.mentors:
            return "还没有导师带学生"
        parts = [self._how, self._outside, f"{len(self.above)} 位超过自己的上限" if self.above else ""]
        return "；".join(part for part in parts if part)

    @property
    def _how(self) -> str:
        around = range_text(self.low, self.high)
        if self.mentors < _FEW:
            return f"{self.mentors} 位导师带学生，折合 {around} 人"
        return f"负担{'大体' if self.is_even else '不够'}均匀：一半导师折合带 {around} 人"

    @property
    def _outside(self) -> str:
        heavy = f"{len(self.heavy)} 位明显偏重" if self.heavy else ""
        light = f"{len(self.light)} 位明显偏轻" if self.light else ""
        return "，".join(part for part in (heavy, light) if part)


@dataclass(frozen=True)
class MonthHeld:
    """A month of the term that is over: on how many of its school days there was a student."""

    month: TermMonth
    days: int
    school_days: int

    @property
    def counts(self) -> bool:
        """Whether it is a month of the allowance: a student on at least half of its school days, and there were any."""
        return 0 < self.school_days <= 2 * self.days


def loads(standing: Standing, rule: LoadRule) -> dict[int, Load]:
    """Whoever has a student, leads a group or a class → what they carry."""
    mentees, led, homerooms = (
        _gathered(pairs) for pairs in (standing.pairs, standing.led, standing.homerooms)
    )
    return {
        one: Load(
            students=len(mentees.get(one, ())),
            care=len(mentees.get(one, frozenset()) & standing.care),
            groups=len(led.get(one, ())),
            classes=len(homerooms.get(one, ())),
            most=standing.limits.get(one, rule.most_mentees),
            rule=rule,
        )
        for one in sorted({*mentees, *led, *homerooms})
    }


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found


def fairness(known: Mapping[int, Load]) -> Fairness:
    """How the loads of those who have students lie; who only leads a class is not compared with mentors."""
    carried = {one: load.total for one, load in known.items() if load.students}
    if not carried:
        return Fairness(0)
    totals = sorted(carried.values())
    middle, (low, high) = median(totals), _middle_half(totals)
    return Fairness(
        len(totals), middle, low, high,
        heavy=tuple(one for one, total in carried.items() if total > _HEAVY * middle),
        light=tuple(one for one, total in carried.items() if total < _LIGHT * middle),
        above=tuple(one for one in carried if known[one].is_above),
    )  # fmt: skip


def _middle_half(totals: Sequence[float]) -> tuple[float, float]:
    """Without the lightest and the heaviest quarter: loads there are, with at least half of all between them."""
    aside = len(totals) // 4
    return totals[aside], totals[-1 - aside]


def months_held(
    months: Iterable[TermMonth],
    school_days: Sequence[date],
    held: Iterable[tuple[date, date]],
    today: date,
) -> list[MonthHeld]:
    """The months that are over, from the days (first, day no longer) on which there was a student."""
    found: set[int] = set()
    for since, until in held:
        found.update(range(bisect_left(school_days, since), bisect_left(school_days, until)))
    over = []
    for month in months:
        if month.last < today:
            first, end = (
                bisect_left(school_days, month.first),
                bisect_left(school_days, date.fromordinal(month.last.toordinal() + 1)),
            )
            over.append(MonthHeld(month, len(found.intersection(range(first, end))), max(0, end - first)))
    return over


def periods(held: Iterable[MonthHeld], rule: LoadRule) -> float:
    """课时 of the months that count."""
    return sum(one.counts for one in held) * rule.periods_a_month


def check_rule(rule: LoadRule) -> None:
    """Raise Invalid, naming what to change, unless a school can count by this."""
    weights = {"特殊学生": rule.care_extra, "带一个小组": rule.group, "当班主任": rule.homeroom}
    for name, weight in weights.items():
        if not _is_in_halves(weight, MOST_WEIGHT):
            raise Invalid(f"“{name}”请填 0 到 {MOST_WEIGHT}，最小到半人，例如 0.5。")
    if not _is_in_halves(rule.periods_a_month, MOST_PERIODS):
        raise Invalid(f"每月课时请填 0 到 {MOST_PERIODS}，最小到半课时，例如 2。")
    if not 1 <= rule.most_mentees <= MOST_MENTEES:
        raise Invalid(f"一位导师最多带几人，请填 1 到 {MOST_MENTEES}。")


def _is_in_halves(value: float, most: float) -> bool:
    return 0 <= value <= most and float(2 * value).is_integer()


def number_text(value: float) -> str:
    """11.5, 12; a quarter between two mentors is said to one place."""
    return f"{round(value, 1):g}"


def range_text(low: float, high: float) -> str:
    """8–13, or 8 where both are the same."""
    return "–".join(dict.fromkeys((number_text(low), number_text(high))))


def rule_text(rule: LoadRule) -> str:
    """The rule as a sentence a mentor understands."""
    return (
        f"一名学生算 1 人；特殊学生多算 {number_text(rule.care_extra)} 人，同属几类也只加一次；"
        f"带一个小组加 {number_text(rule.group)} 人；当班主任加 {number_text(rule.homeroom)} 人。"
        f"没有另外约定的，一位导师最多带 {rule.most_mentees} 名学生。"
    )


def periods_text(rule: LoadRule) -> str:
    """How periods are counted, as a sentence."""
    return (
        f"一个月里至少一半的上课日带着学生，这个月计 {number_text(rule.periods_a_month)} 课时，"
        "不作超课时；没过完的月份不计。"
    )
