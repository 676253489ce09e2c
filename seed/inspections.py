"""What the invented school's office looked into: an inspection of last month that is over, one that is running."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from domain.inspections import Act, State
from seed.founding import School
from seed.timeline import moment
from services import findings, inspections
from services.context import Context
from services.findings import Told
from services.inspections import Line

Found = Callable[[date], None]
_LAST_BEGAN, _LAST_ANSWERED, _LAST_PASSED = timedelta(days=30), timedelta(days=22), timedelta(days=20)
_BEGAN, _FOUND = timedelta(days=3), timedelta(days=2)
_DRAWN_LAST, _DRAWN = 4, 4
_FINE = "谈心有安排、有记录，记录写得具体，能看出后来的变化。"
_IMPROVE = "谈心次数够，但几条记录只有一句话，看不出谈了什么、后来怎样。以后写清楚问题和约定。"
_MEND = "应谈的次数没有谈满，有几名学生整月没有记录。"
_TO_MEND = "1. 和没有记录的学生各谈一次，当天记下\n2. 把以后四周的谈心日子排好"
_ANSWER = "没有记录的学生都谈过了，已经记下。每周二、周四中午固定谈心，日子写在工作手册里。"
_PASSED = "抽看了三条新记录，都谈到了具体的事，可以办结。"


def acts(made: School, shown_mentor: int) -> Sequence[tuple[date, Found]]:
    """(day, act), the office's each; `shown_mentor` is the one people sign in to, who has something to mend."""
    today = made.timeline.today
    if today - _LAST_BEGAN < made.timeline.records_from + timedelta(days=7):
        return []  # nothing to look at yet
    return [
        (today - _LAST_BEGAN, partial(_begin_last, made)),
        (today - _LAST_ANSWERED, partial(_answer_last, made)),
        (today - _LAST_PASSED, partial(_pass_last, made)),
        (today - _BEGAN, partial(_begin, made, shown_mentor)),
        (today - _FOUND, partial(_find, made, shown_mentor)),
    ]


def _begin_last(made: School, day: date) -> None:
    office = made.office(moment(day, 9))
    line, *others = _new(office, _DRAWN_LAST, ())
    _write(office, line, Act.MEND, Told(_MEND, _TO_MEND, day + timedelta(days=10)))
    for place, one in enumerate(others):
        _write(office, one, *((Act.IMPROVE, Told(_IMPROVE)) if place == 1 else (Act.FINE, Told(_FINE))))


def _answer_last(made: School, day: date) -> None:
    found = _latest(made.office(moment(day, 16)), State.MEND)
    findings.answer(
        made.acting(found.mentor_id, moment(day, 16, 30)), "demo-mended", found.id, found.version, _ANSWER
    )


def _pass_last(made: School, day: date) -> None:
    office = made.office(moment(day, 10))
    found = _latest(office, State.ANSWERED)
    findings.recheck(office, "demo-passed", found.id, found.version, Act.PASSED, Told(_PASSED))


def _begin(made: School, shown_mentor: int, day: date) -> None:
    _new(made.office(moment(day, 9, 30)), _DRAWN, (shown_mentor,))


def _find(made: School, shown_mentor: int, day: date) -> None:
    """One is to mend by a day to come, two are told, the others are still to be looked at."""
    office = made.office(moment(day, 15))
    lines = inspections.listed(office)[0].lines
    own = next(one for one in lines if one.mentor_id == shown_mentor)
    told = (Act.FINE, Told(_FINE)), (Act.IMPROVE, Told(_IMPROVE))
    _write(office, own, Act.MEND, Told(_MEND, _TO_MEND, made.timeline.today + timedelta(days=5)))
    for one, (verdict, words) in zip((one for one in lines if one is not own), told, strict=False):
        _write(office, one, verdict, words)


def _new(office: Context, count: int, chosen: tuple[int, ...]) -> list[Line]:
    period = inspections.periods(office)[0]
    number = inspections.propose(office, count, chosen).number
    made = inspections.begin(
        office,
        f"demo-inspection-{number}",
        f"{office.today.month}月抽查",
        (period.since, period.until),
        (number, count),
        chosen,
    )
    return inspections.open_one(office, made).lines


def _write(office: Context, one: Line, verdict: Act, told: Told) -> None:
    findings.find(office, f"demo-finding-{one.id}", one.id, one.version, verdict, told)


def _latest(office: Context, state: State) -> Line:
    return next(line for one in inspections.listed(office) for line in one.lines if line.state is state)
