"""Things to choose from that need a few lines each, side by side: every card is one button, all of them one element."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

_CARDS = """
export default function({data, parentElement, setTriggerValue}) {
  const part = (tag, text) => { const made = document.createElement(tag); made.textContent = text; return made }
  const card = ([name, note, lines, act], place) => {
    const button = document.createElement('button')
    button.type = 'button'
    const list = document.createElement('ul')
    list.append(...lines.map(line => part('li', line)))
    button.append(part('strong', name), part('em', note), list, part('span', act))
    button.onclick = () => setTriggerValue('tapped', place)
    return button
  }
  parentElement.querySelector('.cards').replaceChildren(...data.map(card))
}
"""
_cards = st.components.v2.component(
    "mentor_cards", js=_CARDS, html='<div class="cards"></div>', isolate_styles=False
)


class Card(NamedTuple):
    """A heading, a word about it, its lines, and what a tap does."""

    name: str
    note: str
    lines: Sequence[str]
    act: str


def show(cards: Sequence[Card], key: str) -> int | None:
    """The cards; returns the place of the one just tapped."""
    tapped = _cards(data=list(cards), key=key, on_tapped_change=_nothing).tapped
    return tapped if isinstance(tapped, int) and 0 <= tapped < len(cards) else None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""
