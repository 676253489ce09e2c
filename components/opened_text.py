"""A text that lies encrypted, opened by a tap for a few minutes: in this tab, on this page, and nowhere else."""

from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from components import menu, session, state, step_up_form
from services import record_log
from services.context import Context
from services.record_log import Opened, Texts

KEPT_FOR: Final = timedelta(minutes=5)
_LOOK_EVERY: Final = timedelta(seconds=20)


def of(context: Context, record_id: int) -> Texts | None:
    """What was opened of this record a moment ago; what was opened of another is forgotten."""
    known: tuple[int, datetime, Texts] | None = state.get(state.OPENED)
    if known is None:
        return None
    if known[0] != record_id or context.now - known[1] >= KEPT_FOR:
        state.take(state.OPENED)
        return None
    return known[2]


def show_way(opened: Opened, texts: Texts | None) -> None:
    """The button that opens, or the one that closes."""
    if texts is not None:
        _show_open()
        return
    if step_up_form.asked_first(session.context(), "open_text"):
        return
    label = "打开看" if opened.line.is_sealed else "打开看原来怎么写的"
    with st.container(horizontal=True, vertical_alignment="center", key="open_text_row"):
        st.button(label, key="open_text", icon=":material/lock_open:", on_click=_open, args=(opened.line.id,))
        st.caption("谁在什么时候打开看过，会记进操作日志。")


def _open(record_id: int) -> None:
    def read() -> None:
        context = session.context()
        state.put(state.OPENED, (record_id, context.now, record_log.open_sealed(context, record_id)))

    menu.act(read)


@st.fragment(run_every=_LOOK_EVERY)
def _show_open() -> None:
    """Looks by itself whether the time is up, so that a screen left alone closes."""
    known: tuple[int, datetime, Texts] | None = state.get(state.OPENED)
    if known is None or of(session.context(), known[0]) is None:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="open_text_row"):
        st.button("合上", key="close_text", icon=":material/lock:", on_click=state.take, args=(state.OPENED,))
        st.caption("5 分钟后自动合上。")
