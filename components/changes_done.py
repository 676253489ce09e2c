"""What every panel of 调换导师 ends with: back to the list once something is settled."""

from collections.abc import Callable

import streamlit as st

from components import menu


def act(what: Callable[[], str]) -> None:
    """Do something from a callback; what succeeds closes the panel."""

    def done() -> str:
        said = what()
        # not a switch of page, which would run once more and swallow what was said
        st.query_params.clear()
        return said

    menu.act(done)


def show_nothing(words: str) -> None:
    """Nothing left to do here."""
    st.title("调换导师", anchor=False)
    st.info(words, icon=":material/check:")
