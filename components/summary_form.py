"""One's own monthly summary: a draft to write over, kept while it is written, handed in, taken along as Word."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import address, downloads, markup, menu, session, state
from components.downloads import Download
from components.text import plain
from domain.calendar import day_text
from domain.errors import Conflict, SchoolError
from domain.summaries import MAX_BODY, month_text
from services import summaries
from services.context import Context
from services.summaries import Summary

_PROBLEM = "summary_problem"
_ASKING = "summary_asks"  # the month to be written anew, while the question stands
_UP_TO = 10  # of a month: until then the month before is the one to write


def choose_month(months: list[date], today: date) -> date:
    """This month or one before; the address holds it."""
    names = {month.isoformat(): month_text(month) for month in months}
    usual = months[1] if today.day <= _UP_TO else months[0]
    st.session_state["summary_month"] = address.word("month", list(names)) or usual.isoformat()
    chosen = st.selectbox("月份", list(names), key="summary_month", format_func=names.__getitem__, on_change=_month_chosen,
                          label_visibility="collapsed", width=200)  # fmt: skip
    return date.fromisoformat(chosen)


def choose_view(usual: str) -> str:
    """My own, or who has handed in."""
    names = {"mine": "我的小结", "all": "提交情况"}
    st.session_state["summary_view"] = address.word("view", list(names)) or usual
    return str(
        st.segmented_control("看什么", list(names), key="summary_view", format_func=names.__getitem__, required=True,
                             label_visibility="collapsed", on_change=_view_chosen)
    )  # fmt: skip


def show(context: Context, month: date, head: DeltaGenerator) -> None:
    """The summary: to write, or as it was handed in."""
    kept = summaries.mine(context, month)
    head.title(plain(kept.title), anchor=False)
    if kept.submitted_on is not None:
        _show_handed_in(context, kept)
        return
    _begin(kept)
    if state.get(state.SUMMARY_CLASH) == month:
        _show_clash(kept)
    st.caption("草稿按您的记录写成，没有用网络，也不含保密的内容。请核对、补充，再提交。写的会自动保存。")
    st.text_area("小结", key=_key(month), height=420, max_chars=MAX_BODY, label_visibility="collapsed",
                 on_change=_keep, args=(month,))  # fmt: skip
    if problem := state.take(_PROBLEM):
        with st.container(key="need"):
            st.text(problem)
    with st.container(horizontal=True, key="summary_acts"):
        st.button("提交", key="submit_summary", type="primary", on_click=_submit, args=(month,))
        st.button("按记录重新写", key="redraft", on_click=state.put, args=(_ASKING, month))
        if kept.version:
            _show_paper(context, month)
    if state.get(_ASKING) == month:
        _ask_redraft(month)


def _show_handed_in(context: Context, kept: Summary) -> None:
    when = day_text(kept.submitted_on) if kept.submitted_on else ""
    st.success(f"{when}已提交，德育处和校领导能看到。", icon=":material/check:")
    with st.container(key="card_summary_private"):
        markup.show_lines(kept.body.split("\n\n"))
    with st.container(horizontal=True, key="summary_acts"):
        st.button("撤回修改", key="withdraw_summary", on_click=_withdraw, args=(kept.month, kept.version))
        _show_paper(context, kept.month)


def _show_paper(context: Context, month: date) -> None:
    make = partial(summaries.word, month=month)
    downloads.show(context, [Download("导出 Word", "summary.word", "summary", make)], "summary_paper")


def _begin(kept: Summary) -> None:
    """The field begins from what is kept, and stays as it is while it stands on the screen."""
    known = state.get(state.SUMMARY, {})
    if _key(kept.month) not in st.session_state:
        st.session_state[_key(kept.month)] = kept.body
        state.put(state.SUMMARY, known | {kept.month: kept.version})
        state.take(state.SUMMARY_CLASH)


def _ask_redraft(month: date) -> None:
    with st.container(key="card_note_redraft"):
        st.markdown("按现在的记录重新写，会盖掉上面的文字。")
        with st.container(horizontal=True):
            st.button("重新写", key="redraft_now", on_click=_redraft, args=(month,))
            st.button("不用了", key="redraft_not", on_click=state.take, args=(_ASKING,))


def _show_clash(kept: Summary) -> None:
    with st.container(key="card_warm_clash"):
        st.markdown("**这份小结刚在别的页面改过，您写的还没有保存**，下面是现在保存着的：")
        markup.show_lines(kept.body.split("\n\n"))
        with st.container(horizontal=True):
            st.button("按我写的保存", key="summary_over", on_click=_keep, args=(kept.month, kept.version))
            st.button("用现在的，不要我写的", key="summary_theirs", on_click=_take_theirs, args=(kept.month,))


def _keep(month: date, over: int | None = None) -> None:
    """Runs when the field is left. `over`: the version that was shown and may be written over."""
    _act(month, summaries.save, over, "已保存。")


def _submit(month: date) -> None:
    if _act(month, summaries.submit, None, "已提交。"):
        st.session_state.pop(_key(month), None)


def _act(month: date, act: Callable[[Context, date, int, str], int], over: int | None, said: str) -> bool:
    known: dict[date, int] = state.get(state.SUMMARY, {})
    version = known.get(month, 0) if over is None else over
    try:
        now = act(session.context(), month, version, st.session_state.get(_key(month)) or "")
    except Conflict:
        state.put(state.SUMMARY_CLASH, month)
        return False
    except SchoolError as error:
        state.put(_PROBLEM, error.message)
        return False
    state.put(state.SUMMARY, known | {month: now})
    state.take(state.SUMMARY_CLASH)
    state.put(state.NOTICE, ("done", said))
    return True


def _withdraw(month: date, version: int) -> None:
    menu.act(lambda: _withdrawn(month, version))
    st.session_state.pop(_key(month), None)


def _withdrawn(month: date, version: int) -> str:
    summaries.withdraw(session.context(), month, version)
    return "已撤回，改好再提交。"


def _redraft(month: date) -> None:
    state.take(_ASKING)
    st.session_state[_key(month)] = summaries.draft(session.context(), month)
    _keep(month)


def _take_theirs(month: date) -> None:
    state.take(state.SUMMARY_CLASH)
    st.session_state.pop(_key(month), None)


def _month_chosen() -> None:
    address.put("month", st.session_state.get("summary_month"))


def _view_chosen() -> None:
    address.put("view", st.session_state.get("summary_view"))


def _key(month: date) -> str:
    return f"summary_body_{month:%Y%m}"
