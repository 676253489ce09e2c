"""月度表现 in a real browser: a table at the desk, one child after the other on a phone, two who meet in a cell."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from domain.permissions import Role
from services import goals, months, school
from services.context import Context, clock
from services.months import Desk, Edit
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def mentor(served: Served) -> Context:
    """The mentor on the sign-in page, acting now."""
    return school.context_for(served.store, served.account(Role.MENTOR)["staff_id"], clock())


def desk_of(mentor: Context) -> Desk:
    now = months.present(mentor)
    assert now
    return months.open_desk(mentor, now[0].id, now[1].number)


def strengths(mentor: Context) -> dict[int, str]:
    return {one.id: one.cells["strength"] for one in desk_of(mentor).pupils}


def test_on_a_phone_one_child_follows_the_other_and_what_was_typed_is_there_at_once(
    served: Served, mentor: Context, visit: Callable[..., Page]
) -> None:
    before = desk_of(mentor)
    waiting = [one for one in before.pupils if not one.is_written]
    page = visit(f"{served.address}/months", PHONE, served.token(Role.MENTOR))
    expect(page.get_by_text("还有")).to_contain_text(f"{len(waiting)} 名没写")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    field = page.get_by_label("亮点")
    field.tap()
    page.keyboard.type("会自己整理书包")  # and the field is not left
    expect(page.get_by_text("已保存：")).to_be_visible()
    assert strengths(mentor)[waiting[0].id] == "会自己整理书包"
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"还有 {len(waiting) - 1} 名没写")
    page.get_by_role("button", name="下一个 ›").tap()
    settled(page)
    expect(page.get_by_role("combobox").last).to_have_value(waiting[1].name)
    expect(page.get_by_label("亮点")).to_have_value("")


def test_at_a_desk_a_cell_that_a_colleague_wrote_meanwhile_is_shown_with_both_texts(
    served: Served, mentor: Context, visit: Callable[..., Page]
) -> None:
    desk = desk_of(mentor)
    first = desk.pupils[0]
    page = visit(f"{served.address}/months", DESK, served.token(Role.MENTOR))
    type_into_first_row(page, "上课爱举手")
    other = Edit(first.id, first.cells, {"performance": "安静了"})
    months.save(mentor, desk.term.id, desk.month.number, [other])
    page.get_by_role("button", name="保存", exact=True).click()
    settled(page)
    card = page.locator(".st-key-card_warm_month_private")
    expect(card).to_contain_text("安静了")
    expect(card).to_contain_text("上课爱举手")
    assert desk_of(mentor).pupils[0].cells["performance"] == "安静了"
    page.get_by_role("button", name="按我写的保存").click()
    settled(page)
    expect(page.get_by_text("已保存 1 名学生的表现。")).to_be_visible()
    assert desk_of(mentor).pupils[0].cells["performance"] == "上课爱举手"
    expect(card).to_have_count(0)


def type_into_first_row(page: Page, words: str) -> None:
    """With the keyboard into the first cell one may write into."""
    grid = page.locator("[data-testid=stDataFrame]")
    grid.locator("[id^=glide-cell-2-0]").wait_for(state="attached")  # drawn, with its columns in place
    for _ in range(5):  # a late drawing of the grid forgets which cell was chosen
        grid.click(position={"x": 280, "y": 70})
        page.keyboard.press("Enter")
        with suppress(TimeoutError):
            page.locator("#portal textarea").wait_for(timeout=3_000)
            break
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.locator("#portal textarea").wait_for(state="hidden")
    settled(page)


def test_on_a_phone_a_goal_is_set_on_the_student_s_page_and_stands_there(
    served: Served, mentor: Context, visit: Callable[..., Page]
) -> None:
    child = desk_of(mentor).pupils[-1].id
    page = visit(f"{served.address}/archive?student={child}", PHONE, served.token(Role.MENTOR))
    page.get_by_role("button", name="修改").first.tap()
    settled(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("发展目标", exact=True).tap()
    settled(page)
    dialog.get_by_label("目标", exact=True).fill("每天自己整理书包")
    dialog.get_by_role("button", name="保存").tap()
    expect(dialog).to_be_hidden()
    settled(page)
    expect(page.locator(".card h4", has_text="每天自己整理书包")).to_be_visible()
    assert [one.aim for one in goals.of_student(mentor, child)].count("每天自己整理书包") == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
