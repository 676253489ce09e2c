"""谁能看: how far a record is told, with the names of those who will see it."""

from collections.abc import Sequence

import streamlit as st

from components import labels
from components.record_fields import Changed, Key
from components.text import plain
from domain.confidence import Level, Reader, level_of
from domain.records import InteractionForm
from services import readers
from services.context import Context

_MOST_NAMED = 8
_LEVEL, _READERS = "level", "readers"


def show(
    context: Context, key: Key, student_ids: Sequence[int], class_id: int | None, changed: Changed = None
) -> None:
    """The choice, which costs the usual record no tap; of whom it may be told only those who may see the children."""
    known = readers.could_read(context, student_ids, class_id)
    st.session_state.setdefault(key(_LEVEL), Level.OPEN.value)
    level = Level(st.session_state[key(_LEVEL)])
    st.pills(f"会看到：{plain(_names(level, known))}", [one.value for one in Level], key=key(_LEVEL), required=True,
             format_func=lambda one: Level(one).text, on_change=changed, width="stretch")  # fmt: skip
    if level is Level.CHOSEN:
        _choose(key, known, changed)


def _choose(key: Key, known: Sequence[Reader], changed: Changed) -> None:
    names = labels.unique((one.id, one.text, "") for one in known)
    # whoever no longer may see the children is not chosen any more
    ticked = [one for one in st.session_state.get(key(_READERS)) or [] if one in names]
    st.session_state[key(_READERS)] = ticked
    st.pills("给谁看（可以点几个）", list(names), selection_mode="multi", key=key(_READERS), width="stretch",
             format_func=lambda one: plain(names[one]), on_change=changed or "ignore")  # fmt: skip


def _names(level: Level, known: Sequence[Reader]) -> str:
    if level is Level.OWN:
        return "只有您自己；别人只知道有这一条"
    if level is Level.CHOSEN:
        return "您和选定的人；别人只知道有这一条"
    shown = "、".join(one.name for one in known[:_MOST_NAMED])
    return shown + (f" 等 {len(known)} 人" if len(known) > _MOST_NAMED else "")


def chosen_now(key: Key) -> tuple[bool, tuple[int, ...]]:
    """Whether it is confidential, and who may read it, as it stands on the screen."""
    level = Level(st.session_state.get(key(_LEVEL)) or Level.OPEN)
    ticked = tuple(st.session_state.get(key(_READERS)) or ()) if level is Level.CHOSEN else ()
    return level is not Level.OPEN, ticked


def missing(key: Key) -> list[str]:
    """What is still to be chosen: told to some, and none ticked, is not told to nobody by a slip."""
    is_to_some = st.session_state.get(key(_LEVEL)) == Level.CHOSEN
    return ["给谁看"] if is_to_some and not st.session_state.get(key(_READERS)) else []


def values(form: InteractionForm) -> dict[str, object]:
    """What the choice shows at first for a stored record."""
    return {_LEVEL: level_of(form.is_restricted, form.readers).value, _READERS: list(form.readers)}
