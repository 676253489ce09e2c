"""A disk that cannot be written: one sentence that says what to do, at the start and at every save; nothing is half done."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from components.session import COOKIE
from domain import disk
from services import sign_in
from services.context import clock
from services.school import DATABASE
from tests.benchmarks.client import Tab
from tests.benchmarks.pages import HOME, serving
from tests.school_builder import ADMIN, MENTOR, THREE_ONE

# root may write what nobody may: on Linux its rights to do so are laid down before the program begins
UNPRIVILEGED = """
import ctypes, struct, sys
if sys.platform == "linux":
    assert ctypes.CDLL(None).capset(struct.pack("<Ii", 0x20080522, 0), bytes(24)) == 0
import cli
raise SystemExit(cli.main(sys.argv[1:]))
"""
SHUT = {  # what Windows knows of this is a file's read-only mark: a folder's it ignores, and rights it keeps elsewhere
    "database": lambda folder: (folder / DATABASE).chmod(0o400),
    **({} if sys.platform == "win32" else {
        "folder": lambda folder: folder.chmod(0o500),
        "nothing to be read": lambda folder: folder.chmod(0o000),
        "key": lambda folder: (folder / "school.key").chmod(0o000),
    }),
}  # fmt: skip
COMMANDS = {
    "serve": ["serve", "--no-browser", "--port", "0"],
    "backup": ["backup"],
    "reset-password": ["reset-password", "t001"],
}


def cookie(school, name):
    a_while_ago = clock() - timedelta(minutes=5)  # the next click would note that the person is still there
    return f"{COOKIE}={sign_in.open_session_for(school.store, school.account(name), a_while_ago)}"


def names(tab, name):
    wanted = name.encode(), json.dumps(name)[1:-1].encode()
    return any(
        one in element.proto.SerializeToString() for element in tab.elements.values() for one in wanted
    )


def posted(address, path, cookie):
    request = urllib.request.Request(
        f"{address}{path}", b"", headers={"Cookie": cookie, "Origin": address}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def run(folder, *line):
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", UNPRIVILEGED, *line, "--data", str(folder)],
        cwd=HOME, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def everything(folder):
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.suffix in (".db", ".key")}


@pytest.fixture
def shut(school):
    """Shuts a part of the school's folder, and opens it again for whoever tidies up."""
    school.folder.chmod(0o700)
    yield lambda what: SHUT[what](school.folder)
    school.folder.chmod(0o700)
    for one in school.folder.iterdir():
        one.chmod(0o700)


@pytest.mark.parametrize("what", SHUT)
def test_what_cannot_be_written_is_not_served_and_is_left_as_it_was(school, shut, what):
    before = everything(school.folder)
    shut(what)
    done = run(school.folder, *COMMANDS["serve"])
    assert (done.returncode, done.stderr.strip()) == (1, disk.SHUT)
    school.folder.chmod(0o700)
    for one in school.folder.iterdir():
        one.chmod(0o700)
    assert everything(school.folder) == before
    assert not [one.name for one in school.folder.iterdir() if one.name.startswith(f"{DATABASE}-")]


@pytest.mark.parametrize("command", ["backup", "reset-password"])
def test_commands_say_the_same_sentence(school, shut, command):
    shut("database")
    done = run(school.folder, *COMMANDS[command])
    assert (done.returncode, done.stderr.strip()) == (1, disk.SHUT)


def test_check_names_it_as_a_danger(school, shut):
    shut("database")
    done = run(school.folder, "check")
    assert done.returncode == 1
    assert re.search(f"危险　数据库：{re.escape(disk.SHUT)}", done.stdout)


if sys.platform != "win32":  # there a folder cannot be marked as one may only read

    @pytest.mark.parametrize("command", ["serve", "demo"])
    def test_where_no_school_can_be_made_none_is_begun(tmp_path, command):
        tmp_path.chmod(0o500)
        done = run(tmp_path / "new", command, "--no-browser", "--port", "0")
        tmp_path.chmod(0o700)
        assert (done.returncode, done.stderr.strip()) == (1, disk.SHUT)
        assert list(tmp_path.iterdir()) == []


if (
    sys.platform == "linux"
):  # the limit of a running process is set from outside: nothing it writes gets any longer
    import resource

    def test_a_disk_that_takes_nothing_more_lets_people_read_and_says_why_nothing_is_saved(school):
        admin, mentor = (cookie(school, name) for name in (ADMIN, MENTOR))
        before = school.rows("select count(*) as n from audit")
        with serving(school.folder) as (address, process), Tab(address, admin) as saving:
            saving.open("accounts")
            resource.prlimit(process, resource.RLIMIT_FSIZE, (0, 0))
            for _ in range(2):
                saving.click("allow_exports")
                assert saving.texts().count(disk.BROKEN) == 1
            with Tab(address, mentor) as reading:
                reading.open("students")
                assert names(reading, THREE_ONE[0])
            assert posted(address, "/sign-out", admin) == (503, disk.BROKEN)
        assert school.rows("select count(*) as n from audit") == before
        assert school.rows("select * from setting where name = 'exports_an_hour'") == []
