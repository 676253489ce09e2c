"""催办: a text ready for the school's chat group. It names duties, counts, classes and teachers, and never a student.

Chat groups are copied, forwarded and kept by others; so are phones' calendars. Only what stands in a `Line` can get
into the text, and a line holds no student. The tone is a colleague's who helps, not an office's that controls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from domain.calendar import day_text

SOON: Final = timedelta(days=31)  # a home visit due in July is nobody's to be reminded of in November


@dataclass(frozen=True)
class Line:
    """How much of one duty is undone in one period; `who` is a teacher, a class or a grade, empty for oneself."""

    who: str
    duty: str
    span: str
    due_on: date
    count: int
    unit: str
    is_late: bool = False

    @property
    def amount(self) -> str:
        """3 人."""
        return f"{self.count:,} {self.unit}"


def pressing(lines: Iterable[Line], today: date) -> list[Line]:
    """What is late or due before long."""
    return [one for one in lines if one.due_on <= today + SOON]


def own_text(lines: Sequence[Line], today: date) -> str:
    """A private list for oneself: what is due, what has just passed, what can wait."""
    ordered, soon = _in_order(lines), pressing(lines, today)
    due = [
        f"· {one.duty} 还差 {one.amount}，{_until(one, today)}"
        for one in ordered
        if one in soon and not one.is_late
    ]
    late = [f"· {one.duty} {one.amount}，{one.span}" for one in ordered if one.is_late]
    far = [f"· {one.duty} 还差 {one.amount}，{_until(one, today)}" for one in ordered if one not in soon]
    return "\n".join(
        [
            f"我这段时间要做的（{day_text(today)}）",
            *due,
            *(["刚过去的，做过就补记：", *late] if late else []),
            *(["不急，先记着：", *far] if far else []),
        ]
    )


def group_text(greeting: str, lines: Sequence[Line], today: date) -> str:
    """For a group of teachers: by duty, then who has how much of it still to do; nothing that can wait."""
    blocks = [
        f"【{duty}】{when}\n{'，'.join(f'{one.who} {one.amount}' for one in of_duty)}"
        for (duty, when), of_duty in _by_duty(pressing(lines, today), today)
    ]
    opening = f"{greeting}，辛苦了。截至{day_text(today)}，还有这些没有记上："
    return "\n\n".join([opening, *blocks, "已经做过的，补记一下就行。有困难请说一声，一起想办法。"])


def _by_duty(lines: Sequence[Line], today: date) -> Iterable[tuple[tuple[str, str], list[Line]]]:
    def head(one: Line) -> tuple[str, str]:
        return one.duty, f"{one.span}没有记上的" if one.is_late else _until(one, today)

    return [(key, list(of_duty)) for key, of_duty in groupby(_in_order(lines), head)]


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """What can still be done in time first; people and classes stay in the order they came: nobody is ranked."""
    return sorted(lines, key=lambda one: (one.is_late, one.due_on, one.duty, one.span))


def _until(one: Line, today: date) -> str:
    if one.due_on == today:
        return "今天到期"
    year = f"{one.due_on.year}年" if one.due_on > today + SOON and one.due_on.year != today.year else ""
    return f"{year}{day_text(one.due_on)}前"


def finding(whose: str, lines: Sequence[Line]) -> str:
    """三（1）班还差 12 次，其中逾期 3 次: the heading."""
    late = sum(one.count for one in lines if one.is_late)
    total = sum(one.count for one in lines)
    if not total:
        return f"{whose}都做到了"
    return f"{whose}还差 {total:,} 次" + (f"，其中逾期 {late:,} 次" if late else "")
