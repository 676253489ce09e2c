"""School years, terms, teaching weeks and grades. `today` is always passed in: nothing here reads a clock.

A school year is named by the year it starts in: 2026 is 2026—2027学年.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from domain.errors import Invalid

TermNumber = Literal[1, 2]

TERM_NAMES: Final[dict[int, str]] = {1: "上学期", 2: "下学期"}
WEEKDAYS: Final = "一二三四五六日"
LATE_AFTER_DAYS: Final = 3
PRIMARY_YEARS: Final = 6
LAST_JUNIOR_GRADE: Final = 9
LAST_GRADE: Final = 12
# a proposal for the set-up page; each school puts its own dates over it
AUTUMN: Final = ((9, 1), (1, 20))
SPRING: Final = ((2, 20), (7, 5))


@dataclass(frozen=True, slots=True)
class Term:
    """One term; both dates are inclusive. A proposal not stored yet has id 0."""

    id: int
    school_year: int
    number: TermNumber
    starts_on: date
    ends_on: date
    version: int = 1


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without school, both dates inclusive."""

    starts_on: date
    ends_on: date
    name: str


@dataclass(frozen=True, slots=True)
class Week:
    """A teaching week, clipped to its term."""

    number: int
    starts_on: date
    ends_on: date


def week_number(term: Term, day: date) -> int | None:
    """The teaching week of a day, None outside the term; week 1 is the Monday-week of the first day."""
    if not term.starts_on <= day <= term.ends_on:
        return None
    return (day - _monday(term.starts_on)).days // 7 + 1


def weeks(term: Term) -> list[Week]:
    """Every teaching week of the term, in order."""
    first_monday = _monday(term.starts_on)
    count = (term.ends_on - first_monday).days // 7 + 1
    return [_week(term, first_monday + timedelta(weeks=index), index + 1) for index in range(count)]


def _week(term: Term, monday: date, number: int) -> Week:
    return Week(number, max(monday, term.starts_on), min(monday + timedelta(days=6), term.ends_on))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_holiday(day: date, holidays: Iterable[Holiday]) -> bool:
    """Whether the day lies in one of the holidays."""
    return any(holiday.starts_on <= day <= holiday.ends_on for holiday in holidays)


def teaching_days(start: date, end: date, holidays: Iterable[Holiday]) -> list[date]:
    """Weekdays from start to end, both inclusive, without the holidays."""
    known = list(holidays)
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return [day for day in days if day.weekday() < 5 and not is_holiday(day, known)]


def term_on(terms: Sequence[Term], day: date) -> Term | None:
    """The term that holds the day, else the latest begun before it, else the first; None without terms."""
    ordered = sorted(terms, key=lambda term: term.starts_on)
    begun = [term for term in ordered if term.starts_on <= day]
    holding = [term for term in begun if day <= term.ends_on]
    return next(iter(holding[-1:] or begun[-1:] or ordered[:1]), None)


def default_terms(start_year: int) -> tuple[Term, Term]:
    """Both terms of a school year as the set-up page proposes them, with id 0."""
    return (
        Term(0, start_year, 1, date(start_year, *AUTUMN[0]), date(start_year + 1, *AUTUMN[1])),
        Term(0, start_year, 2, date(start_year + 1, *SPRING[0]), date(start_year + 1, *SPRING[1])),
    )


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def is_late(occurred_on: date, recorded_on: date) -> bool:
    """Whether a record was written so long after the event that it shows as 补记."""
    return days_late(occurred_on, recorded_on) > 0


def days_late(occurred_on: date, recorded_on: date) -> int:
    """How many days after the event a record was written, where that makes it 补记; else 0."""
    days = (recorded_on - occurred_on).days
    return days if days > LATE_AFTER_DAYS else 0


def school_year_text(school_year: int) -> str:
    """2026 → 2026—2027学年."""
    return f"{school_year}—{school_year + 1}学年"


def term_text(term: Term) -> str:
    """2026—2027学年上学期."""
    return school_year_text(term.school_year) + TERM_NAMES[term.number]


def day_text(day: date) -> str:
    """11月21日."""
    return f"{day.month}月{day.day}日"


def day_text_long(day: date) -> str:
    """11月21日 周六."""
    return f"{day_text(day)} 周{WEEKDAYS[day.weekday()]}"


def days_ago_text(days: int) -> str:
    """0 → 今天, 1 → 昨天, 9 → 9 天; a day still to come → 明天, 3 天后."""
    near = {0: "今天", 1: "昨天", -1: "明天"}
    return near.get(days) or (f"{days} 天" if days > 0 else f"{-days} 天后")


def grade_in(school_year: int, entry_year: int, entry_grade: int) -> int:
    """The grade in a school year of who began in `entry_grade` in `entry_year`; may pass the stage's end."""
    return entry_grade + school_year - entry_year


def entry_year_of(grade: int, school_year: int, primary_years: int = PRIMARY_YEARS) -> tuple[int, int]:
    """(entry year, entry grade) of a grade, counted from its stage's first grade: 1, 7 or 10."""
    entry_grade = _stage(grade, primary_years)[0]
    return school_year - (grade - entry_grade), entry_grade


def _stage(grade: int, primary_years: int) -> tuple[int, int]:
    """The first and last grade of a grade's stage; five primary years leave junior four (grades 6 to 9)."""
    if not 1 <= grade <= LAST_GRADE:
        raise Invalid(f"没有第 {grade} 个年级。年级从一年级（1）到高三（12）。")
    if grade <= primary_years:
        return 1, primary_years
    if grade <= LAST_JUNIOR_GRADE:
        return primary_years + 1, LAST_JUNIOR_GRADE
    return LAST_JUNIOR_GRADE + 1, LAST_GRADE
