"""逐班摸排表 (S2: 逐班排查): of each class the students who need care, as the principal's monthly meeting goes through them."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import day_text


@dataclass(frozen=True, slots=True)
class Care:
    """A care category and since when; `until` where an end is set already."""

    category: str
    since: date
    until: date | None

    @property
    def text(self) -> str:
        """留守儿童（2025年9月起）, or with both ends."""
        if self.until is None:
            return f"{self.category}（{_month(self.since)}起）"
        return f"{self.category}（{_month(self.since)}至{_month(self.until)}）"


@dataclass(frozen=True, slots=True)
class ScreeningLine:
    """A student: whose, when last contacted and how, how much is promised; never a word of what was said."""

    name: str
    sex: str
    number: str
    cares: tuple[Care, ...]
    mentors: str
    charge: str
    last_on: date | None
    last_kind: str
    open_follow_ups: int
    next_due: date | None

    @property
    def last_text(self) -> str:
        """11月12日 谈心."""
        return f"{day_text(self.last_on)} {self.last_kind}" if self.last_on else "还没有"

    @property
    def follow_up_text(self) -> str:
        """2 项，最近 11月28日; nothing promised is a dash."""
        if not self.open_follow_ups or self.next_due is None:
            return "－"
        return f"{self.open_follow_ups} 项，最近 {day_text(self.next_due)}"


@dataclass(frozen=True, slots=True)
class ScreeningClass:
    """A class and its students in care, if any; `students` are all of the class within the viewer's part."""

    grade: int
    name: str
    homeroom: str
    leader: str
    students: int
    lines: tuple[ScreeningLine, ...]


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"
