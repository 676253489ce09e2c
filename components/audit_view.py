"""The log of acts: what to look for, the lines, and whether the log is whole."""

from datetime import date, timedelta

import streamlit as st

from components import downloads, labels, markup, menu, session
from components.downloads import Download
from domain.audit_words import AREAS
from domain.calendar import day_text
from services import audit_log
from services.audit_log import PAGE, Line, Wanted
from services.context import Context

_PERIODS = {"今天": 0, "一周": 6, "一个月": 30, "一年": 366}
_BEFORE = "audit_before"


def show_verdict() -> None:
    """One press goes through the whole chain."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("谁在什么时候做了什么。只记编号和栏目，不记写了什么；谁也改不了、删不了。")
        st.button("核对日志是否完整", key="verify_audit", on_click=_verify)


def filters(context: Context, people: dict[int, str]) -> Wanted:
    """Period, area, person, student; a change of any begins at the newest again."""
    period = st.pills(
        "时间", list(_PERIODS), key="audit_period", default="一周", required=True, on_change=_newest
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = labels.unique((staff_id, name, f"教职工 {staff_id}") for staff_id, name in people.items())
        staff_id = st.selectbox(
            "谁做的",
            list(names),
            index=None,
            placeholder="所有人",
            format_func=names.__getitem__,
            key="audit_staff",
            on_change=_newest,
        )
        area = st.selectbox(
            "哪一类", list(AREAS), index=None, placeholder="全部", key="audit_area", on_change=_newest
        )
        number = st.text_input(
            "关于哪名学生", placeholder="学号或学籍号", key="audit_number", on_change=_newest
        )
    since = _since(context.today, period)
    return Wanted(since, context.today, staff_id, area or "", number.strip(), st.session_state.get(_BEFORE))


def show(context: Context, wanted: Wanted, lines: list[Line]) -> None:
    """A page of lines, and the next."""
    if not lines:
        st.info("这段时间里没有符合的操作。", icon=":material/history:")
        return
    markup.show_rows([_row(one) for one in lines])
    with st.container(horizontal=True):
        if len(lines) == PAGE:
            st.button("更早的", key="audit_older", on_click=_older, args=(lines[-1].seq,))
        if wanted.before is not None:
            st.button("回到最新", key="audit_newest", on_click=_newest)
    downloads.show(
        context,
        [
            Download(
                "这些导出为 Excel", "audit.excel", "audit", lambda one: audit_log.as_workbook(one, wanted)
            )
        ],
        "audit_files",
    )


def _row(one: Line) -> dict[str, object]:
    at = f"{day_text(one.at.date())} {one.at:%H:%M}"
    return {
        "序号": one.seq,
        "时间": at,
        "谁": one.who,
        "做了什么": one.what,
        "对象": one.target,
        "说明": one.about,
    }


def _since(today: date, period: str | None) -> date:
    return today - timedelta(days=_PERIODS[period or "一周"])


def _older(seq: int) -> None:
    st.session_state[_BEFORE] = seq


def _newest() -> None:
    st.session_state.pop(_BEFORE, None)


def _verify() -> None:
    menu.act(lambda: audit_log.verify(session.context()).text)
