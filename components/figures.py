"""The overview's figures: cards that open their lists, and the charts beside them."""

from datetime import date

import streamlit as st

from components import address, charts, errors, markup, menu, session, state, student_list
from components.charts import MentorCount
from domain.calendar import day_text
from services import overview
from services.context import Context
from services.overview import Overview

NEEDIEST = 12  # what fits beside the other chart; the rest is one tap away
_LISTS = {
    "unpaired": "还没有导师的学生",
    "unseen": "本月还没人联系的学生",
    "care": "很久没有联系的特殊学生",
    "records": "本月交流记录",
}


def show_head(context: Context, seen: Overview) -> None:
    """The finding is the title."""
    st.title(seen.finding, anchor=False)
    if not seen.students:
        menu.link_if_allowed(context.actor, "import")
        return
    st.caption(
        f"{seen.students} 名学生，{sum(one.mentees > 0 for one in seen.mentors)} 位导师　{day_text(seen.since)}至{day_text(seen.until)}"
    )


def show_cards(seen: Overview) -> None:
    """Four figures; each is a button."""
    cards = [
        ("unpaired", "还没有导师的学生", f"{seen.without_mentor} 人", f"全部 {seen.students} 人"),
        ("unseen", "本月还没人联系的学生", f"{seen.students - seen.seen} 人", f"已联系 {seen.seen} 人"),
        (
            "care",
            f"特殊学生超过 {seen.limit_days} 天没有联系",
            f"{seen.care_unseen} 人",
            f"共 {seen.care_students} 人",
        ),
        ("records", "本月交流记录", f"{seen.records} 条", f"上月同期 {seen.records_last_month} 条"),
    ]
    with st.container(key="figures"):
        grid = st.grid(4, min_column_width=160)
        for name, label, figure, facts in cards:
            text = f"{label} **{figure}** {facts} *看名单 ›*"
            if grid.button(text, key=f"figure_{name}", width="stretch"):
                state.put(state.DIALOG, name)


def show_mentors(context: Context, seen: Overview) -> None:
    """Records per mentor this month; a mentor's row opens the records."""
    with st.container(key="card_mentors"):
        st.header(seen.mentors_finding, anchor=False)
        st.caption("按见过的学生比例从低到高排；数字是本月写的记录条数")
        bars = [MentorCount(one.name, one.records, one.mentees) for one in seen.mentors]
        charts.show_mentor_bars(bars[:NEEDIEST])
        if bars[NEEDIEST:]:
            markup.show_table(f"其余 {len(bars) - NEEDIEST} 位导师", charts.mentor_table(bars[NEEDIEST:]))
        names = {
            one.mentor_id: f"{one.name}　{one.records} 条　见过 {one.seen} / {one.mentees} 人"
            for one in seen.mentors
        }
        chosen = st.selectbox(
            "看一位导师的记录",
            list(names),
            index=None,
            placeholder="选导师",
            format_func=names.__getitem__,
            key="mentor_records",
        )
        if chosen:
            _records(context, int(chosen))


def show_care(seen: Overview) -> None:
    """Care categories: how many were contacted within the limit."""
    with st.container(key="card_care"):
        st.header(seen.care_finding, anchor=False)
        st.caption(f"最近 {seen.limit_days} 天；一名学生可能同属几类")
        markup.show_shares([(one.category, one.contacted, one.students) for one in seen.care])


def show_opened() -> None:
    """The list behind the figure that was pressed, or that the address names."""
    name = state.take(state.DIALOG) or address.word("open", list(_LISTS))
    if name:
        st.dialog(_LISTS[name], width="large")(_open)(name)


def _open(name: str) -> None:
    with errors.shown():
        _list(name)


def _list(name: str) -> None:
    context = session.context()  # a dialog runs by itself, long after its page
    if name == "records":
        _records(context, None)
        return
    people = {
        "unpaired": lambda: overview.students_without_mentor(context),
        "unseen": lambda: overview.unseen_students(context, care_only=False),
        "care": lambda: overview.unseen_students(context, care_only=True),
    }[name]()
    st.caption(f"{len(people)} 人。点一行打开档案。")
    student_list.table(people, context.today, f"list_{name}")


def _records(context: Context, mentor_id: int | None) -> None:
    rows = overview.records(context, mentor_id)
    st.caption(f"{len(rows)} 条。点一行打开档案。")
    shown = [
        {"日期": day_text(date.fromisoformat(row["occurred_on"])), "导师": row["author"], "学生": row["students"], "类型": row["kind"],
         "哪方面": row["guidance_area"], "效果": row["effect"], "补记": f"晚 {row['days_late']} 天" if row["days_late"] else ""}
        for row in rows
    ]  # fmt: skip
    chosen = st.dataframe(
        shown, key=f"records_{mentor_id}", on_select="rerun", selection_mode="single-row", hide_index=True
    )
    if picked := chosen["selection"]["rows"]:
        menu.go("archive", student=rows[picked[0]]["student_id"])
