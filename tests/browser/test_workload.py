"""工作量 in a real browser: rows that can be picked and tapped on a phone, and the way from a number to a child."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from domain.workload import number_text
from services import school, workload
from services.context import clock
from services.workload import Workload
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def seen(served: Served) -> Workload:
    """What the leader on the sign-in page is to see."""
    leader = school.context_for(served.store, served.account(Role.LEADER)["staff_id"], clock())
    return workload.see(leader)


def test_on_a_phone_a_row_opens_its_students_and_a_student_the_archive(
    served: Served, seen: Workload, visit: Callable[..., Page]
) -> None:
    one = next(line for line in seen.lines if line.load.students)
    page = visit(f"{served.address}/workload", PHONE, served.token(Role.LEADER))
    expect(page.get_by_role("heading", level=1)).to_have_text(seen.fairness.text)
    expect(page.locator(".loads tbody tr")).to_have_count(len(seen.lines))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    row = page.locator(".loads tbody tr", has=page.get_by_role("button", name=one.name, exact=True))
    expect(row.locator(".sum")).to_have_text(number_text(one.load.total))
    row.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".people button")).to_have_count(one.load.students)
    expect(dialog.get_by_text(f"折合 {number_text(one.load.total)} 人 =")).to_be_visible()
    name = dialog.locator(".people strong").first.text_content() or ""
    dialog.locator(".people button").first.tap()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_at_a_desk_the_bars_are_as_long_as_their_numbers_and_a_choice_hides_the_others(
    served: Served, seen: Workload, visit: Callable[..., Page]
) -> None:
    page = visit(f"{served.address}/workload", DESK, served.token(Role.LEADER))
    lengths = page.evaluate(
        """() => [...document.querySelectorAll('.loads tbody tr')].map(row => [
             Number(row.querySelector('.sum').textContent),
             [...row.querySelectorAll('.bar i')].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0)])"""
    )
    (widest, width) = max(lengths)
    assert width > 100
    assert all(abs(drawn - width * total / widest) < 2 for total, drawn in lengths)
    pills = page.locator(".loads .sifters button")
    for place in range(pills.count()):
        pills.nth(place).click()
        count = int(pills.nth(place).locator("i").text_content() or 0)
        expect(page.locator(".loads tbody tr:visible")).to_have_count(count)


def test_the_office_takes_the_list_for_the_allowance_or_is_told_when_it_can(
    served: Served, seen: Workload, visit: Callable[..., Page]
) -> None:
    page = visit(f"{served.address}/workload", DESK, served.token(Role.OFFICE))
    if not seen.months:
        expect(page.get_by_text("第一个月过完以后可以取")).to_be_visible()
        return
    with page.expect_download() as taken:
        page.locator(".downloads a", has_text="本学期").click()
    assert taken.value.suggested_filename.endswith("导师课时统计表.xlsx")
