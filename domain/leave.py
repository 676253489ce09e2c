"""请假: days a teacher or a student is away. On these days nothing is asked of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.calendar import day_text
from domain.errors import Invalid

MOST_LETTERS: Final = 60
LONGEST: Final = timedelta(days=366)
_BACK: Final = timedelta(days=366)
LONG_LEAVE: Final = timedelta(days=14)  # from then on somebody should look after a mentor's students


@dataclass(frozen=True)
class Leave:
    """Whose, both days inclusive. Exactly one of `staff_id` and `student_id` is set."""

    staff_id: int | None
    student_id: int | None
    starts_on: date
    ends_on: date
    note: str = ""

    @property
    def text(self) -> str:
        """11月18日—11月22日."""
        return span_text(self.starts_on, self.ends_on)


def span_text(first: date, last: date) -> str:
    """11月18日—11月22日, or 11月18日; over the new year with the year: 2026年12月30日—2027年1月4日."""
    if first == last:
        return day_text(first)
    if first.year == last.year:
        return f"{day_text(first)}—{day_text(last)}"
    return f"{first.year}年{day_text(first)}—{last.year}年{day_text(last)}"


def check_leave(leave: Leave, today: date) -> None:
    """Raise Invalid, naming what to change, unless this can be kept."""
    if (leave.staff_id is None) == (leave.student_id is None):
        raise Invalid("请选好是谁请假。")
    if leave.ends_on < leave.starts_on:
        raise Invalid("最后一天在第一天之前，请核对。")
    if leave.ends_on - leave.starts_on > LONGEST:
        raise Invalid("一次请假最长一年，请核对年份。更长的请到期再登记。")
    if leave.starts_on < today - _BACK or leave.starts_on > today + LONGEST:
        raise Invalid("第一天离今天超过一年，请核对年份。")
    if len(leave.note) > MOST_LETTERS:
        raise Invalid(f"备注最多 {MOST_LETTERS} 字，请删短一些。")
