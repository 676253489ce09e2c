"""The braces in a template as people type them: full-width ones, half-open ones, loops that do not close."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from documents.template_file import W
from domain.paper_templates import Finding

_SHOWN: Final = 30
_WIDE: Final = re.compile(r"｛\s*[｛{%％]|\{\s*｛|｝\s*[｝}]|[}％]\s*｝|%\s*｝|\{\s*％|％\s*\}")
_APART: Final = re.compile(r"\{\s+[{%]|[}%]\s+\}")
_SINGLE: Final = re.compile(r"(?<![{%])\{\s*([\w.]{1,20})\s*\}(?![}%])")
_MARK: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TAG: Final = re.compile(r"\{%[-+]?(?:(tr|tc|p|r) )?\s*(\w*)(.*?)%\}", re.DOTALL)
_INSIDE: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_WIDE_SIGNS: Final = re.compile(r"[．。，、（）：；＝＞＜！｜【】［］　]")
_BLOCKS: Final = {"for": "endfor", "if": "endif"}
_KNOWN: Final = {*_BLOCKS, *_BLOCKS.values(), "elif", "else", "vm"}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's own words, and whether it stands in a table."""

    text: str
    is_in_table: bool


def paragraphs(root: Any) -> list[Paragraph]:
    """Those of a part in order; a paragraph within another (a text box) is one of its own."""
    texts: dict[Any, list[str]] = {one: [] for one in root.iter(f"{W}p")}
    for one in root.iter(f"{W}t"):
        owner = next(one.iterancestors(f"{W}p"), None)
        if owner is not None:
            texts[owner].append(one.text or "")
    return [
        Paragraph("".join(words), next(owner.iterancestors(f"{W}tr"), None) is not None)
        for owner, words in texts.items()
    ]


def excerpt(text: str) -> str:
    """The beginning of a text, to find it by."""
    bare = " ".join(text.split())
    return f"“{bare[:_SHOWN]}{'…' if len(bare) > _SHOWN else ''}”"


def brace_findings(part: str, told: Sequence[Paragraph]) -> list[Finding]:
    """What is wrong with the braces of a part: errors all of them."""
    found = [
        Finding(True, f"{part}，{excerpt(one.text)}", what) for one in told for what in _troubles(one.text)
    ]
    return found or [*_blocks(part, told)]


def _troubles(text: str) -> Iterator[str]:
    if wide := _WIDE.search(text):
        yield f"“{wide[0]}”是全角的括号，认不出来。请切到英文输入法，改成 {{{{ }}}} 或 {{% %}}。"
        return
    if _APART.search(text):
        yield "两个括号之间不能有空格。请写成 {{ 词 }} 或 {% … %}。"
        return
    if single := _SINGLE.search(text):
        yield f"“{single[0]}”只有一层括号，不会被填。请写成 {{{{ {single[1]} }}}}。"
    opened = ""
    for mark in _MARK.findall(text):
        if not opened and mark in _CLOSING:
            opened = mark
        elif opened and mark == _CLOSING[opened]:
            opened = ""
        elif not opened or mark in _CLOSING:
            yield f"“{mark}”没有配成对。每个 {{{{ 要在同一段里有 }}}}，每个 {{% 要有 %}}。"
            return
    if opened:
        yield f"“{opened}”没有写完。请在同一段里补上“{_CLOSING[opened]}”。"
        return
    for inside in _INSIDE.findall(text):
        if wide_sign := _WIDE_SIGNS.search("".join(inside)):
            narrow = "." if wide_sign[0] == "。" else unicodedata.normalize("NFKC", wide_sign[0])
            yield f"括号里的“{wide_sign[0]}”是中文标点，请改成英文的“{narrow}”。"


def _blocks(part: str, told: Sequence[Paragraph]) -> Iterator[Finding]:
    """Loops and conditions that do not close, or close what was never opened."""
    opened: list[tuple[str, str, str]] = []
    for one in told:
        where = f"{part}，{excerpt(one.text)}"
        for prefix, word, rest in _TAG.findall(one.text):
            if word not in _KNOWN:
                yield Finding(True, where, _unknown(word, rest))
            elif prefix in ("tr", "tc") and not one.is_in_table:
                yield Finding(
                    True, where, f"“{{%{prefix} … %}}”只能写在表格里。表格外请用 {{%p … %}}，单独占一段。"
                )
            elif word in _BLOCKS:
                opened.append((word, where, prefix))
            elif word in _BLOCKS.values():
                if not opened:
                    yield Finding(True, where, f"这个“{word}”前面没有对应的开头。")
                    return
                if _BLOCKS[opened[-1][0]] != word:
                    yield Finding(True, opened[-1][1], _not_closed(opened[-1][0]))
                    return
                start = opened.pop()
                if start[2] != prefix:
                    kind = f"{{%{start[2]} … %}}" if start[2] else "{% … %}"
                    yield Finding(True, where, f"开头写的是 {kind}，结尾“{word}”也要用同一种写法。")
            elif word in ("elif", "else") and not opened:
                yield Finding(True, where, f"这个“{word}”不在任何条件里。")
    for word, where, _ in opened:
        yield Finding(True, where, _not_closed(word))


def _not_closed(word: str) -> str:
    return f"从这里开始的“{word}”没有结束，请在后面加上 {{% {_BLOCKS[word]} %}}。"


def _unknown(word: str, rest: str) -> str:
    if word in ("tr", "tc", "p", "r") and rest.strip():
        return f"“{{% {word}”中间不能有空格，请写成“{{%{word} … %}}”。"
    return f"“{{% {word} %}}”不能用。模板里只能写循环（for … endfor）、条件（if … else … endif）和 vm。"
