"""Who has handed in the month's summary, and for office and leaders what it says."""

from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import downloads, markup, menu, people_list
from components.downloads import Download
from components.people_list import Person
from components.text import plain
from domain.calendar import day_text
from domain.summaries import month_text
from services import summaries
from services.context import Context
from services.summaries import HandedIn


def show(context: Context, month: date, head: DeltaGenerator) -> None:
    """Those who have not handed in first."""
    found = summaries.handed_in(context, month)
    missing = [one for one in found if one.submitted_on is None]
    head.title(_finding(found, missing, month), anchor=False)
    if not found:
        st.info("这个月没有导师带您负责的学生。换一个月份看看，或先在“分组与结对”里给学生配导师。")
        return
    reads = context.actor.sees_whole_school
    st.caption(
        "点已提交的一位，看小结。" if reads else "小结里写着几个班学生的名字，全文由本人、德育处和校领导看。"
    )
    done = [one for one in found if one.submitted_on is not None]
    lists = [people_list.people([_person(one) for one in people], heading, "tiles")
             for heading, people in (("还没提交", missing), ("已提交", done)) if people]  # fmt: skip
    tapped = people_list.show(lists, "summaries")
    if reads and tapped in {one.mentor_id for one in done}:
        menu.go("summary", month=month.isoformat(), view="all", mentor=tapped or 0)


def show_one(context: Context, mentor_id: int, month: date, head: DeltaGenerator) -> None:
    """One that was handed in."""
    menu.link("summary", "‹ 提交情况", month=month.isoformat(), view="all")
    name, found = summaries.read(context, mentor_id, month)
    head.title(f"{plain(name)}　{found.title}", anchor=False)
    if found.submitted_on is not None:
        st.caption(f"{day_text(found.submitted_on)}提交")
    with st.container(key="card_summary_private"):
        markup.show_lines(found.body.split("\n\n"))
    make = partial(summaries.word_of, mentor_id=mentor_id, month=month)
    downloads.show(
        context, [Download("导出 Word", "summary.word", f"staff/{mentor_id}", make)], "summary_paper"
    )


def _finding(found: list[HandedIn], missing: list[HandedIn], month: date) -> str:
    if not found:
        return f"{month_text(month)}小结提交情况"
    if not missing:
        return f"{month_text(month)}小结：{len(found)} 位导师都已提交"
    return f"{month_text(month)}小结：{len(missing)} 位导师还没提交"


def _person(one: HandedIn) -> Person:
    mark = f"{day_text(one.submitted_on)}提交" if one.submitted_on else "还没提交"
    return Person(one.mentor_id, one.name, mark, f"带 {one.students} 名学生", is_urgent=False)
