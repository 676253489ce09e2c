"""The overview at three sizes: axe finds nothing, and the pictures are kept for whoever wants to look at them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from domain.permissions import Role
from tests.browser.conftest import DESK, HOME, PHONE, Served

pytestmark = pytest.mark.browser

PICTURES = HOME / "screenshots" / "overview"
SIZES = {"390": PHONE, "1280": DESK, "1920": {"width": 1920, "height": 1080}}
VIEWS = {"": "", "wall": "?show=wall", "term": "?period=term"}
# Streamlit's own menu puts its list's items into boxes
OURS = {"exclude": [["[data-testid=stSidebar]"]]}


@pytest.mark.parametrize("size", SIZES)
def test_the_overview_is_readable_by_everybody(served: Served, visit: Callable[..., Page], size: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, query in VIEWS.items():
        page = visit(f"{served.address}/overview{query}", SIZES[size], served.token(Role.LEADER))
        page.locator(".overview .figure").first.wait_for()
        found = Axe().run(page, context=OURS).response["violations"]
        said = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
        tall = page.locator("[data-testid=stMain]").evaluate("one => one.scrollHeight")
        page.set_viewport_size({**SIZES[size], "height": tall})
        page.screenshot(path=PICTURES / f"{size}{name}.png")
        assert said == [], name
    assert page.locator(".overview").is_visible()


def test_on_the_wall_nothing_opens_and_nobody_is_named(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(f"{served.address}/overview?show=wall&open=care", DESK, served.token(Role.LEADER))
    page.locator(".overview .figure").first.wait_for()
    assert page.locator(".overview :is(.tops, section) button").count() == 0
    assert page.get_by_role("dialog").count() == 0
    shown = page.locator(".stMain").inner_text()
    names = [
        row["name"] for table in ("student", "staff") for row in served.rows(f"select name from {table}")
    ]
    assert [name for name in names if name in shown] == []
    page.get_by_role("button", name="退出投影").click()
    page.locator("#find").wait_for()
    assert page.locator(".overview button.figure").count() == 6


def test_paper_holds_it_on_one_page(served: Served, visit: Callable[..., Page], tmp_path: Path) -> None:
    from pypdf import PdfReader

    page = visit(f"{served.address}/overview", DESK, served.token(Role.LEADER))
    page.locator(".overview .figure").first.wait_for()
    page.pdf(path=tmp_path / "overview.pdf", format="A4", print_background=True)
    assert len(PdfReader(tmp_path / "overview.pdf").pages) == 1
