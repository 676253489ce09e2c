"""Text from people inside HTML of ours. Every value goes through `html.escape`; nothing else may build HTML."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st


def show_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Labels and values in two columns, as one element."""
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts if text)
    if rows:
        st.html(f'<dl class="facts">{rows}</dl>')


def show_lines(lines: Iterable[str]) -> None:
    """Paragraphs of plain text, as one element."""
    st.html("".join(f'<p class="line">{escape(line)}</p>' for line in lines))


def show_timeline(entries: Sequence["TimelineEntry"]) -> None:
    """Records one under the other, as one element."""
    st.html(f'<ol class="timeline">{"".join(entry.html for entry in entries)}</ol>')


def show_progress(done: int, total: int, words: str) -> None:
    """Words, and beneath them a bar of as many parts as there are people."""
    parts = "".join(f'<i class="{"on" if place < done else ""}"></i>' for place in range(total))
    st.html(f'<p class="aside">{escape(words)}</p><div class="seg" aria-hidden="true">{parts}</div>')


class TimelineEntry:
    """One record: its facts, its effect (in the attention colour when it asks for one), its text, who wrote it."""

    def __init__(self, head: str, effect: str, is_warning: bool, lines: Sequence[str], foot: str) -> None:
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        self.html = (
            f'<li class="{"warn" if is_warning else ""}"><h4>{escape(head)} <b>{escape(effect)}</b></h4>'
            f"{body}<small>{escape(foot)}</small></li>"
        )
