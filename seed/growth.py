"""What mentors of the invented school wrote by month and term: 月度表现, 发展目标, 综合素质评价."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

from domain.calendar import term_on
from domain.goals import GoalForm
from domain.months import TermMonth, term_months
from seed.days import Days
from seed.founding import School
from seed.timeline import moment
from seed.words.months import GOALS, MEASURE, PERFORMANCE, REVIEWS, STRENGTH, WEAKNESS
from services import goals, months, reviews
from services.context import Context
from services.months import Edit, Pupil

Act = Callable[[date], None]
_SEED = "育才学校 月度"
_WRITTEN, _WITH_WEAKNESS, _DONE = 0.9, 0.4, 0.3
_GOAL_EVERY = 5  # so many students of a mentor have one with a goal
_GOAL_FOR = timedelta(days=90)


def acts(made: School, days: Days, shown: list[int]) -> list[tuple[date, Act]]:
    """(day, act): at each month's end the mentors write; the month that is on is still to be written."""
    line, chance = made.timeline, Random(_SEED)
    term = term_on(line.terms, line.today)
    if term is None:
        return []
    over = [one for one in term_months(term) if line.records_from < one.last < line.today]
    found: list[tuple[date, Act]] = [(one.last, partial(_month, made, days, chance, one)) for one in over]
    if over:
        found.append((over[0].last, partial(_goals, made, days, chance)))
        found.append((line.today - timedelta(days=2), partial(_progress, made, days, chance)))
        found.append((line.today - timedelta(days=1), partial(_reviews, made, chance, shown)))
    return found


def _own(context: Context, number: int = 1) -> tuple[int, tuple[Pupil, ...]]:
    """The term it is, and the mentor's students."""
    now = months.present(context)
    if now is None:
        return 0, ()
    return now[0].id, months.open_desk(context, now[0].id, number).pupils


def _month(made: School, days: Days, chance: Random, month: TermMonth, day: date) -> None:
    for mentor in sorted(days.mentees):
        context = made.acting(mentor, moment(day, 17))
        term, pupils = _own(context, month.number)
        edits = [Edit(one.id, {}, _cells(chance, one)) for one in pupils if chance.random() < _WRITTEN]
        if edits:
            months.save(context, term, month.number, edits)


def _cells(chance: Random, pupil: Pupil) -> dict[str, str]:
    strength = chance.choice([*pupil.better, *STRENGTH[:3]]) if pupil.better else chance.choice(STRENGTH)
    cells = {"performance": chance.choice(PERFORMANCE), "strength": strength}
    if chance.random() < _WITH_WEAKNESS:
        place = chance.randrange(len(WEAKNESS))
        cells |= {"weakness": WEAKNESS[place], "measure": MEASURE[place]}
    return cells


def _goals(made: School, days: Days, chance: Random, day: date) -> None:
    for mentor in sorted(days.mentees):
        context = made.acting(mentor, moment(day, 17, 30))
        for one in _own(context)[1][::_GOAL_EVERY]:
            area, aim, measure, _ = chance.choice(GOALS)
            form = GoalForm(area, aim, measure, day + _GOAL_FOR)
            goals.save(context, f"demo-goal-{one.id}", one.id, None, 0, form)


def _progress(made: School, days: Days, chance: Random, day: date) -> None:
    """How the goals go; some are reached."""
    told = {aim: note for _, aim, _, note in GOALS}
    for mentor in sorted(days.mentees):
        context = made.acting(mentor, moment(day, 17))
        own = [one.id for one in _own(context)[1]]
        for student, (goal, *_) in goals.of_students(context, own).items():
            state = "done" if chance.random() < _DONE else "open"
            form = GoalForm(goal.area, goal.aim, goal.measure, goal.due_on, state, told[goal.aim])
            goals.save(context, f"demo-progress-{student}", student, goal.id, goal.version, form)


def _reviews(made: School, chance: Random, shown: list[int], day: date) -> None:
    """Those whom visitors of the demo sign in as have begun with the term's review."""
    for mentor in shown:
        context = made.acting(mentor, moment(day, 16))
        term, pupils = _own(context)
        for one in pupils[::2]:
            asked = reviews.form_of(context, one.id, term).dimensions
            texts = {
                dimension.id: chance.choice(words) for dimension, words in zip(asked, REVIEWS, strict=False)
            }
            reviews.save(context, one.id, term, {}, texts)
