"""School years, terms, weeks and holidays: entered once, everything is read through them."""

from dataclasses import dataclass
from datetime import date

from db import calendar as rows
from db import classes
from domain.calendar import (
    Holiday,
    Term,
    default_terms,
    school_year_text,
    teaching_days,
    term_text,
    week_number,
)
from domain.errors import Conflict, Invalid
from domain.permissions import Action
from domain.public_holidays import public_holidays
from services.context import Context
from services.remembered import until_arranged

_LONGEST_HOLIDAY = 60  # days


@dataclass(frozen=True)
class SchoolDay:
    """Where a day lies: its term (None before any is entered) and teaching week (None between terms)."""

    day: date
    term: Term | None
    week: int | None

    @property
    def text(self) -> str:
        """2026—2027学年上学期 第 12 周"""
        if self.term is None:
            return "还没有设置学期"
        return f"{term_text(self.term)} {f'第 {self.week} 周' if self.week else '假期'}"


def school_day(context: Context) -> SchoolDay:
    """Today, as the school counts."""
    with context.read() as db:
        term = context.term(db)
    return SchoolDay(context.today, term, week_number(term, context.today) if term else None)


def terms(context: Context) -> list[Term]:
    """All terms, oldest first."""
    with context.read() as db:
        return rows.terms(db)


def begun_terms(context: Context) -> list[Term]:
    """The terms that have begun, this one first."""
    return [one for one in reversed(terms(context)) if one.starts_on <= context.today]


def holidays(context: Context) -> list[Holiday]:
    """All holidays, oldest first."""
    with context.read() as db:
        return rows.holidays(db)


def proposed_terms(context: Context) -> list[Term]:
    """The two terms of the present school year as most schools have them, to be corrected by hand.

    Once both are entered, the next year's are proposed too: entering its first term is what moves every class up.
    """
    with context.read() as db:
        year, known = context.school_year(db), rows.terms(db)
    complete = sum(term.school_year == year for term in known) == 2
    return [*default_terms(year), *(default_terms(year + 1) if complete else [])]


def save_term(
    context: Context, start_year: int, number: int, starts_on: date, ends_on: date, version: int = 1
) -> None:
    """Enter a term, or move its days if it is known already.

    :raises Invalid: the days are the wrong way round or overlap another term.
    :raises Conflict: somebody has moved it since `version` was read.
    """
    context.require(Action.MANAGE_CALENDAR)
    if not starts_on < ends_on:
        raise Invalid("学期的最后一天要在第一天之后。")
    with context.write() as tx:
        known = rows.terms(tx.db)
        same = next((term for term in known if (term.school_year, term.number) == (start_year, number)), None)
        others = [term for term in known if term is not same]
        if any(term.starts_on <= ends_on and starts_on <= term.ends_on for term in others):
            raise Invalid("这段日子和另一个学期重叠，请核对。")
        if not {starts_on.year, ends_on.year} <= {start_year, start_year + 1}:
            raise Invalid(
                f"这是{school_year_text(start_year)}的学期，日子要在 {start_year} 或 {start_year + 1} 年里。"
            )
        if same is None:
            rows.add_term(tx.db, start_year, number, starts_on, ends_on)
            classes.end_graduated(tx.db, start_year, starts_on)
        else:
            rows.change_term(tx.db, same, version, starts_on, ends_on)
        tx.audit("calendar.term", f"term/{start_year}-{number}")


@dataclass(frozen=True)
class HolidayEffect:
    """Which days a changed list of holidays takes from the school days, and which it gives back."""

    fewer: list[date]
    more: list[date]


@until_arranged
def proposed_holidays(context: Context) -> list[Holiday]:
    """Public holidays of the school years entered that fall into a term and touch no holiday known: to be corrected."""
    with context.read() as db:
        known, all_terms, year = rows.holidays(db), rows.terms(db), context.school_year(db)
    years = sorted({term.school_year for term in all_terms if term.school_year >= year})
    return [
        one
        for one in (holiday for start in years for holiday in public_holidays(start))
        if any(term.starts_on <= one.ends_on and one.starts_on <= term.ends_on for term in all_terms)
        and not any(other.starts_on <= one.ends_on and one.starts_on <= other.ends_on for other in known)
    ]


def holiday_effect(context: Context, holidays: list[Holiday]) -> HolidayEffect:
    """What another list of holidays would change, to be said before it is saved."""
    context.require(Action.MANAGE_CALENDAR)
    _check(holidays)
    with context.read() as db:
        known, all_terms = rows.holidays(db), rows.terms(db)
    before, after = (_school_days(all_terms, one) for one in (known, holidays))
    return HolidayEffect(sorted(before - after), sorted(after - before))


def _school_days(all_terms: list[Term], holidays: list[Holiday]) -> set[date]:
    return {day for term in all_terms for day in teaching_days(term.starts_on, term.ends_on, holidays)}


def save_holidays(context: Context, holidays: list[Holiday], seen: list[Holiday] | None = None) -> None:
    """Set the list of holidays.

    :raises Conflict: the list is not the one that was `seen` any more; nothing is overwritten.
    """
    context.require(Action.MANAGE_CALENDAR)
    _check(holidays)
    with context.write() as tx:
        if seen is not None and rows.holidays(tx.db) != seen:
            raise Conflict("假期刚被别人改过，没有覆盖。请看过现在的假期再改一次。")
        rows.replace_holidays(tx.db, holidays)
        tx.audit("calendar.holidays", "holiday", count=len(holidays))


def _check(holidays: list[Holiday]) -> None:
    for holiday in holidays:
        if not 1 <= len(holiday.name.strip()) <= 40:
            raise Invalid("每个假期要有名称，最多 40 个字。")
        if holiday.ends_on < holiday.starts_on:
            raise Invalid(f"假期“{holiday.name}”的日子不对，请核对第一天和最后一天。")
        if (holiday.ends_on - holiday.starts_on).days > _LONGEST_HOLIDAY:
            raise Invalid(
                f"假期“{holiday.name}”超过 {_LONGEST_HOLIDAY} 天，请核对年份。寒暑假不用填，学期以外都算假期。"
            )
