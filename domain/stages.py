"""推进阶段 (S4 四): the scheme's four stages over a school year, what each asks for, what is due and what is done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from domain.calendar import Term, day_text
from domain.errors import Invalid

NAMES: Final = ("宣传发动", "制度计划", "全面实施", "总结")
MOST_LETTERS: Final = 40
MOST_WORDS: Final = 200
SOON: Final = timedelta(days=14)


class Measure(StrEnum):
    """What the app counts itself."""

    GROUPS_FILED = "groups_filed"
    DUTIES_SET = "duties_set"
    MENTORED = "mentored"
    PROFILED = "profiled"
    GROUP_ACTIVITIES = "group_activities"


class State(StrEnum):
    """How it stands with an item."""

    DONE = "done"
    OVERDUE = "overdue"
    SOON = "soon"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Count:
    """So many of how many; `total` 0: nothing there to count, which is not done."""

    done: int
    total: int
    unit: str
    is_share: bool = True  # else there is no "of how many": any are enough

    @property
    def text(self) -> str:
        """16 / 18 个班, 8 条要求; nothing to count is a dash."""
        if not self.total:
            return "－"
        return f"{self.done} / {self.total} {self.unit}" if self.is_share else f"{self.done} {self.unit}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a stage asks for, ticked by the office or counted. A proposal not stored yet has id 0."""

    id: int
    name: str
    due_on: date | None
    measure: Measure | None = None
    done_on: date | None = None
    words: str = ""
    version: int = 1
    count: Count | None = None

    @property
    def is_done(self) -> bool:
        """Ticked, or all of what is counted."""
        if self.measure is None:
            return self.done_on is not None
        return self.count is not None and 0 < self.count.total <= self.count.done

    def state(self, today: date) -> State:
        """Done, too late, due within two weeks, or still open."""
        if self.is_done:
            return State.DONE
        if self.due_on is None or self.due_on > today + SOON:
            return State.OPEN
        return State.OVERDUE if self.due_on < today else State.SOON


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the school year; both days inclusive."""

    id: int
    position: int
    starts_on: date
    ends_on: date
    items: tuple[Item, ...] = ()
    version: int = 1

    @property
    def name(self) -> str:
        """宣传发动."""
        return NAMES[self.position - 1]

    @property
    def span(self) -> str:
        """9月1日至9月14日."""
        return f"{day_text(self.starts_on)}至{day_text(self.ends_on)}"


Anchor = Literal["start", "end", "first_term", ""]
# stage, name, so many days after the stage's start, before its end or before the first term's (no anchor: no day), measure
_ASKED: Final[tuple[tuple[int, str, Anchor, int, Measure | None], ...]] = (
    (1, "校委会专题安排", "start", 4, None),
    (1, "召开全体教师动员会", "start", 9, None),
    (2, "印发各项制度和导师职责", "start", 7, None),
    (2, "定下履职要求", "start", 10, Measure.DUTIES_SET),
    (2, "各班分好组并备案", "start", 18, Measure.GROUPS_FILED),
    (2, "每名学生都有导师", "start", 21, Measure.MENTORED),
    (2, "导师把学生登记入册", "end", 0, Measure.PROFILED),
    (2, "各组写好工作计划", "end", 0, None),
    (3, "本月各组都有小组活动", "", 0, Measure.GROUP_ACTIVITIES),
    (3, "督导检查一次", "start", 42, None),
    (3, "交上学期总结", "first_term", 26, None),  # time to read them before the holidays
    (3, "家长满意度测评", "end", 21, None),
    (3, "交下学期总结", "end", 0, None),
    (4, "召开经验交流会", "start", 7, None),
    (4, "典型案例、家访心得结集", "end", 5, None),
    (4, "议一议困难，定下一步做法", "end", 0, None),
)
_FIRST, _SECOND, _LAST = timedelta(days=14), timedelta(days=28), timedelta(days=21)


def proposal(first: Term, second: Term) -> tuple[Stage, ...]:
    """The four stages as the year's terms suggest them, nothing stored."""
    starts = (
        first.starts_on, first.starts_on + _FIRST, first.starts_on + _FIRST + _SECOND, second.ends_on - _LAST
    )  # fmt: skip
    ends = (*(day - timedelta(days=1) for day in starts[1:]), second.ends_on)
    stages = [Stage(0, place, *days) for place, days in enumerate(zip(starts, ends, strict=True), start=1)]
    return tuple(replace(one, items=tuple(_proposed(one, first))) for one in stages)


def _proposed(stage: Stage, first: Term) -> list[Item]:
    return [
        Item(0, name, _due(stage, first, anchor, days), measure)
        for position, name, anchor, days, measure in _ASKED
        if position == stage.position
    ]


def _due(stage: Stage, first: Term, anchor: Anchor, days: int) -> date | None:
    if anchor == "start":
        return stage.starts_on + timedelta(days=days)
    if anchor == "":
        return None
    return (stage.ends_on if anchor == "end" else first.ends_on) - timedelta(days=days)


def present(stages: Sequence[Stage], today: date) -> Stage | None:
    """The stage it is: the last one begun and not over; None before, after and between."""
    return next((one for one in reversed(stages) if one.starts_on <= today <= one.ends_on), None)


def urgent(stages: Sequence[Stage], today: date) -> list[Item]:
    """What is too late or due within two weeks, the earliest first, of whatever stage."""
    found = [
        one for stage in stages for one in stage.items if one.state(today) in (State.OVERDUE, State.SOON)
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.id))


def finding(stages: Sequence[Stage], today: date) -> str:
    """The page's title: where the scheme stands, and what is late."""
    stage = present(stages, today)
    where = f"{stage.name}阶段" if stage else "现在不在任何阶段里"
    late = sum(one.state(today) is State.OVERDUE for each in stages for one in each.items)
    return f"{where}，{late} 项逾期" if late else f"{where}，没有逾期的事"


def now_text(stages: Sequence[Stage], today: date) -> str:
    """全面实施阶段，12月25日前交学期总结; empty when it is no stage."""
    stage = present(stages, today)
    if stage is None:
        return ""
    coming = sorted(
        (one.due_on, one.id, one.name)
        for each in stages
        for one in each.items
        if one.due_on is not None and one.due_on >= today and not one.is_done
    )
    return f"{stage.name}阶段" + (f"，{day_text(coming[0][0])}前{coming[0][2]}" if coming else "")


def check_days(stages: Sequence[Stage], position: int, starts_on: date, ends_on: date) -> None:
    """Raise Invalid unless a stage with these days stays behind the one before and ahead of the one after."""
    if ends_on < starts_on:
        raise Invalid("这一阶段的最后一天在第一天之前，请核对。")
    for one in stages:
        if one.position < position and one.ends_on >= starts_on:
            raise Invalid(f"“{one.name}”到{day_text(one.ends_on)}才结束，这一阶段要在那以后开始。")
        if one.position > position and one.starts_on <= ends_on:
            raise Invalid(f"“{one.name}”{day_text(one.starts_on)}就开始，这一阶段要在那以前结束。")


def check_item(name: str, words: str, done_on: date | None, today: date) -> None:
    """Raise Invalid, naming what to change, unless the item can be kept."""
    if not 1 <= len(name) <= MOST_LETTERS:
        raise Invalid(f"写清要做的事，1 到 {MOST_LETTERS} 个字。")
    if len(words) > MOST_WORDS:
        raise Invalid(f"说明最多 {MOST_WORDS} 字，请删短一些；写的还在。")
    if done_on is not None and done_on > today:
        raise Invalid("完成的日子在今天之后。还没做完的先不要打勾。")
