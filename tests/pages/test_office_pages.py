"""What the office and the administrator do: the calendar, the school's files, the accounts."""

import re
from datetime import date

import pytest

from db import staff
from domain.permissions import Role
from services import calendar, exports, interactions
from services.exports import Paper
from tests.make_files import csv_bytes, xlsx
from tests.school_builder import ADMIN, EVERYBODY, LEADER, MENTOR, NOBODY, OFFICE, PEOPLE

ROSTER_HEAD = ["姓名", "学号", "性别", "班级", "家长姓名", "联系电话", "特殊类别"]
NEW_PUPIL = ["林小 禾", "S901", "女", "三(2)班", "林建军", "13800001001", "留守儿童"]


# ── 学年学期 ───────────────────────────────────────────────────────────────────────────────────────


def test_a_term_is_moved(school, as_office, tab):
    own = tab(OFFICE).open("calendar")
    assert own.title == "2026—2027学年上学期 第 12 周"
    own.app.session_state["edit_terms"] = True
    own.run()
    own.app.date_input(key="ends_2026_1").set_value(date(2027, 1, 27))
    own.press("save_term_2026_1")
    assert "上学期已保存。" in own.said
    assert [term.ends_on for term in calendar.terms(as_office)] == [date(2027, 1, 27), date(2027, 7, 5)]


def test_a_term_that_ends_before_it_begins_is_refused(as_office, tab):
    before = calendar.terms(as_office)
    own = tab(OFFICE).open("calendar")
    own.app.session_state["edit_terms"] = True
    own.run()
    own.app.date_input(key="ends_2026_1").set_value(date(2026, 8, 1))
    own.press("save_term_2026_1")
    assert "学期的最后一天要在第一天之后。" in own.said
    assert calendar.terms(as_office) == before


def test_the_usual_holidays_are_taken_over_at_a_tap(as_office, tab):
    own = tab(OFFICE).open("calendar")
    own.app.pills(key="proposed_5").unselect(0)  # 中秋
    own.run().press("add_proposed")
    assert own.said == ["加上了 4 个假期，点开可以改日子。"]
    assert [one.name for one in calendar.holidays(as_office)] == [
        "国庆",
        "元旦",
        "清明节",
        "劳动节",
        "端午节",
    ]


def test_a_holiday_is_added_and_it_is_said_before_what_it_takes_from_the_school_days(as_office, tab):
    own = tab(OFFICE).open("calendar", holiday="new")
    fill(own, name="运动会", first=date(2026, 11, 26), last=date(2026, 11, 29))
    assert own.names(["保存后少 2 个上课日（11月26日、11月27日）"])
    own.press("save_holiday")
    assert own.said == ["假期已保存，上课日少 2 天。"]
    assert [(one.name, one.starts_on) for one in calendar.holidays(as_office)] == [
        ("国庆", date(2026, 10, 1)),
        ("运动会", date(2026, 11, 26)),
    ]


def test_a_holiday_is_moved_or_taken_away(as_office, tab):
    own = tab(OFFICE).open("calendar", holiday=0)
    fill(own, last=date(2026, 10, 8))
    assert own.press("save_holiday").said == ["假期已保存，上课日少 1 天。"]
    own = tab(OFFICE).open("calendar", holiday=0).press("delete_holiday")
    assert own.said == ["假期已保存，上课日多 6 天。"]
    assert calendar.holidays(as_office) == []


def test_a_holiday_without_a_name_or_the_wrong_way_round_is_told(as_office, tab):
    own = tab(OFFICE).open("calendar", holiday="new")
    assert own.press("save_holiday").said == ["每个假期要有名称，最多 40 个字。"]
    fill(own, name="错", first=date(2026, 12, 2), last=date(2026, 12, 1))
    assert "日子不对" in own.press("save_holiday").said[0]
    assert len(calendar.holidays(as_office)) == 1


def test_two_who_change_the_holidays_do_not_overwrite_each_other(as_office, tab):
    first, second = (tab(OFFICE).open("calendar", holiday="new") for _ in range(2))
    fill(first, name="运动会")
    fill(second, name="家长会")
    first.press("save_holiday")
    assert "刚被别人改过" in second.press("save_holiday").said[0]
    assert [one.name for one in calendar.holidays(as_office)] == ["国庆", "运动会"]


def fill(own, name=None, first=None, last=None):
    """Type into the form of a holiday."""
    if name:
        own.app.text_input[0].set_value(name)
    for place, value in enumerate((first, last)):
        if value:
            own.app.date_input[place].set_value(value)
    own.run()


# ── 账号与权限 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def newcomers(school):
    """Two on the staff list who have no account yet."""
    with school.store.write() as db:
        return [staff.add(db, name) for name in ("新来的", "刚调来的")]


def test_accounts_are_made_in_one_go_and_their_passwords_shown_once(school, newcomers, tab, quick_hashes):
    own = tab(ADMIN).open("accounts")
    assert own.title == f"{len(PEOPLE) + 2} 位教职工，{len(PEOPLE)} 人可以登录"
    own.press("create_accounts")
    slips = re.findall(r"<strong>(.*?)</strong>.*?<b>(.*?)</b>", own.text)
    assert [name for name, _ in slips] == ["新来的", "刚调来的"]
    assert all(len(password) >= 8 for _, password in slips)
    assert school.rows("select count(*) as n from account where must_change_password = 1")[0]["n"] == 2
    own.press("forget_accounts")
    assert own.names({password for _, password in slips}) == set()
    assert not own.has("create_accounts")


def choose(own, name):
    """A person in the list of names."""
    picker = own.app.selectbox(key="account_person")
    picker.set_value(next(place for place, label in enumerate(picker.options) if label.startswith(name)))
    return own.run()


def test_a_disabled_account_is_out_and_comes_back_only_by_signing_in(tab):
    theirs, own = tab(MENTOR).run(), choose(tab(ADMIN).open("accounts"), MENTOR)
    own.press("toggle_account")
    assert own.title == f"{len(PEOPLE)} 位教职工，{len(PEOPLE) - 1} 人可以登录"
    assert theirs.run().title == "人人导师"
    own.press("toggle_account")
    assert own.title == f"{len(PEOPLE)} 位教职工，{len(PEOPLE)} 人可以登录"
    assert theirs.run().title == "人人导师"


def test_nobody_disables_oneself(school, tab):
    own = choose(tab(ADMIN).open("accounts"), ADMIN).press("toggle_account")
    assert "不能停用自己的账号。" in own.said
    assert not any(row["is_disabled"] for row in school.rows("select is_disabled from account"))


def test_a_role_is_given_and_taken_away(school, tab):
    own = choose(tab(ADMIN).open("accounts"), NOBODY).press("set_leader")
    assert "身份已改。这位老师要重新登录，打开的页面几秒内会退出。" in own.said
    assert tab(NOBODY).run().names(EVERYBODY) == set()
    assert tab(NOBODY).run().title == "10 名学生没有导师，4 名特殊学生超过 30 天没有联系"
    own.press("set_leader")
    assert school.as_person(NOBODY).actor.roles == frozenset()


@pytest.mark.parametrize("role", ["leader", "office", "grade_head", "auditor"])
def test_the_administrator_s_own_buttons_give_no_role(school, tab, role):
    own = choose(tab(ADMIN).open("accounts"), ADMIN).press(f"set_{role}")
    assert "不能给自己加身份。请另一位管理员来做。" in own.said or "要由不同的人担任" in str(own.said)
    assert school.as_person(ADMIN).actor.roles == {Role.ADMIN}


def test_a_forgotten_password_becomes_a_new_slip(school, tab, quick_hashes):
    own = choose(tab(ADMIN).open("accounts"), LEADER).press("reset_password")
    assert re.findall(r"<strong>(.*?)</strong>", own.text) == [LEADER]
    assert school.rows(
        "select must_change_password as m from account where id = :id", id=school.account(LEADER)
    ) == [{"m": 1}]


def test_how_many_documents_one_may_take_in_an_hour_and_a_page_that_says_it_is_enough(school, tab):
    own = tab(ADMIN).open("accounts")
    own.app.number_input(key="exports_an_hour").set_value(1)
    own.press("allow_exports")
    assert "每人一小时最多取走 1 份文件。" in own.said
    person, paper = school.as_person(MENTOR), Paper("表.docx", b"PK", "text/calendar")
    interactions.record(person, school.talk("张书瑶"))
    assert tab(MENTOR).open("log").names(["/export/"])
    exports.take(person, exports.offer(person, "register.word", "class/7", lambda context: paper))
    theirs = tab(MENTOR).open("log")
    assert not theirs.names(["/export/"])
    assert theirs.names(["一小时最多取走 1 份文件"])


# ── 导入名单 ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def imports(tab):
    """The import page with the roster chosen."""
    own = tab(OFFICE).open("import")
    own.app.segmented_control[0].set_value("roster")
    return own.run()


def upload(own, data, name="花名册.xlsx"):
    own.app.file_uploader[0].set_value((name, data, "application/octet-stream"))
    return own.run()


def pupils(school):
    return {row["name"] for row in school.rows("select name from student")}


def test_a_file_is_looked_at_first_then_written_in_one_go_then_undone(school, imports):
    upload(imports, xlsx([ROSTER_HEAD, NEW_PUPIL]))
    assert imports.app.header[0].value == "1 行可以导入"
    assert pupils(school) == set(EVERYBODY)
    imports.press("commit")
    assert "学生名单已导入。下面可以撤销。" in imports.said
    assert pupils(school) == {*EVERYBODY, "林小禾"}
    (batch,) = school.rows("select id from import_batch")
    imports.press(f"undo_batch_{batch['id']}")
    assert pupils(school) == set(EVERYBODY)
    assert imports.app.button(key=f"undo_batch_{batch['id']}").disabled


def test_a_wrong_row_is_told_by_number_and_holds_everything_back_until_it_is_skipped(school, imports):
    upload(imports, xlsx([ROSTER_HEAD, NEW_PUPIL, ["周子", "S901", "男", "三(2)班", "", "", ""]]))
    told = imports.app.dataframe[0].value
    assert 3 in list(told["行"])
    assert imports.app.button(key="commit").disabled
    assert pupils(school) == set(EVERYBODY)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "空.xlsx"),
        (b"\x89PNG\r\n", "照片.xlsx"),
        (b"hello", "坏.xls"),
        (xlsx([["随便", "什么"], [1, 2]]), "别的.xlsx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_roster_is_refused_in_words_and_nothing_is_written(school, imports, data, name):
    upload(imports, data, name)
    assert not imports.app.exception
    assert imports.app.error or imports.app.button(key="commit").disabled
    assert pupils(school) == set(EVERYBODY)


def test_an_exam_is_imported_under_the_name_and_day_given(school, tab):
    own = tab(OFFICE).open("import")
    own.app.segmented_control[0].set_value("exam")
    own.run()
    own.app.text_input(key="exam_name").set_value("第二次月考")
    own.app.date_input(key="exam_day").set_value(date(2026, 11, 13))
    scores = csv_bytes(
        [
            ["学号", "姓名", "班级", "语文"],
            ["S101", "张书瑶", "三(1)班", "95"],
            ["S102", "王子墨", "三(1)班", "缺考"],
        ]
    )
    upload(own.run(), scores, "月考.csv").press("commit")
    assert school.rows("select name, held_on, grade from exam where name = '第二次月考'") == [
        {"name": "第二次月考", "held_on": "2026-11-13", "grade": 3}
    ]
    assert "缺考" in tab(LEADER).open("archive", student=school.student("王子墨")).text


def test_an_exam_without_a_name_is_not_written(school, tab):
    own = tab(OFFICE).open("import")
    own.app.segmented_control[0].set_value("exam")
    upload(own.run(), csv_bytes([["学号", "姓名", "语文"], ["S101", "张书瑶", "95"]]), "月考.csv")
    assert not own.app.exception
    if own.has("commit") and not own.app.button(key="commit").disabled:
        own.press("commit")
    assert len(school.rows("select * from exam")) == 2
