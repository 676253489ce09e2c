"""Photos and files of one's own record: taken off one by one, and more of them added."""

import streamlit as st

from components import address, menu, record_fields, session, state
from services import record_files
from services.attachments import Upload
from services.record_log import Opened

_FORM = "record_files"


def show(opened: Opened) -> None:
    """What is there, each with a way off, and a place to choose more."""
    form_id, record_id = state.form_id(_FORM), opened.line.id
    key = f"files_{form_id[:8]}"
    with st.container(key="card_note_files"):
        for one in opened.files:
            with st.container(key=f"file_{one.id}", horizontal=True, vertical_alignment="center"):
                st.text(f"{one.name}　{one.size_text}")
                st.button("去掉", key=f"off_{one.id}", type="tertiary", on_click=_take_off, args=(one.id,))
        if opened.files:
            st.caption("去掉以后找不回来，只留下“去掉过一个文件”的痕迹。")
        record_fields.files(key)
        with st.container(horizontal=True):
            st.button("好了", key="stop_files", on_click=address.put, args=("do", None))
            st.button("加上", type="primary", key="add_files", on_click=_add, args=(record_id, form_id, key))


def _add(record_id: int, form_id: str, key: str) -> None:
    def add() -> str:
        chosen = [Upload(one.name, one.getvalue()) for one in st.session_state.get(key) or []]
        record_files.add(session.context(), record_id, form_id, chosen)
        state.renew_form(_FORM)
        address.put("do", None)
        return f"已加上 {len(chosen)} 个。"

    menu.act(add)


def _take_off(attachment_id: int) -> None:
    def take_off() -> str:
        record_files.remove(session.context(), attachment_id)
        return "已去掉。"

    menu.act(take_off)
