"""已保存 · 撤销: a dark bar above the tabs for ten seconds after a record was saved or a draft thrown away."""

from typing import Final

import streamlit as st

from components import menu, session, state
from services import drafts, interactions
from services.context import Context

SHOWN_FOR = 12  # seconds; the style sheet fades it out after ten
RECORD: Final = "record"
DRAFT: Final = "draft"


def remember(context: Context, interaction_id: int, words: str) -> None:
    """A record was saved: offer to take it back."""
    offer_back(context, RECORD, interaction_id, f"已保存：{words}")


def offer_back(context: Context, what: str, its_id: int, said: str) -> None:
    """Something was just done to a record or a draft that can be undone."""
    state.put(state.UNDO, (what, its_id, said, context.now.timestamp()))


def show(context: Context) -> None:
    """The bar, while it is fresh."""
    saved = state.get(state.UNDO, None)
    if saved is None:
        return
    what, its_id, said, at = saved
    if context.now.timestamp() - at > SHOWN_FOR:
        state.take(state.UNDO)
        return
    with st.bottom.container(key="saved", horizontal=True, horizontal_alignment="distribute"):
        st.text(said)
        st.button("撤销", key="undo", type="tertiary", on_click=_undo, args=(what, its_id))


def _undo(what: str, its_id: int) -> None:
    state.take(state.UNDO)
    menu.act(lambda: _taken_back(what, its_id))


def _taken_back(what: str, its_id: int) -> str:
    if what == DRAFT:
        drafts.restore(session.context(), its_id)
        return "草稿又回来了。"
    interactions.undo(session.context(), its_id)
    return "已撤销，这条没有记下。"
