"""What the address says. It is text from outside: read one value at a time, never trusted."""

import streamlit as st


def number(name: str) -> int | None:
    """A whole number of reasonable size, or None."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def word(name: str, known: list[str]) -> str | None:
    """One of the known words, or None."""
    text = st.query_params.get(name, "")
    return text if text in known else None
