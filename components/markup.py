"""Text from people inside HTML of ours. Every value goes through `escape`; nothing else may build HTML."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from components.text import escape
from services.attachments import Attachment

_CELL, _ROW = "\x1f", "\x1e"  # what ASCII has for it


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Labels and values in two columns."""
    items = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows if text)
    return f'<dl class="facts">{items}</dl>' if items else ""


def lines(texts: Iterable[str]) -> str:
    """Paragraphs of plain text."""
    return "".join(f'<p class="line">{escape(line)}</p>' for line in texts if line)


def part(heading: str, aside: str, body: str) -> str:
    """A heading with something in small print behind it, and beneath it what the functions here made."""
    return f'<div class="part"><h4>{escape(heading)} <small>{escape(aside)}</small></h4>{body}</div>'


def call(label: str, number: str) -> str:
    """A button that dials."""
    return f'<a class="call" href="tel:{escape(number)}">{escape(label)}</a>'


def files(attachments: Iterable[Attachment]) -> str:
    """Photos as small pictures, other files as links; each opens by its own address, for whoever may see the record."""
    return (
        "".join(['<div class="files">', *map(_file, found), "</div>"]) if (found := list(attachments)) else ""
    )


def _file(one: Attachment) -> str:
    name = escape(one.name)
    if one.is_photo:
        picture = f'<img src="{one.address}?small" alt="{name}" loading="lazy" width="96" height="96">'
        return f'<a href="{one.address}" target="_blank" rel="noopener">{picture}</a>'
    return f'<a class="paper" href="{one.address}" download>{name}　{escape(one.size_text)}</a>'


def record_link(record_id: int, label: str) -> str:
    """A link to one record on the page of records."""
    return f'<a class="earlier" href="/log?record={int(record_id)}" target="_self">{escape(label)}</a>'


def way(address: str, label: str) -> str:
    """A link to a page of ours that stays in this tab; the frame follows it without loading everything anew."""
    return f'<a class="earlier" href="{escape(address)}" target="_self">{escape(label)}</a>'


def notes(rows: Iterable[tuple[str, str]]) -> str:
    """Short texts, each with its day at the right."""
    items = "".join(f"<li><span>{escape(text)}</span><time>{escape(day)}</time></li>" for day, text in rows)
    return f'<ul class="notes">{items}</ul>' if items else ""


def fold(label: str, html: str) -> str:
    """What a function above made, to unfold; nothing where there is nothing."""
    return _fold(label, html) if html else ""


def show_opening(facts: str, good: str, call: str, due: str) -> None:
    """What a student's page opens with beneath the name, as one element that can be covered.

    A line of facts, what went well, whom to call (on a phone), what is promised.
    """
    parts = [("warm", "闪光点", good), ("phone", "", call), ("due", "要跟进", due)]
    cards = "".join(
        f'<section class="card {look}">{f"<h2>{name}</h2>" if name else ""}{body}</section>'
        for look, name, body in parts
        if body
    )
    st.html(f'<div class="opening_private"><p class="aside">{escape(facts)}</p>{cards}</div>')


def show_drawn(
    note: str,
    told: tuple[str, str],
    tables: Iterable[tuple[str, Sequence[Mapping[str, object]]]],
    folded: tuple[str, str] = ("", ""),
    ways: Iterable[str] = (),
) -> None:
    """Beneath a chart, as one element: how to read it, what was written about it (heading, what `facts` made), tables
    and earlier words to unfold, links that `way` made.
    """
    head, body = told
    words = f"<h3>{escape(head)}</h3>{body}" if body else ""
    earlier = _fold(*folded) if folded[1] else ""
    folds = "".join(_fold(label, _table(rows)) for label, rows in tables if rows)
    links = "".join(ways)
    small = f'<p class="aside">{escape(note)}</p>' if note else ""
    st.html(f'<div class="drawn">{small}{words}{earlier}{folds}{links and f"<p>{links}</p>"}</div>')


def show_cards(cards: Iterable[tuple[str, str]], can_be_covered: bool = False) -> None:
    """Cards one under the other as one element: (heading, what the functions above made)."""
    html = "".join(f'<section class="card"><h3>{escape(name)}</h3>{body}</section>' for name, body in cards)
    st.html(f'<div class="cards_private">{html}</div>' if can_be_covered else html)


def show_story(heading: str, body: str) -> None:
    """A heading and what the functions above made, as one element."""
    st.html(f"<h2>{escape(heading)}</h2>{body}")


def show_lines(text: Iterable[str]) -> None:
    """Paragraphs of plain text, as one element; none of them, none."""
    if html := lines(text):
        st.html(html)


def show_made(html: str) -> None:
    """What a function here made, as one element."""
    st.html(html)


def timeline(
    heading: str,
    shown: Sequence["TimelineEntry"],
    folded: Iterable[tuple[str, Sequence["TimelineEntry"]]],
    terms: Sequence[tuple[str, str]] = (),
) -> str:
    """Records one under the other, and labelled parts to unfold beneath them.

    Above them what `server/assets/frame.js` filters by, without a question to the server: kinds, and terms (value, label).
    """
    folds = [(label, entries) for label, entries in folded if entries]
    everything = [*shown, *(one for _, entries in folds for one in entries)]
    parts = "".join(
        f'<details class="fold"><summary>{escape(label)} <i>{len(entries)}</i> 条</summary><div>{_list(entries)}</div></details>'
        for label, entries in folds
    )
    nothing = '<p class="aside nothing" hidden>这一学期没有这一类记录。</p>'
    return f'<div class="sift"><h2>{escape(heading)}</h2>{_filters(everything, terms)}{_list(shown)}{parts}{nothing}</div>'


def _filters(entries: Sequence["TimelineEntry"], terms: Sequence[tuple[str, str]]) -> str:
    """Only where there is something to choose between."""
    counts: dict[str, int] = {}
    for one in entries:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    shown = sorted(counts, key=lambda kind: -counts[kind]) if len(counts) > 1 else []
    pills = "".join(_pill(kind, kind, counts[kind], False) for kind in shown)
    pills = _pill("", "全部", len(entries), True) + pills if pills else ""
    options = "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in terms)
    select = f'<select aria-label="哪个学期"><option value="">全部学期</option>{options}</select>'
    return f'<div class="sifters">{pills}{select if len(terms) > 1 else ""}</div>'


def _pill(value: str, label: str, count: int, is_on: bool) -> str:
    on = "true" if is_on else "false"
    return f'<button type="button" data-pick="{escape(value)}" aria-pressed="{on}">{escape(label)} <i>{count}</i></button>'


def show_table(label: str, rows: Sequence[Mapping[str, object]]) -> None:
    """The numbers behind a chart, to unfold: a plain table, which also prints."""
    if rows:
        st.html(_fold(label, _table(rows)))


def show_tables(note: str, tables: Iterable[tuple[str, Sequence[Mapping[str, object]]]]) -> None:
    """A line in small print, and tables to unfold beneath it, as one element."""
    folds = "".join(_fold(label, _table(rows)) for label, rows in tables if rows)
    st.html((f'<p class="aside">{escape(note)}</p>' if note else "") + folds)


def show_progress(bars: Iterable[tuple[str, int, int]], note: str = "") -> None:
    """(what, done, of how many) as short lines with a bar, and a line beneath: 学生填志愿 42 / 50."""
    lines = "".join(
        f'<tr><td>{escape(name)}</td><td class="share"><progress class="calm" value="{done}" max="{total}">'
        f"</progress></td><td>{done} / {total} 人</td></tr>"
        for name, done, total in bars
    )
    st.html(
        f'<table class="shares">{lines}</table>' + (f'<p class="aside">{escape(note)}</p>' if note else "")
    )


def show_slips(slips: Sequence[tuple[str, str, str]], how: str) -> None:
    """(whose, aside, key) as slips to cut; printing this page prints them alone."""
    st.html(_slips(slips, how))


def show_slip_sheets(sheets: Mapping[str, Sequence[tuple[str, str, str]]], how: str) -> None:
    """Slips as above under their headings, each heading a sheet of its own on paper."""
    parts = (
        f'<section class="sheet"><h3>{escape(heading)}</h3>{_slips(slips, how)}</section>'
        for heading, slips in sheets.items()
    )
    st.html("".join(parts))


def _slips(slips: Sequence[tuple[str, str, str]], how: str) -> str:
    parts = "".join(
        f"<li><strong>{escape(name)}</strong><small>{escape(aside)}</small><b>{escape(key)}</b><p>{escape(how)}</p></li>"
        for name, aside, key in slips
    )
    return f'<ul class="slips">{parts}</ul>'


def show_rows(rows: Sequence[Mapping[str, object]]) -> None:
    """A plain table in full: a third of what Streamlit's own costs, and it prints."""
    if rows:
        st.html(f'<div class="listing">{_table(rows)}</div>')


def show_wide_rows(rows: Sequence[Mapping[str, object]]) -> None:
    """A table whose cells hold whole lists: it wraps at the desk, and on a phone each row is a block of its own."""
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0]) if rows else ""
    body = "".join(
        "<tr>"
        + "".join(f'<td data-label="{escape(name)}">{_cell(value)}</td>' for name, value in row.items())
        + "</tr>"
        for row in rows
    )
    if rows:
        st.html(f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{_body(rows)}</tbody></table>"


def _body(rows: Sequence[Mapping[str, object]]) -> str:
    """Escaped in one piece: six hundred calls for a page of the log of acts were a sixth of it."""
    cells = [[_text(value) for value in row.values()] for row in rows]
    whole = _ROW.join(_CELL.join(row) for row in cells)
    if whole.count(_ROW) != len(cells) - 1 or whole.count(_CELL) != sum(len(row) - 1 for row in cells):
        # somebody's text holds one of the two signs
        cells = [[text.replace(_ROW, " ").replace(_CELL, " ") for text in row] for row in cells]
        whole = _ROW.join(_CELL.join(row) for row in cells)
    body = escape(whole).replace(_CELL, "</td><td>").replace(_ROW, "</td></tr><tr><td>")
    return f"<tr><td>{body}</td></tr>" if rows else ""


def _fold(label: str, html: str, is_open: bool = False) -> str:
    how = " open" if is_open else ""
    return f'<details class="fold"{how}><summary>{escape(label)}</summary><div>{html}</div></details>'


def show_folds(folds: Iterable[tuple[str, str, bool]]) -> None:
    """Labels to unfold, as one element: (label, what the functions above made, whether it is open at first)."""
    if html := "".join(_fold(label, body, is_open=is_open) for label, body, is_open in folds):
        st.html(html)


def _list(entries: Iterable["TimelineEntry"]) -> str:
    return f'<ol class="timeline">{"".join(entry.html for entry in entries)}</ol>'


def _cell(value: object) -> str:
    return escape(_text(value))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


class TimelineEntry:
    """One record: its facts, its effect (in the attention colour when it asks for one), its text, who wrote it.

    `more` is what a function above made, shown beneath the text: `files`. `kind` and `term` are what filters go by.
    """

    def __init__(
        self,
        head: str,
        effect: str,
        is_warning: bool,
        lines: Sequence[str],
        foot: str,
        more: str = "",
        kind: str = "",
        term: str = "",
    ) -> None:
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        self.kind = kind
        self.html = (
            f'<li class="{"warn" if is_warning else ""}" data-kind="{escape(kind)}" data-term="{escape(term)}">'
            f"<h4>{escape(head)} <b>{escape(effect)}</b></h4>{body}{more}<small>{escape(foot)}</small></li>"
        )
