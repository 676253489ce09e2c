"""Every page of the demo school at the phone's and the desk's size, for whoever changes a page to look at."""

from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from components import catalogue
from components.session import COOKIE
from db.connection import Database
from seed import demo_school
from services import school, sign_in
from services.context import clock
from tests.browser.conftest import DESK, PHONE, serving, settled
from tests.browser.find_browser import launch


def take(folder: Path, out: Path) -> None:
    """Save screenshots of every page for everybody who may open it; builds the demo school if need be."""
    if not (folder / school.DATABASE).exists():
        school.build_whole(folder, demo_school.build)
    out.mkdir(parents=True, exist_ok=True)
    store = school.open_school(folder)
    shown = {role: username for role, username, _ in school.demo_accounts(folder)}
    with serving(folder) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for role, username in shown.items():
            with store.read() as db:
                account, student = _account(db, username)
            token = sign_in.open_session_for(store, account, clock())
            for size_name, size in (("phone", PHONE), ("desk", DESK)):
                _walk(browser, address, token, size, out, f"{role}-{size_name}", student)
        browser.close()
    print(f"截图在 {out}")


def _walk(
    browser: Browser,
    address: str,
    token: str,
    size: dict[str, int],
    out: Path,
    name: str,
    student: int | None,
) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page = context.new_page()
    for screen in catalogue.SCREENS:
        query = f"?student={student}" if screen.name in {"archive", "record"} and student else ""
        page.goto(f"{address}/{screen.name}{query}")
        settled(page)
        if page.locator("#tabs").count() and not page.get_by_text("不在您的权限里").count():
            _whole(page, out / f"{screen.name}-{name}.png", size)
    context.close()


def _whole(page: Page, path: Path, size: dict[str, int]) -> None:
    """The page as long as it is: Streamlit scrolls inside the window, so the window is made longer."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, 4000))})
    settled(page)
    page.screenshot(path=path)
    page.set_viewport_size(size)  # type: ignore[arg-type]


def _account(db: Database, username: str) -> tuple[int, int | None]:
    """(account, a student of this person's or anybody)."""
    row = next(iter(db.query("select id, staff_id from account where username = ?", [username])))
    own = next(
        iter(
            db.query(
                "select student_id from pairing where mentor_id = ? and valid_to is null", [row["staff_id"]]
            )
        ),
        None,
    )
    return row["id"], own["student_id"] if own else 1
