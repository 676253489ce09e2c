"""A text that lies encrypted, opened by a tap for a few minutes: in this tab, on this page, and nowhere else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import streamlit as st

from components import menu, session, state, step_up_form
from services import record_log
from services.context import Context
from services.record_log import Opened

KEPT_FOR: Final = timedelta(minutes=5)
_LOOK_EVERY: Final = timedelta(seconds=20)


def of(context: Context, what: object) -> Any:
    """What was opened of this a moment ago (None: nothing); what was opened of anything else is forgotten."""
    known: tuple[object, datetime, Any] | None = state.get(state.OPENED)
    if known is None:
        return None
    if known[0] != what or context.now - known[1] >= KEPT_FOR:
        state.take(state.OPENED)
        return None
    return known[2]


def show_way(opened: Opened, texts: object) -> None:
    """The button that opens a record's text, or the one that closes it."""
    if texts is not None:
        show_open()
        return
    if step_up_form.asked_first(session.context(), "open_text"):
        return
    label = "打开看" if opened.line.is_sealed else "打开看原来怎么写的"
    record_id = opened.line.id
    with st.container(horizontal=True, vertical_alignment="center", key="open_text_row"):
        st.button(label, key="open_text", icon=":material/lock_open:", on_click=keep_open,
                  args=(record_id, lambda context: record_log.open_sealed(context, record_id)))  # fmt: skip
        st.caption("谁在什么时候打开看过，会记进操作日志。")


def keep_open(what: object, reveal: Callable[[Context], Any]) -> None:
    """Open it from a callback, for a few minutes."""

    def read() -> None:
        context = session.context()
        state.put(state.OPENED, (what, context.now, reveal(context)))

    menu.act(read)


@st.fragment(run_every=_LOOK_EVERY)
def show_open() -> None:
    """The button that closes; it looks by itself whether the time is up, so that a screen left alone closes."""
    known: tuple[object, datetime, Any] | None = state.get(state.OPENED)
    if known is None or of(session.context(), known[0]) is None:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="open_text_row"):
        st.button("合上", key="close_text", icon=":material/lock:", on_click=state.take, args=(state.OPENED,))
        st.caption("5 分钟后自动合上。")
