"""What the invented school's leaders do: share the classes, look in on them, keep an eye on a few students; its stages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

from domain.record_kinds import Kind
from domain.records import InteractionForm
from seed.days import Days
from seed.founding import School
from seed.timeline import moment
from services import interactions, leaders, stages

Act = Callable[[date], None]
_LEADERS, _CHARGES = 3, 3
_GIVEN_AFTER = timedelta(days=16)
_VISITED, _TALKED = 0.35, 0.5  # of the Tuesdays, of the months
_TUESDAY = 1
_SAID = {
    "召开全体教师动员会": "全体教师参加，会上发了导师职责。",
    "印发各项制度和导师职责": "八项制度印成小册子，每位老师一本。",
}
_VISITS = (
    ("听课", "听了一节语文课。后排三名学生没有带书，下课和班主任说了，导师当天补上。"),
    ("查看记录", "看了这个班的交流记录：每组都有谈心，家校联系写得少，请导师本月补齐。"),
    ("座谈", "和六名学生坐了一会儿。他们希望课间多开一会儿图书角，已请班主任安排。"),
    ("听课", "听了一节数学课，小组讨论有秩序。请导师多叫平时不举手的学生。"),
    ("其他", "看了午餐和午休，秩序好。两名住得远的学生中午没处去，和班主任商量留在教室。"),
)
_TALKS = (
    ("生活", "问了放学以后谁接，说好每周五到办公室来坐一会儿。"),
    ("学业", "作业能按时交了，数学还想补。请数学老师每周留十分钟。"),
    ("成长", "说想参加校运会的接力，鼓励先把早读坚持下来。"),
)


def acts(made: School, days: Days) -> list[tuple[date, Act]]:
    """(day, act): the office gives the classes out once; then Tuesdays for visits, and a talk a month."""
    line, chance = made.timeline, Random("leading")
    given_on = line.begins + _GIVEN_AFTER
    if given_on >= line.today:
        return []
    found: list[tuple[date, Act]] = [
        (given_on, partial(_give, made)),
        (line.today - timedelta(days=4), partial(_decide_stages, made)),
        (line.today - timedelta(days=3), partial(_tick, made)),
    ]
    school_days = line.teaching_days(max(given_on, line.records_from), line.today - timedelta(days=1))
    for day in school_days:
        if day.weekday() == _TUESDAY:
            found += [
                (day, partial(_visit, made, days, place, chance.randrange(100), chance.choice(_VISITS)))
                for place in range(_LEADERS)
                if chance.random() < _VISITED
            ]
    firsts = {(day.year, day.month): day for day in reversed(school_days) if day.day > 12}
    return found + [
        (day, partial(_talk, made, place, chance.choice(_TALKS)))
        for day in firsts.values()
        for place in range(_LEADERS)
        if chance.random() < _TALKED
    ]


def _give(made: School, day: date) -> None:
    """Every third class is a leader's, the last one is nobody's yet; some of the students in care of those classes."""
    office = made.office(moment(day, 10))
    classes = leaders.see(office).classes[:-1]
    known = leaders.candidates(office)
    for place in range(_LEADERS):
        own = classes[place::_LEADERS]
        names = {one.name for one in own}
        charged = [one.id for one in known if one.class_name in names][:: max(1, len(known) // 12)][:_CHARGES]
        seen = leaders.given(office, made.id_of(place))
        leaders.give(office, seen, frozenset(one.id for one in own), frozenset(charged))


def _visit(made: School, days: Days, place: int, which: int, told: tuple[str, str], day: date) -> None:
    now = moment(day, 16, 5 + place)
    context = made.acting(made.id_of(place), now)
    own = leaders.mine(context).classes
    if not own:
        return
    looked_at, words = told
    form = InteractionForm(
        "", Kind.CLASS_VISIT, (), day, content=words, minutes=40, class_id=own[which % len(own)].id,
        detail={"looked_at": looked_at},
    )  # fmt: skip
    days.note(context.actor.staff_id or 0, now, form)


def _talk(made: School, place: int, told: tuple[str, str], day: date) -> None:
    # early, before anybody else: what does not go through the mentors' days is stored at once
    context = made.acting(made.id_of(place), moment(day, 7, 40 + place))
    area, words = told
    for one in leaders.mine(context).students[:1]:
        form_id = f"demo-charge-{place}-{day:%Y%m%d}"
        interactions.record(
            context,
            InteractionForm(form_id, Kind.TALK, (one.id,), day, area, "面谈", "平稳", words, minutes=15),
        )


def _decide_stages(made: School, day: date) -> None:
    stages.adopt(made.office(moment(day, 9, 30)))


def _tick(made: School, day: date) -> None:
    """What was due by now is done but for the last of it, which the office still owes."""
    office = made.office(moment(day, 15, 30))
    due = [
        one
        for stage in stages.see(office).stages
        for one in stage.items
        if one.measure is None and one.due_on is not None and one.due_on < day
    ]
    for one in due[:-1]:
        done_on = one.due_on - timedelta(days=1) if one.due_on else day
        words = _SAID.get(one.name, "")
        stages.change_item(office, replace(one, done_on=done_on, words=words))
