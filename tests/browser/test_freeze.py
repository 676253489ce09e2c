"""The emergency brake beside a running server: by another process, felt within five seconds."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.permissions import Role
from services import school, sign_in
from services.context import clock
from tests.browser.conftest import HOME, serving

pytestmark = pytest.mark.browser


def command(folder: Path, *words: str) -> str:
    line = [sys.executable, "-X", "utf8", "cli.py", *words, "--data", str(folder)]
    return subprocess.run(line, cwd=HOME, check=True, capture_output=True, encoding="utf-8").stdout


def front_page(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_running_server_is_frozen_and_thawed_from_outside(served, visit, tmp_path):
    folder = tmp_path / "frozen"
    folder.mkdir()
    served.store.copy_to(folder / school.DATABASE)
    shutil.copyfile(served.folder / "school.key", folder / "school.key")
    account = served.account(Role.MENTOR)["id"]
    with serving(folder) as address:
        store = school.open_school(folder)
        token = sign_in.open_session_for(store, account, clock())
        page = visit(f"{address}/today", token=token)
        began = time.monotonic()
        out = tmp_path / "log.xlsx"
        said = command(folder, "freeze", "--out", str(out))
        assert "所有登录都已退出" in said and out.stat().st_size > 3000
        status, body = front_page(address)
        assert (status, "已冻结" in body) == (503, True)
        expect(page.locator('.stApp[data-test-connection-state="CONNECTED"]')).to_have_count(0, timeout=5000)
        assert time.monotonic() - began < 30  # the command itself opens and checks a database first
        page.reload()
        expect(page.get_by_role("heading", name="已冻结")).to_be_visible()
        command(folder, "unfreeze")
        assert front_page(address)[0] == 200
        assert not sign_in.is_live(store, token, clock())
