"""The lists of a mentor's day, all in one element: whose turn it is, what was promised, what else is due, what is new.

People are tapped by their id; every other row has a number below zero, which stands for what the tap does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from components import catalogue, errors, menu, people_list, session
from components.people_list import People, Person, people
from components.text import short
from domain.calendar import day_text, days_ago_text
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Subject
from domain.record_kinds import Kind
from services import today
from services.duties import MyDuty
from services.today import ClassDay, ClassDuty, FollowUp, News, StudentDay, Today

ROWS_FIRST = 3  # more than these few become tiles: a list of forty is not read
NEWS_FIRST = 4
Tap = Callable[[], None]


@dataclass
class _Taps:
    """What the rows that are nobody do."""

    acts: list[Tap] = field(default_factory=list)

    def row(self, act: Tap, name: str, mark: str, words: str, is_urgent: bool = False) -> Person:
        """A row that does something of its own."""
        self.acts.append(act)
        return Person(-len(self.acts), name, mark, words, is_urgent)


def show(day: Today) -> None:
    """Everything, and where a tap leads."""
    taps = _Taps()
    lists = [
        *_waiting(day),
        *_follow_ups(day.follow_ups),
        *_others(day, taps),
        *_of_class(day.own_class, taps),
        *_news(day.news, taps),
        *_seen(day),
    ]
    tapped = people_list.show(lists, "day_private")
    if tapped is not None and tapped < 0:
        taps.acts[-tapped - 1]()
    elif tapped is not None:
        menu.go("record", student=tapped)


def _waiting(day: Today) -> list[People]:
    if not day.total:
        return []
    first, rest = day.waiting[:ROWS_FIRST], day.waiting[ROWS_FIRST:]
    rows = [_person(one, one.last_words) for one in first]
    return [
        People(*_heading(day), day.talked, day.to_talk, "rows", rows),
        people([_person(one) for one in rest]),
    ]


def _heading(day: Today) -> tuple[str, str]:
    """本周还差 3 人, 已谈 7 / 10 人; without a rule about talks: 本周还没联系 3 人."""
    waiting = len(day.waiting)
    if not day.talks:
        return f"本周还没联系 {waiting} 人", f"已联系 {len(day.seen)} / {day.total} 人"
    when = day.talks[0].rule.period.now
    return (
        f"{when}还差 {waiting} 人" if waiting else f"{when}都谈过了"
    ), f"已谈 {day.talked} / {day.to_talk} 次"


def _follow_ups(follow_ups: list[FollowUp]) -> list[People]:
    due = [
        Person(one.student_id, one.name, "去谈 ›", f"{short(one.words)}（{day_text(one.due_on)}）")
        for one in follow_ups
    ]
    return [people(due, f"今天要跟进 {len(due)} 件", "rows")] if due else []


def _others(day: Today, taps: _Taps) -> list[People]:
    duties = sorted(day.others, key=lambda one: (one.late > 0, one.span.due_on))
    rows = [
        taps.row(
            partial(_do, day, duty),
            duty.rule.name, f"{'逾期' if duty.late else '还差'} {_amount(duty)} ›", _when(duty), duty.late > 0,
        )
        for duty in duties
    ]  # fmt: skip
    return [people(rows, "还要做的", "rows")] if rows else []


def _amount(duty: MyDuty) -> str:
    of_students = duty.rule.subject in (Subject.STUDENT, Subject.CARE_STUDENT)
    return f"{len(duty.waiting)} 人" if of_students else f"{duty.undone} 次"


def _when(duty: MyDuty) -> str:
    if duty.late:
        return f"{duty.span.name.partition('（')[0]}，做过没记的可以补记"
    return f"{duty.rule.period.now}，{day_text(duty.span.due_on)}到期"


def _do(day: Today, duty: MyDuty) -> None:
    """Where the duty is done: with one of several students, in a form, or by a summary."""
    if duty.rule.subject in (Subject.STUDENT, Subject.CARE_STUDENT) and day.due(duty):
        st.dialog(f"{duty.rule.name}　还差 {len(day.due(duty))} 人")(_choose)(duty.rule.id, duty.span.name)
    elif MONTHLY_SUMMARY in duty.rule.kinds and "summary" in catalogue.BY_NAME:
        menu.go("summary")
    elif duty.rule.subject is Subject.CLASS:
        menu.go("record", kind=_kind(duty.rule), **{"class": duty.waiting[0]})
    else:
        menu.go("record", kind=_kind(duty.rule))


def _choose(rule_id: int, span: str) -> None:
    with errors.shown():
        day = today.my_day(session.context())  # a dialog runs by itself, long after its page
        for duty in day.others:
            if (duty.rule.id, duty.span.name) == (rule_id, span):
                rows = [_person(one, one.last_words, is_urgent=False) for one in day.due(duty)]
                tapped = people_list.show([people(rows, look="rows")], f"due_{rule_id}")
                if tapped is not None:
                    menu.go("record", student=tapped, kind=_kind(duty.rule))


def _kind(rule: DutyRule) -> str:
    """The usual one of the kinds that count."""
    return next((kind.value for kind in Kind if kind in rule.kinds), Kind.TALK.value)


def _of_class(own: ClassDay | None, taps: _Taps) -> list[People]:
    if own is None:
        return []
    rows = [_class_duty(one, taps) for one in own.duties]
    if own.unseen:
        see = partial(menu.go, "overview", open="unseen")
        rows.append(taps.row(see, "本月还没人联系的学生", f"{own.unseen} 人 ›", ""))
    return [people(rows, "本班", "rows")] if rows else []


def _class_duty(one: ClassDuty, taps: _Taps) -> Person:
    when = f"{one.rule.period.now}，{day_text(one.span.due_on)}到期"
    mark = f"{'逾期' if one.late else '还差'} {one.late or one.open} 次 ›"
    if one.rule.subject is Subject.CLASS:
        write = partial(menu.go, "record", kind=_kind(one.rule), **{"class": one.class_id})
        return taps.row(write, one.rule.name, mark, when, one.late > 0)
    look = partial(menu.go, "compliance", by="mentor")
    return taps.row(look, f"全班{one.rule.name}", mark, f"{when}，看各位导师", one.late > 0)


def _news(found: tuple[News, ...], taps: _Taps) -> list[People]:
    rows = [
        taps.row(partial(menu.go, "archive", student=news.student_id), news.words, "看看 ›", "")
        for news in found[:NEWS_FIRST]
    ]
    more = f"，另有 {len(found) - NEWS_FIRST} 条" if len(found) > NEWS_FIRST else ""
    return [people(rows, f"我的学生有新情况{more}", "rows")] if rows else []


def _seen(day: Today) -> list[People]:
    if not day.seen:
        return []
    words = "本周已联系"
    if day.talks:  # among them may be some of whom no talk is asked
        words = f"{day.talks[0].rule.period.now}已谈" if day.talked == len(day.seen) else "其他学生"
    return [people([_person(one, is_urgent=False) for one in day.seen], f"{words} {len(day.seen)} 人")]


def _person(one: StudentDay, words: str = "", is_urgent: bool = True) -> Person:
    mark = "还没联系过" if one.days is None else days_ago_text(one.days)
    if one.away_until is not None:
        mark, is_urgent = f"请假到{day_text(one.away_until)}", False
    return Person(one.student.id, one.student.name, mark, words, is_urgent, one.student.has_care)
