"""The demo school's calendar, worked out from the day it is made: terms, holidays, exams, first day of use."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import Holiday, Term, term_on, weeks
from domain.calendar import teaching_days as days_of_teaching
from services.import_exam import ExamMeta

_ZONE = ZoneInfo("Asia/Shanghai")
_SHORTEST_USE = timedelta(days=50)
_RECORDS = timedelta(weeks=12)
_EXAMS = 5
# an exam is marked and its list brought in this much later
_MARKING = timedelta(days=4)
# year: spring festival, dragon boat festival, mid-autumn (they follow the moon)
_MOON = {
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
}
_MOON_MEAN = ((2, 6), (6, 11), (9, 20))


@dataclass(frozen=True)
class ExamDay:
    """An exam, the school year it belongs to, and its place among the exams of the demo, oldest 0."""

    meta: ExamMeta
    school_year: int
    order: int = 0

    @property
    def marked_on(self) -> date:
        """The day its results are in."""
        return self.meta.held_on + _MARKING


@dataclass(frozen=True)
class Timeline:
    """`begins` is the day the school is set up; records lie from `records_from` to the day before `today`."""

    today: date
    terms: tuple[Term, ...]
    holidays: tuple[Holiday, ...]
    exams: tuple[ExamDay, ...]
    begins: date
    school_year: int

    @property
    def first_year(self) -> int:
        """The school year in which the school was set up: the present one, or in early autumn the one before."""
        return self._term(self.begins).school_year

    @property
    def new_year_on(self) -> date | None:
        """The first day of the present school year, when the school was set up before it."""
        first = next(term.starts_on for term in self.terms if term.school_year == self.school_year)
        return first if self.begins < first else None

    @property
    def records_from(self) -> date:
        """The first day anybody writes a record."""
        return max(self.today - _RECORDS, self.begins + timedelta(days=8))

    def teaching_days(self, since: date, until: date) -> list[date]:
        """School days from since to until, both inclusive."""
        days = days_of_teaching(since, until, self.holidays)
        return [day for day in days if any(term.starts_on <= day <= term.ends_on for term in self.terms)]

    def _term(self, day: date) -> Term:
        found = term_on(self.terms, day)
        assert found is not None
        return found


def timeline(today: date) -> Timeline:
    """Everything that follows from the day."""
    year = today.year if today.month >= 9 else today.year - 1
    terms = tuple(term for one in (year - 1, year) for term in _terms(one))
    holidays = tuple(holiday for one in (year - 1, year) for holiday in _holidays(one))
    begun = [term.starts_on for term in terms if term.starts_on <= today - _SHORTEST_USE]
    held = [exam for term in terms for exam in _exams(term, holidays) if exam.marked_on < today]
    exams = tuple(replace(exam, order=order) for order, exam in enumerate(held[-_EXAMS:]))
    return Timeline(today, terms, holidays, exams, begun[-1], year)


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment by the school's clock."""
    return datetime.combine(day, time(hour, minute, second), _ZONE)


def _terms(year: int) -> tuple[Term, Term]:
    """Autumn until about ten days before the spring festival, spring from the Monday after the lanterns."""
    festival = _moon(year + 1, 0)
    autumn_end = _friday_before(min(date(year + 1, 1, 31), festival - timedelta(days=10)))
    spring_start = _monday_from(max(date(year + 1, 2, 15), festival + timedelta(days=12)))
    return (
        Term(0, year, 1, date(year, 9, 1), autumn_end),
        Term(0, year, 2, spring_start, date(year + 1, 7, 5)),
    )


def _holidays(year: int) -> list[Holiday]:
    dragon, moon = _moon(year + 1, 1), _moon(year, 2)
    national = Holiday(date(year, 10, 1), date(year, 10, 7), "国庆节")
    return [
        *([Holiday(moon, moon, "中秋节")] if not national.starts_on <= moon <= national.ends_on else []),
        national,
        Holiday(date(year + 1, 1, 1), date(year + 1, 1, 1), "元旦"),
        Holiday(date(year + 1, 4, 4), date(year + 1, 4, 6), "清明节"),
        Holiday(date(year + 1, 5, 1), date(year + 1, 5, 5), "劳动节"),
        Holiday(dragon, dragon, "端午节"),
    ]


def _exams(term: Term, holidays: tuple[Holiday, ...]) -> list[ExamDay]:
    """Two monthly exams, the mid-term, and the final a week before the holidays."""
    all_weeks = weeks(term)
    planned = [
        ("第一次月考", "monthly", all_weeks[5].starts_on + timedelta(days=3)),
        ("期中考试", "midterm", all_weeks[9].starts_on + timedelta(days=3)),
        ("第二次月考", "monthly", all_weeks[13].starts_on + timedelta(days=3)),
        ("期末考试", "final", term.ends_on - timedelta(days=9)),
    ]
    return [
        ExamDay(
            ExamMeta(name, slot, days_of_teaching(day, day + timedelta(days=14), holidays)[0]),
            term.school_year,
        )
        for name, slot, day in planned
    ]


def _moon(year: int, which: int) -> date:
    return date(year, *_MOON.get(year, _MOON_MEAN)[which])


def _friday_before(day: date) -> date:
    return day - timedelta(days=(day.weekday() - 4) % 7)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
