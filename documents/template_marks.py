"""The words a template asks for, read from exactly what is filled: known ones only, and nothing that is a program."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from documents.template_sample import FIXED, LINES
from documents.template_text import excerpt
from documents.word import FILTERS, sandbox
from domain.paper_templates import Finding

_DEEPEST: Final = 4
_LOOP: Final = {"index": 1, "index0": 0, "first": True, "last": False, "length": 1}
_CODE: Final = "这里是程序代码。模板里只能写表里的词、for 循环和 if 条件。"
_NEAR: Final = 0.5
_TAG: Final = re.compile(r"<(/?)\w[^<>]*?(/?)>")
NOT_LEVEL: Final = "循环或条件的开头和结尾不在同一级。表格里请让 {%tr for … %} 和 {%tr endfor %} 各占单独一行，段落之间用 {%p … %}。"


@dataclass(frozen=True)
class _Known:
    """What a word stands for: its sample value and its path, 学生.姓名."""

    value: Any
    path: str


class _NotUnderstood(Exception):
    """Said in a finding already."""


@dataclass
class Reading:
    """A part read: what is wrong, and which words it asks for."""

    part: str
    source: str
    words: Mapping[str, Any]
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Go through the whole part."""
        # as the library that fills it does, so that a line is a paragraph
        self.source = re.sub(r"<w:p([ >])", r"\n<w:p\1", self.source)
        try:
            tree = sandbox().parse(self.source)
        except (TemplateSyntaxError, RecursionError) as problem:
            self._say(getattr(problem, "lineno", 1), f"这里的写法读不懂。{_CODE}")
            return
        known = {name: _Known(value, name) for name, value in self.words.items()}
        self._body(tree.body, known, ())

    # ── statements ───────────────────────────────────────────────────────────────────────────────────

    def _body(self, body: list[nodes.Node], known: Mapping[str, _Known], loops: tuple[str, ...]) -> None:
        for one in body:
            try:
                self._statement(one, known, loops)
            except _NotUnderstood:
                continue

    def _statement(self, one: nodes.Node, known: Mapping[str, _Known], loops: tuple[str, ...]) -> None:
        if isinstance(one, nodes.Output):
            for part in one.nodes:
                if not isinstance(part, nodes.TemplateData):
                    self._printed(part, known)
        elif isinstance(one, nodes.For):
            self._whole(one, one.body, one.else_)
            self._loop(one, known, loops)
        elif isinstance(one, nodes.If):
            self._whole(one, one.body, one.else_)
            self._value(one.test, known)
            for body in (one.body, one.elif_, one.else_):
                self._body(list(body), known, loops)
        else:
            raise self._trouble(one, _CODE)

    def _whole(self, one: nodes.Node, *bodies: list[nodes.Node]) -> None:
        """What is repeated or left out begins and ends at one level of the document."""
        for body in bodies:
            texts = (
                part.data
                for node in body
                if isinstance(node, nodes.Output)
                for part in node.nodes
                if isinstance(part, nodes.TemplateData)
            )
            tags = _TAG.findall("".join(texts))
            if sum(-1 if closing else 0 if at_once else 1 for closing, at_once in tags):
                raise self._trouble(one, NOT_LEVEL)

    def _printed(self, one: nodes.Node, known: Mapping[str, _Known]) -> None:
        try:
            found = self._value(one, known)
        except _NotUnderstood:
            return
        if isinstance(found.value, dict | list):
            self._trouble(
                one, f"“{found.path}”里面还有内容，不能直接印。请在后面加“.”和要印的词，或用 for 循环。"
            )

    def _loop(self, one: nodes.For, known: Mapping[str, _Known], loops: tuple[str, ...]) -> None:
        if not isinstance(one.target, nodes.Name) or one.recursive or one.target.name == "loop":
            raise self._trouble(one, _CODE)
        found = self._value(one.iter, known, lists_only=True)
        if not isinstance(found.value, list):
            raise self._trouble(
                one, f"“{found.path}”不是名单，不能用来循环。能循环的是：{'、'.join(LINES)}。"
            )
        if found.path in loops:
            raise self._trouble(one, f"“{found.path}”的循环里又循环了一次“{found.path}”，会重复很多遍。")
        if len(loops) >= _DEEPEST:
            raise self._trouble(one, f"循环套了太多层，最多 {_DEEPEST} 层。")
        inner = {**known, one.target.name: _Known(found.value[0], found.path), "loop": _Known(_LOOP, "loop")}
        if one.test is not None:
            self._value(one.test, inner)
        self._body(one.body, inner, (*loops, found.path))
        self._body(one.else_, known, loops)

    # ── expressions ──────────────────────────────────────────────────────────────────────────────────

    def _value(self, one: nodes.Node, known: Mapping[str, _Known], lists_only: bool = False) -> _Known:
        match one:
            case nodes.Name(ctx="load"):
                found = self._named(one, known, lists_only)
            case nodes.Getattr():
                found = self._within(one, self._value(one.node, known), one.attr, known)
            case nodes.Getitem(arg=nodes.Const(value=str() as name)):
                found = self._within(one, self._value(one.node, known), name, known)
            case nodes.Getitem(arg=nodes.Const(value=int() as place)):
                found = self._at(one, self._value(one.node, known), place)
            case nodes.Const():
                return _Known(one.value, "")
            case nodes.Not() | nodes.And() | nodes.Or() | nodes.Compare() | nodes.CondExpr() | nodes.Test():
                return self._condition(one, known)
            case nodes.Filter():
                return self._filtered(one, known)
            case _:
                raise self._trouble(one, _CODE)
        if not isinstance(found.value, dict | list) and not found.path.startswith("loop."):
            self.used.add(found.path)
        return found

    def _named(self, one: nodes.Name, known: Mapping[str, _Known], lists_only: bool) -> _Known:
        if one.name in known:
            return known[one.name]
        fitting = {name: it for name, it in known.items() if not lists_only or isinstance(it.value, list)}
        raise self._trouble(one, self._unknown(one.name, fitting))

    def _within(self, one: nodes.Node, outer: _Known, name: str, known: Mapping[str, _Known]) -> _Known:
        if name.startswith("_"):
            raise self._trouble(one, _CODE)
        if isinstance(outer.value, dict) and name in outer.value:
            return _Known(outer.value[name], f"{outer.path}.{name}")
        if isinstance(outer.value, list) and isinstance(outer.value[0], dict) and name in outer.value[0]:
            each = LINES.get(outer.path.rpartition(".")[2], "项")
            raise self._trouble(
                one,
                f"“{outer.path}”有很多条，要在 {{% for {each} in {outer.path} %}} 里写 {{{{ {each}.{name} }}}}。",
            )
        inside = outer.value if isinstance(outer.value, dict) else {}
        hint = _nearest(name, inside) if inside else "请去掉这一段。"
        raise self._trouble(one, f"“{outer.path or '这里'}”里没有“{name}”这个词，{hint}")

    def _at(self, one: nodes.Node, outer: _Known, place: int) -> _Known:
        count = FIXED.get(outer.path.rpartition(".")[2], 0)
        if isinstance(outer.value, list) and 0 <= place < count:
            return _Known(outer.value[0], outer.path)
        may = f"0 到 {count - 1}" if count else "这一项的条数不固定，请用 for 循环"
        raise self._trouble(one, f"方括号里的 {place} 不能用：{may}。")

    def _condition(self, one: nodes.Node, known: Mapping[str, _Known]) -> _Known:
        match one:
            case nodes.CondExpr():
                parts = [one.test, one.expr1, one.expr2]
            case nodes.Test(name="defined", args=[]):
                parts = [one.node]
            case nodes.Compare():
                parts = [one.expr, *[operand.expr for operand in one.ops]]
            case nodes.Not():
                parts = [one.node]
            case nodes.And() | nodes.Or():
                parts = [one.left, one.right]
            case _:
                raise self._trouble(one, _CODE)
        values = [self._value(part, known) for part in parts if part is not None]
        return values[-1] if isinstance(one, nodes.CondExpr) else _Known(True, "")

    def _filtered(self, one: nodes.Filter, known: Mapping[str, _Known]) -> _Known:
        is_plain = all(isinstance(arg, nodes.Const) for arg in one.args) and not one.kwargs
        if one.node is None or one.name not in FILTERS or not is_plain or one.dyn_args or one.dyn_kwargs:
            raise self._trouble(one, f"“|”后面只能写 {'、'.join(FILTERS)}。")
        inner = self._value(one.node, known)
        return _Known(1, inner.path) if one.name == "length" else inner

    # ── words ────────────────────────────────────────────────────────────────────────────────────────

    def _unknown(self, name: str, known: Mapping[str, _Known]) -> str:
        if name.startswith("_"):
            return _CODE
        for way, within in _lists(self.words):
            each = LINES[way.rpartition(".")[2]]
            loop = f"{{% for {each} in {way} %}} 和 {{% endfor %}} 之间"
            if name == each:
                return f"“{name}”只在 {loop}有，这里在外面。"
            if isinstance(within, dict) and name in within:
                return f"没有单独的“{name}”。它是“{way}”里的，请写成 {{{{ {each}.{name} }}}}，放在 {loop}。"
        return f"没有“{name}”这个词，{_nearest(name, known)}"

    def _trouble(self, one: nodes.Node, what: str) -> _NotUnderstood:
        self._say(one.lineno, what)
        return _NotUnderstood()

    def _say(self, line: int, what: str) -> None:
        lines = self.source.split("\n")
        text = re.sub(r"<[^>]*>", "", lines[min(line, len(lines)) - 1])
        finding = Finding(True, f"{self.part}，{excerpt(text)}" if text.strip() else self.part, what)
        if finding not in self.findings:
            self.findings.append(finding)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 2, _NEAR)
    return f"是不是{'或'.join(f'“{one}”' for one in near)}？" if near else "可以写的词见下面的表。"


def _lists(values: Mapping[str, Any], line: str = "") -> Iterator[tuple[str, Any]]:
    """Every list as one would write it, with its first line: 学生, 人.月份, 月.条目."""
    for name, value in values.items():
        dotted = f"{line}.{name}" if line else name
        if isinstance(value, dict):
            yield from _lists(value, dotted)
        elif isinstance(value, list):
            yield dotted, value[0]
            if isinstance(value[0], dict):
                yield from _lists(value[0], LINES[name])
