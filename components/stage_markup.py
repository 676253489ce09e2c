"""推进阶段 drawn: a bar over the months with today's line at the desk, one stage under the other on a phone."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

import streamlit as st

from domain.stages import Stage


class Line(NamedTuple):
    """An item as it is drawn: its look, name, what stands behind it, words beneath, links (address, label)."""

    look: str
    name: str
    mark: str
    words: str
    ways: Sequence[tuple[str, str]]


class Part(NamedTuple):
    """A stage or a list as it is drawn; `look` is over, now, coming or warm."""

    look: str
    heading: str
    aside: str
    lines: Sequence[Line]
    ways: Sequence[tuple[str, str]] = ()


def show(stages: Sequence[Stage], today: date, urgent: Part | None, parts: Sequence[Part]) -> None:
    """What is due first, then the bar, then every stage with its items; one element."""
    first = _part(urgent) if urgent else ""
    rest = "".join(map(_part, parts))
    st.html(f'<div class="stages">{first}{_bar(stages, today, parts)}<div class="rail">{rest}</div></div>')


def _bar(stages: Sequence[Stage], today: date, parts: Sequence[Part]) -> str:
    """Weeks are the columns: every stage over its own, the months above, a line where today is."""
    first, last = stages[0].starts_on, stages[-1].ends_on
    weeks = _week(first, last) + 1
    spans = "".join(
        f'<i class="{escape(part.look)}" style="grid-column: {begin + 1} / {end + 1}">{escape(_fitting(one.name, end - begin))}</i>'
        for one, part in zip(stages, parts, strict=True)
        for begin, end in [_weeks(first, one)]
    )
    months = "".join(
        f'<span style="grid-column: {max(0, _week(first, month)) + 1}">{month.month}月</span>'
        for month in _months(first, last)
    )
    share = 100 * (today - first).days / max(1, (last - first).days)
    line = f'<b style="left: {share:.1f}%">今天</b>' if 0 <= share <= 100 else ""
    grid = f'style="grid-template-columns: repeat({weeks}, minmax(0, 1fr))"'
    return f'<div class="bar" aria-hidden="true"><div class="months" {grid}>{months}</div><div class="spans" {grid}>{spans}</div>{line}</div>'


def _weeks(first: date, stage: Stage) -> tuple[int, int]:
    """The columns from, and up to without: the next one may begin in the week in which this one ends."""
    begin = _week(first, stage.starts_on)
    return begin, max(begin + 1, _week(first, stage.ends_on + timedelta(days=1)))


def _fitting(name: str, weeks: int) -> str:
    return name if weeks > 3 else name[:2]


def _week(first: date, day: date) -> int:
    return (day - first).days // 7


def _months(first: date, last: date) -> list[date]:
    found = [first.replace(day=1)]
    while (following := (found[-1] + timedelta(days=32)).replace(day=1)) <= last:
        found.append(following)
    return found


def _part(one: Part) -> str:
    lines = "".join(map(_line, one.lines)) or "<li>这一阶段还没有要做的事。</li>"
    return (
        f'<section class="card {escape(one.look)}"><h3>{escape(one.heading)} <small>{escape(one.aside)}</small></h3>'
        f"<ul>{lines}</ul>{_ways(one.ways)}</section>"
    )


def _line(one: Line) -> str:
    words = f"<p>{escape(one.words)}</p>" if one.words else ""
    return f'<li class="{escape(one.look)}"><strong>{escape(one.name)}</strong><em>{escape(one.mark)}</em>{words}{_ways(one.ways)}</li>'


def _ways(ways: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<a class="earlier" href="{escape(address)}" target="_self">{escape(label)}</a>'
        for address, label in ways
    )
    return f'<div class="ways">{links}</div>' if links else ""
