"""申请查看: what waits to be decided, who may read whom for a time, and one's own requests; a line opens one."""

import streamlit as st

from components import markup, menu, people_list
from components.people_list import Person, people
from components.text import plain
from domain.access import moment_words
from domain.permissions import Action
from services import access
from services.access import Request
from services.context import Context

PANELS = ["ask", "own", "decide"]


def show(context: Context) -> None:
    """The page before anything is opened."""
    decides = context.actor.may(Action.DECIDE_ACCESS)
    others = access.to_decide(context) if decides else []
    own = access.mine(context)
    st.title(_title(others, own, decides), anchor=False)
    who = (
        "老师有事要看不归自己带的学生，会在这里申请" if decides else "不归自己带的学生，有事要看时在这里申请"
    )
    st.caption(f"{who}。只能看，到时自动结束，谁看过都有记录。")
    if not context.actor.sees_whole_school and st.button(
        "申请查看", key="ask_access", type="primary", icon=":material/add:"
    ):
        menu.go("access", open="ask")
    _show_lines(others, own)
    past = [one for one in (*others, *own) if one.state not in ("open", "granted")]
    markup.show_table(f"已经处理完的 {len(past)} 份", [_row(one) for one in past])


def show_waiting(context: Context) -> None:
    """On a leader's first page: one line, only while somebody waits."""
    if context.actor.may(Action.DECIDE_ACCESS) and (waiting := access.waiting(context)):
        with st.container(key="open_work"):
            menu.link("access", f"{waiting} 份查看申请等您审批　:blue[看看 ›]")


def _title(others: list[Request], own: list[Request], decides: bool) -> str:
    waiting = sum(one.state == "open" for one in others)
    if waiting:
        return f"{waiting} 份查看申请等您审批"
    in_force = sum(one.state == "granted" for one in (*others, *own))
    if decides:
        return f"{in_force} 人次正在临时查看" if in_force else "没有等审批的申请"
    return f"您可以临时查看 {in_force} 名学生" if in_force else "申请查看"


def _show_lines(others: list[Request], own: list[Request]) -> None:
    waiting = [_line(one, "审批 ›") for one in others if one.state == "open"]
    in_force = [_line(one, f"到 {_until(one)} ›") for one in others if one.state == "granted"]
    mine = [
        _line(one, "等审批 ›" if one.state == "open" else f"到 {_until(one)} ›", is_own=True)
        for one in own
        if one.state in ("open", "granted")
    ]
    known = {one.id: "own" for one in own} | {one.id: "decide" for one in others}
    lists = [
        people(waiting, look="rows"),
        *([people(in_force, "正在临时查看", look="rows")] if in_force else []),
        *([people(mine, "我的申请", look="rows")] if mine else []),
    ]
    tapped = people_list.show(lists, "access_private")
    if tapped is not None:
        menu.go("access", open=known[tapped], id=tapped)


def _line(one: Request, mark: str, is_own: bool = False) -> Person:
    who = "" if is_own else f"{one.asker}申请　"
    days = f"{one.days} 天　" if one.state == "open" else ""
    return Person(one.id, f"{one.student}　{one.class_name}", mark, f"{who}{days}{one.reason}",
                  is_urgent=one.state == "open" and not is_own)  # fmt: skip


def _until(one: Request) -> str:
    return moment_words(one.ends_at) if one.ends_at else ""


def _row(one: Request) -> dict[str, object]:
    return {
        "学生": one.student,
        "班级": one.class_name,
        "谁申请": one.asker,
        "申请": moment_words(one.asked_at),
        "结果": one.state_text,
        "谁决定": one.decider,
        "看到哪时": _until(one),
        "说明": one.words,
    }


def show_missing() -> None:
    """Nothing left to do here."""
    st.title("申请查看", anchor=False)
    st.info("没有找到这份申请，或者已经处理过了。", icon=":material/check:")


def show_facts(one: Request) -> None:
    """Everything said about one request."""
    st.title(f"{plain(one.student)} :gray[{plain(one.class_name)}]", anchor=False)
    with st.container(key="request_private"):
        markup.show_cards([(one.state_text, markup.facts(_facts(one)))])


def _facts(one: Request) -> list[tuple[str, str]]:
    decided = f"{one.decider}，{moment_words(one.decided_at)}" if one.decided_at else ""
    facts = [
        ("谁申请", f"{one.asker}，{moment_words(one.asked_at)}"),
        ("为什么", one.reason),
        ("申请几天", f"{one.days} 天"),
        ("谁决定", decided),
        ("说明", one.words),
        ("最近一次看", moment_words(one.read_at) if one.read_at else "还没有看过" if one.ends_at else ""),
    ]
    return [(label, text) for label, text in facts if text]


def link_to(one: Request) -> None:
    """To the archive, while it may be read."""
    menu.link("archive", f"看 {plain(one.student)} 的档案 ›", student=one.student_id)
