"""A large invented school for the benchmark: everything as in the demo school, only the records go in at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count as count_from
from pathlib import Path
from random import Random

from db import interactions, pairings
from domain.records import InteractionForm
from seed.demo_school import build_school
from seed.founding import School
from seed.plan import Size, posts
from seed.timeline import timeline
from services import school, sealing

TODAY = date(2026, 11, 21)
_GRADES = range(1, 10)
_PER_CLASS, _LEADS = 44.4, 7
_LOADS = {
    "小学语文": 1, "小学数学": 2, "小学英语": 4, "小学科学": 10, "初中语文": 2, "初中数学": 2, "初中英语": 2,
    "初中物理": 4, "初中化学": 5, "初中道德与法治": 5, "初中历史": 5, "初中地理": 5, "初中生物": 5,
    "体育": 6, "音乐": 12, "美术": 12, "信息科技": 15,
}  # fmt: skip


def build_large(
    folder: Path,
    students: int = 2000,
    staff: int = 120,
    records: int = 20_000,
    today: date = TODAY,
    a_year: int = 200_000,
) -> None:
    """Make a nine-year school of about this many students and records, and exactly this many staff.

    `records` are written as in the demo school; `a_year` says how many there are when a whole year lies behind it.
    """
    waiting: list[tuple[int, datetime, InteractionForm]] = []

    def keep(made: School, author: int, now: datetime, form: InteractionForm) -> None:
        waiting.append((author, now, form))

    line = timeline(today)
    days = len(line.teaching_days(line.records_from, line.today))
    made = build_school(folder, today, large(students, staff, round(records / days)), keep)
    _store(made, waiting)
    _fill(made, waiting, a_year - len(waiting))


def large(students: int, staff: int, records_per_day: int) -> Size:
    """The size; with fewer staff each teacher has more classes."""
    classes = max(len(_GRADES), round(students / _PER_CLASS))
    per_grade = {
        grade: classes // len(_GRADES) + (place < classes % len(_GRADES))
        for place, grade in enumerate(_GRADES)
    }
    for factor in count_from(2):
        loads = {subject: load * factor // 2 for subject, load in _LOADS.items()}
        size = Size(per_grade, round(students / classes), staff, records_per_day, 6, loads)
        if len(posts(size)) == staff - _LEADS:
            return size
    raise AssertionError("unreachable")


def _store(made: School, waiting: list[tuple[int, datetime, InteractionForm]]) -> None:
    """All records in one transaction: twenty thousand commits would take a minute."""
    seal = _seal(made)
    with school.system_context(made.store).write() as tx:
        for author, now, form in waiting:
            written = tx.context.at(now).moment
            interactions.add(tx.db, form, author, written, seal)
            day = form.occurred_on
            interactions.done_follow_ups(tx.db, form.student_ids, author, day, written, day)
        tx.audit("interaction.generate", "interaction", count=len(waiting))


def _fill(made: School, waiting: Sequence[tuple[int, datetime, InteractionForm]], count: int) -> None:
    """Plain records on the school days of a year, by today's mentors: what makes a school of this size slow, if anything."""
    line, chance = made.timeline, Random("a year")
    days = line.teaching_days(line.today - timedelta(days=365), line.today - timedelta(days=1))
    seal = _seal(made)
    talks = [form for _, _, form in waiting if len(form.student_ids) == 1]
    with school.system_context(made.store).write() as tx:
        pairs = pairings.in_force(tx.db, line.today)
        written = (
            (
                replace(
                    chance.choice(talks),
                    student_ids=(student,),
                    occurred_on=day,
                    follow_up_on=None,
                    readers=(),
                ),
                mentor,
            )
            for day in sorted(chance.choices(days, k=count))
            for student, mentor in [chance.choice(pairs)]
        )
        interactions.add_many(tx.db, written, seal)
        tx.audit("interaction.generate", "interaction", count=count)


def _seal(made: School) -> interactions.Seal:
    return partial(sealing.close_form, sealing.box(school.system_context(made.store)))
