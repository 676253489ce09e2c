"""备案 in a real browser: the office approves on a phone, the register comes down as a file, and only to its owner."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from domain.grouping_plan import with_words
from domain.permissions import Role
from services import filing, led_classes, plans, school
from services.context import Context, clock
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def filed(served: Served) -> tuple[int, Context]:
    """The last class of the school with a plan that waits for the office."""
    now = clock()
    office = school.context_for(served.store, served.account(Role.OFFICE)["staff_id"], now)
    class_id = led_classes.my_classes(office)[-1]["id"]
    if filing.state_of(office, class_id).state.value != "filed":
        desk = plans.open_desk(office, class_id)
        version = plans.keep(office, desk, with_words(desk.plan, 0, "金桂组", "说到做到", "每天早读"))
        filing.file_plan(office, class_id, version)
    return class_id, office


def test_the_office_approves_on_a_phone_for_another_day(
    served: Served, visit: Visit, filed: tuple[int, Context]
) -> None:
    class_id, office = filed
    page = visit(f"{served.address}/filing", PHONE, served.token(Role.OFFICE))
    page.locator(".people.rows button", has_text="去审批").first.click()
    page.wait_for_url(f"**/filing?class={class_id}")
    settled(page)
    expect(page.locator(".wide")).to_contain_text("金桂组")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("的分组已批准。")).to_be_visible()
    settled(page)
    state = filing.state_of(office, class_id)
    assert (state.state.value, state.starts_on) == ("approved", office.today)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_register_is_a_file_for_its_owner_and_again_at_the_next_tap(
    served: Served, visit: Visit, tmp_path: Path, size: dict[str, int]
) -> None:
    page = visit(f"{served.address}/register", size, served.token(Role.HOMEROOM))
    link = page.get_by_role("link", name="明细表（Word）")
    for place in range(2):
        address = link.get_attribute("href")
        with page.expect_download() as waiting:
            link.click()
        assert waiting.value.suggested_filename.endswith("导师分工明细表.docx")
        waiting.value.save_as(tmp_path / f"{place}.docx")
        text = "".join(
            one.text for one in docx.Document(BytesIO((tmp_path / f"{place}.docx").read_bytes())).paragraphs
        )
        assert "班主任签字" in text
        expect(link).not_to_have_attribute("href", str(address))
    box = link.bounding_box()
    assert box and box["height"] >= 44
    other = visit(f"{served.address}/today", size, served.token(Role.MENTOR))
    status = "async (address) => (await fetch(address)).status"
    fresh = str(link.get_attribute("href"))
    assert (other.evaluate(status, fresh), page.evaluate(status, fresh), page.evaluate(status, fresh)) == (
        404,
        200,
        404,
    )


def test_a_page_left_open_longer_than_its_links_live_still_hands_the_file_out(
    served: Served, visit: Visit
) -> None:
    page = visit(f"{served.address}/register", DESK, served.token(Role.HOMEROOM))
    link = page.get_by_role("link", name="小组卡片")
    expect(link).to_be_visible()
    settled(page)
    page.evaluate("minutes => { const now = Date.now; Date.now = () => now() + minutes * 60000 }", 11)
    old = link.get_attribute("href")
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.url.removeprefix(served.address) != old
    assert waiting.value.suggested_filename.endswith("小组卡片.docx")


def test_a_class_teacher_takes_attendance_by_tapping(served: Served, visit: Visit) -> None:
    page = visit(f"{served.address}/ceremony", PHONE, served.token(Role.HOMEROOM))
    page.get_by_role("button", name="保存安排").click()
    expect(page.get_by_text("交接仪式已安排好。")).to_be_visible()
    settled(page)
    absent = page.locator(".stButtonGroup").first.get_by_role("button").first
    absent.scroll_into_view_if_needed()
    box = absent.bounding_box()
    assert box and box["height"] >= 44
    absent.click()
    page.get_by_role("button", name="记下：已举行").click()
    expect(page.get_by_role("heading", name="应到")).to_be_visible()
    assert served.rows("select count(*) as n from ceremony_absence")[0]["n"] == 1
