"""催办名单: texts for oneself and for chat groups, and a calendar of what is due. No student is in any of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from db import classes, interactions
from db.connection import Database
from db.duties import Circle
from documents.calendar_file import DueDay, calendar_file
from domain.class_names import ClassName, grade_text
from domain.duties import Asked
from domain.duty_coverage import Coverage
from domain.duty_rules import Subject
from domain.duty_tables import classes_of
from domain.errors import NotFound
from domain.permissions import Action
from domain.reminder_words import Line, finding, group_text, own_text, pressing
from services import duties, judging
from services.context import Context
from services.duties import Owed
from services.exports import Paper
from services.remembered import until_written

By = Literal["grade", "class", "teacher"]
OWN, WIDE = "own", "wide"
_NO_NAMES = "打开人人导师看是哪几位。手机日历常会同步到网上，所以这里不写学生姓名。做完了可以删掉这一条。"
_WHOLE_SCHOOL = "全校"


@dataclass(frozen=True)
class Reminder:
    """A text and what it comes to; no lines: nothing is undone."""

    heading: str
    text: str
    is_empty: bool


@until_written
def audiences(context: Context) -> dict[str, str]:
    """The texts this person may want, each with its words: oneself, the class one leads, the grade or the school."""
    context.require(Action.SEE_OWN_DAY)
    with context.read() as db:
        led = _led_classes(context, db)
        is_wide = context.actor.may(Action.SEE_OVERVIEW) and bool(set(_classes(context, db)) - set(led))
    of_classes = {f"class-{one}": f"{name}的老师" for one, name in led.items()}
    wide = {WIDE: "全校老师" if context.actor.sees_whole_school else "本年级的老师"} if is_wide else {}
    has_own = bool(of_classes) or context.actor.may(Action.MANAGE_DUTIES) or not wide
    has_own = has_own or bool(duties.mine(context))
    return {**wide, **of_classes, **({OWN: "我自己"} if has_own else {})}


@until_written
def own(context: Context) -> Reminder:
    """What one has still to do oneself."""
    context.require(Action.SEE_OWN_DAY)
    lines = [_line(one, "") for one in _mine(context)]
    return Reminder(finding("", pressing(lines, context.today)), own_text(lines, context.today), not lines)


@until_written
def of_class(context: Context, class_id: int) -> Reminder:
    """What the teachers of a class one leads have still to do for it."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        name = _led_classes(context, db).get(class_id)
    if name is None:
        raise NotFound("没有这个班，或者您不是班主任。")
    owed = _by_person(duties.owed(context, class_id=class_id))
    lines = [_line(one, f"{one.person}老师") for one in owed]
    return _of_group(context, name, f"{name}各位老师", lines)


@until_written
def wide(context: Context, by: By) -> Reminder:
    """What the classes one heads have still to do: by grade or class, or teacher by teacher where that is wanted."""
    context.require(Action.SEE_OVERVIEW)
    whose = _WHOLE_SCHOOL if context.actor.sees_whole_school else "本年级"
    if by == "teacher":
        lines = [_line(one, one.person) for one in _by_person(duties.owed(context))]
    else:
        with context.read() as db:
            judged = judging.now(context, db, Circle(context.leading(db)))
            names = {
                one: grade_text(name.grade) if by == "grade" else name.text
                for one, name in _classes(context, db).items()
            }
        asked = [one for one in judged.asked if one.rule.subject is not Subject.SCHOOL]
        lines = [line for one in asked for line in _by_place(one, judged.coverage, names, whose)]
    return _of_group(context, whose, "各位老师", lines)


def _mine(context: Context) -> list[Owed]:
    """What one owes as a mentor, for the class one leads, and for the school where that is one's office."""
    found = duties.owed_by_me(context)
    known = {(one.rule_id, one.due_on) for one in found}
    with context.read() as db:
        led = _led_classes(context, db)
    for class_id in led:
        of_class = duties.owed(context, class_id=class_id)
        mine = [one for one in of_class if one.person_id == context.actor.staff_id]
        found += [one for one in mine if (one.rule_id, one.due_on) not in known]
    return found + _of_office(context)


def _of_office(context: Context) -> list[Owed]:
    """The school's own duties are the office's to do, and no teacher's to be reminded of."""
    if not context.actor.may(Action.MANAGE_DUTIES):
        return []
    return [one for one in duties.owed(context) if one.person_id == duties.OFFICE]


def _by_person(owed: list[Owed]) -> list[Owed]:
    """Teachers in one order whatever they owe: nobody is ranked."""
    return sorted((one for one in owed if one.person_id != duties.OFFICE), key=lambda one: one.person_id)


def _of_group(context: Context, whose: str, greeting: str, lines: list[Line]) -> Reminder:
    lines = pressing(lines, context.today)
    return Reminder(finding(whose, lines), group_text(greeting, lines, context.today), not lines)


def _line(one: Owed, who: str) -> Line:
    return Line(who, one.rule, one.span, one.due_on, one.open + one.late, one.unit, bool(one.late))


def _by_place(one: Asked, coverage: Coverage, names: dict[int, str], rest: str) -> Iterable[Line]:
    """What is undone, added up by the names of the classes, in school order; `rest` is what belongs to no class."""
    undone = one.required - one.done
    known, where = np.unique(classes_of(one, coverage), return_inverse=True)
    sums = np.bincount(where, weights=undone, minlength=len(known))
    of_class = dict(zip(known.tolist(), map(int, sums), strict=True))
    totals = dict.fromkeys([*names.values(), rest], 0)
    for class_id in [*names, *(other for other in of_class if other not in names)]:
        totals[names.get(class_id, rest)] += of_class.get(class_id, 0)
    for who, count in totals.items():
        if count:
            yield Line(who, one.rule.name, one.span.name, one.span.due_on, count, duties.unit_of(one.rule), one.is_over)  # fmt: skip


def _led_classes(context: Context, db: Database) -> dict[int, str]:
    """The classes whose homeroom teacher this is."""
    own = classes.led_by(db, context.actor.staff_id or 0, context.today)
    return {one: name.text for one, name in _classes(context, db).items() if one in own}


def _classes(context: Context, db: Database) -> dict[int, ClassName]:
    """Classes one leads or heads, in school order."""
    found = classes.with_students_in(db, context.leading(db), context.school_year(db), context.today)
    return {row["id"]: ClassName(row["grade"], row["number"]) for row in found}


# ── a calendar for the phone ─────────────────────────────────────────────────────────────────────────


def calendar(context: Context) -> Paper:
    """The days on which something of one's own is due, with counts and without names."""
    context.require(Action.SEE_OWN_DAY)
    days = [*_duty_days(context), *_follow_up_days(context)]
    content = calendar_file("人人导师 到期提醒", sorted(days, key=lambda one: one.on), context.now)
    return Paper("到期提醒.ics", content, "text/calendar; charset=utf-8")


def _duty_days(context: Context) -> Iterable[DueDay]:
    for one in _mine(context):
        if one.open:
            uid = _uid(context, f"duty-{one.rule_id}", one.due_on)
            yield DueDay(uid, one.due_on, f"{one.rule}还差 {one.open} {one.unit}", _NO_NAMES)


def _follow_up_days(context: Context) -> Iterable[DueDay]:
    with context.read() as db:
        promised = interactions.open_follow_ups(db, context.scope(db), context.actor.staff_id, date.max)
    counts: dict[date, int] = {}
    for row in promised:
        on = max(date.fromisoformat(row["due_on"]), context.today)
        counts[on] = counts.get(on, 0) + 1
    for on, count in counts.items():
        yield DueDay(_uid(context, "follow-up", on), on, f"约好跟进 {count} 件", _NO_NAMES)


def _uid(context: Context, what: str, on: date) -> str:
    """The same for the same thing, so that a later file renews an entry and does not double it."""
    return f"{what}-{on:%Y%m%d}-{context.actor.staff_id}@renren-daoshi"
