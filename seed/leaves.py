"""A few people of the invented school who are away just now or will be."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from domain.leave import Leave
from seed.founding import School
from seed.timeline import moment
from services import leave

Act = Callable[[date], None]
# the place in the office's list of students or teachers, first and last day counted from today, a word
_STUDENTS = ((7, -1, 3, "随家长外出"), (19, 0, 0, ""))
_TEACHERS = ((11, 4, 6, "外出培训"),)


def acts(made: School) -> Sequence[tuple[date, Act]]:
    """(day, act): entered by the office yesterday."""
    return [(made.timeline.today - timedelta(days=1), partial(_enter, made))]


def _enter(made: School, day: date) -> None:
    office, today = made.office(moment(day, 11)), made.timeline.today
    people = leave.people(office)
    students, teachers = list(people.students), list(people.staff)
    away = [
        Leave(None, students[place], *_days(today, first, last), note)
        for place, first, last, note in _STUDENTS
    ]
    away += [
        Leave(teachers[place], None, *_days(today, first, last), note)
        for place, first, last, note in _TEACHERS
    ]
    for number, one in enumerate(away):
        leave.enter(office, f"demo-leave-{number}", one)


def _days(today: date, first: int, last: int) -> tuple[date, date]:
    return today + timedelta(days=first), today + timedelta(days=last)
