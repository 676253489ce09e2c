"""督导检查 from the draw to the ledger: at the leader's desk, on the mentor's phone, and the other way round."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from db import accounts
from domain.permissions import Role
from services import inspections, school
from services.context import Context, clock
from services.sign_in import open_session_for
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser

SEEN, TO_MEND, DONE, LACKING = "应谈六次只谈了两次", "把四次补上", "四次都补谈了", "还有一名没有记录"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()
    settled(page)


def choose(page: Page, name: str) -> None:
    """One of the verdicts."""
    page.get_by_role("radio", name=name, exact=True).click()
    settled(page)


def fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def token_of(served: Served, staff_id: int) -> str:
    with served.store.read() as db:
        account = accounts.by_staff(db, staff_id)
    assert account is not None
    return open_session_for(served.store, int(account["id"]), clock())


def leader(served: Served) -> Context:
    return school.context_for(served.store, int(served.account(Role.LEADER)["staff_id"]))


@pytest.mark.parametrize(
    ("desk", "hand"), [(DESK, PHONE), (PHONE, DESK)], ids=["leader at a desk", "leader on a phone"]
)
def test_drawn_found_mended_looked_at_twice_and_in_the_ledger(
    served: Served, visit: Callable[..., Page], desk: dict[str, int], hand: dict[str, int]
) -> None:
    which = "甲" if desk is DESK else "乙"
    name, seen, to_mend = f"抽查{which}", f"{SEEN}{which}", f"{TO_MEND}{which}"
    page = visit(f"{served.address}/inspections", desk, served.token(Role.LEADER))
    press(page, "新建一次检查")
    page.get_by_label("名字").fill(name)
    page.get_by_label("随机抽几位").fill("1")
    page.keyboard.press("Tab")
    settled(page)
    shown = page.locator(".people button strong")
    expect(shown).to_have_count(1)
    drawn = shown.inner_text()
    assert fits(page)
    press(page, "就查这 1 位")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    made = next(one for one in inspections.listed(leader(served)) if one.name == name)
    assert [one.mentor for one in made.lines] == [drawn]
    page.locator(".figures td button").first.click()
    settled(page)
    choose(page, "限期整改")
    page.get_by_label("意见").fill(seen)
    page.get_by_label("要整改什么").fill(to_mend)
    assert fits(page)
    press(page, "保存结论")
    expect(page.get_by_text("整改中")).to_be_visible()
    assert fits(page)

    mentor = visit(f"{served.address}/today", hand, token_of(served, made.lines[0].mentor_id))
    mentor.get_by_text("督导意见：请在").click()
    settled(mentor)
    for text in (seen, to_mend):
        expect(mentor.get_by_text(text).last).to_be_visible()
    answer(mentor, made.lines[0].id, DONE)
    assert fits(mentor)

    recheck(page, served, drawn, "复查不通过", f"{LACKING}{which}")
    mentor.goto(f"{served.address}/findings")
    settled(mentor)
    expect(mentor.get_by_text(f"{LACKING}{which}")).to_be_visible()
    answer(mentor, made.lines[0].id, f"{DONE}，都记下了")
    recheck(page, served, drawn, "复查通过", "")
    expect(page.get_by_text("已闭环")).to_be_visible()

    told = ledger(page)
    for text in (name, drawn, seen, to_mend, LACKING, "已闭环", "通过", " 导出"):
        assert text in told


def answer(mentor: Page, line: int, words: str) -> None:
    """In the form of this one: a mentor may have more than one thing to mend."""
    form = mentor.locator(f".st-key-narrow_finding_{line}")
    form.get_by_label("整改情况").fill(words)
    form.get_by_role("button", name="提交整改情况").click()
    settled(mentor)
    expect(form.get_by_text("再补充一次整改情况")).to_be_visible()


def recheck(page: Page, served: Served, drawn: str, outcome: str, words: str) -> None:
    """From the first page: what waits is on top."""
    page.goto(f"{served.address}/inspections")
    settled(page)
    page.locator(".people button", has_text=drawn).filter(has_text="复查").first.click()
    settled(page)
    choose(page, outcome)
    if words:
        page.get_by_label("意见").fill(words)
    press(page, "保存复查")


def ledger(page: Page) -> str:
    with page.expect_download() as taken:
        page.get_by_role("link", name="写出意见原文").click()
    book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    return str([[cell.value for cell in row] for sheet in book for row in sheet.rows]) + str(
        [
            sheet.oddFooter.center.text or sheet.oddFooter.left.text or sheet.oddFooter.right.text
            for sheet in book
        ]
    )
