"""A text to take along: seen first, changed if one likes, copied with one tap.

The school's network has no TLS as a rule, and without it a browser has no `navigator.clipboard`: then the text is
selected and copied the old way, and where even that is refused it stands selected, to be copied by hand.
"""

import streamlit as st

_BOX = """
export default function({data, parentElement}) {
  const box = parentElement.querySelector('.copy')
  const [field, button] = ['textarea', 'button'].map(tag => box.querySelector(tag))
  const say = (words) => { button.textContent = words }
  if (field.dataset.text !== data.text) {  // a new text; what somebody typed into this one stays
    field.value = field.dataset.text = data.text
    say(data.copy)
  }
  const fit = () => { field.style.height = 'auto'; field.style.height = `${field.scrollHeight + 2}px` }
  requestAnimationFrame(fit)
  field.oninput = () => { fit(); say(data.copy) }
  const byHand = () => {
    field.focus()
    field.select()
    field.setSelectionRange(0, field.value.length)
    return document.execCommand('copy')
  }
  button.onclick = async () => {
    let done = false
    try { await navigator.clipboard.writeText(field.value); done = true } catch { done = byHand() }
    say(done ? data.done : data.failed)
  }
}
"""
_HTML = (
    '<div class="copy"><textarea rows="4" spellcheck="false" aria-label="可以复制的文字"></textarea>'
    '<button type="button" aria-live="polite"></button></div>'
)
_box = st.components.v2.component("mentor_copy", js=_BOX, html=_HTML, isolate_styles=False)


def show(text: str, key: str) -> None:
    """The text and its button."""
    said = {"copy": "复制", "done": "已复制，去粘贴就行", "failed": "文字已选中，按住它选“复制”"}
    _box(data={"text": text, **said}, key=key)
