"""What mentors carry, a row each: a bar of its parts beside the same parts as numbers. One element, however many mentors.

On a phone each row is a block of its own. The choices above the rows work in the browser, without a question to the server.
"""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

_TABLE = """
export default function({data, parentElement, setTriggerValue}) {
  const [columns, choices, rows, scale] = data, box = parentElement.querySelector('.loads')
  const part = (tag, text, look) => {
    const made = document.createElement(tag)
    if (text) made.textContent = text
    if (look) made.className = look
    return made
  }
  const piece = (look, width) => {
    const made = part('i', '', look)
    made.style.width = `${100 * width / scale}%`
    return made
  }
  const bar = (parts, most) => {
    const made = part('td', '', 'bar'), inner = part('div')
    made.setAttribute('aria-hidden', 'true')
    const [students, ...more] = parts
    inner.append(piece('p0', Math.min(students, most)))
    if (students > most) inner.append(piece('over', students - most))
    inner.append(...more.map((width, place) => piece(`p${place + 1}`, width)))
    if (most <= scale) {
      const limit = part('u')
      limit.style.left = `${100 * most / scale}%`
      inner.append(limit)
    }
    made.append(inner)
    return made
  }
  const line = ([id, name, marks, total, parts, most, cells, in_choices]) => {
    const made = part('tr'), head = part('th'), button = part('button', name)
    head.scope = 'row'
    button.type = 'button'
    head.append(button, ...marks.map(([words, isWarning]) => part('b', words, isWarning ? 'warn' : '')))
    const sum = part('td', total, 'sum')
    sum.dataset.label = columns[1][0]
    const numbers = cells.map((text, place) => {
      const cell = part('td', text, `c${place}`)
      cell.dataset.label = columns[place + 3][0]
      return cell
    })
    made.append(head, sum, bar(parts, most), ...numbers)
    made.onclick = () => setTriggerValue('tapped', id)
    made.dataset.in = in_choices
    return made
  }
  const title = ([name, look]) => {
    const made = part('th')
    made.scope = 'col'
    if (look) made.append(part('i', '', look))
    made.append(name)
    return made
  }
  const top = part('thead'), body = part('tbody'), head = part('tr')
  head.append(...columns.map(title))
  top.append(head)
  body.append(...rows.map(line))
  const pick = (wanted) => {
    const known = choices.some(([key]) => key === wanted) ? wanted : ''
    box.dataset.pick = known
    for (const pill of pills.children) pill.setAttribute('aria-pressed', String(pill.dataset.key === known))
    for (const row of body.children) row.hidden = Boolean(known) && !row.dataset.in.includes(known)
  }
  const pills = part('div', '', 'sifters')
  pills.append(...(choices.length > 1 ? choices : []).map(([key, name, count]) => {
    const made = part('button', name)
    made.type = 'button'
    made.dataset.key = key
    made.append(part('i', String(count)))
    made.onclick = () => pick(key)
    return made
  }))
  const table = part('table')
  table.append(top, body)
  box.replaceChildren(pills, table)
  pick(box.dataset.pick ?? '')
}
"""
_table = st.components.v2.component(
    "mentor_loads", js=_TABLE, html='<div class="loads"></div>', isolate_styles=False
)


class LoadRow(NamedTuple):
    """One mentor: `parts` are drawn (students first), `cells` printed; `choices` are letters of those it belongs to."""

    id: int
    name: str
    marks: Sequence[tuple[str, bool]]
    total: str
    parts: Sequence[float]
    most: int
    cells: Sequence[str]
    choices: str


class Choice(NamedTuple):
    """A choice above the rows: one letter, empty for everybody; its words; how many rows there are."""

    key: str
    name: str
    rows: int


def show(
    columns: Sequence[tuple[str, str]],
    choices: Sequence[Choice],
    rows: Sequence[LoadRow],
    scale: float,
    key: str,
) -> int | None:
    """The rows with columns as (name, colour of a part); returns the id just tapped."""
    # a list, not a dict: in that Streamlit looks for data frames at every level
    answer = _table(data=[columns, choices, rows, scale], key=key, on_tapped_change=_nothing)
    tapped = answer.tapped
    return tapped if isinstance(tapped, int) and tapped in {row.id for row in rows} else None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
