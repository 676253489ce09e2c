"""Links to documents with people's data. The document is made when its link is followed, for nobody else and once.

A plain link works on every phone; the few lines of script ask for a fresh one after each tap, and when the page has
stood open longer than a link lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from components import step_up_form
from components.text import plain
from domain.errors import NotAllowed
from services import exports
from services.context import Context
from services.exports import GOOD_FOR, Make

_ENOUGH = timedelta(minutes=1)  # to tap a link before the next code is due
_LINKS = """
const wanted = new WeakMap()
const ages = new Map()  // the page may draw the same links again and again: they are as old as when they first came
export default function({data, parentElement, setTriggerValue}) {
  const box = parentElement.querySelector('.downloads')
  const [said, papers, seconds] = data, first = papers[0][1]
  if (!ages.has(first)) ages.set(first, Date.now())
  const link = ([label, address], place) => {
    const made = document.createElement('a')
    made.textContent = label
    made.href = address
    made.download = ''
    made.onclick = (event) => {
      const isOld = Date.now() - ages.get(first) > seconds * 1000
      if (isOld) { event.preventDefault(); wanted.set(box, place) }
      setTimeout(() => setTriggerValue('tapped', address), isOld ? 0 : 800)
    }
    return made
  }
  const links = papers.map(link), words = document.createElement('p')
  words.textContent = said
  box.classList.toggle('said', Boolean(said))
  box.replaceChildren(...(said ? [words] : []), ...links)
  if (wanted.has(box)) { const place = wanted.get(box); wanted.delete(box); links[place].click() }
}
"""
_links = st.components.v2.component(
    "mentor_downloads", js=_LINKS, html='<div class="downloads"></div>', isolate_styles=False
)


@dataclass(frozen=True)
class Download:
    """A document one may have: the link's words, what the audit calls it, and how to make it."""

    label: str
    what: str
    target: str
    make: Make


def show(context: Context, downloads: Sequence[Download], key: str, said: str = "") -> None:
    """The links in a row, as one element, with words before them if so asked; first the code from the phone, if due."""
    try:
        left = exports.require_room(context)  # a link that is refused would say nothing
    except NotAllowed as error:
        st.caption(plain(error.message))
        return
    if left is not None and left < _ENOUGH:
        st.caption(f"{said}。" * bool(said) + "下载以前，请再确认一下是您本人。")
        step_up_form.show(key)
        return
    links = [
        (one.label, f"/export/{exports.offer(context, one.what, one.target, one.make)}") for one in downloads
    ]
    seconds = int(min(GOOD_FOR, left or GOOD_FOR).total_seconds()) - 30
    # a list, not a dict: in that Streamlit looks for data frames at every level
    _links(data=[said, links, seconds], key=key, on_tapped_change=_nothing)


def _nothing() -> None:
    """The tap's own rerun brings fresh links."""
