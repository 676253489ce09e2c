"""保密·选定的人 on phones: written for the class teacher, opened there and noted; others see only that it exists."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from db.rows import Row
from domain.permissions import Role
from services.context import clock
from services.sign_in import open_session_for
from tests.browser.conftest import PHONE, Served, settled

pytestmark = pytest.mark.browser

WORDS = "夜里不敢一个人睡"


def child(served: Served) -> Row:
    """A student of the mentor's with a class teacher who is somebody else: student, name, teacher, account."""
    return served.rows(
        """select pairing.student_id as student, staff.name as teacher, account.id as account from pairing
             join class_membership member on member.student_id = pairing.student_id and member.valid_to is null
             join homeroom on homeroom.class_id = member.class_id and homeroom.valid_to is null
             join staff on staff.id = homeroom.staff_id join account on account.staff_id = staff.id
            where pairing.mentor_id = :me and pairing.valid_to is null and homeroom.staff_id <> :me
            order by pairing.student_id""",
        me=served.account(Role.MENTOR)["staff_id"],
    )[0]


def choose(page: Page, part: str, option: str) -> None:
    box = page.locator(f"[class*=st-key-{part}_]")
    box.get_by_role("radio", name=option).or_(box.get_by_role("button", name=option)).first.tap()
    settled(page)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def test_told_to_the_class_teacher_alone(served: Served, visit: Callable[..., Page]) -> None:
    whom = child(served)
    student, teacher = whom["student"], whom["teacher"]
    mentor = visit(f"{served.address}/record?student={student}", PHONE, served.token(Role.MENTOR))
    expect(mentor.get_by_text("会看到：")).to_contain_text(teacher)  # before anything is tapped
    choose(mentor, "area", "心理")
    choose(mentor, "effect", "平稳")
    mentor.locator("textarea").first.fill(WORDS)
    choose(mentor, "level", "保密·选定的人")
    expect(mentor.get_by_text("会看到：您和选定的人")).to_be_visible()
    mentor.get_by_role("button", name="保存", exact=True).tap()
    expect(mentor.get_by_text("还差：给谁看")).to_be_visible()
    settled(mentor)
    choose(mentor, "readers", f"{teacher}（班主任）")
    assert fits(mentor)
    mentor.get_by_role("button", name="保存", exact=True).tap()
    expect(mentor.get_by_text("已保存")).to_be_visible()
    record = served.rows("select max(id) as id from interaction where deleted_at is null")[0]["id"]
    address = f"{served.address}/log?record={record}"
    with served.store.write() as db:  # only those shown on the sign-in page have chosen a password
        db.execute("update account set must_change_password = 0 where id = :id", {"id": whom["account"]})

    opened = visit(address, PHONE, open_session_for(served.store, whom["account"], clock()))
    expect(opened.get_by_text(WORDS)).to_have_count(0)
    opened.get_by_role("button", name="打开看").tap()
    expect(opened.get_by_text(WORDS)).to_be_visible()
    assert fits(opened)
    noted = served.rows(
        "select staff.name from audit join staff on staff.id = audit.staff_id "
        "where action = 'interaction.read' and target = :t",
        t=f"interaction/{record}",
    )
    assert noted == [{"name": teacher}]

    office = visit(address, PHONE, served.token(Role.OFFICE))
    expect(office.get_by_text(f"和{teacher}能看，每次打开都会记下")).to_be_visible()
    expect(office.get_by_role("button", name="打开看")).to_have_count(0)
    for page in (mentor, office):
        page.goto(f"{served.address}/archive?student={student}")
        settled(page)
        expect(page.get_by_text(WORDS)).to_have_count(0)
        expect(page.get_by_text(re.compile(rf"{teacher} \d+ 次"))).to_have_count(
            1
        )  # who opened it in the last days
    expect(office.get_by_text(f"和{teacher}能看，每次打开都会记下")).to_have_count(1)
