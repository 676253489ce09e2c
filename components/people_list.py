"""People to tap, as rows or tiles: one element for all the lists of a page, however long they are.

Thirty buttons of Streamlit's own cost a click on this page three times what one list does, on the server and on
the phone. The list sends back only the id that was tapped; whoever acts on it checks the right to it as always.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import streamlit as st

_LIST = """
export default function({data, parentElement, setTriggerValue}) {
  const part = (tag, text, look) => {
    const made = document.createElement(tag)
    if (text) made.textContent = text
    if (look) made.className = look
    return made
  }
  const person = ([id, name, mark, words, isUrgent, hasCare]) => {
    const button = part('button', '', hasCare ? 'care' : '')
    button.type = 'button'
    button.append(part('strong', name), part('span', mark, isUrgent ? 'urgent' : ''))
    if (words) button.append(part('em', words))
    button.onclick = () => setTriggerValue('tapped', id)
    return button
  }
  const bar = (done, total) => {
    const made = part('div', '', 'seg')
    made.setAttribute('aria-hidden', 'true')
    made.append(...Array.from({length: total}, (_, place) => part('i', '', place < done ? 'on' : '')))
    return made
  }
  const section = ([heading, aside, done, total, look, people]) => {
    const list = part('div', '', `people ${look}`)
    list.append(...people.map(person))
    return [...(heading ? [part('h2', heading)] : []), ...(aside ? [part('p', aside, 'aside'), bar(done, total)] : []), list]
  }
  parentElement.querySelector('.lists').replaceChildren(...data.flatMap(section))
}
"""
_lists = st.components.v2.component(
    "mentor_people", js=_LIST, html='<div class="lists"></div>', isolate_styles=False
)


class Person(NamedTuple):
    """One to tap: a name, a mark at its right (9 天), and words beneath; a care status folds the corner."""

    id: int
    name: str
    mark: str
    words: str = ""
    is_urgent: bool = False
    has_care: bool = False


class People(NamedTuple):
    """A list under its heading; `aside` and a bar of `done` out of `total` stand between them."""

    heading: str
    aside: str
    done: int
    total: int
    look: Literal["rows", "tiles"]
    people: Sequence[Person]


def people(people: Sequence[Person], heading: str = "", look: Literal["rows", "tiles"] = "tiles") -> People:
    """A list without a bar."""
    return People(heading, "", 0, 0, look, people)


def show(lists: Sequence[People], key: str) -> int | None:
    """The lists one under the other; returns the id just tapped."""
    shown = [one for one in lists if one.people or one.heading]
    if not shown:
        return None
    # a list, not a dict: in that Streamlit looks for data frames at every level
    answer = _lists(data=shown, key=key, on_tapped_change=_nothing)
    tapped = answer.tapped
    known = {person.id for one in shown for person in one.people}
    return tapped if isinstance(tapped, int) and tapped in known else None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
