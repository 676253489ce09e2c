"""交流记录: found, opened, corrected in two tabs, deleted with a reason; nothing of another's child on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.record_kinds import Kind
from services import corrections, interactions
from tests.pages.tab import Tab
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEES,
    SEVEN_ONE,
    SEVEN_TWO,
    THIRD_MENTOR,
    THREE_ONE,
    days_before,
)
from tests.services.plans import regroup

FIRST = THREE_ONE[0]
WORDS = ("奶奶住院的事", "家里在办离婚")

SEALED = "内容加密保存，打开看"


@pytest.fixture
def talk(school, as_mentor):
    """A record of the mentor's."""
    return interactions.record(as_mentor, school.talk(FIRST, content=WORDS[0]))


@pytest.fixture
def secret(school, as_mentor):
    """A restricted one."""
    return interactions.record(as_mentor, school.talk(FIRST, content=WORDS[1], is_restricted=True))


def stored(school):
    return school.rows("select version, content, effect, deleted_reason from interaction order by id")


def typed(tab, content):
    tab.app.text_area(key="content_fix1").set_value(content)
    return tab


def test_an_empty_list_says_what_to_do_first(tab):
    own = tab(MENTOR).open("log")
    assert own.title == "交流记录"
    assert "您还没有写过交流记录" in own.said[0]


def test_the_list_holds_one_s_own_and_the_search_follows_the_address(tab, talk, secret):
    own = tab(MENTOR).open("log")
    assert own.names([*WORDS, SEALED]) == {WORDS[0], SEALED}
    assert own.names(["共 2 条"])
    assert tab(MENTOR).open("log", words="离婚").names([*WORDS, SEALED]) == {SEALED}
    own = tab(MENTOR).open("log", words="没有这个词")
    assert "没有符合的记录" in own.said[0]


def test_what_is_typed_and_chosen_goes_into_the_address_and_filters(tab, talk, secret):
    own = tab(MENTOR).open("log")
    own.app.text_input(key="log_words").set_value("奶奶")
    assert own.run().names(WORDS) == {WORDS[0]}
    assert own.app.query_params["words"] == "奶奶"
    own.open("log", effect="好转", late=1, when="week")
    assert own.names(["好转、本周、补记"])
    own.press("log_clear")
    assert own.names([*WORDS, SEALED]) == {WORDS[0], SEALED}
    assert own.app.query_params == {}


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "'; drop"}, {"effect": "<b>"}, {"class": "9" * 12}, {"page": "0"}, {"page": "999999"}, {"words": "%\\_\x00"},
        {"whose": "everybody"}, {"when": "chosen", "from": "昨天", "to": "2026-02-30"}, {"record": "abc"}, {"late": "2"},
    ],
    ids=str,
)  # fmt: skip
def test_an_address_made_by_hand_opens_the_page_all_the_same(tab, talk, query):
    own = tab(MENTOR).open("log", **query)
    assert not own.app.exception
    assert own.title == "交流记录"


@pytest.mark.parametrize("query", [{"record": 999}, {"student": 999}])
def test_what_one_may_not_see_is_a_sentence(tab, talk, query):
    assert "没有找到" in tab(OTHER_MENTOR).open("log", **query).said[0]


@pytest.mark.parametrize("reader", [HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
@pytest.mark.parametrize("query", [{}, {"words": "离婚"}, {"record": 2}, {"words": FIRST}], ids=str)
def test_a_restricted_text_reaches_nobody_else_s_browser(tab, talk, secret, reader, query):
    own = tab(reader).open("log", whose="all", **query)
    assert not own.app.exception
    assert WORDS[1] not in own.names(WORDS)
    if query == {"words": "离婚"}:
        assert "没有符合的记录" in own.said[0]


@pytest.mark.parametrize("reader", [MENTOR, OTHER_MENTOR, THIRD_MENTOR, HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD])
def test_no_child_out_of_reach_is_named_on_the_list_or_in_a_record(school, tab, reader):
    author = school.as_person(THIRD_MENTOR)
    shared = interactions.record(author, school.talk(SEVEN_ONE[0], SEVEN_TWO[0]))
    interactions.record(school.as_person(OFFICE), school.talk(*THREE_ONE))
    own = tab(reader)
    for query in (
        {"whose": "all"},
        {"whose": "all", "record": shared},
        {"whose": "all", "record": shared + 1},
    ):
        assert own.open("log", **query).names(EVERYBODY) <= set(SEES[reader])


# ── opening what lies encrypted ──────────────────────────────────────────────────────────────────────


def reads(school):
    return school.rows("select staff_id from audit where action = 'interaction.read'")


def test_an_encrypted_text_comes_by_a_tap_which_is_noted_and_goes_by_another(school, tab, secret):
    own = tab(MENTOR).open("log", record=secret)
    assert own.names([WORDS[1], "内容加密保存。"]) == {"内容加密保存。"}
    assert reads(school) == []
    assert own.press("open_text").names(WORDS) == {WORDS[1]}
    assert reads(school) == [{"staff_id": school.people[MENTOR]}]
    assert own.run().names(WORDS) == {WORDS[1]}
    assert own.press("close_text").names(WORDS) == set()
    assert len(reads(school)) == 1


@pytest.mark.parametrize("away", ["the list", "another page", "another record", "five minutes"])
def test_an_opened_text_stays_with_its_page_and_for_five_minutes(school, tab, as_mentor, secret, clock, away):
    other = interactions.record(as_mentor, school.talk(FIRST, content="别的", is_restricted=True))
    own = tab(MENTOR).open("log", record=secret).press("open_text")
    if away == "the list":
        own.open("log")
    elif away == "another page":
        own.open("today")
    elif away == "another record":
        own.open("log", record=other)
    else:
        clock.now += timedelta(minutes=4, seconds=59)
        assert own.run().names(WORDS) == {WORDS[1]}
        clock.now += timedelta(seconds=1)
    assert own.run().names(WORDS) == set()
    assert own.open("log", record=secret).names(WORDS) == set()


def test_a_home_visit_is_opened_by_the_class_teacher_and_shows_all_of_it(school, tab, as_mentor):
    form = school.talk(
        FIRST, kind=Kind.HOME_VISIT, content="门口等了很久", place="旧厂区", detail={"family": "跟爷爷过"}
    )
    corrections.correct(
        as_mentor, interactions.record(as_mentor, form), 1, replace(form, content="门口等了一会")
    )
    said = ["门口等了", "旧厂区", "跟爷爷过", "看原来怎么写的"]
    own = tab(HOMEROOM).open("log", whose="all", record=1)
    assert own.names(said) == set()
    assert own.press("open_text").names(said) == set(said)


def test_what_is_out_of_reach_by_now_is_not_opened(school, tab, as_mentor, secret):
    own = tab(MENTOR).open("log", record=secret)
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    with school.store.write() as db:
        db.execute("update pairing set valid_to = valid_from where mentor_id = ?", [school.people[MENTOR]])
    assert "没有找到" in own.press("open_text").said[0]
    assert own.names(WORDS) == set()


# ── correcting ───────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_is_saved_and_the_record_says_what_it_was(school, tab, talk):
    own = tab(MENTOR).open("log", record=talk)
    assert own.title == f"{FIRST} :gray[谈心]"
    own.press("correct")
    assert own.app.text_area(key="content_fix1").value == WORDS[0]
    typed(own, "爷爷住院的事").pick("effect", "好转").press("save_correction")
    assert stored(school) == [
        {"version": 2, "content": "爷爷住院的事", "effect": "好转", "deleted_reason": None}
    ]
    assert own.names(["更正过 1 次", "<del>奶奶</del><ins>爷爷</ins>住院的事"]) == {
        "更正过 1 次",
        "<del>奶奶</del><ins>爷爷</ins>住院的事",
    }
    assert not own.has("save_correction")


def test_a_refused_correction_keeps_what_was_typed(school, tab, talk):
    own = tab(MENTOR).open("log", record=talk, do="correct")
    typed(own, "写了很久的话").pick("effect", "需关注").press("save_correction")
    assert own.part("need").text[0].value == "还差：哪天跟进"
    assert own.app.text_area(key="content_fix1").value == "写了很久的话"
    assert stored(school)[0]["version"] == 1


def test_of_two_tabs_the_second_sees_both_and_may_save_on_top_knowingly(school, tab, talk):
    left, right = (tab(MENTOR).open("log", record=talk, do="correct") for _ in range(2))
    typed(left, "左边写的").press("save_correction")
    typed(right, "右边写的").press("save_correction")
    assert stored(school)[0]["content"] == "左边写的"
    assert right.names(["<del>左</del><ins>右</ins>边写的"])
    assert right.app.text_area(key="content_fix1").value == "右边写的"
    right.press("save_over")
    assert stored(school)[0] == {
        "version": 3,
        "content": "右边写的",
        "effect": "平稳",
        "deleted_reason": None,
    }
    said = right.open("log", record=talk).names(["更正过 2 次", "<del>左</del>"])
    assert said == {"更正过 2 次", "<del>左</del>"}


def test_of_two_tabs_the_second_may_leave_the_first_s_words(school, tab, talk):
    left, right = (tab(MENTOR).open("log", record=talk, do="correct") for _ in range(2))
    typed(left, "左边写的").press("save_correction")
    typed(right, "右边写的").press("save_correction")
    right.press("leave_theirs")
    assert right.names(["左边写的"])
    assert stored(school)[0]["version"] == 2


def test_a_third_save_meanwhile_is_a_clash_again(school, as_mentor, tab, talk):
    own = typed(tab(MENTOR).open("log", record=talk, do="correct"), "我的")
    for version in (1, 2):
        form = replace(corrections.form_of(as_mentor, talk), content=f"别处第 {version} 次")
        corrections.correct(as_mentor, talk, version, form)
        own.press("save_correction" if version == 1 else "save_over")
    assert stored(school)[0]["content"] == "别处第 2 次"
    own.press("save_over")
    assert stored(school)[0]["content"] == "我的"


def test_another_s_record_offers_neither_correcting_nor_deleting(tab, talk):
    for reader in (HOMEROOM, OFFICE):
        own = tab(reader).open("log", record=talk, do="correct")
        assert not own.has("save_correction")
        assert not own.has("correct")
        assert not own.has("delete")


@pytest.mark.parametrize(
    "kind",
    [
        Kind.HOME_VISIT,
        Kind.GUARDIAN_CONTACT,
        Kind.LETTER,
        Kind.CLASS_MEETING,
        Kind.PARENT_CLASS,
        Kind.GROUP_ACTIVITY,
        Kind.EXAM_ANALYSIS,
    ],
)
def test_every_field_of_a_kind_comes_back_as_it_was(school, as_mentor, tab, kind):
    """Opened and saved without a touch, nothing changes but the version."""
    details = {
        Kind.HOME_VISIT: {"visitors": "班主任", "agreement": "每晚读书"},
        Kind.GUARDIAN_CONTACT: {"guardian": "祖辈"},
        Kind.CLASS_MEETING: {"topic": "安全"},
        Kind.PARENT_CLASS: {"topic": "陪伴", "present": "45"},
        Kind.GROUP_ACTIVITY: {"form": "社会实践", "cost": "35.50"},
        Kind.EXAM_ANALYSIS: {"problem": "计算", "countermeasure": "每天十题"},
    }
    (group,) = school.rows("select id from mentor_group where name = '启明组' and valid_to is null")
    (exam, *_) = school.rows("select id from exam")
    form = replace(school.talk(FIRST), kind=kind, talk_mode=kind.modes[0] if kind.modes else "", minutes=30, place="家里",
                   detail=details.get(kind, {}), occurred_on=days_before(2))  # fmt: skip
    if kind in (Kind.CLASS_MEETING, Kind.PARENT_CLASS):
        form = replace(form, student_ids=(), class_id=school.class_id("三（1）班"))
    if kind is Kind.GROUP_ACTIVITY:
        form = replace(form, mentor_group_id=group["id"])
    if kind is Kind.EXAM_ANALYSIS:
        form = replace(form, exam_id=exam["id"])
    number = interactions.record(as_mentor, form)
    before = corrections.form_of(as_mentor, number)
    tab(MENTOR).open("log", record=number, do="correct").press("save_correction")
    assert corrections.form_of(as_mentor, number) == before
    assert stored(school)[0]["version"] == 2


# ── deleting ─────────────────────────────────────────────────────────────────────────────────────────


def test_deleting_asks_why_and_leaves_the_trace(school, tab, talk):
    own = tab(MENTOR).open("log", record=talk).press("delete")
    own.press("delete_now")
    assert "为什么删除" in own.part("need").text[0].value
    assert stored(school)[0]["deleted_reason"] is None
    own.app.pills(key="delete_reason").select("记错了学生")
    own.press("delete_now")
    assert stored(school)[0]["deleted_reason"] == "记错了学生"
    assert own.title == "交流记录"
    traced = tab(HOMEROOM).open("log", whose="deleted")
    assert traced.names([FIRST, "田小雨删除，理由：记错了学生", WORDS[0]]) == {
        FIRST,
        "田小雨删除，理由：记错了学生",
    }
    assert tab(MENTOR).open("log", record=talk, whose="deleted").names([WORDS[0]])
    assert tab(OTHER_MENTOR).open("log", whose="deleted").names([FIRST]) == set()


def test_the_archive_leads_to_one_s_own_record_and_shows_late_ones_and_corrections(school, as_mentor, tab):
    form = school.talk(FIRST, on=days_before(5), content="早些时候")
    number = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, number, 1, replace(form, content="早些时候谈的"))
    own = tab(MENTOR).open("archive", student=school.student(FIRST))
    assert own.names(["补记（晚 5 天）", f"/log?record={number}", "更正过 1 次"]) == {
        "补记（晚 5 天）", f"/log?record={number}", "更正过 1 次",
    }  # fmt: skip
    assert own.names(["更正或删除我写的这条"])


def test_a_tab_of_nobody_s_sees_the_way_in(tab, talk):
    assert isinstance(tab(), Tab)
    assert tab().open("log", record=talk).names([*EVERYBODY, *WORDS]) == set()
