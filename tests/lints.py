"""What the security lints look for, each as a function from one parsed file to what is wrong in it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SQL_CALLS = {"execute", "executescript", "executemany", "query", "execute_returning_dicts"}
_SQL_READERS = {"all_rows", "one_row"}  # db/rows.py: the second argument is the statement
_OWN_COLUMN = {
    "covers"
}  # Scope.covers and its like: the condition that a column lies within the reader's scope


@dataclass
class Source:
    """A file, parsed once."""

    name: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)  # what a name of the file was imported as

    @classmethod
    def of(cls, path: Path, home: Path) -> "Source":
        """The file as its place below `home`."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        return cls(path.relative_to(home).as_posix(), tree, parents, dict(_imports(tree)))

    def all_of(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of these kinds."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def function_of(self, node: ast.AST) -> ast.AST | None:
        """The function a node stands in; None at the top of the file."""
        while (node := self.parents.get(node)) is not None:
            if isinstance(node, FUNCTIONS):
                return node
        return None

    def at(self, node: ast.AST, what: str) -> str:
        """file:line what, as a person finds it."""
        return f"{self.name}:{node.lineno} {what}"


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name in the file, what it is) of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname or one.name, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def dotted(node: ast.AST) -> str:
    """st.session_state.get → "st.session_state.get"; what hangs on a call or an index begins with "?"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


# ── the screen ───────────────────────────────────────────────────────────────────────────────────────


def raw_html(source: Source, doors: frozenset[str]) -> list[str]:
    """HTML outside the escaping doors, in whatever way Streamlit takes it."""
    found = [
        source.at(word, word.arg)
        for word in source.all_of(ast.keyword)
        if word.arg in ("unsafe_allow_html", "unsafe_allow_javascript")
    ]
    for call in source.all_of(ast.Attribute):
        name = dotted(call)
        is_html = name in ("st.html", "streamlit.html") and source.name not in doors
        if is_html or name in ("st.iframe", "streamlit.iframe") or name.startswith("st.components.v1"):
            found.append(source.at(call, name))
    return found + imports_of(source, "streamlit.components", "streamlit.html")


def component_markup(source: Source) -> list[str]:
    """HTML, script or style of a component that is put together when it runs: data belongs in `data=`."""
    found = []
    for call in source.all_of(ast.Call):
        if dotted(call.func).endswith("components.v2.component"):
            for word in call.keywords:
                if word.arg in ("html", "js", "css") and not _is_fixed(word.value):
                    found.append(source.at(call, f"{word.arg}={ast.unparse(word.value)}"))
    return found


def _is_fixed(node: ast.AST) -> bool:
    """A literal, a name the file binds once at its top, or a file beside it."""
    parts = [one for one in ast.walk(node) if isinstance(one, (ast.Name, ast.JoinedStr, ast.BinOp))]
    return all(
        (isinstance(one, ast.Name) and one.id.strip("_").isupper())
        or isinstance(getattr(one, "op", None), ast.Div)
        for one in parts
    )


def streamlit_downloads(source: Source) -> list[str]:
    """st.download_button: Streamlit hands what it holds to anybody with its address and any session."""
    return [
        source.at(node, dotted(node))
        for node in source.all_of(ast.Attribute)
        if node.attr == "download_button"
    ]


def bare_uploads(source: Source) -> list[str]:
    """st.file_uploader: Streamlit keeps what was chosen until the tab is closed."""
    return [
        source.at(node, dotted(node)) for node in source.all_of(ast.Attribute) if node.attr == "file_uploader"
    ]


def shared_caches(source: Source) -> list[str]:
    """Caches that answer one person with what was worked out for another."""
    names = ("cache_data", "cache_resource")
    used = [
        source.at(node, dotted(node))
        for node in source.all_of(ast.Attribute)
        if node.attr in names and dotted(node).split(".")[0] in ("st", "streamlit")
    ]
    return used + imports_of(source, *(f"streamlit.{name}" for name in names), "streamlit.runtime.caching")


def address_reads(source: Source) -> list[str]:
    """Reading what the address says anywhere but in components/address.py, which trusts none of it."""
    writes = ("clear", "pop", "update", "from_dict")
    found = []
    for node in source.all_of(ast.Attribute):
        if dotted(node) not in ("st.query_params", "streamlit.query_params"):
            continue
        above = source.parents[node]
        is_write = isinstance(above, ast.Attribute) and above.attr in writes
        is_store = isinstance(above, ast.Subscript) and not isinstance(above.ctx, ast.Load)
        if not (is_write or is_store):
            found.append(source.at(node, ast.unparse(above)))
    return found


def imports_of(source: Source, *modules: str) -> list[str]:
    """Imports of these, whichever way they are written."""
    found = []
    for node in source.all_of(ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(name == one or name.startswith(f"{one}.") for name in names for one in modules):
            found.append(source.at(node, ast.unparse(node)))
    return found


# ── the database ─────────────────────────────────────────────────────────────────────────────────────


def own_transactions(source: Source) -> list[str]:
    """Transactions begun past db/connection.py: they start deferred and fail at random under load."""
    is_db = source.name.startswith("db/")
    found = [
        source.at(call, dotted(call.func))
        for call in source.all_of(ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("atomic", *(("commit", "rollback") if is_db else ()))
    ]
    if not is_db:
        return found
    words = re.compile(
        r"\s*(begin( immediate| deferred| exclusive)?|commit|rollback|savepoint \w+)\s*;?\s*", re.I
    )
    return found + [
        source.at(sql, sql.value)
        for sql in source.all_of(ast.Constant)
        if isinstance(sql.value, str) and words.fullmatch(sql.value)
    ]


def statements_outside(source: Source) -> list[str]:
    """A statement sent to the database by somebody else than db/."""
    return [
        source.at(call, dotted(call.func))
        for call in source.all_of(ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in _SQL_CALLS
        and not source.modules.get(dotted(call.func.value), "").startswith("components")
    ]


class Fragments:
    """Whether every statement is put together from texts that stand in our own source.

    A piece of SQL is a literal, a constant of a file, `Scope.sql`, what another function of db/ returns of such pieces, or
    a parameter that every caller fills with one. Numbers may be put in by `int(…)`. Anything else, above all a value
    somebody typed, must go in as a parameter of the statement. `allowed` are the exceptions: file, function, name.
    """

    def __init__(
        self, sources: list[Source], callers: list[Source], allowed: frozenset[tuple[str, str, str]]
    ) -> None:
        self.sources, self.callers, self.allowed = sources, callers, allowed
        self.functions = {
            (source.name, node.name): (source, node)
            for source in sources
            for node in source.all_of(*FUNCTIONS)
        }
        self.used: set[tuple[str, str, str]] = set()
        self._known: dict[tuple[int, str], str] = {}
        self._calls: dict[str, list[tuple[Source, ast.Call]]] = {}
        for source in callers:
            for call in source.all_of(ast.Call):
                self._calls.setdefault(dotted(call.func).rpartition(".")[2], []).append((source, call))

    def wrong(self) -> list[str]:
        """Every statement, and every text of a Scope, that takes in something else."""
        found = []
        for source in self.sources:
            for call in source.all_of(ast.Call):
                sql = self._statement(call)
                if sql is not None and (bad := self._bad(source, sql)):
                    found.append(source.at(call, bad))
        return found

    def _statement(self, call: ast.Call) -> ast.expr | None:
        name = dotted(call.func).rpartition(".")[2]
        if isinstance(call.func, ast.Attribute) and name in _SQL_CALLS and call.args:
            return call.args[0]
        if name in _SQL_READERS and len(call.args) > 1:
            return call.args[1]
        return call.args[0] if name == "Scope" and call.args else None

    def _bad(self, source: Source, node: ast.AST | None) -> str:
        """What in this expression is not ours, or ""."""
        match node:
            case None | ast.Constant() | ast.Compare() | ast.UnaryOp():
                return ""
            case ast.JoinedStr():
                return self._first(source, node.values)
            case ast.FormattedValue():
                return self._bad(source, node.value)
            case ast.IfExp():
                return self._first(source, [node.body, node.orelse])
            case ast.BoolOp() | ast.Tuple() | ast.List():
                return self._first(source, getattr(node, "values", None) or getattr(node, "elts", []))
            case ast.BinOp():
                return self._first(source, [node.left, node.right])
            case ast.Dict():
                return self._first(
                    source, [key or value for key, value in zip(node.keys, node.values, strict=True)]
                )
            case ast.Subscript(slice=ast.Constant(kind="part") as place):
                return self._part(source, node.value, place.value)
            case ast.Subscript(value=ast.Dict() as table):
                return self._first(source, table.values)
            case ast.Starred() | ast.Subscript():
                return self._bad(source, node.value)
            case ast.GeneratorExp() | ast.ListComp():
                return self._bad(source, node.elt)
            case ast.DictComp():
                return self._bad(source, node.key)
            case ast.Name():
                return self._name(source, node)
            case ast.Attribute():
                return "" if node.attr == "sql" else self._attribute(source, node)
            case ast.Call():
                return self._call(source, node)
        return ast.unparse(node)

    def _first(self, source: Source, nodes: list[ast.expr]) -> str:
        return next((bad for one in nodes if (bad := self._bad(source, one))), "")

    def _attribute(self, source: Source, node: ast.Attribute) -> str:
        """scope.TOLD, a constant of another file of db/; window.code, a property of db/."""
        if node.attr.strip("_").isupper():
            return ""
        if not self._unless_allowed(source, node, ast.unparse(node)):
            return ""
        here = self.functions.get((source.name, node.attr))
        known = [here] if here else [pair for (_, own), pair in self.functions.items() if own == node.attr]
        if not known:
            return self._unless_allowed(source, node, ast.unparse(node))
        return next((bad for there, one in known if (bad := self._returned(there, one))), "")

    def _part(self, source: Source, whole: ast.expr, place: int) -> str:
        """One part of what is taken apart: of each tuple in a list that stands in the function, of what a function returns."""
        if isinstance(whole, ast.Name):
            bound = _bindings(source, source.function_of(whole), whole.id)
            rows = [row for one in bound if isinstance(one, ast.List) for row in one.elts]
        elif isinstance(whole, ast.Call) and dotted(whole.func) == "enumerate":
            return self._first(source, whole.args) if place else ""
        elif isinstance(whole, ast.Call):
            own = [
                one
                for (file, name), (_, one) in self.functions.items()
                if (file, name) == (source.name, dotted(whole.func))
            ]
            rows = [
                one.value for function in own for one in ast.walk(function) if isinstance(one, ast.Return)
            ]
        else:
            rows = []
        parts = [row.elts[place] for row in rows if isinstance(row, ast.Tuple)]
        return self._first(source, parts) if parts else self._bad(source, whole)

    def _unless_allowed(self, source: Source, node: ast.AST, name: str) -> str:
        function = source.function_of(node)
        key = (source.name, getattr(function, "name", ""), name)
        if key in self.allowed:
            self.used.add(key)
            return ""
        return name

    def _name(self, source: Source, node: ast.Name) -> str:
        if node.id.strip("_").isupper():
            return ""  # a constant: its own text is checked where the file binds it
        function = source.function_of(node)
        if not self._unless_allowed(source, node, node.id):
            return ""
        key = (id(function), node.id)
        if key not in self._known:
            self._known[key] = (
                ""  # while it is being asked: what leads back here is told by this question's answer
            )
            self._known[key] = self._bound(source, function, node)
        return self._known[key]

    def _bound(self, source: Source, function: ast.AST | None, node: ast.Name) -> str:
        """Everything a name may stand for here: what is assigned to it, gone through by it, or passed in for it."""
        values = list(_bindings(source, function, node.id))
        if values:
            return self._first(source, values)
        given = [] if function is None else [one.arg for one in _parameters(function)]
        if node.id in given:
            return self._passed(source, function, node.id, given)
        return node.id

    def _is_call_of(self, source: Source, call: ast.Call, home: Source, function: ast.AST) -> bool:
        """By name, through the import that brought it; a method on anything that is no module."""
        base, _, name = dotted(call.func).rpartition(".")
        if name != function.name:
            return False
        module = home.name.removesuffix(".py").replace("/", ".")
        if isinstance(home.parents[function], ast.ClassDef):
            return isinstance(call.func, ast.Attribute) and base not in source.modules
        if base:
            return source.modules.get(base) == module
        return source is home or source.modules.get(name) == f"{module}.{name}"

    def _passed(self, home: Source, function: ast.AST, name: str, given: list[str]) -> str:
        """What callers pass for a parameter."""
        place = given.index(name) - (1 if given[0] in ("self", "cls") else 0)
        calls = 0
        for source, call in self._calls.get(function.name, []):
            if not self._is_call_of(source, call, home, function):
                continue
            calls += 1
            named = [word.value for word in call.keywords if word.arg == name]
            value = named[0] if named else call.args[place] if place < len(call.args) else None
            if bad := self._bad(source, value):
                return f"{name} ← {source.at(call, bad)}"
        return "" if calls or _has_default(function, name) else f"{name}, which nobody passes"

    def _call(self, source: Source, node: ast.Call) -> str:
        name = dotted(node.func).rpartition(".")[2]
        if (
            name in ("int", "len", "range") or dotted(node.func) == "replace"
        ):  # numbers; a dataclass is no text
            return ""
        if isinstance(node.func, ast.Attribute) and name in ("join", "format", "strip", "replace"):
            values = [*node.args, *(word.value for word in node.keywords)]
            return self._bad(source, node.func.value) or self._first(source, values)
        if name in ("keys", "items", "values") and isinstance(node.func, ast.Attribute):
            return self._bad(source, node.func.value)
        if name in ("map", "str", "tuple", "list", "sorted", "dict", "filter", "enumerate"):
            return (
                self._first(source, [one for one in node.args if dotted(one) not in ("int", "str")])
                if not _ints(node)
                else ""
            )
        if name in _OWN_COLUMN:
            return self._first(source, node.args)
        here = self.functions.get((source.name, name))
        returned = [here] if here else [pair for (_, own), pair in self.functions.items() if own == name]
        if not returned:
            return self._unless_allowed(source, node, ast.unparse(node.func))
        return next((bad for there, one in returned if (bad := self._returned(there, one))), "")

    def _returned(self, source: Source, function: ast.AST) -> str:
        key = (id(function), "return")
        if key not in self._known:
            self._known[key] = ""
            values = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
            self._known[key] = self._first(source, [one for one in values if one is not None])
        return self._known[key]


def _ints(call: ast.Call) -> bool:
    """map(int, …): numbers, whatever was in it."""
    return dotted(call.func) == "map" and bool(call.args) and dotted(call.args[0]) == "int"


def _parameters(function: ast.AST) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _has_default(function: ast.AST, name: str) -> bool:
    given = function.args
    late = [*given.posonlyargs, *given.args][-len(given.defaults) :] if given.defaults else []
    kept = [one for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is not None]
    return name in {one.arg for one in (*late, *kept)}


def _bindings(source: Source, function: ast.AST | None, name: str) -> Iterator[ast.expr]:
    """Values bound to a name: assignments, loops, comprehensions, appended parts."""
    for node in ast.walk(function or source.tree):
        match node:
            case ast.Assign():
                for target in node.targets:
                    yield from _taken(target, node.value, name)
            case ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr() if node.value is not None:
                yield from _taken(node.target, node.value, name)
            case ast.For() | ast.comprehension():
                yield from _taken(node.target, node.iter, name)
            case ast.Call() if isinstance(node.func, ast.Attribute) and dotted(node.func.value) == name:
                if node.func.attr in ("append", "extend"):
                    yield from node.args


def _taken(target: ast.AST, value: ast.expr, name: str) -> Iterator[ast.expr]:
    """The part of a value that a target of this name takes."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts = (
            value.elts
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
            else []
        )
        for place, one in enumerate(target.elts):
            yield from _taken(one, parts[place] if parts else _part_of(value, place), name)


def _part_of(value: ast.expr, place: int) -> ast.expr:
    """value[place] of everything that is taken apart; marked, because nobody wrote it so."""
    return ast.copy_location(ast.Subscript(value, ast.Constant(place, kind="part"), ast.Load()), value)
