"""A table whose every cell can be tapped: one element, however many cells. On a phone each row is a block of its own."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import streamlit as st

_TABLE = """
export default function({data, parentElement, setTriggerValue}) {
  const part = (tag, text, look) => {
    const made = document.createElement(tag)
    if (text) made.textContent = text
    if (look) made.className = look
    return made
  }
  const cell = (row) => ([column, main, late, words, look], place) => {
    const made = part('td', '', look)
    if (!main) return made
    const button = part('button')
    button.type = 'button'
    const said = part('span', words)
    if (late) said.prepend(part('b', late))
    button.append(part('i', data.columns[place][0]), part('strong', main), said)
    button.setAttribute('aria-label', [row[1], data.columns[place][0], main, late, words].filter(Boolean).join(' '))
    button.onclick = () => setTriggerValue('tapped', [row[0], column])
    made.append(button)
    return made
  }
  const line = (row) => {
    const made = part('tr')
    const name = part('th', row[1])
    name.scope = 'row'
    made.append(name, ...row[2].map(cell(row)))
    return made
  }
  const head = part('tr')
  head.append(part('th', data.corner), ...data.columns.map(([name, words]) => {
    const made = part('th', name)
    made.scope = 'col'
    made.append(part('span', words))
    return made
  }))
  const [top, body] = [part('thead'), part('tbody')]
  top.append(head)
  body.append(...data.rows.map(line))
  parentElement.querySelector('table').replaceChildren(top, body)
}
"""
_table = st.components.v2.component(
    "mentor_figures", js=_TABLE, html='<div class="figures"><table></table></div>', isolate_styles=False
)


class Cell(NamedTuple):
    """One number: `main` large, beneath it what is `late` and other words; without `main` the cell stays empty."""

    column: int
    main: str
    late: str = ""
    words: str = ""
    look: Literal["", "done", "calm"] = ""


class Line(NamedTuple):
    """A row: the cells in the order of the columns."""

    id: int
    name: str
    cells: Sequence[Cell]


def show(
    corner: str, columns: Sequence[tuple[str, str]], rows: Sequence[Line], key: str
) -> tuple[int, int] | None:
    """The table, columns as (name, words); returns the (row, column) just tapped."""
    answer = _table(
        data={"corner": corner, "columns": columns, "rows": rows}, key=key, on_tapped_change=_nothing
    )
    tapped = answer.tapped
    known = {(row.id, cell.column) for row in rows for cell in row.cells}
    if isinstance(tapped, list) and len(tapped) == 2 and (tapped[0], tapped[1]) in known:
        return tapped[0], tapped[1]
    return None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
