"""What import-linter cannot see: the shape of pages, one clock, no broad handlers, no English on the screen."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from components.catalogue import SCREENS

HOME = Path(__file__).parents[1]
FOLDERS = ("pages", "components", "server", "services", "documents", "db", "domain", "seed")
SOURCES = [
    HOME / "app.py",
    HOME / "cli.py",
    *(file for folder in FOLDERS for file in sorted((HOME / folder).rglob("*.py"))),
]
PAGES = [file for file in SOURCES if file.is_relative_to(HOME / "pages") and file.name != "__init__.py"]
SCREEN_SOURCES = [file for file in SOURCES if file.parent == HOME / "components" or file in PAGES]

# Each entry needs a reason beside it, and each of these raises again what it does not know.
MAY_CATCH_EVERYTHING = {
    # a panic inside calamine is one, and nothing exports its type
    ("documents/spreadsheet.py", "BaseException"),
}
MAY_READ_THE_CLOCK = {"services/context.py"}
MAY_SHOW_ENGLISH = {"empty"}  # the benchmark's empty page, which is no screen of the product


def name_of(file):
    return file.relative_to(HOME).as_posix()


def nodes(file, kind):
    return [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, kind)]


def dotted(node):
    """st.session_state.get → "st.session_state.get"; "" for what is not a plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imported(file):
    """Every module a file imports, names of `from` imports included."""
    found = set()
    for node in nodes(file, (ast.Import, ast.ImportFrom)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def places(found):
    """file → what was found in it, for a readable failure."""
    return {name_of(file): what for file, what in found.items() if what}


def test_imports_run_one_way():
    """The contracts of pyproject.toml, by import-linter itself."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_script_knows_only_components():
    """import-linter takes packages only; app.py and cli.py are single files."""
    own = {module.split(".")[0] for module in imported(HOME / "app.py")} & set(FOLDERS)
    assert own == {"components"}


def test_the_command_line_speaks_to_services_and_not_to_the_database():
    assert not {
        module
        for module in imported(HOME / "cli.py")
        if module.split(".")[0] in {"db", "sqlite3", "sqlite_utils", "pages", "streamlit"}
    }


def test_nothing_imports_the_entry_scripts():
    assert places({file: imported(file) & {"app", "cli", "start"} for file in SOURCES}) == {}


def test_pages_import_no_page():
    assert (
        places({file: {one for one in imported(file) if one.split(".")[0] == "pages"} for file in SOURCES})
        == {}
    )


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_is_in_the_catalogue_and_every_entry_has_its_page():
    assert {screen.path for screen in SCREENS} == set(PAGES)
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


def test_no_page_lies_where_streamlit_finds_it_by_itself():
    """A script directly in pages/ can be opened by anybody until the entry script has run once."""
    assert {file.name for file in (HOME / "pages").glob("*.py")} <= {"__init__.py"}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_page_begins_with_its_guard(screen):
    body = ast.parse(screen.path.read_text(encoding="utf-8")).body
    assert ast.get_docstring(ast.Module(body, [])), "a page says in its first line what it is for"
    first = next(node for node in body[1:] if not isinstance(node, (ast.Import, ast.ImportFrom)))
    assert isinstance(first, (ast.Assign, ast.Expr)), ast.unparse(first)
    assert ast.unparse(first.value) == f"open_page({screen.name!r})"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_page_reads_like_a_table_of_contents(screen):
    assert len(screen.path.read_text(encoding="utf-8").splitlines()) <= 80


# ── everywhere ───────────────────────────────────────────────────────────────────────────────────────


def broad(file):
    """Handlers that catch more than they name."""
    caught = set()
    for handler in nodes(file, ast.ExceptHandler):
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for kind in kinds:
            caught.add("bare" if kind is None else dotted(kind))
    return {
        kind
        for kind in caught & {"bare", "Exception", "BaseException"}
        if (name_of(file), kind) not in MAY_CATCH_EVERYTHING
    }


def test_nobody_catches_everything():
    assert places({file: broad(file) for file in SOURCES}) == {}


def clocks(file):
    read = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.localtime",
        "time.strftime",
    }
    called = {dotted(node.func) for node in nodes(file, ast.Call)}
    return {name for name in called if any(name == one or name.endswith(f".{one}") for one in read)}


def test_the_clock_is_read_in_one_place():
    assert places({file: clocks(file) for file in SOURCES if name_of(file) not in MAY_READ_THE_CLOCK}) == {}


def test_nothing_experimental_or_on_its_way_out_is_used():
    old = re.compile(r"^st\.(experimental_\w+|components\.v1.*)$")
    found = {
        file: {name for node in nodes(file, ast.Attribute) if old.match(name := dotted(node))}
        for file in SOURCES
    }
    assert places(found) == {}
    widths = {
        file: {node.arg for node in nodes(file, ast.keyword)} & {"use_container_width", "use_column_width"}
        for file in SOURCES
    }
    assert places(widths) == {}


def unnamed(function):
    """Whether a function takes nothing but *args or **kwargs, so that nobody can read what it wants."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return bool(given.vararg or given.kwarg) and not [one for one in named if one.arg not in ("self", "cls")]


def test_every_function_names_what_it_takes():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert (
        places({file: {node.name for node in nodes(file, functions) if unnamed(node)} for file in SOURCES})
        == {}
    )


# ── Chinese on the screen ────────────────────────────────────────────────────────────────────────────

# what st.* shows of these is never read by anyone
_UNSEEN = {
    "key", "type", "width", "height", "gap", "border", "icon", "format", "position", "layout", "anchor", "selection_mode",
    "autocomplete", "alignment", "horizontal_alignment", "vertical_alignment", "on_select", "on_change", "initial_sidebar_state",
    "url_path", "visibility", "label_visibility", "persist_state", "mime", "js", "css", "html", "accept", "bind", "color", "theme", "num_rows",
}  # fmt: skip
_SHOWS_NOTHING = ("st.session_state", "st.components", "st.query_params", "st.context")
_MARKUP = re.compile(r":material/\w+:|:\w+(?:-\w+)?\[|^#+ ")


def shown_literals(call):
    """The plain text literals of a call that a person may read: positional ones, lists, labels and placeholders."""
    is_translated = any(word.arg == "format_func" for word in call.keywords)
    unseen = _UNSEEN | ({"default", "value", "index"} if is_translated else set())
    seen = [*call.args, *(word.value for word in call.keywords if word.arg not in unseen)]
    for argument in seen:
        is_list = isinstance(argument, (ast.List, ast.Tuple))
        listed = ([] if is_translated else argument.elts) if is_list else [argument]
        yield from (
            one.value for one in listed if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )


def english(file):
    """Texts handed to st.* that are letters of the ASCII alphabet only."""
    found = set()
    for call in nodes(file, ast.Call):
        name = dotted(call.func)
        if not name.startswith("st.") or name == "st.form" or name.startswith(_SHOWS_NOTHING):
            continue
        for text in shown_literals(call):
            bare = _MARKUP.sub("", text)
            if len(bare) > 3 and bare.isascii() and re.search(r"[A-Za-z]{2}", bare):
                found.add(text)
    return found - MAY_SHOW_ENGLISH


@pytest.mark.parametrize("file", SCREEN_SOURCES, ids=name_of)
def test_what_a_person_reads_is_chinese(file):
    assert english(file) == set()


def messages(file):
    """The sentences of errors a person can meet."""
    for call in nodes(file, ast.Call):
        if dotted(call.func).split(".")[-1] in {
            "Invalid",
            "NotFound",
            "NotAllowed",
            "Conflict",
            "Refused",
            "Busy",
        }:
            for argument in call.args:
                yield "".join(
                    node.value
                    for node in ast.walk(argument)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )


def test_every_error_a_person_can_meet_is_a_chinese_sentence():
    wrong = {
        file: [text for text in messages(file) if text and not re.search(r"[\u4e00-\u9fff]", text)]
        for file in SOURCES
    }
    assert places(wrong) == {}


# CommonMark closes bold after a Chinese full stop only where a space or the end follows; else the stars are shown
UNCLOSED = re.compile(r"[。！？：；，、”）]\*\*(?=[^\s\"*，。：；）])")


@pytest.mark.parametrize("file", SCREEN_SOURCES, ids=name_of)
def test_no_bold_text_shows_its_stars(file):
    assert not UNCLOSED.findall(file.read_text(encoding="utf-8"))


def test_the_stars_that_would_be_shown_are_found():
    assert UNCLOSED.search("**还没有保存。**下面是现在的") and not UNCLOSED.search('"**还没有保存。**"')
