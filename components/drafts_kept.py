"""Drafts on the screen: kept as one types, offered again, thrown away with a way back."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import streamlit as st

from components import menu, record_fields, record_state, saved_bar, session, state
from components.record_state import FORM
from components.text import plain
from domain.errors import Conflict, SchoolError
from domain.record_kinds import SHAPES
from services import drafts
from services.context import Context
from services.drafts import Draft

PROBLEM = "draft_problem"  # (form id, why its draft is kept no more)
SHOWN = 3
# a form with nothing in these is quicker done again than found again
_WORDS: Final = {"content"} | {
    record_fields.own(one)
    for shape in SHAPES.values()
    for one in shape.fields
    if one.input in ("line", "text")
}


class About(Protocol):
    """Whom the form is about."""

    @property
    def text(self) -> str:
        """In words."""

    @property
    def student_ids(self) -> tuple[int, ...]:
        """Which students."""


def keep(form_id: str, chosen: Callable[[], About]) -> None:
    """Something was typed: keep the whole form. From the moment another device was first, this one keeps nothing."""
    if form_id != state.form_id(FORM) or problem():
        return
    written = record_state.body()
    version = record_state.draft_version()
    if not version and not _WORDS & set(written):
        return
    try:
        context, about = session.context(), chosen()
        first, body = _body(about)
        _, version = drafts.keep(context, form_id, version, first, body)
        record_state.draft_kept(version, context.now)
    except Conflict as error:
        state.put(PROBLEM, (form_id, error.message))
    except SchoolError:
        return  # what is wrong with the form is said when it is saved


def again(about: About) -> tuple[int | None, dict[str, Any]] | None:
    """What somebody typed, to be a draft once more if the record is taken back; None where nobody typed."""
    first, body = _body(about)
    return (first, body) if _WORDS & set(body) else None


def _body(about: About) -> tuple[int | None, dict[str, Any]]:
    """Whom the form is about first, and everything in it."""
    body = record_state.body() | {"students": list(about.student_ids), "about": about.text}
    return (about.student_ids[0] if about.student_ids else None), body


def problem() -> str:
    """Why this form's draft is kept no more; empty while it is."""
    form_id, words = state.get(PROBLEM, ("", ""))
    return str(words) if form_id == state.form_id(FORM) else ""


def state_text(context: Context) -> str:
    """Since when what was typed is safe, and what is not; empty while nothing is kept."""
    at = record_state.draft_kept_at()
    return f"草稿已存 {at.astimezone(context.local_now.tzinfo):%H:%M}，不含照片" if at else ""


def offer(context: Context, student_id: int | None = None) -> None:
    """What one has not finished, with ways to go on and to throw it away; on a child's form what is about this child."""
    waiting = [one for one in drafts.mine(context) if one.form_id != state.form_id(FORM)]
    shown = [one for one in waiting if student_id is None or one.student_id == student_id]
    for draft in shown[:SHOWN]:
        with st.container(key=f"draft_{draft.id}_private", horizontal=True, vertical_alignment="center"):
            _show(draft)
    if len(shown) > SHOWN:
        menu.link("record", f"还有 {len(shown) - SHOWN} 条没写完")


def _show(draft: Draft) -> None:
    if draft.is_readable:
        menu.link("record", f"{plain(draft.title)} 没写完　**接着写 ›**", draft=draft.id)
    else:
        st.text(f"有 1 条没写完：{draft.title}")
    st.button("丢掉", key=f"discard_{draft.id}", type="tertiary", on_click=_discard, args=(draft.id,))


def _discard(draft_id: int) -> None:
    def throw_away() -> None:
        context = session.context()
        drafts.discard(context, draft_id)
        saved_bar.offer_back(context, saved_bar.DRAFT, draft_id, "草稿已丢掉")

    menu.act(throw_away)
