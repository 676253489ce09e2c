"""A real server and a real browser: nothing may go wrong on the page, nothing may leave this machine."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from components.session import COOKIE
from db.connection import Store
from db.rows import Row, all_rows
from domain.permissions import Role
from seed import demo_school
from seed.plan import Size
from services import passwords, school
from services.context import clock
from services.sign_in import open_session_for
from tests.browser.find_browser import launch

HOME = Path(__file__).resolve().parents[2]
expect.set_options(timeout=15_000)  # a busy machine is no fault of the page
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# a demo school is thirty times as large and takes five times as long
SMALL = Size(
    classes={6: 1, 7: 1, 8: 1}, students_per_class=12, staff=24, records_per_day=5, groups_per_class=2
)


@contextmanager
def serving(folder: Path, command: str = "serve") -> Iterator[str]:
    """The address of the product serving this data folder in its own process."""
    with running(folder, command) as (address, _):
        yield address


@contextmanager
def running(folder: Path, command: str = "serve") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The same with the process, for tests that end it in their own way."""
    line = [sys.executable, "-X", "utf8", "cli.py", command, "--data", str(folder), "--port", "0",
            "--address", "127.0.0.1", "--no-browser"]  # fmt: skip
    with subprocess.Popen(
        line, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            address = _address(process.stdout)
            # an unread pipe would stop the server once it is full
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield address, process
        finally:
            process.terminate()


def _address(said: Iterable[str]) -> str:
    heard = ""
    for text in said:
        heard += text
        if found := re.search(r"http://127\.0\.0\.1:\d+", text):
            return found[0]
    pytest.fail(f"the server ended: {heard}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module's tests: while it runs, so does an event loop, and no other test could start its own."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@dataclass(frozen=True)
class Served:
    """A small invented school behind a real server, for tests that leave it much as they found it."""

    address: str
    folder: Path
    store: Store

    def rows(self, sql: str, **params: object) -> list[Row]:
        """What lies in the database."""
        with self.store.read() as db:
            return all_rows(db, sql, params)

    def way_in(self, role: Role) -> tuple[str, str]:
        """User name and password of the one shown for a role."""
        return next(
            (name, word) for text, name, word in school.demo_accounts(self.folder) if text == role.text
        )

    def account(self, role: Role) -> Row:
        """The account of the one shown for a role."""
        return self.rows("select * from account where username = :name", name=self.way_in(role)[0])[0]

    def token(self, role: Role) -> str:
        """A session without the form."""
        return open_session_for(self.store, self.account(role)["id"], clock())


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests that need a school in use."""
    folder = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        demo_school.build_school(folder, clock().astimezone(ZoneInfo("Asia/Shanghai")).date(), SMALL)
    with serving(folder) as address:
        yield Served(address, folder, school.open_school(folder))


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page at a size; at the end every page must have been free of errors and of outside requests."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []
    broken: list[str] = []

    def open_page(
        address: str,
        size: dict[str, int] = DESK,
        token: str = "",
        prepare: Callable[[Page], None] | None = None,
    ) -> Page:
        is_phone = size is PHONE
        context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai",  # type: ignore[arg-type]
                                      has_touch=is_phone, is_mobile=is_phone)  # fmt: skip
        contexts.append(context)
        if token:
            place = urlsplit(address)
            context.add_cookies([{"name": COOKIE, "value": token, "url": f"{place.scheme}://{place.netloc}",
                                  "httpOnly": True, "sameSite": "Strict"}])  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: _note_outside(outside, address, request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        if prepare:
            prepare(page)
        page.goto(address)
        settled(page)
        return page

    yield open_page
    for number, context in enumerate(contexts):
        if request.session.testsfailed:
            context.pages[0].screenshot(path=tmp_path / f"last_seen_{number}.png")
        context.close()
    assert outside == []
    assert broken == []


def settled(page: Page) -> None:
    """Wait until the script has run and the page shows its result, and stays so: a click takes a moment to be heard."""
    page.evaluate("() => { window.quietSince = null }")
    page.wait_for_function(
        """() => {
          const app = document.querySelector('.stApp')
          const isQuiet = app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
            && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
          window.quietSince = isQuiet ? window.quietSince ?? performance.now() : null
          return isQuiet && performance.now() - window.quietSince > 150
        }"""
    )


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the form; returns when the app has let the person in (or asks for a new password)."""
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_selector("#tabs, .st-key-card_entry :text('原来的密码')", state="attached")
    settled(page)


def _note_outside(outside: list[str], address: str, url: str) -> None:
    there = urlsplit(url)
    if there.scheme in {"http", "https", "ws", "wss"} and there.netloc != urlsplit(address).netloc:
        outside.append(url)
