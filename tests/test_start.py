"""The one command, tried for real in a small project of its own that needs no packages."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import start

COMMANDS = "import sys; print(sys.argv[1:], sys.flags.utf8_mode, sys.prefix != sys.base_prefix); sys.exit(7)"


@dataclass(frozen=True)
class Project:
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, str(self.folder / "start.py"), *arguments]
        elsewhere = self.folder.parent
        return subprocess.run(line, cwd=elsewhere, capture_output=True, encoding="utf-8", check=False)

    def python(self) -> Path:
        return self.folder / start.VENV_PYTHON.relative_to(start.HOME)

    def needs(self, line: str) -> None:
        (self.folder / start.RUN).write_text(line, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project started once."""
    project = Project(tmp_path_factory.mktemp("project"))
    shutil.copy(start.__file__, project.folder)
    (project.folder / "cli.py").write_text(COMMANDS, encoding="utf-8")
    project.needs("")
    (project.folder / start.WORK).write_text(f"-r {start.RUN}\n", encoding="utf-8")
    (project.folder / "wheels").mkdir()  # nothing may come from the network here
    assert "正在准备运行环境" in project.run().stderr
    return project


def test_a_command_and_its_options_reach_cli_py_and_its_exit_code_comes_back(made: Project) -> None:
    done = made.run("import", "roster", "名单.xlsx", "--json")

    assert done.returncode == 7
    assert done.stdout == "['import', 'roster', '名单.xlsx', '--json'] 1 True\n"


def test_a_second_start_installs_nothing_and_says_nothing(made: Project) -> None:
    assert made.run().stderr == ""


def test_a_changed_requirement_is_installed_at_the_next_start(made: Project) -> None:
    made.needs("# changed\n")

    assert "正在安装所需的软件包" in made.run().stderr
    assert made.run().stderr == ""


def test_what_the_checks_need_is_installed_only_for_them(made: Project) -> None:
    assert "正在安装" in made.run("lint").stderr
    assert made.run("lint").stderr == ""
    assert made.run("serve").stderr == ""


def test_a_failed_install_says_what_to_do_and_is_tried_again(made: Project) -> None:
    made.needs("no-such-package==1\n")

    for _ in range(2):
        done = made.run()
        assert (done.returncode, done.stdout) == (1, "")
        assert "pip download -d wheels -r requirements.txt" in done.stderr
        assert "Traceback" not in done.stderr

    made.needs("")
    assert made.run().returncode == 7


def test_a_broken_environment_is_made_anew(made: Project) -> None:
    for python in made.python().parent.glob("python*"):
        python.unlink()

    assert "正在准备运行环境" in made.run().stderr
    assert made.run().stderr == ""


def test_an_old_python_is_refused_in_one_sentence() -> None:
    as_if_old = "import sys; sys.version_info = (3, 9); exec(open('start.py', encoding='utf-8').read())"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", as_if_old],
        cwd=start.HOME, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == "需要 Python 3.11 或更新的版本，请安装后再试。Python 3.11 or newer is needed.\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("serve", [])),
        (["--port", "9000"], ("serve", ["--port", "9000"])),
        (["demo", "--data", "x"], ("demo", ["--data", "x"])),
        (["test", "-k", "grouping"], ("test", ["-k", "grouping"])),
        (["--help"], ("--help", [])),
    ],
    ids=["nothing", "options only", "demo", "test", "help"],
)
def test_the_command_is_the_first_word(arguments: list[str], expected: tuple[str, list[str]]) -> None:
    assert start.split(arguments) == expected


def test_no_package_is_needed_before_installing() -> None:
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({start.__file__!r})"],
        env=bare, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert (loaded.returncode, loaded.stderr) == (0, "")
