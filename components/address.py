"""What the address says. It is text from outside: read one value at a time, never trusted."""

from datetime import date
from urllib.parse import urlsplit

import streamlit as st

_THIS_COMPUTER = ("127.", "localhost", "[::1]")


def number(name: str) -> int | None:
    """A whole number of reasonable size, or None."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def word(name: str, known: list[str]) -> str | None:
    """One of the known words, or None."""
    text = st.query_params.get(name, "")
    return text if text in known else None


def text(name: str, longest: int = 80) -> str:
    """A few words on one line; empty when there are none."""
    return " ".join(st.query_params.get(name, "")[: 4 * longest].split())[:longest]


def day(name: str) -> date | None:
    """A day written 2026-11-21, or None."""
    try:
        return date.fromisoformat(st.query_params.get(name, "")[:10])
    except ValueError:
        return None


def put(name: str, value: str | int | date | None) -> None:
    """Say it in the address; what is empty is left out."""
    if value in (None, "", 0):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value.isoformat() if isinstance(value, date) else str(value)


def host() -> str:
    """Where this page was opened, as it is to be typed in elsewhere."""
    url = st.context.url
    there = urlsplit(url) if isinstance(url, str) else urlsplit("")
    return there.netloc if there.scheme != "https" else f"https://{there.netloc}"


def is_only_here() -> bool:
    """Whether other computers cannot open the address this page was opened at."""
    return host().startswith(_THIS_COMPUTER)


def all_but(names: tuple[str, ...]) -> dict[str, str]:
    """Everything the address says, without these."""
    return {name: value for name, value in st.query_params.to_dict().items() if name not in names}
