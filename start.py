"""The one command of this project: prepares what is missing, then runs it. Standard library only.

python start.py                 serve the school (same as `serve`)
python start.py demo            serve a demo school
python start.py test [...]      run the tests; what follows goes to pytest
python start.py COMMAND [...]   any command of cli.py

The packages live in `.venv` beside this file. Without internet they come from a folder `wheels` beside it.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one an older Python may read
    sys.exit("需要 Python 3.11 或更新的版本，请安装后再试。Python 3.11 or newer is needed.")

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WHEELS = HOME / "wheels"
RUN, WORK = "requirements.txt", "requirements-dev.txt"
WORK_COMMANDS = {"test", "lint", "bench", "screenshots"}
EVERYTHING = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]  # for a few tests workers only cost
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class Stop(Exception):
    """The preparation cannot go on; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Prepare, then hand over; returns what the command returned."""
    _speak_utf8()
    command, rest = split(arguments)
    try:
        prepare(WORK if command in WORK_COMMANDS else RUN)
        return run_tests(rest) if command == "test" else hand_over([str(HOME / "cli.py"), command, *rest])
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        say("已停止。")
        return 130


def split(arguments: list[str]) -> tuple[str, list[str]]:
    """The command and its own arguments; options alone belong to `serve`."""
    if arguments and (not arguments[0].startswith("-") or arguments[0] in {"-h", "--help"}):
        return arguments[0], arguments[1:]
    return "serve", arguments


# ---- preparing


def prepare(wanted: str) -> None:
    """Make `.venv` fit for the requirement file `wanted`; does nothing when it already is."""
    if not _venv_works():
        _make_venv()
    if not _is_installed(wanted):
        _install(wanted)


def _venv_works() -> bool:
    """False too for a folder copied from elsewhere or made by another Python."""
    question = "import sys; print('%d.%d' % sys.version_info[:2], sys.prefix != sys.base_prefix)"
    try:
        answer = subprocess.run(
            [VENV_PYTHON, "-I", "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.split() == [PYTHON, "True"]


def _make_venv() -> None:
    say(f"正在准备运行环境（{VENV.name}）…")
    if _lacks("venv") or (_lacks("ensurepip") and _lacks("pip")):
        raise Stop(f"这个 Python 缺少 venv 组件。请先运行 apt install python{PYTHON}-venv，再运行一次。")
    without_pip = ["--without-pip"] if _lacks("ensurepip") else []
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", *without_pip, VENV],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    if made.returncode:
        say(made.stdout.strip())
        raise Stop(f"不能在 {HOME} 里建立运行环境。请确认这个文件夹可以写入、磁盘未满，再运行一次。")


def _lacks(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def _install(wanted: str) -> None:
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    say(f"正在安装所需的软件包（{'来自 wheels 文件夹' if source else '第一次约需一分钟'}）…")
    _stamp(RUN).unlink(missing_ok=True)
    _stamp(WORK).unlink(missing_ok=True)
    options = ["-qq", "--disable-pip-version-check", "--no-input", *source]
    done = subprocess.run([*_pip(), "install", *options, "-r", HOME / wanted], stdout=sys.stderr, check=False)
    if done.returncode:
        raise Stop(_what_to_do(wanted))
    for name in {RUN, wanted}:
        _stamp(name).write_text(_digest(name), encoding="ascii")
    say("安装完成。")


def _pip() -> list[str]:
    """Without ensurepip (Debian's bare Python) the venv has no pip: the outer one installs into it."""
    if _lacks("ensurepip"):
        return [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    return [str(VENV_PYTHON), "-m", "pip"]


def _what_to_do(wanted: str) -> str:
    happened = (
        "wheels 文件夹里缺少需要的软件包。"
        if WHEELS.is_dir()
        else "软件包没有装上。请检查网络后再运行一次；这台电脑不能上网时，改用离线安装："
    )
    return (
        f"{happened}请在能上网、系统和 Python 版本相同的电脑上运行 pip download -d wheels -r {wanted}，"
        "把得到的 wheels 文件夹放到 start.py 旁边，再运行一次。"
    )


def _is_installed(wanted: str) -> bool:
    stamp = _stamp(wanted)
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _digest(wanted)


def _stamp(name: str) -> Path:
    return VENV / f"{name}.installed"


def _digest(wanted: str) -> str:
    parts = [PYTHON.encode(), *((HOME / name).read_bytes() for name in sorted({RUN, wanted}))]
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


# ---- running


def run_tests(rest: list[str]) -> int:
    """Find or install a browser, then run pytest in the project's folder; everything on all cores."""
    finder = [str(VENV_PYTHON), str(HOME / "tests/browser/find_browser.py")]
    found = subprocess.run(finder, stdout=subprocess.PIPE, env=_environment(), encoding="utf-8", check=False)
    if found.returncode:
        return found.returncode
    os.environ["MENTOR_BROWSER"] = found.stdout.strip()
    os.chdir(HOME)
    return hand_over(["-m", "pytest", *(rest or EVERYTHING)])


def hand_over(arguments: list[str]) -> int:
    """Become the venv's Python (a child on Windows, which cannot replace a process)."""
    line, environment = [str(VENV_PYTHON), *arguments], _environment()
    if os.name != "nt":
        os.execve(VENV_PYTHON, line, environment)
    with subprocess.Popen(line, env=environment) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child got the same Ctrl+C and is closing down


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}


def say(message: str) -> None:
    """Progress goes to stderr: stdout belongs to the command, which may print JSON."""
    print(message, file=sys.stderr, flush=True)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
