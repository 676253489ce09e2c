"""联系点 on the desk and the phone: the office gives a class, its leader sees it first, notes a visit, and it shows."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser


def fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def test_given_seen_first_visited_and_shown(served: Served, visit: Callable[..., Page]) -> None:
    leader = served.account(Role.LEADER)["staff_id"]
    held = served.rows(
        "select class_id from linked_class where staff_id = :me and valid_to is null", me=leader
    )
    free = served.rows(
        """select class_id from class_membership where valid_to is null and class_id not in
             (select class_id from linked_class where valid_to is null) group by class_id order by class_id"""
    )

    office = visit(f"{served.address}/leaders", DESK, served.token(Role.OFFICE))
    office.locator(".people button").first.click()
    settled(office)
    classes = office.locator("[class*='st-key-leader_classes_'] button")
    classes.last.click()  # the one that is nobody's yet
    settled(office)
    office.get_by_role("button", name="保存", exact=True).click()
    expect(office.get_by_text(f"{len(held) + 1} 个班")).to_be_visible()
    now = served.rows(
        "select class_id from linked_class where staff_id = :me and valid_to is null", me=leader
    )
    assert free[0] in now

    phone = visit(f"{served.address}/overview", PHONE, served.token(Role.LEADER))
    expect(phone.get_by_role("heading", name="我的联系点")).to_be_visible()
    expect(phone.locator(".people button").filter(has_text="班").last).to_contain_text("没走访过")
    assert fits(phone)
    phone.locator(".people button").filter(has_text="没走访过").last.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("班$"))
    name = phone.get_by_role("heading", level=1).inner_text()
    settled(phone)
    assert fits(phone)

    phone.get_by_role("link", name="记一次走访").tap()
    expect(phone.get_by_role("radio", name="听课")).to_be_visible()
    settled(phone)
    phone.get_by_role("radio", name="听课").tap()
    phone.get_by_role("textbox", name="经过").fill("听了一节语文课，秩序好。")
    phone.get_by_role("textbox", name="经过").blur()
    settled(phone)
    assert fits(phone)
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.get_by_text(f"{name} · 下班走访")).to_be_visible()
    settled(phone)

    phone.goto(f"{served.address}/overview")
    settled(phone)
    phone.emulate_media(media="print")
    expect(phone.locator(".st-key-leading")).to_be_hidden()
    phone.emulate_media(media="screen")
    expect(phone.locator(".people button").filter(has_text=name)).not_to_contain_text("没走访过")
    phone.locator(".people button").filter(has_text=name).tap()
    settled(phone)
    phone.get_by_role("link", name="看走访记录").tap()
    expect(phone.get_by_text("听了一节语文课").first).to_be_visible()


def test_the_stages_fit_the_phone_and_stand_over_the_months_at_the_desk(
    served: Served, visit: Callable[..., Page]
) -> None:
    phone = visit(f"{served.address}/stages", PHONE, served.token(Role.LEADER))
    expect(phone.locator(".stages .rail .card")).to_have_count(4)
    expect(phone.locator(".stages .bar")).to_be_hidden()
    assert fits(phone)
    desk = visit(f"{served.address}/stages", DESK, served.token(Role.LEADER))
    spans = desk.locator(".stages .spans i")
    boxes = [box for box in (one.bounding_box() for one in spans.all()) if box]
    assert len(boxes) == 4
    # one after the other, none over the next
    assert all(one["x"] + one["width"] <= other["x"] + 1 for one, other in pairwise(boxes))
