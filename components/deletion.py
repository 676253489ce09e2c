"""Deleting one's own record: only with a reason, which stays to be seen."""

import streamlit as st

from components import errors, menu, session, state
from domain.corrections import MAX_REASON, REASONS
from services import corrections
from services.record_log import Opened

_OTHER = "其他"


def offer(opened: Opened) -> None:
    """The button that asks why."""
    if st.button("删除", key="delete", icon=":material/delete:"):
        _ask(opened.line.id, opened.line.version)


@st.dialog("删除这条记录")
def _ask(record_id: int, version: int) -> None:
    st.caption(
        "删除后不再计入任何统计。谁、哪天、为什么删除会留下，班主任和德育处能看到；内容只有您自己还能看。"
    )
    chosen = st.pills("为什么删除", [*REASONS, _OTHER], key="delete_reason")
    typed = (
        st.text_input("写明理由（不要写学生的隐私）", key="delete_words", max_chars=MAX_REASON)
        if chosen == _OTHER
        else ""
    )
    if st.button("确定删除", type="primary", key="delete_now", width="stretch"):
        with errors.shown():
            corrections.delete(
                session.context(), record_id, version, typed if chosen == _OTHER else chosen or ""
            )
            state.put(state.NOTICE, ("done", "已删除。在“已删除”里还能看到。"))
            menu.go("log")
