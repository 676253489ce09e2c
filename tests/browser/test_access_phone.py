"""申请查看 on two phones: a mentor asks, the leader agrees, the mentor reads, the leader ends it, and it is over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import PHONE, Served, settled

pytestmark = pytest.mark.browser

WHY = "下周起替同事带这个小组三天"


def stranger(served: Served) -> dict[str, object]:
    """A student of another mentor, in a class the mentor does not lead."""
    me = served.account(Role.MENTOR)["staff_id"]
    rows = served.rows(
        """select student.id, student.name, student.student_number as number from student
             join class_membership member on member.student_id = student.id and member.valid_to is null
            where not exists (select 1 from pairing where student_id = student.id and mentor_id = :me)
              and not exists (select 1 from homeroom where class_id = member.class_id and staff_id = :me)
              and exists (select 1 from contact where student_id = student.id) order by student.id""",
        me=me,
    )
    return rows[0]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.tap()
    settled(page)


def fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def test_asked_granted_read_ended_refused(served: Served, visit: Callable[..., Page]) -> None:
    whom = stranger(served)
    archive = f"{served.address}/archive?student={whom['id']}"
    token = served.token(Role.MENTOR)
    mentor = visit(archive, PHONE, token)
    expect(mentor.get_by_text("没有找到这名学生")).to_be_visible()

    mentor.goto(f"{served.address}/access")
    settled(mentor)
    press(mentor, "申请查看")
    mentor.get_by_label("学生姓名").fill(str(whom["name"]))
    mentor.get_by_label("学号").fill(str(whom["number"]))
    mentor.get_by_label("为什么要看").fill(WHY)
    assert fits(mentor)
    press(mentor, "提交申请")
    expect(mentor.locator(".people button").first).to_contain_text("等审批")
    assert fits(mentor)

    leader = visit(f"{served.address}/overview", PHONE, served.token(Role.LEADER))
    leader.get_by_text("1 份查看申请等您审批").tap()
    settled(leader)
    leader.locator(".people button").first.tap()
    expect(leader.get_by_text(WHY)).to_be_visible()
    settled(leader)
    assert fits(leader)
    press(leader, "同意")
    expect(leader.get_by_role("heading", level=1)).to_have_text("1 人次正在临时查看")

    mentor.goto(archive)
    settled(mentor)
    expect(mentor.get_by_text("您临时查看这名学生")).to_be_visible()
    expect(mentor.get_by_role("heading", level=1)).to_contain_text(str(whom["name"]))
    expect(mentor.get_by_role("button", name="记一次", exact=True)).to_have_count(0)
    assert fits(mentor)

    leader.locator(".people button").first.tap()
    expect(leader.get_by_text("最近一次看")).to_be_visible()
    settled(leader)
    press(leader, "现在就结束")
    mentor.reload()
    settled(mentor)
    expect(mentor.get_by_text("没有找到这名学生")).to_be_visible()
    expect(mentor.get_by_text(str(whom["name"]))).to_have_count(0)
