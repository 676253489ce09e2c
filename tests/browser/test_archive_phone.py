"""A student's own page on a phone: found by initials, written on by two at once, filtered, covered, read as it was before."""

import pytest
from playwright.sync_api import expect

from domain.permissions import Role
from services import profiles, school
from services.context import clock
from services.sign_in import open_session_for
from tests.browser.conftest import DESK, PHONE, settled

FIRST_TOLD, SECOND_TOLD, OTHERS = (
    "和奶奶一起住，爸妈在外地。",
    "妈妈回来了，在县城上班。",
    "班主任从电话里听说的。",
)


@pytest.fixture
def child(served):
    """A student of the demo's mentor: id, name, initials; and the class's own teacher's account."""
    mentor = served.account(Role.MENTOR)
    (row, *_) = served.rows(
        """select student.id, student.name, student.name_search, homeroom.staff_id as leader from pairing
             join student on student.id = pairing.student_id
             join class_membership member on member.student_id = student.id and member.valid_to is null
             join homeroom on homeroom.class_id = member.class_id and homeroom.valid_to is null
            where mentor_id = :me and pairing.valid_to is null order by student.id""",
        me=mentor["staff_id"],
    )
    return row


def token_of(served, account_id):
    """A session of somebody of the demo who has a password of their own."""
    with served.store.write() as db:
        db.execute("update account set must_change_password = 0 where id = ?", [account_id])
    return open_session_for(served.store, account_id, clock())


def edit(page, part=""):
    page.get_by_role("button", name="修改", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    if part:
        dialog.get_by_text(part, exact=True).first.click()
    return dialog


def save(page, dialog):
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog).to_be_hidden()
    settled(page)


def test_a_child_is_found_by_initials_in_one_tap_and_opened_without_loading_anew(served, visit, child):
    page = visit(f"{served.address}/today", PHONE, served.token(Role.MENTOR))
    page.evaluate("window.stillHere = true")
    page.locator("#tabs").get_by_text("查找").tap()
    initials = child["name_search"].split()[-1]
    page.get_by_role("combobox", name="找学生").fill(initials)
    line = page.locator("#find a", has_text=child["name"])
    expect(line).to_be_visible()
    line.tap()
    expect(page.locator("h1")).to_contain_text(child["name"])
    assert page.evaluate("window.stillHere") is True
    assert initials not in page.url


def test_at_the_desk_the_keyboard_alone_finds_and_opens(served, visit, child):
    page = visit(f"{served.address}/today", DESK, served.token(Role.OFFICE))
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="找学生")
    expect(field).to_be_focused()
    field.press_sequentially(child["name"])
    expect(page.locator("#find [aria-selected=true]")).to_contain_text(child["name"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(child["name"])
    expect(page.locator("#find ul")).to_be_hidden()


def test_the_family_is_written_by_two_at_once_and_what_stood_there_is_read(served, visit, child):
    address = f"{served.address}/archive?student={child['id']}"
    mentor = visit(address, PHONE, served.token(Role.MENTOR))
    dialog = edit(mentor, "家庭情况")
    dialog.get_by_label("家庭情况", exact=True).fill(FIRST_TOLD)
    save(mentor, dialog)
    expect(mentor.get_by_text(FIRST_TOLD)).to_have_count(0)

    leader = school.context_for(served.store, child["leader"])
    dialog = edit(mentor, "家庭情况")
    dialog.get_by_label("家庭情况", exact=True).fill(SECOND_TOLD)
    version = profiles.reveal_family(leader, child["id"]).version
    profiles.save_family(leader, child["id"], version, {"family": OTHERS})
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.get_by_text("您写的还没有保存")).to_be_visible()
    expect(dialog.locator(".history")).to_contain_text(OTHERS[:4])
    expect(dialog.get_by_label("家庭情况", exact=True)).to_have_value(SECOND_TOLD)
    dialog.get_by_role("button", name="按我写的保存").click()
    expect(dialog).to_be_hidden()
    settled(mentor)

    mentor.get_by_role("button", name="打开看家庭情况").tap()
    expect(mentor.get_by_text(SECOND_TOLD)).to_be_visible()
    mentor.get_by_text("以前怎么写的").first.tap()
    told = mentor.get_by_role("dialog")
    expect(told.get_by_text(FIRST_TOLD[:4])).not_to_have_count(0)

    account = served.rows("select id from account where staff_id = :s", s=child["leader"])[0]["id"]
    homeroom = visit(address, DESK, token_of(served, account))
    expect(homeroom.locator(".cards_private")).to_contain_text("打开看过加密内容")
    homeroom.get_by_role("button", name="打开看家庭情况").click()
    expect(homeroom.get_by_text(SECOND_TOLD)).to_be_visible()


def test_another_mentor_is_refused(served, visit, child):
    (other, *_) = served.rows(
        """select account.id from account join pairing on pairing.mentor_id = account.staff_id and pairing.valid_to is null
            where not exists (select 1 from pairing own where own.mentor_id = account.staff_id and own.student_id = :s)
              and account.staff_id <> :leader
              and not exists (select 1 from staff_role role where role.staff_id = account.staff_id) order by 1""",
        s=child["id"],
        leader=child["leader"],
    )
    page = visit(
        f"{served.address}/archive?student={child['id']}&earlier=family", PHONE, token_of(served, other["id"])
    )
    expect(page.get_by_text("不在您负责的范围内")).to_be_visible()
    assert child["name"] not in page.content()


def test_what_is_typed_in_one_part_is_there_after_a_look_at_another_and_after_saving_it(served, visit, child):
    page = visit(f"{served.address}/archive?student={child['id']}", PHONE, served.token(Role.MENTOR))
    dialog = edit(page)
    dialog.get_by_label("兴趣爱好").fill("爱画画")
    dialog.get_by_text("家庭情况", exact=True).first.click()
    dialog.get_by_label("主要社会关系").fill("舅舅在县城")
    dialog.get_by_text("学生特点", exact=True).click()
    expect(dialog.get_by_label("兴趣爱好")).to_have_value("爱画画")
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.get_by_text("这一部分还没有保存")).to_be_visible()
    expect(dialog.get_by_label("主要社会关系")).to_have_value("舅舅在县城")
    save(page, dialog)
    expect(page.locator(".cards_private")).to_contain_text("爱画画")


def test_the_timeline_is_filtered_and_the_page_covered_without_a_question_to_the_server(served, visit, child):
    page = visit(f"{served.address}/archive?student={child['id']}", PHONE, served.token(Role.MENTOR))
    page.evaluate(
        "() => document.querySelector('.sift ol').insertAdjacentHTML('beforeend',"
        '\'<li data-kind="家访" data-term="本学期" id="planted"></li>\')'
    )
    asked = []
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.context.set_offline(True)
    shown = page.locator(".sift li[data-kind]:visible")
    pill = page.locator("[data-pick]").nth(1)
    pill.tap()
    kind = pill.get_attribute("data-pick")
    assert {one.get_attribute("data-kind") for one in shown.all()} == {kind}
    page.locator("[data-pick='']").tap()
    page.get_by_text("遮住").tap()
    for part in (".opening_private", ".cards_private", ".st-key-name_private"):
        assert "blur" in page.locator(part).evaluate("one => getComputedStyle(one).filter")
