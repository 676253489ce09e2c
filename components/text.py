"""People's text in labels, titles and notices, where Streamlit reads Markdown, and in HTML of ours."""

import html
import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<&])")
# an address becomes a link by itself, its signs escaped or not: a space of no width in it keeps it text
_ADDRESS = re.compile(r"(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)|(?<=@)(?=\w)", re.IGNORECASE)
_HTML = re.compile("[&<>\"']")
_NO_WIDTH = "\u200b"


def plain(text: str) -> str:
    """The text with everything Markdown would act on made harmless, on one line."""
    return _SPECIAL.sub(r"\\\1", _ADDRESS.sub(_NO_WIDTH, " ".join(text.split())))


def escape(text: str) -> str:
    """As `html.escape`; most texts hold nothing of the kind and are let go at once."""
    return html.escape(text) if _HTML.search(text) else text


def short(text: str, limit: int = 40) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
