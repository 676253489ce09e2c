"""What stands in the record form of this tab: its widgets' values under names that last as long as one form."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from components import state
from domain.confidence import Level
from domain.record_kinds import About, Kind
from services.drafts import Draft

FORM = "record"
MORE = "more"  # the fourth choice: kinds that are not written every day
FILES = "files"
DAILY = (Kind.TALK, Kind.GUARDIAN_CONTACT, Kind.HOME_VISIT)
GAVE_TALK = "gave_talk"
STUDENT = "student"  # whom a child's record is about first
Address = tuple[int | str | None, ...]
_ADDRESS = "record_address"
_KEPT = "record_kept"
_DRAFT = "record_draft"  # (form id, version, when it was kept)
_NOT_KEPT = {
    FILES,
    STUDENT,
    "when",
    MORE,
    GAVE_TALK,
}  # files are no part of a draft; the others follow from the kind
_DAYS = {"day", "again_day"}
_USUAL = ("level", Level.OPEN.value)


def key(name: str) -> str:
    """Each form's widgets have their own keys: a saved form leaves nothing behind in the next.

    The style sheet knows the widgets by the beginning of their keys.
    """
    return f"{name}{_end()}"


def value(name: str) -> Any:
    """What stands there now; None where nothing does."""
    return st.session_state.get(key(name))


def put(name: str, wanted: Any) -> None:
    """Fill something in, before its widget is drawn."""
    st.session_state[key(name)] = wanted


def keep_known(name: str, known: Any) -> None:
    """Forget a choice that is not offered any more: whoever left the class since the draft."""
    chosen = value(name)
    if isinstance(chosen, list):
        put(name, [one for one in chosen if one in known])
    elif chosen is not None and chosen not in known:
        del st.session_state[key(name)]


def is_new(address: Address) -> bool:
    """Whether the form asked for is another than was on the screen at the last run."""
    return key("content") not in st.session_state or state.get(_ADDRESS) != address


def begin(address: Address) -> None:
    """A new form: nothing of the one before is in it but what 再记一条 kept."""
    state.renew_form(FORM)
    state.put(_ADDRESS, address)
    put("content", "")
    if any(address):  # not while it is still asked whom to record
        for name, wanted in (state.take(_KEPT) or {}).items():
            put(name, wanted)


def finish(keep: Iterable[str]) -> None:
    """The form was saved; the next one begins with these of its values."""
    state.put(_KEPT, {name: value(name) for name in keep if value(name)})
    state.renew_form(FORM)


def kind_now() -> Kind:
    """The kind the form on the screen stands at."""
    daily = value("kind")
    kind = Kind((value(MORE) or Kind.TALK) if daily == MORE else (daily or Kind.TALK))
    return Kind.CLASS_TALK if kind is Kind.CLASS_MEETING and value(GAVE_TALK) else kind


def start_with(kind: Kind) -> None:
    """Let a new form stand at this kind."""
    if kind is Kind.CLASS_TALK:
        put(GAVE_TALK, True)
        kind = Kind.CLASS_MEETING
    put("kind", kind if kind in DAILY else MORE)
    if kind not in DAILY:
        put(MORE, kind)


def adopt(draft: Draft) -> None:
    """Fill the form with a draft; it stays the same form, so that saving it ends the draft."""
    state.put_form_id(FORM, draft.form_id)
    for name, kept in draft.body.items():
        if name not in ("students", "about", "kind"):
            put(name, date.fromisoformat(kept) if name in _DAYS else kept)
    if draft.body.get("restricted"):  # a draft of the version that knew only this
        put("level", Level.OWN.value)
    put("content", draft.body.get("content", ""))
    put(STUDENT, draft.student_id if draft.kind.shape.about is About.STUDENTS else None)
    start_with(draft.kind)
    state.put(_DRAFT, (draft.form_id, draft.version, draft.changed_at))


def body() -> dict[str, Any]:
    """Every field of the form that has something in it, as a draft keeps them."""
    end = _end()
    found = {
        str(name).removesuffix(end): kept
        for name, kept in st.session_state.items()
        if str(name).endswith(end)
    }
    kept = {
        name: one.isoformat() if isinstance(one, date) else one
        for name, one in found.items()
        if name not in _NOT_KEPT and one not in (None, "", [], False) and (name, one) != _USUAL
    }
    return kept | {"kind": kind_now().value}


def place() -> str:
    """Where it was. The usual place is filled in for a talk face to face; of anything else it would be a guess."""
    is_seen = value("when_seen") or (kind_now(), value(f"mode_{Kind.TALK.value}")) == (
        Kind.TALK,
        Kind.TALK.modes[0],
    )
    return (value("place") or "").strip() if is_seen else ""


def draft_version() -> int:
    """The version of this form's draft; 0 while it has none."""
    form_id, version, _ = state.get(_DRAFT, ("", 0, None))
    return int(version) if form_id == state.form_id(FORM) else 0


def draft_kept_at() -> Any:
    """When this form's draft was last kept; None while it has none."""
    form_id, _, at = state.get(_DRAFT, ("", 0, None))
    return at if form_id == state.form_id(FORM) else None


def draft_kept(version: int, at: Any) -> None:
    """The draft of this form is now of this version."""
    state.put(_DRAFT, (state.form_id(FORM), version, at))


def _end() -> str:
    return f"_{state.form_id(FORM)[:8]}"
