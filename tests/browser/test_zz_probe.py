import time
from domain.permissions import Role
from services import accounts, school
from playwright.sync_api import expect
from tests.browser.conftest import *

PATCH = """
window.WebSocket = class extends WebSocket {
  constructor(...how) { super(...how); this.addEventListener("close", closed => { if (closed.code === 4401) location.reload() }) }
}
"""


def test_a(served, browser):
    c = browser.new_context()
    c.add_init_script(PATCH)
    c.add_cookies(
        [
            {
                "name": COOKIE,
                "value": served.token(Role.GRADE_HEAD),
                "url": served.address,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page = c.new_page()
    page.goto(served.address + "/students")
    settled(page)
    t = time.time()
    page.on("framenavigated", lambda r: print(round(time.time() - t, 1), "nav", r.url[-50:]))
    admin = school.context_for(served.store, served.account(Role.ADMIN)["staff_id"])
    accounts.set_disabled(admin, served.account(Role.GRADE_HEAD)["id"], True)
    try:
        expect(page.get_by_role("button", name="登录")).to_be_visible(timeout=20000)
    finally:
        print("DONE", time.time() - t, page.url)
        c.close()


def test_off(served, browser):
    c = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    c.add_cookies(
        [
            {
                "name": COOKIE,
                "value": served.token(Role.MENTOR),
                "url": served.address,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page = c.new_page()
    socks = []

    def h(ws):
        s = ws.connect_to_server()
        socks.append((ws, s))

    page.route_web_socket("**/_stcore/stream", h)
    page.goto(served.address + "/record")
    settled(page)
    t = time.time()
    page.on("console", lambda m: print(round(time.time() - t, 1), m.text[:100]))
    c.set_offline(True)
    for i in range(3):
        page.wait_for_timeout(1000)
        print("off", page.evaluate("document.querySelector('.stApp').dataset.testConnectionState"))
    socks[-1][0].close(code=1006 if False else 1001)
    for i in range(4):
        page.wait_for_timeout(1000)
        print(
            "closed",
            page.evaluate("document.querySelector('.stApp').dataset.testConnectionState"),
            page.evaluate(
                "getComputedStyle(document.querySelector('[data-testid=stBottom]'),'::before').content"
            ),
        )
    c.set_offline(False)
    t = time.time()
    settled(page)
    print("back", time.time() - t)
    c.close()
