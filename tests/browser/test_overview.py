"""From the overview to a child and back, then the month's report; a class teacher's part of it; who may not open it."""

import re
from collections.abc import Callable

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import DESK, Served, settled

pytestmark = pytest.mark.browser

WORST = """cells => {
  // 75%, or 7/31 of what is not due yet
  const share = cell => { const [done, whole] = cell.querySelector('span').textContent.split('/'); return whole ? 100 * done / whole : parseInt(done) }
  const all = cells.filter(cell => cell.querySelector('i').textContent === '谈心' && share(cell) >= 0)
  all.sort((one, other) => share(one) - share(other))[0].click()
}"""


def number(words: str | None) -> int:
    found = re.search(r"\d+", words or "")
    assert found, words
    return int(found[0])


def test_from_the_worst_cell_to_a_child_and_back_to_the_report(
    served: Served, visit: Callable[..., Page]
) -> None:
    page = visit(f"{served.address}/overview", DESK, served.token(Role.LEADER))
    card = page.locator(".overview .figure", has_text="没有导师的学生").first
    unpaired = number(card.locator("strong").text_content())

    page.locator(".overview .squares td button").evaluate_all(WORST)
    child = page.get_by_role("dialog").locator(".people button").first
    name = child.locator("strong").text_content() or ""
    child.click()
    page.wait_for_url("**/archive?student=*")
    settled(page)
    expect(page.locator("h1").first).to_contain_text(name)

    page.go_back()
    expect(page.locator(".overview .figure").first).to_be_visible()
    settled(page)
    page.locator("[data-testid=stSidebarNav]").get_by_role("link", name="专题汇报").click()
    settled(page)
    with page.expect_download() as waiting:
        page.locator(".downloads a", has_text="（到今天）").first.click()
    assert re.fullmatch(r"全员育人导师制专题汇报（\d{4}年\d+月）\.docx", waiting.value.suggested_filename)
    paper = Document(str(waiting.value.path()))
    classes = next(one for one in paper.tables if one.rows[0].cells[0].text == "班级")
    assert sum(int(row.cells[3].text) for row in classes.rows[1:]) == unpaired > 0
    assert f"{unpaired} 人还没有导师" in "\n".join(one.text for one in paper.paragraphs)


def test_a_class_teacher_sees_the_class_and_has_no_report_to_hand_in(
    served: Served, visit: Callable[..., Page]
) -> None:
    page = visit(f"{served.address}/overview", DESK, served.token(Role.HOMEROOM))
    me = served.account(Role.HOMEROOM)["staff_id"]
    (own,) = served.rows(
        """select count(*) as students from class_membership member join homeroom on homeroom.class_id = member.class_id
            where staff_id = :me and homeroom.valid_to is null and member.valid_to is null""",
        me=me,
    )
    expect(page.locator(".overview .figure").first).to_contain_text(f"共 {own['students']} 人")
    assert page.locator(".overview .squares tbody th").count() == 1
    expect(page.locator(".downloads a")).to_have_text(
        ["全部表格（Excel）", "逐班摸排表（Word）", "逐班摸排表（Excel）"]
    )
    page.goto(f"{served.address}/reports")
    settled(page)
    expect(page.get_by_text("这一页不在您的权限里")).to_be_visible()


def test_a_mentor_cannot_open_it(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(f"{served.address}/overview", DESK, served.token(Role.MENTOR))
    expect(page.get_by_text("这一页不在您的权限里")).to_be_visible()
    assert page.locator(".overview").count() == 0
