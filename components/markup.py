"""Text from people inside HTML of ours. Every value goes through `html.escape`; nothing else may build HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st


def show_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Labels and values in two columns, as one element."""
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts if text)
    if rows:
        st.html(f'<dl class="facts">{rows}</dl>')


def show_lines(lines: Iterable[str]) -> None:
    """Paragraphs of plain text, as one element."""
    st.html("".join(f'<p class="line">{escape(line)}</p>' for line in lines if line))


def show_timeline(
    shown: Sequence["TimelineEntry"], folded: Iterable[tuple[str, Sequence["TimelineEntry"]]]
) -> None:
    """Records one under the other, and labelled parts to unfold beneath them, as one element."""
    parts = "".join(
        _fold(f"{label} {len(entries)} 条", _list(entries)) for label, entries in folded if entries
    )
    st.html(_list(shown) + parts)


def show_table(label: str, rows: Sequence[Mapping[str, object]]) -> None:
    """The numbers behind a chart, to unfold: a plain table, which also prints."""
    if rows:
        head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
        body = "".join(
            f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row.values())}</tr>" for row in rows
        )
        st.html(_fold(label, f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"))


def _fold(label: str, html: str) -> str:
    return f'<details class="fold"><summary>{escape(label)}</summary><div>{html}</div></details>'


def _list(entries: Iterable["TimelineEntry"]) -> str:
    return f'<ol class="timeline">{"".join(entry.html for entry in entries)}</ol>'


def _cell(value: object) -> str:
    return (
        ""
        if value is None or value != value
        else escape(f"{value:g}" if isinstance(value, float) else str(value))
    )


def show_shares(shares: Iterable[tuple[str, int, int]]) -> None:
    """(name, done, of how many) as lines with a bar; the numbers are always printed."""
    lines = "".join(
        f'<tr><td>{escape(name)}</td><td class="share"><progress value="{done}" max="{total}"></progress></td>'
        f"<td>{done} / {total}</td><td>{f'未联系 {total - done} 人' if done < total else '都联系过'}</td></tr>"
        for name, done, total in shares
    )
    if lines:
        st.html(f'<table class="shares">{lines}</table>')


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
