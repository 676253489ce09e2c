"""Beside what one writes: sentences to start from, and a hand that keeps the draft. Neither costs a trip to the server.

Streamlit hears of typed text when its field is left. A moment after the last stroke this script says Ctrl+Enter in
the field (never while pinyin is still being put together), which hands the text over and keeps the cursor; it says so
at once when the page is put aside. Tapping a starter puts it into the text; those shown fit the area chosen.
"""

import streamlit as st

from domain.prompts import DO_NOT_WRITE, WRITE, starters
from domain.record_kinds import Kind

_HAND = """
const PAUSE = 1500
const box = () => document.querySelector('.st-key-form_record')
const typed = node => node && node.closest && node.closest('.st-key-form_record, .st-key-form_month_private')
  && node.matches('textarea, input:not([type=file]):not([type=checkbox]):not([type=radio])')
let timer = 0, composing = false, unsent = null

function say(field) {
  clearTimeout(timer)
  if (!field || !field.isConnected || composing) return
  unsent = null
  const how = {key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true}
  field.dispatchEvent(new KeyboardEvent('keydown', how))
}
function wait(field) {
  unsent = field
  clearTimeout(timer)
  timer = setTimeout(() => say(field), PAUSE)
}
function chosenArea() {
  const on = document.querySelector('[class*="st-key-area_"] button[aria-checked="true"], [class*="st-key-area_"] button[aria-pressed="true"]')
  return on ? on.textContent.trim() : ''
}
function insert(words) {
  const field = box()?.querySelector('[class*="st-key-content_"] textarea')
  if (!field) return
  const gap = field.value && !field.value.endsWith('\\n') ? '\\n' : ''
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
  set.call(field, field.value + gap + words)
  field.dispatchEvent(new Event('input', {bubbles: true}))
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}
function isUploading() {
  return !!document.querySelector('[data-testid="stFileChipIconSpinner"]')
}

if (!window.mentorAid) {
  window.mentorAid = true
  document.addEventListener('input', event => typed(event.target) && wait(event.target), true)
  document.addEventListener('compositionstart', () => { composing = true; clearTimeout(timer) }, true)
  document.addEventListener('compositionend', event => { composing = false; if (typed(event.target)) wait(event.target) }, true)
  document.addEventListener('focusout', event => { if (event.target === unsent) { unsent = null; clearTimeout(timer) } }, true)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && say(unsent))
  document.addEventListener('click', event => {
    const saves = event.target.closest && event.target.closest('.st-key-actions button')
    document.body.classList.toggle('still-uploading', !!saves && isUploading())
    if (saves && isUploading()) { event.stopPropagation(); event.preventDefault() }
  }, true)
}
"""
_STARTERS = """
export default function({data, parentElement}) {
  const [pairs, write, avoid, kept] = data, known = Object.fromEntries(pairs)
  const fold = parentElement.querySelector('details'), list = fold.querySelector('ul')
  const draw = () => {
    const made = (known[chosenArea()] || known[''] || []).map(words => {
      const item = document.createElement('li'), button = document.createElement('button')
      button.type = 'button'
      button.textContent = words
      button.onclick = () => insert(words)
      item.append(button)
      return item
    })
    list.replaceChildren(...made)
  }
  parentElement.querySelector('small').textContent = kept
  fold.querySelector('.do').textContent = write
  fold.querySelector('.not').textContent = avoid
  fold.ontoggle = draw
  const redraw = event => event.target.closest && event.target.closest('[class*="st-key-area_"]') && setTimeout(draw, 60)
  document.addEventListener('click', redraw, true)
  draw()
  return () => document.removeEventListener('click', redraw, true)
}
"""
_AID = _HAND + _STARTERS
_HAND_ALONE = _HAND + "export default () => {}"
_aid = st.components.v2.component(
    "mentor_writing_aid",
    js=_AID,
    html=(
        '<div class="aid"><details class="starters"><summary>怎么开头</summary>'
        '<ul></ul><p class="do"></p><p class="not"></p></details><small></small></div>'
    ),
    isolate_styles=False,
)
_hand = st.components.v2.component("mentor_writing_hand", js=_HAND_ALONE, html="", isolate_styles=False)


def keep_typing() -> None:
    """The hand alone, for the fields of `form_month_private`."""
    _hand(data=[], key="writing_hand")


def show(kind: Kind, kept: str) -> None:
    """Starters of this kind to unfold; at the right, since when the draft is kept."""
    # a list, not a dict: in that Streamlit looks for data frames at every level
    _aid(data=[list(starters(kind).items()), WRITE, DO_NOT_WRITE, kept], key="writing_aid")
