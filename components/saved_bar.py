"""已保存 · 撤销: a dark bar above the tabs for ten seconds after a record was saved or a draft thrown away."""

import secrets
from typing import Any, Final

import streamlit as st

from components import menu, session, state
from services import drafts, interactions
from services.context import Context

SHOWN_FOR = 12  # seconds; the style sheet fades it out after ten
RECORD: Final = "record"
DRAFT: Final = "draft"


Typed = tuple[int | None, dict[str, Any]]  # whom a form is about, what stood in it


def remember(context: Context, interaction_id: int, words: str, typed: Typed | None) -> None:
    """A record was saved: offer to take it back; what was typed is a draft again then."""
    offer_back(context, RECORD, interaction_id, f"已保存：{words}", typed)


def offer_back(context: Context, what: str, its_id: int, said: str, typed: Typed | None = None) -> None:
    """Something was just done to a record or a draft that can be undone."""
    state.put(state.UNDO, (what, its_id, said, typed, context.now.timestamp()))


def show(context: Context) -> None:
    """The bar, while it is fresh."""
    saved = state.get(state.UNDO, None)
    if saved is None:
        return
    what, its_id, said, typed, at = saved
    if context.now.timestamp() - at > SHOWN_FOR:
        state.take(state.UNDO)
        return
    with st.bottom.container(key="saved", horizontal=True, horizontal_alignment="distribute"):
        st.text(said)
        st.button("撤销", key="undo", type="tertiary", on_click=_undo, args=(what, its_id, typed))


def _undo(what: str, its_id: int, typed: Typed | None) -> None:
    state.take(state.UNDO)
    menu.act(lambda: _taken_back(what, its_id, typed))


def _taken_back(what: str, its_id: int, typed: Typed | None) -> str:
    context = session.context()
    if what == DRAFT:
        drafts.restore(context, its_id)
        return "草稿又回来了。"
    interactions.undo(context, its_id)
    if typed is None:
        return "已撤销，这条没有记下。"
    drafts.keep(context, secrets.token_hex(16), 0, *typed)
    return "已撤销，这条没有记下。写的字放回了草稿。"
