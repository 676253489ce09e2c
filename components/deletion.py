"""Deleting one's own record: only with a reason, which stays to be seen."""

import streamlit as st

from components import address, session, state
from domain.corrections import MAX_REASON, REASONS
from domain.errors import SchoolError
from services import corrections
from services.record_log import Opened

_OTHER = "其他"
_PROBLEM = "deletion_problem"


def show(opened: Opened) -> None:
    """Why, and the two buttons."""
    with st.container(key="card_note_delete"):
        st.markdown("**删除这条记录？**")
        st.caption(
            "删除后不再计入任何统计。谁、哪天、为什么删除会留下，班主任和德育处能看到；内容只有您自己还能看。"
        )
        if st.pills("为什么删除", [*REASONS, _OTHER], key="delete_reason") == _OTHER:
            st.text_input("写明理由（不要写学生的隐私）", key="delete_words", max_chars=MAX_REASON)
        if problem := state.take(_PROBLEM):
            with st.container(key="need"):
                st.text(problem)
        with st.container(horizontal=True):
            st.button("不删了", key="stop_deleting", on_click=address.put, args=("do", None))
            st.button("确定删除", type="primary", key="delete_now", on_click=_delete,
                      args=(opened.line.id, opened.line.version))  # fmt: skip


def _delete(record_id: int, version: int) -> None:
    chosen = st.session_state.get("delete_reason")
    reason = st.session_state.get("delete_words") if chosen == _OTHER else chosen
    try:
        corrections.delete(session.context(), record_id, version, reason or "")
    except SchoolError as error:
        state.put(_PROBLEM, error.message)
        return
    state.put(state.NOTICE, ("done", "已删除。在“已删除”里还能看到。"))
    for name in ("record", "do"):
        address.put(name, None)
