"""申请查看 as people use it: asked on one screen, decided on another, and over while the page is still open."""

import pytest

from domain.permissions import Role
from services import access, accounts, archive
from tests.pages.tab import NO_RIGHT
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    EVERYBODY,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    SEES,
)
from tests.services.test_access import CLASS, DAY, WHOM, WHY, ask, grant, state

NOT_MINE = "没有找到这名学生，或者不在您负责的范围内。"


def write(own, **values):
    """What is typed into the form."""
    fields = {one.key.split("_")[1]: one for one in (*own.app.text_input, *own.app.text_area)}
    for name, value in values.items():
        fields[name].set_value(value)
    return own


def test_it_is_asked_in_one_form_and_waits(school, tab, as_leader):
    own = tab(MENTOR).open("access")
    assert (own.title, own.names(EVERYBODY)) == ("申请查看", set())
    own.press("ask_access")
    assert LEADER in own.text
    assert own.names(EVERYBODY) == set()  # the form is no way to look through the school
    own.app.selectbox[0].select(school.class_id(CLASS))
    write(own, name=WHOM, reason=WHY).press("send_access")
    assert own.said == ["申请已提交，等审批。结果会出现在“今天”。"]
    assert own.names(EVERYBODY) == {WHOM}
    (waiting,) = access.to_decide(as_leader)
    assert (waiting.student, waiting.days, waiting.reason) == (WHOM, 3, WHY)


def test_a_wrong_name_keeps_what_was_written(school, tab):
    own = tab(MENTOR).open("access", open="ask")
    own.app.selectbox[0].select(school.class_id(CLASS))
    write(own, name="黄子轩", reason=WHY).press("send_access")
    assert own.said == ["没有找到这名学生。姓名要写全，班级或学号要对得上。"]
    assert own.app.text_area[0].value == WHY
    write(own, name=WHOM).press("send_access")
    assert "申请已提交" in own.said[0]


def test_the_leader_finds_it_first_thing_and_agrees_to_less(school, tab):
    request = ask(school)
    own = tab(LEADER).open("overview")
    assert "1 份查看申请等您审批" in own.text
    own.open("access", open="decide", id=request)
    assert WHY in own.text
    own.pick("access_days", 1).press("grant_access")
    assert own.said == ["已同意，可以看到 11月21日 18:00。"]
    assert own.title == "1 人次正在临时查看"
    mentor = tab(MENTOR).open("today")
    assert f"{LEADER}同意您可以看到 11月21日 18" in mentor.text  # the colon is kept from being Markdown


def test_no_needs_a_sentence(school, tab):
    request = ask(school)
    own = tab(OFFICE).open("access", open="decide", id=request)
    own.press("refuse_access")
    assert "为什么不同意" in own.said[0]
    own.app.text_input[0].set_value("请先和班主任谈")
    own.press("refuse_access")
    assert own.said == ["已回复不同意。"]
    assert "请先和班主任谈" in tab(MENTOR).open("access", open="own", id=request).text


@pytest.fixture
def reading(school, tab):
    """The mentor's tab at the archive that was granted."""
    grant(school, ask(school))
    own = tab(MENTOR).open("archive", student=school.student(WHOM))
    assert own.names(EVERYBODY) == {WHOM}
    return own


def test_the_archive_says_until_when_and_offers_nothing_that_writes(reading):
    assert reading.said == ["您临时查看这名学生，到 11月23日 18:00 为止。只能看，不能记录和导出。"]
    assert not reading.has("record_here")
    assert reading.names(["更正或删除"]) == set()


def test_the_next_click_after_its_moment_is_refused(school, tab, clock):
    """Half an hour idle ends the session: the grant ends between two clicks of the same one."""
    grant(school, ask(school))
    ends = NOW + 3 * DAY
    clock.now = ends - DAY / 1440
    own = type(tab()).of(school.store, school.account(MENTOR), clock.now)
    own.open("archive", student=school.student(WHOM))
    assert own.names(EVERYBODY) == {WHOM}
    clock.now = ends
    own.run()
    assert (own.said, own.names(EVERYBODY)) == ([NOT_MINE], set())


def test_ended_by_the_leader_it_is_gone_at_the_next_click(school, tab, reading):
    leader = tab(LEADER).open("access", open="decide", id=1)
    leader.press("end_access")
    assert leader.said == ["已结束，对方现在就看不到了。"]
    reading.run()
    assert (reading.said, reading.names(EVERYBODY)) == ([NOT_MINE], set())


def test_no_address_lets_anybody_write_about_the_child(school, reading):
    student = school.student(WHOM)
    assert reading.open("record", student=student).said == [NOT_MINE]
    assert NOT_MINE in reading.open("changes", open="ask", student=student).said
    assert WHOM not in reading.open("register", **{"class": school.class_id(CLASS)}).text


def test_one_gives_it_back(school, tab, reading):
    own = reading.open("access", open="own", id=1)
    assert own.has("give_back_access")
    own.press("give_back_access")
    assert state(school, 1)["state"] == "ended"


@pytest.mark.parametrize("person", [MENTOR, OTHER_MENTOR])
def test_an_address_opens_no_decision_to_who_may_not_decide(school, tab, person):
    request = ask(school)
    own = tab(person).open("access", open="decide", id=request)
    assert not own.has("grant_access")
    assert own.names([WHY]) == ({WHY} if person == MENTOR else set())


def test_whoever_becomes_a_leader_finds_no_way_to_decide_the_own_request(school, tab, as_admin):
    request = ask(school)
    accounts.set_role(as_admin, school.people[MENTOR], Role.LEADER, held=True)
    own = tab(MENTOR).open("access", open="decide", id=request)
    assert not own.has("grant_access")
    assert not own.has("ask_access")


def test_a_panel_left_open_decides_nothing_after_the_right_is_gone(school, tab, as_admin):
    """The button is still on the screen: what it does is asked anew."""
    request = ask(school)
    own = tab(LEADER).open("access", open="decide", id=request)
    button = own.app.button(key="grant_access")
    accounts.set_role(as_admin, school.people[LEADER], Role.LEADER, held=False)
    button.click()
    own.run()
    assert state(school, request)["state"] == "open"
    assert own.title == "人人导师"


@pytest.mark.parametrize("person", [ADMIN, AUDITOR])
def test_neither_administrator_nor_auditor_opens_it(school, tab, person):
    request = ask(school)
    for panel in ("ask", "own", "decide"):
        own = tab(person).open("access", open=panel, id=request)
        assert (own.said, own.names(EVERYBODY)) == ([NO_RIGHT], set())


def test_the_child_s_own_mentor_reads_who_else_may(school, tab):
    own_child = SEES[MENTOR][0]
    grant(school, ask(school, OTHER_MENTOR, own_child, class_id=school.class_id("三（1）班")))
    own = tab(MENTOR).open("archive", student=school.student(own_child))
    assert f"{OTHER_MENTOR}（{LEADER}同意，到 11月23日 18:00）" in own.text
    assert archive.open_archive(school.as_person(OTHER_MENTOR), school.student(own_child))
