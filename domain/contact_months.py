"""How often a child was talked with or its family met, month by month of the school year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.calendar import Term, month_of
from domain.record_kinds import CONTACT_KINDS, Kind

_GROUP_OF: Final[Mapping[Kind, str]] = {
    Kind.TALK: "谈心", Kind.MENTEE_REPORT: "学生汇报", Kind.GUARDIAN_CONTACT: "家校联系", Kind.HOME_VISIT: "家访",
}  # fmt: skip
OTHERS: Final = "其他"
GROUPS: Final = (*_GROUP_OF.values(), OTHERS)


@dataclass(frozen=True, slots=True)
class ContactMonth:
    """One calendar month: contacts by group of kinds; `is_asked`: over, and with school on most of its days."""

    first: date
    counts: Mapping[str, int]
    is_asked: bool

    @property
    def name(self) -> str:
        """9月."""
        return f"{self.first.month}月"

    @property
    def total(self) -> int:
        """All contacts of the month."""
        return sum(self.counts.values())


def contact_months(
    terms: Sequence[Term], counted: Mapping[tuple[date, Kind], int], today: date
) -> list[ContactMonth]:
    """The months of a school year up to today, from `counted` by (the month's first day, kind)."""
    if not terms:
        return []
    months, first = [], month_of(min(term.starts_on for term in terms))[0]
    end = min(today, max(term.ends_on for term in terms))
    while first <= end:
        last = month_of(first)[1]
        counts = dict.fromkeys(GROUPS, 0)
        for (month, kind), count in counted.items():
            if month == first and kind in CONTACT_KINDS:
                counts[_GROUP_OF.get(kind, OTHERS)] += count
        months.append(ContactMonth(first, counts, last < today and _is_school(terms, first, last)))
        first = last + timedelta(days=1)
    return months


def _is_school(terms: Sequence[Term], first: date, last: date) -> bool:
    """Whether terms hold more than half of the month's days."""
    held = sum(max((min(term.ends_on, last) - max(term.starts_on, first)).days + 1, 0) for term in terms)
    return 2 * held > (last - first).days + 1


def months_title(months: Sequence[ContactMonth]) -> str:
    """本学年 14 次交流，11月最多；9月没有."""
    total = sum(one.total for one in months)
    if not total:
        return "本学年还没有交流记录"
    most = max(one.total for one in months)
    busiest = [one.name for one in months if one.total == most]
    peak = f"，{busiest[0]}最多（{most} 次）" if len(busiest) == 1 and len(months) > 1 else ""
    missed = "、".join(one.name for one in months if one.is_asked and not one.total)
    return f"本学年 {total} 次交流{peak}" + (f"；{missed}没有" if missed else "")
