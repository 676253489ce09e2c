"""备案审批, 导师分工明细表, 交接仪式: what each person finds there and can do."""

from datetime import timedelta

import pytest

from domain.ceremony import CeremonyPlan
from services import ceremony, exports, filing
from tests.school_builder import (
    EVERYBODY,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)
from tests.services.plans import draft

GROUPS = (("晨曦组", THREE_ONE[:3], OTHER_MENTOR), ("云帆组", THREE_ONE[3:], MENTOR))


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def filed(school, as_homeroom, three_one):
    plan = draft(school, three_one, *GROUPS)
    filing.file_plan(as_homeroom, three_one, 1)
    return plan


def state_of(context, class_id):
    return filing.state_of(context, class_id).state.value


def test_the_list_says_how_many_wait_and_names_no_child(tab, filed):
    page = tab(OFFICE).open("filing")
    assert page.title == "1 个班的分组等您审批"
    assert page.names(["三（1）班", "三（2）班", "七（1）班", "七（2）班"]) == {
        "三（1）班",
        "三（2）班",
        "七（1）班",
        "七（2）班",
    }
    assert page.names(EVERYBODY) == set()
    assert page.names(["仪式未安排"])


def test_without_anything_waiting_the_list_counts_what_stands(tab):
    assert tab(OFFICE).open("filing").title == "3 / 4 个班的分组已生效"


def test_the_office_reads_what_was_filed_and_approves_it(tab, as_office, three_one, filed):
    page = tab(OFFICE).open("filing", **{"class": three_one})
    assert page.names(["晨曦组", "云帆组", "晨曦组每天早读", *THREE_ONE]) >= {"晨曦组", "云帆组", *THREE_ONE}
    assert page.app.header[0].value, "the balance in a sentence"
    page.press("approve_plan")
    assert page.said == ["三（1）班的分组已批准。"]
    assert (state_of(as_office, three_one), page.has("approve_plan")) == ("approved", False)


def test_the_office_chooses_another_day(tab, as_office, three_one, filed):
    page = tab(OFFICE).open("filing", **{"class": three_one})
    page.app.date_input[0].set_value(TODAY + timedelta(days=10))
    page.press("approve_plan")
    assert filing.state_of(as_office, three_one).starts_on == TODAY + timedelta(days=10)
    assert "已批准，11月30日起生效" in page.app.caption[0].value


def test_returning_without_words_is_refused_and_with_words_reaches_the_class_teacher(
    tab, as_office, three_one, filed
):
    page = tab(OFFICE).open("filing", **{"class": three_one}).press("return_plan")
    assert "请写明要改什么，再退回。" in page.said
    page.app.text_area[0].set_value("扬帆组再*调一调*")
    page.press("return_plan")
    assert state_of(as_office, three_one) == "returned"
    own = tab(HOMEROOM).open("groups", step=5)
    assert any("扬帆组再\\*调一调\\*" in one.value for one in own.app.warning)
    assert own.app.subheader[0].value == "退回修改，改好再报一次"


def test_the_first_page_says_whose_turn_it_is(tab, as_office, filed):
    assert "1 个班的分组等您审批" in tab(OFFICE).open("today").text
    filing.return_plan(as_office, filed, 2, "请再看看")
    assert "等您审批" not in tab(OFFICE).open("today").text
    assert "三（1）班的分组被退回修改" in tab(HOMEROOM).open("today").text


def test_why_it_was_returned_is_said_at_every_step(tab, as_office, filed):
    filing.return_plan(as_office, filed, 2, "云帆组再看看")
    assert all(
        "德育处：云帆组再看看" in tab(HOMEROOM).open("groups", step=step).said for step in (1, 2, 4, 5)
    )


def test_a_plan_decided_in_another_tab_is_a_sentence(tab, as_office, three_one, filed):
    page = tab(OFFICE).open("filing", **{"class": three_one})
    filing.return_plan(as_office, filed, 2, "请再看看")
    page.press("approve_plan")
    assert any("没有覆盖" in said for said in page.said)
    assert state_of(as_office, three_one) == "returned"


def test_who_left_meanwhile_is_named_and_nothing_can_be_approved(school, tab, three_one, filed):
    with school.store.write() as db:
        db.execute(
            f"update class_membership set valid_to = '{TODAY}' where student_id = {school.student(THREE_ONE[0])}"
        )
    page = tab(OFFICE).open("filing", **{"class": three_one})
    assert any("张书瑶已不在本班" in said for said in page.said)
    assert page.app.button(key="approve_plan").disabled


def test_the_class_teacher_files_and_takes_back(tab, as_office, school, three_one):
    draft(school, three_one, *GROUPS)
    page = tab(HOMEROOM).open("groups", step=5)
    page.press("file_plan")
    assert state_of(as_office, three_one) == "filed"
    page.press("withdraw_plan")
    assert state_of(as_office, three_one) == "draft"


def test_what_is_missing_stands_in_place_of_the_button(tab, school, three_one):
    draft(school, three_one, ("晨曦组", THREE_ONE[:6], MENTOR))
    page = tab(HOMEROOM).open("groups", step=5)
    assert any("杨博文还没有分进组" in said for said in page.said)
    assert not page.has("file_plan")


@pytest.mark.parametrize("name", ["filing", "register", "ceremony"])
def test_a_class_that_does_not_exist_is_a_sentence(tab, name):
    page = tab(OFFICE).open(name, **{"class": 999_999})
    assert not page.app.exception
    assert any("没有这个班" in said for said in page.said)


@pytest.mark.parametrize(
    ("person", "names"),
    [(LEADER, THREE_ONE), (HOMEROOM, THREE_ONE), (MENTOR, THREE_ONE[:4]), (OTHER_MENTOR, THREE_ONE[4:])],
)
def test_the_register_holds_one_s_own_lines_and_papers(school, tab, three_one, person, names):
    page = tab(person).open("register", **{"class": three_one})
    assert (page.title, page.names(EVERYBODY)) == ("三（1）班导师分工明细表", set(names))
    offered = [
        one
        for one in exports._offers.values()
        if one.owner == (str(school.store.path), school.people[person])
        and one.target.startswith("class/")  # a leader came by the overview, which has papers too
    ]
    assert {one.what for one in offered} == {
        "register.word", "register.excel", "register.cards", "register.mentor_lists"
    }  # fmt: skip
    assert {one.make(school.as_person(person)).name for one in offered} == {
        "三（1）班导师分工明细表.docx", "三（1）班导师分工明细表.xlsx", "三（1）班小组卡片.docx", "三（1）班导师名单.docx"
    }  # fmt: skip


def test_another_s_class_reads_like_one_that_does_not_exist(school, tab, three_one):
    there = tab(THIRD_MENTOR).open("register", **{"class": three_one})
    invented = tab(THIRD_MENTOR).open("register", **{"class": 999_999})
    assert there.said == invented.said == ["没有这个班，或者班里没有您负责的学生。"]
    assert there.names(EVERYBODY) == set()


def test_a_mentor_of_two_classes_chooses(tab):
    page = tab(THIRD_MENTOR).open("register")
    assert page.names(EVERYBODY) == set(SEVEN_ONE[:4])
    page.app.selectbox[0].select_index(1)
    assert page.run().title == "七（2）班导师分工明细表"


def test_a_ceremony_is_planned_and_recorded_by_tapping_who_was_absent(school, tab, as_homeroom, three_one):
    page = tab(HOMEROOM).open("ceremony")
    assert page.title == "三（1）班　交接仪式"
    page.app.text_input[0].set_value("三楼会议室")
    page.press("plan_ceremony")
    assert page.said == ["交接仪式已安排好。"]
    students, _ = page.app.pills
    students.select(school.student(THREE_ONE[1]))
    page.press("record_ceremony")
    found = ceremony.open_ceremony(as_homeroom, three_one)
    assert (found.is_held, found.plan.place, [one.name for one in found.absent]) == (
        True,
        "三楼会议室",
        [THREE_ONE[1]],
    )
    assert "应到 10 人，实到 9 人" in [one.value for one in page.app.header]


def test_before_the_day_there_is_no_attendance_to_take(tab, as_homeroom, three_one):
    plan = CeremonyPlan(TODAY + timedelta(days=2), "操场", "一、开始")
    ceremony.plan(as_homeroom, "form-0001", three_one, 0, plan)
    page = tab(HOMEROOM).open("ceremony")
    assert not page.has("record_ceremony")
    assert page.app.caption[0].value.startswith("已安排：11月22日")
