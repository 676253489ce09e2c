"""One record as HTML of ours: what it says, and what its corrections changed. Every value is escaped."""

from collections.abc import Iterable, Sequence

import streamlit as st

from components import markup
from components.text import escape
from domain.calendar import day_text
from domain.corrections import Change
from services.corrections import Correction

_TAGS = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}


def show_record(
    effect: str,
    is_warning: bool,
    texts: Sequence[tuple[str, str]],
    facts: Iterable[tuple[str, str]],
    files: str,
    foot: str,
) -> None:
    """The effect, long texts under their labels (none: the record's own words), short facts, files, who wrote it."""
    mark = f'<b class="{"warn" if is_warning else ""}">{escape(effect)}</b>' if effect else ""
    words = "".join(
        f"<h4>{escape(label)}</h4>{markup.lines([text])}" if label else markup.lines([text])
        for label, text in texts
    )
    st.html(
        f'<article class="record">{mark}{words}{markup.facts(facts)}{files}<small>{escape(foot)}</small></article>'
    )


def show_history(history: Sequence[Correction]) -> None:
    """Each correction, the latest first: what was taken out and what was put in."""
    st.html(
        f'<details class="fold"><summary>看原来怎么写的</summary><div>{_steps(history, "更正")}</div></details>'
    )


def show_steps(heading: str, history: Sequence[Correction]) -> None:
    """The same of something else than a record, under its heading, laid open."""
    if history:
        st.html((f"<h3>{escape(heading)}</h3>" if heading else "") + _steps(history, "改"))


def _steps(history: Sequence[Correction], act: str) -> str:
    items = "".join(
        f"<li><h4>{escape(f'{day_text(one.on)} {one.at}　{one.by}{act}')}</h4>{_changes(one.changes)}</li>"
        for one in history
    )
    return f'<ol class="history">{items}</ol>'


def show_changes(changes: Iterable[Change]) -> None:
    """What differs between two wordings."""
    st.html(f'<div class="history">{_changes(list(changes))}</div>')


def _changes(changes: list[Change] | None) -> str:
    if changes is None:
        return "<p>改了什么，只给写的人看。</p>"
    if not changes:
        return "<p>内容没有变。</p>"
    return "".join(f"<p><i>{escape(one.label)}</i>{_pieces(one)}</p>" for one in changes)


def _pieces(change: Change) -> str:
    return "".join(_TAGS[sort].format(escape(text)) for sort, text in change.pieces)
