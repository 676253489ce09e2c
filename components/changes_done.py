"""What every panel of 调换导师 ends with: back to the list once something is settled."""

from collections.abc import Callable

import streamlit as st

from components import menu, state


def act(what: Callable[[], str]) -> None:
    """Do something from a callback; what succeeds closes the panel."""

    def done() -> str:
        said = what()
        state.put(state.CHANGES_DONE, True)
        return said

    menu.act(done)


def leave_if_done() -> None:
    """At the page's beginning: back to the list after an act."""
    if state.take(state.CHANGES_DONE):
        menu.go("changes")


def show_nothing(words: str) -> None:
    """Nothing left to do here."""
    st.title("调换导师", anchor=False)
    st.info(words, icon=":material/check:")
