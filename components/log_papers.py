"""Around the list of records: how many there are, the table to take along, and what to do when there are none."""

import streamlit as st

from components import downloads, menu, step_up_form
from components.downloads import Download
from services import record_log
from services.context import Context
from services.record_log import MOST_LISTED, Wanted


def show_count(context: Context, asked: Wanted, total: int) -> None:
    """How many, and the same as a table."""
    if total > MOST_LISTED:
        st.caption(f"超过 {MOST_LISTED} 条，这里列出最近的；选时间或班级可以缩小范围")
        return
    paper = Download("导出 Excel", "log.excel", "log", lambda person: record_log.excel(person, asked))
    downloads.show(context, [paper], "log_papers", f"共 {total} 条，点一条打开")


def show_left_out(context: Context, asked: Wanted, total: int) -> None:
    """What a search passed by for want of a code, and where to give it: beside records found, the table asks."""
    if record_log.leaves_out_sealed(context, asked):
        st.caption("您写的加密内容没有一起搜。要搜，请先输入手机验证码。")
        if not total:
            step_up_form.asked_first(context, "search")


def show_none(asked: Wanted) -> None:
    """Nothing found: for want of records, or because of what was asked."""
    if asked == Wanted():
        st.info(
            "您还没有写过交流记录。和学生聊过以后，点“记一次”，几秒就能记下。", icon=":material/edit_note:"
        )
        menu.link("record", "记一次")
    elif asked == Wanted("deleted"):
        st.info("没有删除过的记录。")
    else:
        st.info(
            "没有符合的记录。换个词，或去掉筛选再看。",
            icon=":material/search:",
        )
