"""A browser is found or asked for, and starts the way all browser tests use it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.find_browser import NoBrowser, find_browser, installed_browser, launch


def test_the_browser_named_by_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "my browser"
    named.touch()
    monkeypatch.setenv("MENTOR_BROWSER", str(named))

    assert find_browser() == named


def test_a_wrong_name_in_the_environment_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_BROWSER", "/no/such/browser")

    with pytest.raises(NoBrowser, match="/no/such/browser"):
        find_browser()


def test_a_stub_that_cannot_start_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "google-chrome", exit_code=1)
    _program(tmp_path / "chromium", exit_code=0)
    monkeypatch.delenv("MENTOR_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    found = installed_browser()

    assert found == tmp_path / "chromium" or os.name == "nt"


def _program(path: Path, exit_code: int) -> None:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n", encoding="ascii")
    path.chmod(0o755)


@pytest.mark.browser
def test_the_browser_starts_and_draws_a_phone_page() -> None:
    with sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.set_content("<h1>人人导师</h1>")

        assert page.inner_text("h1") == "人人导师"
        assert page.evaluate("navigator.language") == "zh-CN"
