"""What a person sees when something goes wrong: a sentence to act on, or a number to report."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from components import step_up_form
from components.text import plain
from domain import disk
from domain.errors import SchoolError, StepUpNeeded

log = logging.getLogger("mentor")


@contextmanager
def shown() -> Iterator[None]:
    """Show a SchoolError as its sentence; everything else goes on to `show_unexpected`."""
    try:
        yield
    except StepUpNeeded as error:
        st.info(plain(error.message))
        step_up_form.show("shown")
    except SchoolError as error:
        st.error(plain(error.message), icon=":material/error:")


def places(error: BaseException) -> str:
    """Where an error passed, the innermost first; nothing of what it said."""
    passed = reversed(traceback.extract_tb(error.__traceback__))
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in passed)


def show_unexpected(error: Exception) -> bool:
    """Log a bug with a number and the places it passed, never its text, which may hold a child's data.

    A disk or a database that cannot be used is no bug, wherever on the way to the page it was met.
    """
    said = error.message if isinstance(error, SchoolError) else None
    if said is None and isinstance(error, OSError):
        said = disk.in_words(error)
    if said is not None:
        st.error(plain(said), icon=":material/error:")
        return True
    number = secrets.token_hex(3)
    log.error("incident %s %s at %s", number, type(error).__name__, places(error))
    st.error(
        f"出了点问题，没有保存。请重试一次；还不行，请把编号 {number} 告诉系统管理员。",
        icon=":material/error:",
    )
    return True
