"""The open editor of an archive: what is typed stays while another part is looked at, and when somebody else saves first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import record_markup, state
from components.text import plain
from domain.corrections import Change
from domain.errors import Conflict, SchoolError


@dataclass
class Editing:
    """Whose archive is open for editing.

    `began`: part → the version and the values (by key) its fields began from; `kept`: key → what was typed.
    """

    student_id: int
    part: str = ""
    began: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    clash: str = ""
    problem: str = ""
    said: str = ""


def begin(student_id: int) -> None:
    """Open the editor."""
    state.put(state.EDITING, Editing(student_id))


def close() -> None:
    """Shut it; what was typed and not saved is gone."""
    if editing := now():
        for key in _own_keys(editing):
            state.take(key)
    state.take(state.EDITING)


def now() -> Editing | None:
    """What is open in this tab."""
    found: Editing | None = state.get(state.EDITING)
    return found


def of(student_id: int) -> Editing | None:
    """The same for this student; what was open for another is forgotten."""
    editing = now()
    if editing is not None and editing.student_id != student_id:
        close()
        return None
    return editing


def fields(part: str, version: int, values: Mapping[str, Any]) -> int:
    """The fields of a part begin from these values and stay as they are typed; returns the version they began from."""
    editing = _open()
    if part not in editing.began:
        editing.began[part] = (version, {key(name): value for name, value in values.items()})
    for name, value in values.items():
        choice(name, value)
    return editing.began[part][0]


def choice(name: str, first: Any) -> Any:
    """A field that only says what is looked at; returns what stands in it."""
    kept = _open().kept
    if key(name) not in st.session_state:
        st.session_state[key(name)] = kept.get(key(name), first)
    return st.session_state[key(name)]


def has_begun(part: str) -> bool:
    """Whether the fields of a part have their first values already."""
    return part in _open().began


def key(name: str) -> str:
    """The key of a field's widget."""
    return f"edit_{name}_{_open().student_id}"


def value(name: str) -> Any:
    """What stands in a field."""
    return st.session_state.get(key(name), _open().kept.get(key(name)))


def typed(names: Iterable[str]) -> dict[str, str]:
    """The texts that stand in these fields."""
    return {name: value(name) or "" for name in names}


def look_at(part: str) -> None:
    """Another part: what was typed in the one so far is put by."""
    keep()
    _open().part = part


def keep() -> None:
    """Put by what is typed: the next drawing shows other fields."""
    editing = _open()
    editing.kept |= {name: st.session_state[name] for name in _own_keys(editing)}
    editing.clash = editing.problem = editing.said = ""


def save(part: str, what: Callable[[], None], said: str) -> None:
    """Do it from a callback: a refusal is a sentence in the editor, a conflict shows both texts, done closes it.

    It stays open while something is typed in another part.
    """
    editing = now()
    if editing is None:
        return  # a second tap on what is saved already
    editing.problem = editing.clash = editing.said = ""
    try:
        what()
    except Conflict as error:
        editing.clash, editing.problem = part, error.message
        return
    except SchoolError as error:
        editing.problem = error.message
        return
    _forget(editing, part)
    left = _unsaved(editing)
    if left:
        editing.part, editing.said = left.partition("_")[0], f"{said}这一部分还没有保存。"
        return
    state.put(state.NOTICE, ("done", said))
    close()


def _forget(editing: Editing, part: str) -> None:
    keep()
    for name in editing.began.pop(part, (0, {}))[1]:
        state.take(name)
        editing.kept.pop(name, None)


def _unsaved(editing: Editing) -> str:
    """A part in which something else stands than what it began from."""
    return next(
        (
            part
            for part, (_, values) in editing.began.items()
            if any((editing.kept.get(name) or None) != (first or None) for name, first in values.items())
        ),
        "",
    )


def is_clash(part: str) -> bool:
    """Whether somebody else has changed this part meanwhile."""
    return _open().clash == part


def show_clash(differences: Iterable[Change], over: Callable[[], None]) -> None:
    """What stands there now beside what is in the fields, and what to do about it."""
    with st.container(key="card_warm_clash"):
        st.markdown("**这一部分刚被别人改过，您写的还没有保存。**")
        st.caption("下面划掉的是现在保存着的，带底色的是您写的。")
        record_markup.show_changes(differences)
        with st.container(horizontal=True):
            st.button("按我写的保存", key="edit_over", on_click=over)
            st.button("用现在的，不要我写的", key="edit_theirs", on_click=close)


def show_actions(save_it: Callable[[], None], label: str = "保存") -> None:
    """What went wrong, and the two buttons."""
    editing = _open()
    if editing.said:
        st.success(plain(editing.said), icon=":material/check:")
    if editing.problem and not editing.clash:
        st.error(plain(editing.problem), icon=":material/error:")
    with st.container(key="edit_actions", horizontal=True):
        st.button("不改了", key="edit_stop", width="stretch", on_click=close)
        st.button(label, key="edit_save", type="primary", width="stretch", on_click=save_it)


def _open() -> Editing:
    editing = now()
    if editing is None:
        raise AssertionError("no editor is open")
    return editing


def _own_keys(editing: Editing) -> list[str]:
    end = f"_{editing.student_id}"
    return [one for one in map(str, st.session_state) if one.startswith("edit_") and one.endswith(end)]
