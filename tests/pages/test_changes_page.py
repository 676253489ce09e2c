"""调换导师 as people use it: the list, and each panel from opening to done."""

import pytest

from domain.changes import Approval, Request
from services import adaptation, change_decisions, changes, departures, handover, newcomers
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
)
from tests.services.test_newcomers import arrive

WHO = THREE_ONE[0]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


def asked(school, context):
    """An open request about 张书瑶."""
    changes.ask(context, "ask-00001", Request(school.student(WHO), "student", "性格不合", "想换"))
    return changes.requests(context)[0]


def test_nothing_to_do_says_so_and_offers_to_ask(tab):
    own = tab(HOMEROOM).open("changes")
    assert own.title == "没有等处理的事"
    own.press("ask_change")
    assert own.title == "申请调换导师"


def test_the_title_and_today_say_what_waits(tab, as_office, three_one):
    arrive(as_office, three_one)
    assert tab(HOMEROOM).open("changes").title == "1 名学生还没有小组"
    own = tab(HOMEROOM).open("today")
    assert own.names(["1 名学生还没有小组"])
    assert not tab(OTHER_HOMEROOM).open("today").names(["1 名学生还没有小组"])
    assert not tab(MENTOR).open("today").names(["没有小组"])


def test_a_newcomer_is_placed_by_the_way_chosen(school, tab, as_homeroom, as_office, three_one):
    student = arrive(as_office, three_one)
    own = tab(HOMEROOM).open("changes", open="place", **{"class": three_one})
    assert own.title == "三（1）班 新同学进哪个组"
    assert own.app.radio[0].options[0].startswith("不动别人：新同学进扬帆组")
    own.press("place_newcomers")
    assert own.title == "没有等处理的事"
    assert [name for _, name in changes.mentors_on(as_homeroom, student, TODAY)] == [OTHER_MENTOR]


def test_or_by_hand(school, tab, as_homeroom, as_office, three_one):
    student = arrive(as_office, three_one)
    base = newcomers.ways(as_homeroom, three_one).base
    own = tab(HOMEROOM).open("changes", open="place", **{"class": three_one})
    own.app.session_state["place_by_hand_open"] = True
    own.run()
    group = next(one for one in own.app.selectbox if one.key == f"group_{three_one}_{base}")
    group.select("启明组")
    own.press("place_by_hand")
    assert [name for _, name in changes.mentors_on(as_homeroom, student, TODAY)] == [MENTOR]


def test_a_place_taken_meanwhile_is_said_and_nothing_is_overwritten(tab, as_office, three_one):
    arrive(as_office, three_one)
    own = tab(HOMEROOM).open("changes", open="place", **{"class": three_one})
    newcomers.place(as_office, "form-0001", three_one, 0, newcomers.ways(as_office, three_one).base)
    own.press("place_newcomers")
    assert any("刚有变动" in one for one in own.said)


def test_those_left_alone_get_the_mentor_proposed_or_another(school, tab, as_office, as_homeroom, three_one):
    departures.teacher_left_class(as_office, school.people[MENTOR], three_one)
    own = tab(HOMEROOM).open("changes", open="take", **{"class": three_one})
    assert own.title == "三（1）班 4 人没有人带"
    (choice,) = own.app.selectbox
    assert choice.value in (school.people[HOMEROOM], school.people[OTHER_MENTOR])
    choice.select(school.people[HOMEROOM])
    own.press("take_over")
    assert own.title == "没有等处理的事"
    assert [n for _, n in changes.mentors_on(as_homeroom, school.student(WHO), TODAY)] == [HOMEROOM]


def test_an_adaptation_period_is_confirmed(school, tab, as_office, as_other_homeroom):
    with as_office.write() as tx:
        day = TODAY.isoformat()
        tx.db.execute(
            "update pairing set adaptation_until = ?, confirmed_at = null where student_id = ?",
            [day, school.student(SEVEN_ONE[0])],
        )
        tx.audit("test.trial", "pairing")  # fmt: skip
    (trial,) = adaptation.to_confirm(as_other_homeroom)
    own = tab(OTHER_HOMEROOM).open("changes", open="trial", **{"class": trial.class_id})
    own.press("confirm_trial")
    assert adaptation.to_confirm(as_other_homeroom) == []


def test_a_request_from_the_form_to_the_office_s_yes(school, tab, as_homeroom):
    own = tab(HOMEROOM).open("changes", open="ask", student=school.student(WHO))
    own.press("send_request")
    assert any("谁提出" in one for one in own.said)
    own.choice("change_by").select("student")
    for name, words in (("reason", "性格不合"), ("opinion", "想换数学老师")):
        area = next(one for one in own.app.text_area if one.key.startswith(f"change_{name}_"))
        area.set_value(words)
    own.press("send_request")
    assert own.title == "1 份调换申请待审批"
    (line,) = changes.requests(as_homeroom)
    office = tab(OFFICE).open("changes", open="request", id=line.id)
    assert office.names(["性格不合", "想换数学老师"]) == {"性格不合", "想换数学老师"}
    mentor = next(one for one in office.app.selectbox if one.key == f"mentor_{line.id}")
    mentor.select_index(next(n for n, text in enumerate(mentor.options) if text.startswith(OTHER_MENTOR)))
    office.run()
    office.press("approve_change")
    assert [n for _, n in changes.mentors_on(as_homeroom, school.student(WHO), TODAY)] == [OTHER_MENTOR]


def test_a_no_without_words_keeps_the_request_open(school, tab, as_homeroom, as_office):
    line = asked(school, as_homeroom)
    own = tab(OFFICE).open("changes", open="request", id=line.id)
    own.press("refuse_change")
    assert any("理由" in one for one in own.said)
    assert changes.requests(as_office)[0].state == "open"


def test_who_may_not_decide_may_take_back(school, tab, as_homeroom, as_office):
    line = asked(school, as_homeroom)
    own = tab(HOMEROOM).open("changes", open="request", id=line.id)
    assert not own.has("approve_change")
    own.press("withdraw_change")
    assert changes.requests(as_office)[0].state == "withdrawn"


def test_a_second_change_within_a_year_asks_why(school, tab, as_homeroom, as_office):
    line = asked(school, as_homeroom)
    change_decisions.approve(
        as_office, line.id, line.version, Approval(school.people[OTHER_MENTOR], TODAY, moves_group=False)
    )
    own = tab(HOMEROOM).open("changes", open="ask", student=school.student(WHO))
    assert any("一般一年" in one.label for one in own.app.text_area)


def test_the_leaving_mentor_writes_and_the_next_one_reads(
    school, tab, as_homeroom, as_office, as_other_mentor
):
    line = asked(school, as_homeroom)
    change_decisions.approve(as_office, line.id, line.version, Approval(school.people[OTHER_MENTOR], TODAY))
    own = tab(MENTOR).open("changes", open="note", id=line.id)
    own.app.text_area[0].set_value("每周三放学后最愿意聊")
    own.press("save_note")
    assert [one.body for one in handover.received(as_other_mentor)] == ["每周三放学后最愿意聊"]
    assert tab(OTHER_MENTOR).open("changes").names(["每周三放学后最愿意聊"])
    archive = tab(OTHER_MENTOR).open("archive", student=school.student(WHO))
    assert archive.names(["每周三放学后最愿意聊"])
    assert not tab(MENTOR).open("changes").names(["性格不合"])


def test_a_note_written_in_two_tabs_shows_both_and_loses_neither(
    school, tab, as_homeroom, as_office, as_mentor
):
    line = asked(school, as_homeroom)
    change_decisions.approve(as_office, line.id, line.version, Approval(school.people[OTHER_MENTOR], TODAY))
    own = tab(MENTOR).open("changes", open="note", id=line.id)
    handover.write(as_mentor, line.id, 0, "在手机上写的")
    own.app.text_area[0].set_value("在电脑上写的")
    own.press("save_note")
    assert own.names(["在手机上写的"]) and own.app.text_area[0].value == "在电脑上写的"
    own.press("note_over")
    assert [one.body for one in handover.to_write(as_mentor)] == ["在电脑上写的"]


def test_leaving_is_registered_after_a_second_look(school, tab, as_office):
    own = tab(OFFICE).open("changes", open="leave")
    own.press("leave_save")
    assert any("核对姓名" in one for one in own.said)
    own.app.selectbox(key="leave_student").select_index(0)
    own.app.checkbox(key="leave_sure").check()
    own.press("leave_save")
    assert school.rows("select left_on from student where left_on is not null") == [
        {"left_on": TODAY.isoformat()}
    ]


def test_a_teacher_s_leaving_fills_the_list(school, tab, as_homeroom):
    own = tab(OFFICE).open("changes", open="leave")
    own.app.pills(key="leave_kind").select("老师离校")
    own.run()
    people = own.app.selectbox(key="leave_staff")
    people.select_index(next(n for n, text in enumerate(people.options) if text.startswith(MENTOR)))
    own.app.checkbox(key="leave_sure").check()
    own.press("leave_save")
    assert changes.open_work(as_homeroom).unmentored == 4
