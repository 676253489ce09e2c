"""A mentor's day as rows and tiles to tap."""

import streamlit as st

from components import menu, people_list
from components.people_list import People, Person, people
from components.text import plain, short
from domain.calendar import day_text, day_text_long, days_ago_text
from domain.people import family_name
from domain.permissions import Action
from services import calendar, changes, claims, filing
from services.context import Context
from services.today import FollowUp, StudentDay, Today

ROWS_FIRST = 3  # more than these few become tiles: a list of forty is not read


def show_greeting(context: Context) -> None:
    """晚上好，陈老师; the week; and the cover for a screen others can see."""
    day = calendar.school_day(context)
    week = f"第 {day.week} 周 · " if day.week else ""
    st.title(f"{_greeting(context)}，{plain(family_name(context.actor.name))}老师", anchor=False)
    st.caption(f"{week}{day_text_long(context.today)}")
    st.toggle("遮住内容", key="hide_names", on_change="ignore")


def show_open_work(context: Context) -> None:
    """What came undone in the classes looked after, each in one line that opens where it is settled."""
    lines = [*_of_groups(context), *_of_claims(context)]
    if lines:
        with st.container(key="open_work"):
            for screen, text, query in lines:
                menu.link(screen, f"{plain(text)}　:blue[去处理 ›]", **query)


Line = tuple[str, str, dict[str, int]]  # screen, words, query


def _of_groups(context: Context) -> list[Line]:
    if not context.actor.may(Action.FORM_GROUPS):
        return []
    work, text = filing.open_work(context), changes.open_work(context).text
    returned: list[Line] = [
        ("groups", f"{name}的分组被退回修改", {"class": class_id, "step": 5})
        for class_id, name in work.returned.items()
    ]
    filed: list[Line] = [("filing", f"{work.filed} 个班的分组等您审批", {})] if work.filed else []
    return [*filed, *returned, *([("changes", text, {})] if text else [])]


def _of_claims(context: Context) -> list[Line]:
    if not context.actor.may(Action.CLAIM) or not (names := claims.waiting(context)):
        return []
    return [("claims", f"{'、'.join(names)}等您认领", {})]


def show_people(day: Today) -> None:
    """Who has not been seen this week (the longest unseen first), what was promised, who has been seen."""
    tapped = people_list.show([*_waiting(day), *_follow_ups(day.follow_ups), *_seen(day)], "day_private")
    if tapped is not None:
        menu.go("record", student=tapped)


def _waiting(day: Today) -> list[People]:
    first, rest = day.waiting[:ROWS_FIRST], day.waiting[ROWS_FIRST:]
    done, total = len(day.seen), day.total
    rows = [_person(one, one.last_words) for one in first]
    return [
        People(
            f"本周还没联系 {len(day.waiting)} 人", f"已联系 {done} / {total} 人", done, total, "rows", rows
        ),
        people([_person(one) for one in rest]),
    ]


def _follow_ups(follow_ups: list[FollowUp]) -> list[People]:
    due = [
        Person(one.student_id, one.name, "去谈 ›", f"{short(one.words)}（{day_text(one.due_on)}）")
        for one in follow_ups
    ]
    return [people(due, f"今天要跟进 {len(due)} 件", "rows")] if due else []


def _seen(day: Today) -> list[People]:
    seen = [_person(one, is_urgent=False) for one in day.seen]
    return [people(seen, f"本周已联系 {len(seen)} 人")] if seen else []


def _person(one: StudentDay, words: str = "", is_urgent: bool = True) -> Person:
    mark = "还没联系过" if one.days is None else days_ago_text(one.days)
    return Person(one.student.id, one.student.name, mark, words, is_urgent, one.student.has_care)


def show_nobody(context: Context) -> None:
    """Nobody to mentor yet: what happens next."""
    st.info("还没有分到学生。班主任分好组，您带的学生就会出现在这里。", icon=":material/group:")
    for screen in ("overview", "filing", "groups", "import", "students"):
        menu.link_if_allowed(context.actor, screen)


def _greeting(context: Context) -> str:
    hour = context.local_now.hour
    return "早上好" if 4 <= hour < 12 else "下午好" if 12 <= hour < 18 else "晚上好"
