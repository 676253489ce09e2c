"""How wide the screen is that looks on: told by the page itself (server/assets/frame.js) when the tab was opened."""

import streamlit as st

COOKIE = "narrow"


def is_narrow() -> bool:
    """Whether it is a phone; a desk where nothing was told."""
    return st.context.cookies.get(COOKIE) == "1"
