"""Who is at the screen: asked of the database at every run, never remembered."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from components import state
from db.connection import Store
from domain.errors import NotAllowed
from services import school, sign_in
from services.context import Context, clock
from services.sign_in import SignedIn

DATA_VARIABLE = "MENTOR_DATA"
COOKIE = "mentor_session"
_known: ContextVar[SignedIn | None] = ContextVar("known", default=None)


def data_folder() -> Path:
    """The school's data folder, given by the command that started the server."""
    return Path(os.environ.get(DATA_VARIABLE, "data"))


def store() -> Store:
    """The school's database."""
    return school.open_school(data_folder())


def cookie() -> str:
    """The cookie this tab's connection was opened with; empty in page tests."""
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) else ""


def token() -> str:
    """The session token of this tab: the cookie, or what a page test put in its place."""
    kept: str = state.get(state.TOKEN, "")
    return kept or cookie()


def visitor() -> SignedIn | None:
    """The person signed in, with the roles held at this moment."""
    known = token()
    return sign_in.current(store(), known, clock()) if known else None


@contextmanager
def as_known(person: SignedIn | None) -> Iterator[None]:
    """Within one run of the script the router's answer is good enough: asking again would cost a question a call."""
    mark = _known.set(person)
    try:
        yield
    finally:
        _known.reset(mark)


def context() -> Context:
    """The person acting, now. Callbacks must ask here: what the last run knew may be minutes old.

    :raises NotAllowed: nobody is signed in, or a new password is due first.
    """
    person = _known.get() or visitor()
    if person is None or person.must_change_password:
        raise NotAllowed("请先登录。")
    return person.context


def sign_out() -> None:
    """End the session everywhere."""
    sign_in.end_session(store(), token(), clock())
    state.take(state.TOKEN)
