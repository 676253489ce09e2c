"""已保存 · 撤销: a dark bar above the tabs for ten seconds after a record was saved."""

import streamlit as st

from components import menu, session, state
from services import interactions
from services.context import Context

SHOWN_FOR = 12  # seconds; the style sheet fades it out after ten


def remember(context: Context, interaction_id: int, words: str) -> None:
    """A record was saved: offer to take it back."""
    state.put(state.UNDO, (interaction_id, words, context.now.timestamp()))


def show(context: Context) -> None:
    """The bar, while it is fresh."""
    saved = state.get(state.UNDO, None)
    if saved is None:
        return
    interaction_id, words, at = saved
    if context.now.timestamp() - at > SHOWN_FOR:
        state.take(state.UNDO)
        return
    with st.bottom.container(key="saved", horizontal=True, horizontal_alignment="distribute"):
        st.text(f"已保存：{words}")
        st.button("撤销", key="undo", type="tertiary", on_click=_undo, args=(interaction_id,))


def _undo(interaction_id: int) -> None:
    state.take(state.UNDO)
    menu.act(lambda: _taken_back(interaction_id))


def _taken_back(interaction_id: int) -> str:
    interactions.undo(session.context(), interaction_id)
    return "已撤销，这条没有记下。"
