"""One style sheet, and Chinese for the few words Streamlit says by itself."""

from pathlib import Path

import streamlit as st

_CSS = Path(__file__).parent / "look.css"

# Streamlit has no languages; what it says by itself is translated in the page. Checked at each upgrade.
_WORDS = {
    "Choose options": "请选择",
    "Choose an option": "请选择",
    "No results": "没有符合的",
    "No options to select": "没有可选的",
    "Upload": "选文件",
    "Browse files": "选文件",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Page not found": "没有这一页",
    "Connection error": "连不上学校网络",
    "Connecting": "正在连接",
    "Select all": "全选",
    "Clear all": "清空",
    "empty": "空",
    "Search": "搜索",
    "Close": "关闭",
    "Open sidebar": "打开菜单",
    "Close sidebar": "收起菜单",
    "Show password text": "显示密码",
    "Hide password text": "隐藏密码",
    "This field is required.": "这里要填。",
    "Press Enter to submit form": "",
    "Press Enter to apply": "",
}

_TRANSLATOR = """
export default function({data}) {
  if (window.mentorWords) return
  window.mentorWords = data
  document.documentElement.lang = 'zh-CN'
  const limit = /^(?:Limit )?(\\d+) ?MB per file(?: • (.*))?$/
  const say = text => {
    const bare = text.trim()
    if (bare in data) return data[bare]
    const size = bare.match(limit)
    return size ? `不超过 ${size[1]} MB` + (size[2] ? ` · ${size[2]}` : '') : null
  }
  const visit = node => {
    if (node.nodeType === 3) {
      if (/[a-z]/.test(node.data)) { const said = say(node.data); if (said !== null && said !== node.data) node.data = said }
    } else if (node.nodeType === 1 && !/^(SCRIPT|STYLE|INPUT|TEXTAREA)$/.test(node.tagName)) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const value = node.getAttribute(name), said = value && say(value)
        if (said) node.setAttribute(name, said)
      }
      node.childNodes.forEach(visit)
    }
  }
  visit(document.body)
  new MutationObserver(found => {
    for (const one of found) one.type === 'characterData' ? visit(one.target) : one.addedNodes.forEach(visit)
  }).observe(document.body, {childList: true, subtree: true, characterData: true})
}
"""

_translate = st.components.v2.component("mentor_words", js=_TRANSLATOR, html="<span></span>")


def apply() -> None:
    """Send the style sheet and start the translator."""
    st.html(_CSS)
    with st.container(key="words"):
        _translate(data=_WORDS, key="words_component", height=1)
