"""Groups on their way: a few classes of the demo school have new plans with the office, and two know the ceremony."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from domain.ceremony import CeremonyPlan
from domain.grouping_plan import Plan, with_words
from seed.founding import School, formed
from seed.plan import Class
from seed.timeline import moment
from services import ceremony, filing, plans
from services.context import Context

_AIMS = ("每天早读十分钟", "作业当天清", "一人有事大家帮", "期末每人进步一点", "课间不追跑，说话不大声")
_MOTTOES = ("今天比昨天好一点", "互相托一把", "说到做到", "慢慢来，一直走", "一个都不少")
_COMMENT = "第二组和第三组的目标写得太大，请写成每天能做到的一件事；口号可以让学生自己定。"
ON_THEIR_WAY = 4  # the first of these: their plans are not settled
Act = Callable[[date], None]


def acts(made: School, classes: list[Class]) -> list[tuple[date, Act]]:
    """(day, act) of the last week, for the last of these classes; a school of few classes is left as it is."""
    today = made.timeline.today
    steps: tuple[tuple[int, Callable[[School, Class, date], None]], ...] = (
        (3, _file), (2, _file), (4, _file_and_return), (2, _draft), (5, _hold), (1, _plan_ceremony)
    )  # fmt: skip
    if len(classes) <= len(steps):
        return []
    return [
        (today - timedelta(days=days), partial(step, made, one))
        for one, (days, step) in zip(reversed(classes), steps, strict=False)
    ]


def _draft(made: School, one: Class, day: date) -> None:
    _keep(made, one, day)


def _file(made: School, one: Class, day: date) -> None:
    if kept := _keep(made, one, day):
        context, class_id, version = kept
        filing.file_plan(context, class_id, version)


def _file_and_return(made: School, one: Class, day: date) -> None:
    if kept := _keep(made, one, day):
        context, class_id, version = kept
        filing.file_plan(context, class_id, version)
        filed = filing.state_of(context, class_id)
        filing.return_plan(
            made.office(moment(day + timedelta(days=1), 10, 20)), filed.plan_id or 0, filed.version, _COMMENT
        )


def _hold(made: School, one: Class, day: date) -> None:
    context, class_id = made.led_class(moment(day, 16, 40), one)
    school_days = made.timeline.teaching_days(day - timedelta(days=21), day)
    _plan(context, class_id, school_days[-1] if school_days else day, "本班教室")
    found = ceremony.open_ceremony(context, class_id)
    absent = [student.id for student in found.students[4:5]]
    ceremony.record(context, found.id or 0, found.version, absent, [], "各组都亮了相，家委会来了两位家长。")


def _plan_ceremony(made: School, one: Class, day: date) -> None:
    context, class_id = made.led_class(moment(day, 16, 40), one)
    soon = day + timedelta(days=6)
    school_days = made.timeline.teaching_days(soon, soon + timedelta(days=21))
    _plan(context, class_id, school_days[0] if school_days else soon, "三楼会议室")


def _plan(context: Context, class_id: int, on: date, place: str) -> None:
    order = ceremony.open_ceremony(context, class_id).plan.programme
    ceremony.plan(context, f"demo-ceremony-{class_id}", class_id, 0, CeremonyPlan(on, place, order))


def _keep(made: School, one: Class, day: date) -> tuple[Context, int, int] | None:
    """The class teacher forms the groups anew by the latest exam and writes their words."""
    context, desk = made.desk(moment(day, 16, 40), one)
    if len(desk.plan.groups) < 2:
        return None
    plans.keep(context, desk, replace(desk.plan, exam_id=next(iter(desk.exams), None)))
    desk = plans.open_desk(context, desk.class_id)
    return context, desk.class_id, plans.keep(context, desk, _worded(formed(desk)))


def _worded(plan: Plan) -> Plan:
    for place, group in enumerate(plan.groups):
        plan = with_words(plan, place, group.name, _MOTTOES[place % len(_MOTTOES)], _AIMS[place % len(_AIMS)])
    return plan
