"""What the documents say is true: commands, folders, dependencies, links, examples."""

import fnmatch
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import pytest

import cli
import start
from documents.imports import as_json, read_import
from services import school

HOME = Path(__file__).parents[1]
DOCUMENTS = sorted([HOME / "README.md", HOME / "CHANGELOG.md", *(HOME / "docs").glob("*.md")])
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
TEXTS = {".py", ".md", ".toml", ".txt", ".sql", ".css", ".js", ".svg", ""}
BY_START_ALONE = {"test"}  # start.py runs pytest itself; cli.py never hears of it
COMMANDS = cli._parser()._subparsers._group_actions[0].choices


def read(name: str) -> str:
    return (HOME / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """What stands in the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def command_lines() -> list[str]:
    """Every `python start.py …` of the documents, in a block or in a sentence."""
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
        found += [*lines, *re.findall(r"`(python start\.py[^`\n]*)`", text)]
    return sorted({line.partition("  #")[0].strip() for line in found if line.startswith("python start.py")})


def ours() -> Iterator[Path]:
    """The top level of the repository, without what .gitignore names."""
    ignored = [".git", *(line.strip("/ \n") for line in read(".gitignore").splitlines() if line.strip())]
    for path in sorted(HOME.iterdir()):
        if not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored):
            yield path


def texts() -> Iterator[Path]:
    for path in ours():
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (one for one in files if one.is_file() and one.suffix in TEXTS)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", command_lines())
def test_a_command_in_the_documents_is_one_that_can_be_given(line: str) -> None:
    command, rest = start.split(shlex.split(line)[2:])

    if command not in BY_START_ALONE and command != "COMMAND":
        assert cli._parser().parse_args([command, *rest]).command == command


def test_the_documents_show_how_to_serve_to_try_and_to_test() -> None:
    assert {"python start.py", "python start.py demo", "python start.py test"} <= set(command_lines())


@pytest.mark.parametrize("command", sorted({*COMMANDS, *BY_START_ALONE}))
def test_every_command_has_its_line_in_the_readme(command: str) -> None:
    assert f"\n| `{command}` | " in read("README.md")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_of_a_command_is_in_the_readme(command: str) -> None:
    options = {name for action in COMMANDS[command]._actions for name in action.option_strings}

    assert {name for name in options - {"-h", "--help"} if f"`{name}" not in read("README.md")} == set()


def test_every_command_takes_a_data_folder_and_a_port() -> None:
    for name in COMMANDS:
        needed = {
            "import": ["roster", "x.csv"],
            "reset-password": ["t01"],
            "group": ["solve", "x.json"],
            "restore": ["x.backup"],
            "erase": ["--student", "S1", "--reason", "x"],
            "restore-key": ["code"],
            "print": ["handbooks", "--all", "--out", "x.zip"],
        }.get(name, [])
        options = cli._parser().parse_args([name, "--data", "x", "--port", "8600", *needed])
        assert (options.data, options.port) == (Path("x").resolve(), 8600)


# ── folders, dependencies, settings ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", [path.name for path in ours() if path.is_dir()])
def test_every_folder_at_the_top_is_in_the_architecture(folder: str) -> None:
    assert f"`{folder}/" in read("docs/architecture.md")


@pytest.mark.parametrize(
    "package",
    sorted({name for file in REQUIREMENTS for name in re.findall(r"^([\w-]+)==", read(file), re.M)}),
)
def test_every_dependency_has_its_reason(package: str) -> None:
    assert f"\n- **{package}**: " in read("docs/decisions.md")


@pytest.mark.parametrize("file", REQUIREMENTS)
def test_every_dependency_is_pinned(file: str) -> None:
    lines = [line for line in read(file).splitlines() if line and not line.startswith(("#", "-r "))]

    assert [
        line for line in lines if not re.fullmatch(r"[\w-]+==[\w.]+(; sys_platform != \"win32\")?", line)
    ] == []


def test_every_setting_of_the_web_server_has_a_reason_of_its_own_above_it() -> None:
    """Of the theme, settings that belong together share one."""
    lines = list(takewhile(lambda line: line != "[theme]", read(".streamlit/config.toml").splitlines()))
    bare = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"\w+ =", line) and not above.startswith("# ")
    ]
    assert bare == []


def test_the_readme_and_the_project_name_the_same_python() -> None:
    oldest = tomllib.loads(read("pyproject.toml"))["project"]["requires-python"].removeprefix(">=")

    assert f"Python {oldest} or newer" in read("README.md")
    assert f"Python {oldest} 或更新" in read("README.md")


# ── links ────────────────────────────────────────────────────────────────────────────────────────────


def anchors(text: str) -> set[str]:
    """What a heading can be linked by: small letters, marks gone, hyphens for spaces."""
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@EVERY_DOCUMENT
def test_every_link_leads_somewhere_in_the_repository(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        path, _, anchor = unquote(target).partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.is_relative_to(HOME) and there.exists(), target
        assert not anchor or anchor in anchors(there.read_text(encoding="utf-8")), target


@EVERY_DOCUMENT
def test_a_file_that_is_named_exists(document: Path) -> None:
    folders = "|".join(path.name for path in ours() if path.is_dir() and not path.name.startswith("."))
    named = re.findall(rf"`((?:{folders})/[\w/.]*\.\w+)`", document.read_text(encoding="utf-8"))

    assert [name for name in named if not (HOME / name).is_file()] == []


# ── the examples of docs/import.md ───────────────────────────────────────────────────────────────────


def example(kind: str) -> tuple[str, bytes, object]:
    """File name, content and printed result of a kind's example."""
    section = read("docs/import.md").partition(f"\n### {kind}\n")[2].partition("\n#")[0]
    (table,), (printed,) = blocks(section, "csv"), blocks(section, "json")
    return re.findall(r"^`(.+)`$", section, re.M)[0], table.encode(), json.loads(printed)


@pytest.mark.parametrize("kind", ["roster", "staff", "exam"])
def test_an_import_prints_what_the_document_says(kind, tmp_path, capsys) -> None:
    name, content, expected = example(kind)
    (tmp_path / name).write_bytes(content)

    code = cli.main(["import", kind, str(tmp_path / name), "--dry-run", "--json"])

    assert (code, json.loads(capsys.readouterr().out)) == (0, expected)
    assert expected == as_json(read_import(kind, content, name))


def test_a_refused_file_prints_what_the_document_says(tmp_path, capsys) -> None:
    section = read("docs/import.md").partition("\n### refused\n")[2]
    (tmp_path / "名单.xlsx").write_bytes(b"%PDF-1.7\n")

    code = cli.main(["import", "roster", str(tmp_path / "名单.xlsx"), "--dry-run", "--json"])

    assert (code, json.loads(capsys.readouterr().out)) == (1, json.loads(blocks(section, "json")[0]))


def test_what_is_imported_is_counted_as_the_document_says(tmp_path, capsys) -> None:
    name, content, _ = example("roster")
    (tmp_path / name).write_bytes(content)
    school.open_school(tmp_path / "school")
    line = ["import", "roster", str(tmp_path / name), "--json", "--data", str(tmp_path / "school")]

    codes = [cli.main(line), cli.main([*line, "--skip-errors"])]

    refused, done = map(json.loads, capsys.readouterr().out.splitlines())
    assert (codes, list(refused)) == ([1, 0], ["refused"])
    (shown,) = re.findall(r'`(\{"batch".+?\})`', read("docs/import.md"))
    assert list(done) == list(json.loads(shown))


def test_a_wrong_command_line_ends_with_2(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["import", "pupils", "x.csv"])

    assert ended.value.code == 2
    assert "pupils" in capsys.readouterr().err


# ── what no text may hold ────────────────────────────────────────────────────────────────────────────

_OF_ONE_MACHINE = re.compile(r"(?<![\w.~-])/(?:work|tmp|root|home)/|[A-Z]:\\Users\\")
_HOSTS = re.compile(r"(?:pypi|pythonhosted|npmjs|conda|crates)\.(?:org|com|io)", re.IGNORECASE)
_NOT_THE_PRODUCT = re.compile(r"\b(?:AI|LLMs?|GPT|agents?|chatbots?|assistants?)\b|人工智能|大模型|智能体")


def test_no_text_names_a_place_on_one_machine_or_a_package_host() -> None:
    wrong = {
        file.relative_to(HOME).as_posix(): found
        for file in texts()
        if (text := file.read_text(encoding="utf-8"))
        and (found := _OF_ONE_MACHINE.findall(text) + _HOSTS.findall(text))
    }
    assert wrong == {}


@EVERY_DOCUMENT
def test_the_documents_speak_of_the_product_only(document: Path) -> None:
    assert _NOT_THE_PRODUCT.findall(document.read_text(encoding="utf-8")) == []


def test_every_promise_of_security_names_tests_that_exist() -> None:
    text = read("docs/security.md")
    promised, missing = text.split("## What does not hold yet")
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", promised)
    assert len(named) > 30
    assert [name for name in named if not (HOME / name).is_file()] == []
    told = set(re.findall(r"R\d+", promised)) | _range(missing)
    assert {f"R{number}" for number in range(1, 31)} - told == set()


def test_every_fault_names_the_test_that_tries_it_or_says_why_none_does() -> None:
    section = read("docs/security.md").partition("## Faults tried")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (T\d\d) \| (.+?) \| (.+) \|$", section, re.M)
    numbers = [number for number, _, _ in lines]
    assert (numbers, len(numbers)) == (sorted(set(numbers)), section.count("\n| T"))
    assert (numbers[0], numbers[-1]) == ("T01", "T46")
    for number, _, shown in lines:
        named = re.findall(r"`(tests/[a-z_/]+\.py)`", shown)
        assert named or "not shown: " in shown, number
        assert [name for name in named if not (HOME / name).is_file()] == [], number


def _range(text: str) -> set[str]:
    """R6–R10 stands for five."""
    spans = re.findall(r"R(\d+)(?:–R(\d+))?", text)
    return {f"R{number}" for first, last in spans for number in range(int(first), int(last or first) + 1)}
