"""督导检查 before anything is opened: what waits, what is late on top, every inspection, the term's ledger."""

import streamlit as st

from components import downloads, markup, menu, people_list
from components.downloads import Download
from components.people_list import Person, people
from components.text import plain
from domain.calendar import day_text
from domain.inspections import State
from domain.permissions import Action
from services import inspection_papers, inspections
from services.context import Context
from services.inspections import Inspection, Line

PANELS = ["new", "one", "mentor"]


def show(context: Context) -> None:
    """The page's first sight."""
    found = inspections.listed(context)
    lines = [line for one in found for line in one.lines]
    late = [line for line in lines if line.is_overdue]
    answered = [line for line in lines if line.state is State.ANSWERED]
    st.title(_title(found, late, answered), anchor=False)
    st.caption("抽几位导师，看一段时间的工作，写下意见；要整改的定好日子，导师回复后再复查，查完为止。")
    if st.button("新建一次检查", key="new_inspection", type="primary", icon=":material/add:"):
        menu.go("inspections", open="new")
    _show_open(late, answered)
    _show_inspections(found)
    if found:
        show_papers(context, None)


def show_waiting(context: Context) -> None:
    """On a leader's first page: one line, only while something waits."""
    if context.actor.may(Action.INSPECT) and (text := waiting_text(context)):
        with st.container(key="open_work_inspections"):
            menu.link("inspections", f"{plain(text)}　:blue[看看 ›]")


def waiting_text(context: Context) -> str:
    """2 项整改过期，1 项等您复查; empty when nothing waits."""
    waits = inspections.waiting(context)
    late = f"{waits.overdue} 项整改过期" if waits.overdue else ""
    answered = f"{waits.answered} 项整改等您复查" if waits.answered else ""
    return "，".join(filter(None, (late, answered)))


def show_papers(context: Context, inspection_id: int | None) -> None:
    """The ledger of the term or of one inspection, with what was written or without."""
    target = f"inspection/{inspection_id}" if inspection_id else "inspection"
    which = "这次" if inspection_id else "本学期"
    papers = [
        Download(f"{which}台账（Excel）", "inspection.ledger", target,
                 lambda then: inspection_papers.ledger(then, inspection_id)),
        Download(f"{which}台账，写出意见原文", "inspection.full_ledger", target,
                 lambda then: inspection_papers.ledger(then, inspection_id, with_words=True)),
    ]  # fmt: skip
    downloads.show(context, papers, "inspection_papers")


def _title(found: list[Inspection], late: list[Line], answered: list[Line]) -> str:
    if late:
        return f"{len(late)} 项整改过期还没有回复"
    if answered:
        return f"{len(answered)} 项整改等您复查"
    running = sum(one.is_running for one in found)
    if running:
        return f"{running} 次检查正在进行"
    return "检查都已办结" if any(one.present for one in found) else "督导检查"


def _show_open(late: list[Line], answered: list[Line]) -> None:
    """What somebody has to do something about, whichever inspection it is of."""
    lists = [
        *([people([_line(one) for one in late], "整改过期", "rows")] if late else []),
        *([people([_line(one) for one in answered], "等您复查", "rows")] if answered else []),
    ]
    tapped = people_list.show(lists, "inspection_open")
    if tapped is not None:
        menu.go("inspections", open="mentor", id=tapped)


def _line(one: Line) -> Person:
    due = f"要求{day_text(one.due_on)}前整改　" if one.due_on else ""
    mark = "过期 ›" if one.is_overdue else "复查 ›"
    return Person(one.id, one.mentor, mark, f"{due}{one.inspection}", is_urgent=one.is_overdue)


def _show_inspections(found: list[Inspection]) -> None:
    running = [_inspection(one) for one in found if one.is_running]
    over = [_inspection(one) for one in found if one.present and not one.is_running]
    lists = [
        *([people(running, "正在进行", "rows")] if running else []),
        *([people(over, "已经办结", "rows")] if over else []),
    ]
    tapped = people_list.show(lists, "inspection_list")
    if tapped is not None:
        menu.go("inspections", open="one", id=tapped)
    empty = [one for one in found if not one.present]
    rows = [{"检查": one.name, "谁新建": one.beginner, "哪天": day_text(one.begun_on)} for one in empty]
    markup.show_table(f"没有人在里面的 {len(rows)} 次", rows)


def _inspection(one: Inspection) -> Person:
    counts = one.counts
    parts = [
        f"{state.text} {counts[state]}" for state in State if counts[state] and state is not State.REMOVED
    ]
    words = f"查{one.span}　{'，'.join(parts)}"
    return Person(one.id, f"{one.name}　{day_text(one.begun_on)}", f"{len(one.present)} 位 ›", words)
