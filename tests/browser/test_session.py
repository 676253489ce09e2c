"""Being signed in, seen from a real browser: the cookie, the deep link, the open tabs, the lock."""

import http.client
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from components.session import COOKIE
from domain.permissions import Role
from services import accounts, school
from tests.browser.conftest import Served, settled, sign_in
from tests.browser.find_browser import FLAGS, find_browser

pytestmark = pytest.mark.browser

REFUSED = "用户名或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请找系统管理员。"
WITHIN = 5_000  # milliseconds until an ended session's open tab is at the sign-in form
Visit = Callable[..., Page]


def form(page: Page):
    """What only the sign-in page has."""
    return page.get_by_role("button", name="登录")


def test_an_address_opened_before_signing_in_is_there_after_it_and_after_a_reload(
    served: Served, visit: Visit
) -> None:
    student, name = mentee(served)
    page = visit(f"{served.address}/archive?student={student}")
    expect(form(page)).to_be_visible()
    expect(page.locator(".st-key-card_entry")).to_have_css("width", "420px")
    sign_in(page, *served.way_in(Role.MENTOR))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert page.url.endswith(f"/archive?student={student}")
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert cookie["value"] not in page.evaluate(
        "document.cookie + JSON.stringify({...localStorage, ...sessionStorage})"
    )
    assert not [row for row in served.rows("select * from session") if cookie["value"] in row.values()]


def mentee(served: Served) -> tuple[int, str]:
    """One student of the mentor's."""
    found = served.rows(
        "select student.id, student.name from pairing join student on student.id = student_id "
        "where mentor_id = :mentor and valid_to is null", mentor=served.account(Role.MENTOR)["staff_id"]
    )  # fmt: skip
    return found[0]["id"], found[0]["name"]


def test_signing_out_in_one_tab_ends_the_other_within_seconds(served: Served, visit: Visit) -> None:
    page = visit(f"{served.address}/students", token=served.token(Role.LEADER))
    other = page.context.new_page()
    other.goto(f"{served.address}/overview")
    settled(other)
    page.get_by_role("button", name="退出").click()
    expect(form(page)).to_be_visible(timeout=WITHIN)
    expect(form(other)).to_be_visible(timeout=WITHIN)
    assert COOKIE not in {one["name"] for one in page.context.cookies()}


def test_after_signing_out_the_way_back_shows_nothing_of_whoever_was_there(
    served: Served, browser: Browser
) -> None:
    # the driver switches off what every visitor's browser does: keeping a page whole for the way back
    keeping = browser.browser_type.launch(
        executable_path=find_browser(), args=list(FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )  # fmt: skip
    with closing(keeping):
        page = keeping.new_context(locale="zh-CN").new_page()
        page.goto(served.address)
        settled(page)
        sign_in(page, *served.way_in(Role.LEADER))
        page.goto(f"{served.address}/students")
        settled(page)
        name = served.rows("select name from student where left_on is null limit 1")[0]["name"]
        expect(page.get_by_text(name).first).to_be_visible()
        page.get_by_role("button", name="退出").click()
        expect(form(page)).to_be_visible(timeout=WITHIN)
        page.go_back(wait_until="commit")
        assert name not in page.inner_text("body")
        expect(form(page)).to_be_visible(timeout=WITHIN)
        assert name not in page.content()


def test_disabling_an_account_cuts_its_open_tab_within_seconds(served: Served, visit: Visit) -> None:
    token = served.token(Role.GRADE_HEAD)
    page = visit(f"{served.address}/students", token=token)
    expect(page.get_by_role("heading", level=1)).to_have_text("学生")
    admin = school.context_for(served.store, served.account(Role.ADMIN)["staff_id"])
    accounts.set_disabled(admin, served.account(Role.GRADE_HEAD)["id"], True)
    expect(form(page)).to_be_visible(timeout=WITHIN)
    sign_in_fails(page, *served.way_in(Role.GRADE_HEAD))


def test_a_role_given_cuts_the_open_tab_and_is_there_after_signing_in_again(
    served: Served, visit: Visit
) -> None:
    account = served.account(Role.MENTOR)
    page = visit(f"{served.address}/students", token=served.token(Role.MENTOR))
    expect(page.get_by_role("heading", level=1)).to_have_text("学生")  # the tab is there before it is cut
    admin = school.context_for(served.store, served.account(Role.ADMIN)["staff_id"])
    accounts.set_role(admin, account["staff_id"], Role.OFFICE, True)
    expect(form(page)).to_be_visible(timeout=WITHIN)
    sign_in(page, *served.way_in(Role.MENTOR))
    expect(page.get_by_role("link", name="备案审批").first).to_be_attached()
    settled(page)
    accounts.set_role(admin, account["staff_id"], Role.OFFICE, False)
    expect(form(page)).to_be_visible(timeout=WITHIN)


def sign_in_fails(page: Page, username: str, password: str) -> None:
    """The one sentence for every cause."""
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    form(page).click()
    settled(page)
    expect(page.get_by_text(REFUSED, exact=True)).to_be_visible()


def test_five_wrong_passwords_lock_out_the_right_one_in_the_same_words_as_an_unknown_name(
    served: Served, visit: Visit
) -> None:
    username, password = served.way_in(Role.OFFICE)
    page = visit(served.address)
    sign_in_fails(page, "查无此人", "随便什么密码")
    for _ in range(5):
        sign_in_fails(page, username, "不是这个密码")
    sign_in_fails(page, username, password)
    expect(form(page)).to_be_visible()


@pytest.mark.parametrize("path", ["/media/0123.xlsx", "/_stcore/upload_file/a/b", "/_stcore/metrics"])
def test_what_streamlit_hands_to_anybody_is_refused_without_the_cookie(served: Served, path: str) -> None:
    assert status(served, path) == 401
    assert status(served, path, COOKIE + "=invented") == 401
    assert status(served, path, f"{COOKIE}={served.token(Role.LEADER)}") != 401


@pytest.mark.parametrize(
    ("origin", "answer"), [("http://evil.example", 403), (None, 101)], ids=["foreign", "own"]
)
def test_a_socket_opens_for_a_page_of_ours_only(served: Served, origin: str | None, answer: int) -> None:
    cookie = f"{COOKIE}={served.token(Role.LEADER)}"
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "streamlit",
    }  # fmt: skip
    assert status(served, "/_stcore/stream", cookie, Origin=origin or served.address, **upgrade) == answer


def status(served: Served, path: str, cookie: str = "", **headers: str) -> int:
    """What a plain request is answered."""
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=10)
    with closing(connection):
        connection.request("GET", path, headers=headers | {"Cookie": cookie})
        return connection.getresponse().status
