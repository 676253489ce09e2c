"""What a leader sees first: the classes in one's care (联系点) and the students in one's charge (包靠)."""

from datetime import date
from typing import Final, Literal

import streamlit as st

from components import address, menu, people_list
from components.people_list import Person, people
from domain.calendar import day_text, days_ago_text
from domain.record_kinds import Kind
from services import leaders
from services.context import Context
from services.leaders import Mine, OwnClass, OwnStudent

_ROWS: Final = 3  # more classes than these become tiles: the figures below should not be far


def show(context: Context) -> None:
    """The own classes and students, each row opening what it says; nothing at all for who has none."""
    if address.word("show", ["wall"]):
        return  # names of children on the wall of a meeting room
    mine = leaders.mine(context)
    if not (mine.classes or mine.students):
        return
    lists = []
    if mine.classes:
        look: Literal["rows", "tiles"] = "rows" if len(mine.classes) <= _ROWS else "tiles"
        lists.append(people([_class(one) for one in mine.classes], "我的联系点（上次走访）", look))
    if mine.students:
        lists.append(people([_student(mine, one, context.today) for one in mine.students], "我包靠的学生", "tiles"))  # fmt: skip
    with st.container(key="leading"):  # not on the overview's one printed page
        tapped = people_list.show(lists, "leading_private")
        if mine.classes:
            show_visit(mine.classes[0].id if len(mine.classes) == 1 else None)
    if tapped is not None and tapped < 0:
        menu.go("leaders", **{"class": -tapped})
    elif tapped is not None:
        menu.go("archive", student=tapped)


def show_visit(class_id: int | None) -> None:
    """To the form for a visit to a class; None: which one is asked there, one's own first."""
    about = {"class": class_id} if class_id else {}
    menu.link("record", "记一次走访", kind=Kind.CLASS_VISIT.value, **about)


def _class(one: OwnClass) -> Person:
    """A row below zero: a class and not a student."""
    facts = [
        f"{one.unseen} 人本月没联系" if one.unseen else "本月都联系过",
        f"{one.without_mentor} 人没有导师" if one.without_mentor else "",
        f"{one.students} 名学生",
    ]
    mark = day_text(one.visited_on) if one.visited_on else "没走访过"
    return Person(-one.id, one.name, mark, "，".join(filter(None, facts)), is_urgent=not one.visited_on)


def visit_text(day: date | None, what: str) -> str:
    """我上次走访 11月3日, or that there was none."""
    return f"{what} {day_text(day)}" if day else "还没有走访过"


def _student(mine: Mine, one: OwnStudent, today: date) -> Person:
    days = (today - one.last_on).days if one.last_on else None
    mark = "还没联系过" if days is None else days_ago_text(days)
    facts = [
        one.class_name,
        one.cares,
        f"我上次 {day_text(one.mine_on)}" if one.mine_on else "我还没联系过",
        f"约定跟进 {day_text(one.promised_on)}" if one.promised_on else "",
    ]
    is_late = days is None or days > mine.limit_days or (one.promised_on is not None and one.promised_on < today)  # fmt: skip
    return Person(one.id, one.name, mark, "　".join(filter(None, facts)), is_late, bool(one.cares))
