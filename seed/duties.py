"""What the invented school asks of its mentors, and the meetings that are held because of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

from domain.duty_editions import Adopt
from domain.duty_presets import Preset
from domain.record_kinds import Kind
from domain.records import InteractionForm
from seed.days import Days
from seed.founding import School
from seed.plan import Class
from seed.timeline import moment
from services import duty_rules

Act = Callable[[date], None]

_ADOPTED_AFTER = timedelta(days=7)
_HELD = 0.85  # now and then a week goes by without the meeting
_WEDNESDAY = 2
_TOPICS = (
    ("近期作业完成情况", "数学和英语作业错开布置；没交的由导师当天问清原因。"),
    ("课堂纪律与课间安全", "课间由当节老师看走廊，导师各自和组里提醒一次。"),
    ("期中后的学习状态", "退步较多的几名学生由导师先谈，再请家长配合。"),
    ("早读和睡眠", "导师了解各组几点睡，睡得晚的和家长通一次电话。"),
    ("同学相处", "座位微调；有矛盾的两组由班主任和导师一起谈。"),
    ("住校和放学后的安排", "父母不在家的学生由导师记下放学后谁接。"),
)
_SCHOOL_TOPIC = ("本月特殊学生情况逐班排查", "各班名单已核对，重点关注的由分管领导跟进。")


def acts(made: School, days: Days, classes: Sequence[Class]) -> list[tuple[date, Act]]:
    """(day, act): the rules are chosen once, classes meet every week, the school every month."""
    line, chance = made.timeline, Random("duties")
    school_days = line.teaching_days(line.records_from, line.today - timedelta(days=1))
    found: list[tuple[date, Act]] = [(line.begins + _ADOPTED_AFTER, partial(_adopt, made))]
    for day in school_days:
        if day.weekday() == _WEDNESDAY:
            found += [
                (day, partial(_meet, made, days, one, chance.choice(_TOPICS)))
                for one in classes
                if chance.random() < _HELD
            ]
    firsts = {(day.year, day.month): day for day in reversed(school_days) if day.day > 7}
    return found + [(day, partial(_meet_of_school, made, days)) for day in firsts.values()]


def _adopt(made: School, day: date) -> None:
    office = made.office(moment(day, 15))
    scheme = Preset("", "", "", made.size.duties)
    rules = tuple(scheme.rules(made.timeline.begins))
    seen = duty_rules.open_book(office).seen
    duty_rules.put_in_force(office, "demo-duties", seen, Adopt(rules), made.timeline.begins)


def _meet(made: School, days: Days, one: Class, topic: tuple[str, str], day: date) -> None:
    now = moment(day, 17, 10 + one.number)
    context, class_id = made.led_class(now, one)
    form = _consultation(Kind.CLASS_CONSULTATION, topic, day)
    days.note(context.actor.staff_id or 0, now, replace(form, class_id=class_id))


def _meet_of_school(made: School, days: Days, day: date) -> None:
    now = moment(day, 16)
    office = made.office(now).actor.staff_id or 0
    days.note(office, now, _consultation(Kind.SCHOOL_CONSULTATION, _SCHOOL_TOPIC, day))


def _consultation(kind: Kind, topic: tuple[str, str], day: date) -> InteractionForm:
    subject, decision = topic
    return InteractionForm("", kind, (), day, minutes=40, detail={"topic": subject, "decision": decision})
