"""请假: who is away, who will be, whose students have nobody meanwhile; each line opens that leave."""

from datetime import date

import streamlit as st

from components import markup, menu, people_list
from components.people_list import Person, people
from components.text import plain
from domain.calendar import day_text
from domain.leave import span_text
from domain.permissions import Action
from services import leave
from services.context import Context
from services.leave import Line

PANELS = ["add", "edit"]


def show(context: Context) -> None:
    """The page before anything is opened."""
    lines = leave.listed(context)
    present = [one for one in lines if one.is_present(context.today)]
    coming = [one for one in lines if one.leave.starts_on > context.today]
    past = [one for one in lines if one.is_over(context.today)]
    st.title(f"{len(present)} 人在请假" if present else "今天没有人请假", anchor=False)
    st.caption("请假的日子不要求谈心、汇报和家校联系，完成情况里不算逾期。")
    if context.actor.may(Action.MANAGE_ANY_LEAVE):
        _show_uncovered(context)
    if st.button("登记请假", key="add_leave", type="primary", icon=":material/add:"):
        menu.go("leave", open="add")
    _show_lines(present, coming, context.today)
    markup.show_table(f"已经回来的 {len(past)} 次", [_row(one) for one in reversed(past)])


def _show_uncovered(context: Context) -> None:
    """A mentor away for long, and nobody else for the students: the office finds somebody."""
    found = leave.uncovered(context)
    if not found:
        return
    with st.container(key="card_warm_uncovered"):
        markup.show_lines(
            f"{one.mentor}　{span_text(one.starts_on, one.ends_on)} 请假，"
            f"{one.students} 名学生这段时间没有别的导师。"
            for one in found
        )
        menu.link("changes", "去调换导师 ›")


def _show_lines(present: list[Line], coming: list[Line], today: date) -> None:
    lists = [people([_person(one, today) for one in present], look="rows")]
    if coming:
        lists.append(people([_person(one, today) for one in coming], "将要请假", "rows"))
    tapped = people_list.show(lists, "leave_private")
    if tapped is not None:
        menu.go("leave", open="edit", id=tapped)


def _person(one: Line, today: date) -> Person:
    last = one.leave.ends_on
    mark = f"到{day_text(last)} ›" if one.is_present(today) else f"{day_text(one.leave.starts_on)}起 ›"
    words = "　".join(filter(None, (one.leave.text, one.leave.note)))
    return Person(one.id, f"{one.name}　{one.class_name or '教师'}", mark, words)


def _row(one: Line) -> dict[str, object]:
    return {
        "姓名": one.name,
        "": one.class_name or "教师",
        "日期": one.leave.text,
        "备注": one.leave.note,
    }


def show_missing() -> None:
    """The leave asked for is not there, or is somebody else's to enter."""
    st.title("请假", anchor=False)
    st.info(plain("没有找到这次请假，可能已经删掉了。"))
