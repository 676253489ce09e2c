"""Every key this app keeps in the browser tab's session, and nothing else may name one."""

import secrets
from typing import Any

import streamlit as st

TOKEN = "session_token"  # page tests sign in by it; browsers by the cookie
NOTICE = "notice"
UNDO = "undo_record"
FORM_ID = "form_id:"
GROUP_DRAFT = "group_draft"
GROUP_DEALS = "group_deals"
NEW_ACCOUNTS = "new_accounts"
DIALOG = "open_dialog"
PAGES = "pages"


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
    key = FORM_ID + form
    if key not in st.session_state:
        st.session_state[key] = secrets.token_hex(16)
    return str(st.session_state[key])


def renew_form(form: str) -> None:
    """The form was saved: the next one gets a new id."""
    st.session_state.pop(FORM_ID + form, None)
