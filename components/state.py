"""Every key this app keeps in the browser tab's session, and nothing else may name one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import streamlit as st

TOKEN = "session_token"  # page tests sign in by it; browsers by the cookie
NOTICE = "notice"
UNDO = "undo_record"
FORM_ID = "form_id:"
PLAN_SEEN = "plan_seen"  # class → the version of the plan this tab shows
PLAN_TABLES = "plan_tables"  # table, class → how often it was drawn anew, and the version it shows
PLAN_UNDO = "plan_undo"  # class → the plans before this tab's last acts
BOARD_DONE = "board_done"  # keys of the board's acts that were taken over
BOARD_PICKED = "board_picked"
FORMED = "formed"  # class → the groups last formed by the search, and what it says of them
SUGGESTED = "suggested"  # class → the swap proposed
COMPARED = "compared"  # class → what forming around wishes would give
NEW_ACCOUNTS = "new_accounts"
NEW_SECRET = "new_secret"  # for a phone, until its first code has shown that it arrived there
CODE_REFUSED = "code_refused"  # what was said of the last code, beside where it was typed
RECOVERY_CODE = "recovery_code"  # of a school just set up, until it is written down
SPARE_CODES = "spare_codes"  # just made, shown once
WISH_GRID = "wish_grid"  # class → the rows as this tab's grid set out from them
WISH_SLIPS = "wish_slips"  # class → keys just made, shown once
UPLOADS = "uploads"  # field → the ids of the files it held
DIALOG = "open_dialog"
OVERVIEW_WHOLE = "overview_whole"  # the tab shows all mentors and classes, not only the neediest
PAGES = "pages"
CORRECTING = "correcting"  # the record being corrected, and the version it was read at
OPENED = "opened_text"  # the record whose encrypted text is open, since when, and the text
EDITING = "editing_archive"  # whose archive is open for editing, and what was typed
TIMELINE = "timeline"  # whose records an open archive shows, on which day, and how they were written
EARLIER = "earlier_wordings"  # the student and part whose earlier wordings were read, and those
LOOKED = "template_looked"  # purpose → what looking over the last upload found
EXAM_SEEN = "exam_seen"  # the exam under the hand, and the version this tab began from
SUMMARY = "summary_version"  # month → the version of the summary this tab began from
SUMMARY_CLASH = "summary_clash"  # the month whose summary another tab changed meanwhile
DIMENSIONS = "dimensions"  # of the review, as this tab first showed them
MONTH_GRID = "month_grid"  # term, month, class → the rows as this tab's grid set out from them
MONTH_READ = "month_read"  # term, month, student → the cells this tab's form set out from
MONTH_CLASH = (
    "month_clash"  # term, month, and the cells in which somebody else wrote something else meanwhile
)
LOAD_RULE = "load_rule"  # how 工作量 was counted when this tab opened the form
NOTE = "handover_version"  # change → the version of the own note this tab began from
NOTE_CLASH = "handover_clash"  # the change whose note another tab wrote meanwhile
FINDING_CLASH = (
    "finding_clash"  # the mentor's inspection somebody else wrote to meanwhile, and what was typed
)
CLASH = "correction_clash"  # the record somebody changed in another tab meanwhile

_forms: ContextVar[dict[str, str] | None] = ContextVar("forms", default=None)  # form → its id, in this run


def get(key: str, default: Any = None) -> Any:
    """What is kept under the key, or the default."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Keep a value for this tab."""
    st.session_state[key] = value


def take(key: str) -> Any | None:
    """Return and forget."""
    return st.session_state.pop(key, None)


def form_id(form: str) -> str:
    """The id of the form now on the screen; stays the same until `renew_form`."""
    ids = _forms.get()
    if ids is not None and form in ids:
        return ids[form]
    known: str | None = st.session_state.get(FORM_ID + form)
    if known is None:
        known = secrets.token_hex(16)
        st.session_state[FORM_ID + form] = known
    if ids is not None:
        ids[form] = known
    return known


def put_form_id(form: str, form_id: str) -> None:
    """Go on with a form begun before."""
    st.session_state[FORM_ID + form] = form_id
    (_forms.get() or {}).pop(form, None)


def renew_form(form: str) -> None:
    """The form was saved: the next one gets a new id."""
    st.session_state.pop(FORM_ID + form, None)
    (_forms.get() or {}).pop(form, None)


@contextmanager
def forms_known() -> Iterator[None]:
    """Within one run of the script each form's id is looked up once: every field's key ends in it."""
    mark = _forms.set({})
    try:
        yield
    finally:
        _forms.reset(mark)
