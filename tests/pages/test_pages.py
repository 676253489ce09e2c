"""Every page runs: in a school just set up, in a school in use, and whatever the address says."""

import pytest

from components import overview_board
from components.catalogue import SCREENS
from domain.permissions import Actor, Role
from services import accounts, backups, interactions, overview, passwords, school, sign_in
from tests.pages.tab import Tab
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    PASSWORD,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
    days_before,
)

SETUP = {
    "学校名称": "育才学校",
    "您的姓名": "赵磊",
    "用户名": "zhaolei",
    "密码": "春天来了，花都开了",
    "再输一次密码": "春天来了，花都开了",
}
OFFICE_TOO = "我也负责德育处的工作"


# ── a school just set up ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def new_school(empty_folder, quick_hashes):
    """Set up by its first administrator, who is the office too; nothing in it yet."""
    store = school.open_school(empty_folder)
    context = school.system_context(store, NOW)
    account_id = school.set_up(
        context, empty_folder, school.setup_code(empty_folder), school_name="育才学校", person="赵磊",
        username="zhaolei", password=SETUP["密码"], is_office=True,
    )  # fmt: skip
    return store, account_id


# who sets a school up is administrator and office, and leads no class
FOUNDER = Actor(1, "", frozenset({Role.ADMIN, Role.OFFICE}))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_every_page_opens_in_an_empty_school_and_says_what_to_do(new_school, screen):
    tab = Tab.of(*new_school).open(screen.name)
    assert not tab.app.exception
    assert tab.title or not FOUNDER.may(screen.action)
    assert not tab.app.error


def test_a_new_school_is_set_up_in_the_page_with_the_code_from_the_terminal(empty_folder, quick_hashes):
    tab = fill_setup(empty_folder, {})
    store = school.open_school(empty_folder)
    assert tab.names([backups.recovery_code(school.system_context(store), empty_folder)])
    tab.press("code_noted")
    assert tab.title == "育才学校"  # the sign-in form
    assert not tab.names([backups.recovery_code(school.system_context(store), empty_folder)])
    with store.read() as db:
        assert [
            (row["name"], row["username"]) for row in db.query("select name, username from account, staff")
        ] == [("赵磊", "zhaolei")]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"设置码": "00000000"}, "设置码不对"),
        ({"设置码": " "}, "每一项都要填"),
        ({"学校名称": ""}, "每一项都要填"),
        ({"再输一次密码": "夏天来了"}, "两次输入的密码不一样"),
        ({"密码": "123", "再输一次密码": "123"}, "密码"),
    ],
)
def test_a_setup_that_cannot_be_is_refused_with_a_sentence(empty_folder, quick_hashes, changes, says):
    tab = fill_setup(empty_folder, changes)
    assert says in tab.app.error[0].value
    assert tab.title == "建立学校"
    assert school.needs_setup(school.open_school(empty_folder))


def fill_setup(folder, changes):
    tab = Tab.of(school.open_school(folder)).run()
    values = {"设置码": school.setup_code(folder)} | SETUP | changes
    for field in tab.app.text_input:
        field.set_value(values[field.label])
    tab.app.radio[0].set_value(OFFICE_TOO)
    tab.app.button[0].click()
    return tab.run()


# ── a school in use ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def busy(school, as_mentor, as_homeroom):
    """A week of records in 三（1）班: good news, a promise, a home visit, one kept to its writer."""
    for context, form in [
        (as_mentor, school.talk("张书瑶", effect="好转", content="主动帮同桌补课", on=days_before(2))),
        (as_mentor, school.talk("张书瑶", "王子墨", effect="需关注", follow_up_on=TODAY, on=days_before(3))),
        (as_homeroom, school.talk("张书瑶", content="只有我能看", is_restricted=True)),
    ]:
        interactions.record(context, form)
    return school


@pytest.mark.parametrize("person", [LEADER, OFFICE, GRADE_HEAD, HOMEROOM, MENTOR])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_every_page_runs_in_a_school_in_use(busy, tab, person, screen):
    own = tab(person).open(screen.name, student=busy.student("张书瑶"))
    assert not own.app.exception
    assert not own.app.error
    assert own.title or not busy.as_person(person).actor.may(screen.action)


def test_today_tells_whom_to_see_what_was_promised_and_who_was_seen(busy, tab):
    own = tab(MENTOR).run()
    assert own.title == "晚上好，田老师"
    headings = {"本周还没联系 2 人", "今天要跟进 2 件", "本周已联系 2 人"}
    assert own.names(headings) == headings
    assert own.names(EVERYBODY) == set(THREE_ONE[:4])


def test_a_student_is_found_by_initials(tab):
    own = tab(HOMEROOM).open("students")
    own.app.text_input(key="student_search").set_value("wzm")
    assert own.run().names(EVERYBODY) == {"王子墨"}


def test_the_archive_shows_good_news_first_every_record_and_the_curve(busy, tab):
    own = tab(MENTOR).open("archive", student=busy.student("张书瑶"))
    assert "<h2>闪光点</h2>" in own.text
    assert "<h2>3 次交流，最近一次 今天</h2>" in own.text
    assert "只有我能看" not in own.text
    assert len(own.app.get("vega_lite_chart")) == 1
    assert HOMEROOM in own.text


def test_only_who_wrote_a_record_is_led_from_the_archive_to_correcting_it(busy, tab):
    student = busy.student("张书瑶")
    assert tab(HOMEROOM).open("archive", student=student).names(["更正或删除我写的"])
    assert not tab(OFFICE).open("archive", student=student).names(["更正或删除我写的"])


def test_the_overview_s_figures_are_the_services_figures(busy, as_leader, tab):
    own, seen = tab(LEADER).run(), overview.see(as_leader)
    assert own.title == seen.finding == "10 名学生没有导师，2 名特殊学生超过 30 天没有联系"
    cards = {card[0][0]: card[2] for card in overview_board.cards(seen) if card[0]}
    assert cards["unpaired"] == "10 人" and cards["unseen"] == f"{len(EVERYBODY) - 2} 人"
    assert cards["care"] == f"{seen.state.care_unseen} 人" and "late" not in cards


@pytest.mark.parametrize(("figure", "count"), [("unpaired", 10), ("unseen", 26), ("records", 3)])
def test_a_figure_opens_a_list_as_long_as_the_number(busy, tab, figure, count):
    own = tab(LEADER).open("overview", open=figure)
    assert len(own.app.dataframe[-1].value) == count


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("archive", {"student": "abc"}),
        ("archive", {"student": "99999999999999999999"}),
        ("archive", {"student": "-1"}),
        ("archive", {"student": "１"}),
        ("archive", {"student": ""}),
        ("record", {"student": "abc"}),
        ("record", {"student": "0"}),
        ("overview", {"open": "x"}),
        ("overview", {"open": "unpaired'; drop table student"}),
        ("groups", {"class": "99999"}),
        ("groups", {"class": "<script>"}),
        ("students", {"student": "1", "nonsense": "2"}),
    ],
    ids=lambda value: str(value),
)
def test_whatever_the_address_says_is_harmless(school, tab, name, query):
    own = tab(OFFICE).open(name, **query)
    assert not own.app.exception
    assert own.title or own.said == ["没有找到这名学生，或者不在您负责的范围内。"]
    assert len(school.rows("select * from student")) == len(EVERYBODY)


# ── one's own password ─────────────────────────────────────────────────────────────────────────────


def test_the_slip_s_password_is_changed_before_anything_else(school, as_admin, tab, quick_hashes):
    slip = accounts.reset_password(as_admin, school.account(MENTOR))
    own = tab(MENTOR).run()
    assert own.title == "请先设自己的密码"
    change_password(own, slip.password, "秋天的银杏叶真好看")
    assert own.title == "人人导师"
    new_hash = sign_in.password_hash_for(school.store, "t007", NOW)
    assert passwords.matches("秋天的银杏叶真好看", new_hash)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("不对的密码", "秋天的银杏叶", "秋天的银杏叶"),
        (PASSWORD, "秋天的银杏叶", "春天的银杏叶"),
        (PASSWORD, "短", "短"),
    ],
)
def test_a_password_that_cannot_be_is_refused_and_one_stays_signed_in(tab, quick_hashes, old, new, again):
    own = tab(MENTOR).open("more")
    change_password(own, old, new, again)
    assert own.app.error and own.title == MENTOR


def change_password(own, old, new, again=None):
    values = {"原来的密码": old, "新密码": new, "再输一次新密码": again or new}
    for field in own.app.text_input:
        field.set_value(values[field.label])
    next(one for one in own.app.button if one.label == "改密码").click()
    own.run()


def test_signing_out_is_the_way_in_again_and_the_session_is_over(school, tab):
    own = tab(MENTOR).open("more").press("sign_out_here")
    assert own.title == "人人导师"
    assert len(school.rows("select * from session where ended_at is null")) == 0


def test_who_may_not_see_a_student_is_told_where_to_ask(busy, tab):
    """And no more than that: a number nobody has is answered alike."""
    refused = tab(MENTOR).open("archive", student=busy.student(SEVEN_ONE[0]))
    unknown = tab(MENTOR).open("archive", student=99_999)
    for own in (refused, unknown):
        assert own.said == ["没有找到这名学生，或者不在您负责的范围内。"]
        assert "申请查看" in own.text
        assert not own.names([SEVEN_ONE[0]])
