"""People to tap, as rows or tiles: one element for the whole list, however long it is.

Thirty buttons of Streamlit's own cost a click on this page three times what one list does, on the server and on
the phone. The list sends back only the id that was tapped; whoever acts on it checks the right to it as always.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

_LIST = """
export default function({data, parentElement, setTriggerValue}) {
  const part = (tag, text, look) => {
    const made = document.createElement(tag)
    made.textContent = text
    if (look) made.className = look
    return made
  }
  const list = parentElement.querySelector('.people')
  list.className = `people ${data.look}`
  const heading = parentElement.querySelector('h2')
  heading.textContent = data.heading
  heading.hidden = !data.heading
  list.replaceChildren(...data.people.map(one => {
    const button = part('button', '', one.has_care ? 'care' : '')
    button.type = 'button'
    button.append(part('strong', one.name), part('span', one.mark, one.is_urgent ? 'urgent' : ''))
    if (one.words) button.append(part('em', one.words))
    button.onclick = () => setTriggerValue('tapped', one.id)
    return button
  }))
}
"""
_list = st.components.v2.component(
    "mentor_people", js=_LIST, html='<h2 hidden></h2><div class="people"></div>', isolate_styles=False
)


@dataclass(frozen=True)
class Person:
    """One to tap: a name, a mark at its right (9 天), and words beneath; a care status folds the corner."""

    id: int
    name: str
    mark: str
    words: str = ""
    is_urgent: bool = False
    has_care: bool = False


def show(
    people: Sequence[Person], key: str, look: Literal["rows", "tiles"] = "tiles", heading: str = ""
) -> int | None:
    """The list under its heading; returns the id just tapped."""
    if not people:
        return None
    data = {"look": look, "heading": heading, "people": [asdict(one) for one in people]}
    answer = _list(data=data, key=key, on_tapped_change=_nothing)
    tapped = answer.tapped
    return tapped if isinstance(tapped, int) and tapped in {one.id for one in people} else None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
