"""People's text inside a button's or link's label, where Streamlit reads Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<&])")


def plain(text: str) -> str:
    """The text with everything Markdown would act on made harmless, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def short(text: str, limit: int = 40) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
