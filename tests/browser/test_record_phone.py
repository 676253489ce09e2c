"""记一次 on a phone: what a choice reveals, what is asked for, and a network that goes away in the middle."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from domain.permissions import Role
from tests.browser.conftest import PHONE, Served, settled

pytestmark = pytest.mark.browser


def form_on_a_phone(
    served: Served, visit: Callable[..., Page], prepare: Callable[[Page], None] | None = None
) -> Page:
    """The mentor's form about a student."""
    (row, *_) = served.rows(
        "select student_id from pairing where mentor_id = :id and valid_to is null",
        id=served.account(Role.MENTOR)["staff_id"],
    )
    address = f"{served.address}/record?student={row['student_id']}"
    return visit(address, PHONE, served.token(Role.MENTOR), prepare)


@pytest.fixture
def phone(served: Served, visit: Callable[..., Page]) -> Page:
    """The form, untouched."""
    return form_on_a_phone(served, visit)


def choice(page: Page, part: str, option: str) -> Locator:
    return (
        page.locator(f"[class*=st-key-{part}_]")
        .get_by_role("radio", name=option)
        .or_(page.locator(f"[class*=st-key-{part}_]").get_by_role("button", name=option))
    )


def tap(page: Page, part: str, option: str) -> None:
    choice(page, part, option).first.tap()
    settled(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).tap()
    settled(page)


def written(served: Served) -> int:
    return int(served.rows("select count(*) as n from interaction where deleted_at is null")[0]["n"])


def test_needing_attention_reveals_the_day_to_look_again_and_needs_it(served: Served, phone: Page) -> None:
    before = written(served)
    tap(phone, "area", "心理")
    expect(phone.get_by_text("哪天跟进")).to_be_hidden()
    tap(phone, "effect", "需关注")
    expect(phone.get_by_text("哪天跟进")).to_be_visible()
    save(phone)
    expect(phone.get_by_text("还差：哪天跟进")).to_be_visible()
    assert written(served) == before
    tap(phone, "again", "三天后")
    save(phone)
    expect(phone.get_by_text("已保存")).to_be_visible()
    expect(phone.get_by_text("已保存")).to_have_css("color", "rgb(255, 255, 255)")  # the bar is dark
    assert written(served) == before + 1
    phone.get_by_role("button", name="撤销").tap()
    expect(phone.get_by_text("已撤销，这条没有记下。")).to_be_visible()
    assert written(served) == before


def test_two_quick_taps_on_save_write_once(served: Served, phone: Page) -> None:
    before = written(served)
    tap(phone, "area", "学业")
    tap(phone, "effect", "平稳")
    phone.get_by_role("button", name="保存", exact=True).dblclick()
    expect(phone.get_by_text("已保存")).to_be_visible()
    settled(phone)
    assert written(served) == before + 1


def test_a_home_visit_shows_its_four_fields(phone: Page) -> None:
    expect(phone.get_by_label("同去的人")).to_be_hidden()
    tap(phone, "kind", "家访")
    for label in ("同去的人", "家庭情况", "家长的想法", "约定"):
        expect(phone.get_by_label(label, exact=True)).to_be_visible()
    expect(choice(phone, "mode", "入户").first).to_be_visible()


def test_a_lost_network_is_told_and_what_was_written_survives_it(
    served: Served, visit: Callable[..., Page]
) -> None:
    sockets: list[WebSocketRoute] = []
    phone = form_on_a_phone(
        served, visit, lambda page: page.route_web_socket("**/_stcore/stream", through(sockets))
    )
    before = written(served)
    tap(phone, "area", "生活")
    tap(phone, "effect", "好转")
    words = phone.get_by_label("一句话（可不写）")
    words.fill("在走廊里聊了十分钟")

    phone.context.set_offline(True)  # leaves an open socket alone: that is cut by hand
    sockets[-1].close(code=1001)
    phone.wait_for_function("""() => getComputedStyle(
        document.querySelector('[data-testid=stBottom]'), '::before').content.includes('连不上学校网络')""")
    expect(words).to_have_value("在走廊里聊了十分钟")

    phone.context.set_offline(False)
    settled(phone)
    expect(words).to_have_value("在走廊里聊了十分钟")
    save(phone)
    expect(phone.get_by_text("已保存")).to_be_visible()
    (last,) = served.rows("select content from interaction order by id desc limit 1")
    assert (written(served), last["content"]) == (before + 1, "在走廊里聊了十分钟")


def through(sockets: list[WebSocketRoute]) -> Callable[[WebSocketRoute], None]:
    """Pass every message on, and keep the socket to cut it."""

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    return connect
