"""Asks for the code from the phone where an act needs it; whoever has none set up never meets this."""

from collections.abc import Callable

import streamlit as st

from components import menu, session, state
from components.text import plain
from domain.errors import NotAllowed, SchoolError
from services import step_up
from services.context import Context


def show(place: str) -> None:
    """The question. `place` tells two on one page apart."""
    with st.container(key=f"card_step_up_{place}"), st.form(f"step_up_{place}", border=False):
        st.text_input(
            "手机验证码",
            key=_key(place),
            max_chars=20,
            autocomplete="one-time-code",
            placeholder="手机上的 6 位数字",
            width=260,
        )
        show_refusal()
        st.form_submit_button("确认是我本人", type="primary", on_click=_confirm, args=(place,))
        st.caption("输入一次，15 分钟内不再问。手机不在身边，可以输入一个备用码；都没有，请找系统管理员。")


def asked_first(context: Context, place: str) -> bool:
    """Whether the question stands where something else would: a code is due, or has to be set up first."""
    try:
        is_due = step_up.is_due(context)
    except NotAllowed as error:
        st.caption(plain(error.message))
        return True
    if is_due:
        show(place)
    return is_due


def stop_until_given(context: Context, title: str) -> None:
    """The page goes on only in a session that gave a code; otherwise it ends with the question."""
    try:
        is_due = step_up.is_due(context)
    except NotAllowed as error:
        st.title(title, anchor=False)
        st.warning(plain(error.message))
        menu.link("more", "去“更多”")
        st.stop()
    if is_due:
        st.title(title, anchor=False)
        show("page")
        st.stop()


def _confirm(place: str) -> None:
    code = st.session_state[_key(place)]
    st.session_state[_key(place)] = ""  # a code is good once

    def confirm() -> str:
        step_up.confirm(session.context(), code)
        return "已确认是您本人。"

    act(confirm)


def act(what: Callable[[], str]) -> None:
    """Do something with a code; if it is refused, that is said where it was typed, which on a phone is far from the top."""
    try:
        said = what()
    except SchoolError as error:
        state.put(state.CODE_REFUSED, error.message)
        return
    menu.act(lambda: said)


def show_refusal() -> None:
    """What was said of the last code."""
    refusal = state.take(state.CODE_REFUSED)
    if refusal:
        st.error(plain(refusal), icon=":material/error:")


def _key(place: str) -> str:
    return f"step_up_code_{place}"
