"""联系点与包靠: all leaders, all classes at once; a class opens with the rows its numbers count."""

import streamlit as st

from components import downloads, leading_view, menu, people_list
from components.downloads import Download
from components.people_list import People, Person, people
from components.text import plain
from domain.calendar import days_ago_text
from domain.permissions import Action
from domain.record_kinds import Kind
from services import leaders, screening
from services.context import Context
from services.leaders import ChildOfClass, ClassLine, Leader


def show(context: Context) -> None:
    """The page before anything is opened."""
    board = leaders.see(context)
    st.title(board.finding, anchor=False)
    if not board.classes:
        menu.link_if_allowed(context.actor, "import")
        return
    may_assign = context.actor.may(Action.ASSIGN_LEADERS)
    st.caption(
        "联系点：班级由哪位领导联系；包靠：学生由哪位领导盯住。都不增加查看权限。"
        + ("点一位领导来安排。" if may_assign else "由德育处安排。")
    )
    show_papers(context)
    leading = [_leader(one, may_assign) for one in board.leaders]
    tapped = people_list.show(
        [people(leading, "领导", "rows"), people([_line(one) for one in board.classes], "班级", "rows")],
        "leaders_list",
    )
    if tapped is not None and tapped < 0:
        menu.go("leaders", **{"class": -tapped})
    elif tapped is not None:
        menu.go("leaders", leader=tapped)


def _leader(one: Leader, may_assign: bool) -> Person:
    counts = (
        f"{len(one.classes)} 个班，{one.students} 名学生" if one.classes or one.students else "还没有安排"
    )
    words = "现在不是校领导，请交给别人" if one.is_lapsed else "、".join(one.classes)
    return Person(
        one.id, f"{one.name}　{one.position}".strip(), f"{counts}{' ›' if may_assign or one.classes or one.students else ''}",
        words, is_urgent=one.is_lapsed,
    )  # fmt: skip


def _line(one: ClassLine) -> Person:
    """A row below zero: a class and not a leader."""
    facts = [
        f"{one.cares} 名特殊学生" if one.cares else "",
        f"{one.charged} 名有人包靠" if one.charged else "",
        leading_view.visit_text(one.visited_on, "上次走访"),
    ]
    mark = f"{one.leader or '还没有联系领导'} ›"
    return Person(-one.id, one.name, mark, "，".join(filter(None, facts)), is_urgent=not one.leader)


SCREENING = (  # the sheet for the principal's monthly meeting
    Download("逐班摸排表（Word）", "screening.word", "school", screening.word),
    Download("逐班摸排表（Excel）", "screening.excel", "school", screening.excel),
)


def show_papers(context: Context) -> None:
    """The sheet, to take along."""
    downloads.show(context, SCREENING, "screening", "校长办公会用")


# ── one class ────────────────────────────────────────────────────────────────────────────────────────


def show_class(context: Context, class_id: int) -> None:
    """A class: whom nobody saw this month, who has no mentor, who needs care, and the rest."""
    line, children = leaders.of_class(context, class_id)
    st.title(line.name, anchor=False)
    whose = f"联系领导 {line.leader}" if line.leader else "还没有联系领导"
    facts = [whose, f"班主任 {line.homeroom}" if line.homeroom else "还没有班主任", f"{line.students} 名学生"]
    st.caption(plain("，".join([*facts, leading_view.visit_text(line.visited_on, "上次走访")])))
    with st.container(horizontal=True):
        leading_view.show_visit(class_id)
        menu.link("log", "看走访记录 ›", whose="all", kind=Kind.CLASS_VISIT.value, **{"class": class_id})
    tapped = people_list.show(_lists(context, children), "class_private")
    if tapped is not None:
        menu.go("archive", student=tapped)


def _lists(context: Context, children: list[ChildOfClass]) -> list[People]:
    parts = [
        ("特殊学生", [one for one in children if one.cares]),
        ("还没有导师", [one for one in children if not one.mentors]),
        ("本月还没人联系", [one for one in children if one.is_unseen]),
        ("本月联系过", [one for one in children if not one.is_unseen]),
    ]
    return [
        people([_child(context, one) for one in found], f"{name}　{len(found)} 人", "rows" if name == "特殊学生" else "tiles")
        for name, found in parts
        if found
    ]  # fmt: skip


def _child(context: Context, one: ChildOfClass) -> Person:
    days = (context.today - one.last_on).days if one.last_on else None
    mark = "还没联系过" if days is None else days_ago_text(days)
    facts = [one.cares, f"包靠 {one.charge}" if one.charge else "", f"导师 {one.mentors}" if one.mentors else ""]  # fmt: skip
    return Person(one.id, one.name, mark, "　".join(filter(None, facts)), has_care=bool(one.cares))
