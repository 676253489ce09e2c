"""What came undone in the invented school since its groups were formed: a newcomer, a teacher who left a class,
a request for another mentor, adaptation periods that are over.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from domain.changes import Request
from seed.days import Days
from seed.founding import School, as_csv
from seed.people import Cell
from seed.plan import Class
from seed.timeline import moment
from services import adaptation, changes, departures, imports, students

_NEWCOMER = ("范以沫", "女")
_REASON = "最近几次谈心都说不上几句，导师这学期带了三个班，常常约不到时间。"
_OPINION = "想换成班主任，平时有事愿意跟班主任说。"
Act = Callable[[date], None]


def acts(made: School, days: Days, classes: Sequence[Class], shown: Class) -> list[tuple[date, Act]]:
    """(day, act), for classes with groups in force and nothing on its way; `shown` is the one people sign in to."""
    today, new_year = made.timeline.today, made.timeline.new_year_on
    if new_year and today - new_year < timedelta(days=7):
        return []  # the year's own lists are only just in
    others = [one for one in classes if one != shown]
    found: list[tuple[date, Act]] = []
    if shown in classes:
        found += [
            (today - timedelta(days=1), partial(_arrive, made, shown)),
            (today - timedelta(days=2), partial(_ask, made, shown)),
        ]
    if len(others) > 1:
        found.append((today - timedelta(days=1), partial(_teacher_leaves, made, days, others[0])))
    return found


def _arrive(made: School, one: Class, day: date) -> None:
    """The office adds one line to the roster; nobody has given the child a group yet."""
    name, sex = _NEWCOMER
    head: list[Cell] = ["年级", "班级", "学号", "全国学籍号", "姓名", "性别"]
    line: list[Cell] = [
        one.grade,
        f"{one.number}班",
        f"{day:%Y%m%d}01",
        f"G000000{day:%Y%m%d}9901",
        name,
        sex,
    ]
    form_id = f"demo-newcomer-{one.grade}{one.number}"
    imports.commit(made.office(moment(day, 9, 15)), form_id, "roster", as_csv([head, line]), "转入学生.csv")


def _ask(made: School, one: Class, day: date) -> None:
    """The class teacher asks on behalf of a child whose mentor is somebody else."""
    context, class_id = made.led_class(moment(day, 16, 20), one)
    leader = context.actor.name
    child = next(
        student
        for student in students.find(context, class_id=class_id)
        if student.mentors not in ("", leader)
    )
    request = Request(child.id, "student", _REASON, _OPINION, context.actor.staff_id)
    changes.ask(context, f"demo-ask-{class_id:06d}", request)


def _teacher_leaves(made: School, days: Days, one: Class, day: date) -> None:
    """A mentor of the class, not its homeroom teacher nor anybody shown, teaches it no longer."""
    context, desk = made.desk(moment(day, 16, 20), one)
    kept = {context.actor.staff_id, *days.shown}
    leaving = next(group.mentor for group in desk.plan.groups if group.mentor not in kept)
    departures.teacher_left_class(made.office(moment(day, 17)), leaving or 0, desk.class_id)


def waits_for_a_word(classes: Sequence[Class], shown: Class) -> Class | None:
    """The class whose adaptation period nobody ends; all others' class teachers do."""
    others = [one for one in classes if one != shown]
    return next((one for one in others[1:] if one.grade == 7), None)


def confirm_mentors(made: School, one: Class, day: date) -> None:
    """The class teacher of a starting grade says that the groups stay with their mentors."""
    context = made.homeroom(one, moment(day, 12, 30))
    waiting = adaptation.to_confirm(context)
    for class_id in sorted({one.class_id for one in waiting}):
        adaptation.confirm(context, class_id, [one.key for one in waiting if one.class_id == class_id])
