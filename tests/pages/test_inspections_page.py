"""督导检查 and 督导意见 as people use them: the draw is seen first, what is typed stays, and only those read who may."""

from datetime import timedelta

import pytest

from domain.inspections import Act
from domain.permissions import Role
from services import accounts, findings, inspections, interactions
from services.findings import Told
from tests.pages.tab import NO_RIGHT
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)
from tests.services.test_inspections import DONE, SEEN, SOON, TO_MEND, answer, begin, find, line, recheck

WORDS = (SEEN, TO_MEND, DONE)


def field(own, name, one):
    """A field of the form about this mentor."""
    return next(area for area in own.app.text_area if area.key == f"finding_{name}_{one.id}")


def write(own, one, verdict, words=SEEN, mend=""):
    own.app.pills[0].select(verdict)
    own.run()
    field(own, "words", one).set_value(words)
    if mend:
        field(own, "mend", one).set_value(mend)
    return own


def test_the_draw_is_seen_before_it_is_stored(school, tab, as_leader):
    own = tab(LEADER).open("inspections", open="new")
    own.app.number_input[0].set_value(2)
    own.run()
    shown = {person[1] for people in own.sent_to("mentor_people")[0] for person in people[5]}
    assert len(shown) == 2
    own.press("begin_inspection")
    (made,) = inspections.listed(as_leader)
    assert {one.mentor for one in made.lines} == shown
    assert own.title.startswith(made.name)


def test_a_finding_is_written_and_the_mentor_hears_of_it(school, tab, as_mentor):
    begin(school)
    one = line(school)
    own = tab(OFFICE).open("inspections", open="mentor", id=one.id)
    write(own, one, Act.MEND, SEEN, TO_MEND).press("save_finding")
    assert own.said == [f"已保存：{MENTOR}，限期整改。"]
    assert "1 / 1 位已有结论" in own.title
    mentor = tab(MENTOR).open("today")
    assert "督导意见：请在12月4日前整改并回复" in mentor.text
    mentor.open("findings")
    assert mentor.title == "请在12月4日前整改"
    assert mentor.names(WORDS) == {SEEN, TO_MEND}
    field(mentor, "words", one).set_value(DONE)
    mentor.press(f"answer_finding_{one.id}")
    assert mentor.said == ["已提交，检查的人会复查。"]
    assert findings.due(as_mentor) == []
    assert "1 项整改等您复查" in tab(OFFICE).open("today").text
    assert tab(OFFICE).open("inspections").title == "1 项整改等您复查"


def test_what_is_missing_is_said_and_what_was_typed_stays(school, tab):
    begin(school)
    one = line(school)
    own = tab(OFFICE).open("inspections", open="mentor", id=one.id)
    own.press("save_finding")
    assert own.said == ["请选结论。"]
    write(own, one, Act.MEND, SEEN).press("save_finding")
    assert own.said == ["请写明要整改什么，导师会照着做。"]
    assert field(own, "words", one).value == SEEN


def test_somebody_quicker_is_shown_and_nothing_typed_is_lost(school, tab):
    begin(school)
    one = line(school)
    own = tab(OFFICE).open("inspections", open="mentor", id=one.id)
    write(own, one, Act.IMPROVE, SEEN)
    find(school, Act.FINE, by=LEADER, told=Told("都好"))
    own.press("save_finding")
    assert "刚被别人改过" in own.said[0]
    assert own.names(["都好", "还在下面"]) == {"都好", "还在下面"}
    assert field(own, "words", one).value == SEEN
    own.press("save_finding")  # a second, deliberate press
    assert own.said == [f"已保存：{MENTOR}，需要改进。"]


def test_a_mentor_who_answered_in_another_tab_loses_nothing(school, tab, as_mentor):
    begin(school)
    one = line(school)
    find(school)
    own = tab(MENTOR).open("findings")
    field(own, "words", one).set_value(DONE)
    answer(school, words="在手机上先报了")
    own.press(f"answer_finding_{one.id}")
    assert "刚被别人改过" in own.said[0]
    assert field(own, "words", one).value == DONE
    own.press(f"answer_finding_{one.id}")
    assert [step.words for step in findings.mine(as_mentor)[0].steps[1:]] == ["在手机上先报了", DONE]


def test_the_words_are_kept_where_no_form_holds_them_any_more(school, tab):
    begin(school)
    one = line(school)
    own = tab(OFFICE).open("inspections", open="mentor", id=one.id)
    write(own, one, Act.IMPROVE, "我写了半天的话")
    find(school, by=LEADER)
    recheck(school, Act.PASSED, Told("看过了"), by=LEADER)
    own.press("save_finding")
    assert own.sent_to("mentor_copy") == [
        {
            "text": "我写了半天的话",
            "copy": "复制",
            "done": "已复制，去粘贴就行",
            "failed": "文字已选中，按住它选“复制”",
        }
    ]


def test_a_late_one_stands_on_top(school, tab, clock):
    begin(school)
    find(school)
    clock.now = NOW + (SOON - TODAY) + timedelta(days=1)
    own = type(tab()).of(school.store, school.account(LEADER), clock.now)
    assert own.open("inspections").title == "1 项整改过期还没有回复"
    mentor = type(own).of(school.store, school.account(MENTOR), clock.now)
    assert mentor.open("findings").title == "1 项整改已经过期"


@pytest.mark.parametrize("person", [OTHER_MENTOR, THIRD_MENTOR, HOMEROOM, GRADE_HEAD])
def test_nobody_else_finds_a_word_of_it_anywhere(school, tab, person):
    begin(school)
    find(school)
    answer(school)
    own = tab(person)
    for page, query in (
        ("findings", {}),
        ("today", {}),
        ("inspections", {"open": "mentor", "id": line(school).id}),
        ("inspections", {"open": "one", "id": 1}),
    ):
        own.open(page, **query)
        assert own.names([*WORDS, "抽查"]) == set()
        assert page != "inspections" or own.said == [NO_RIGHT]


def test_no_address_opens_one_s_own_inspection(school, tab, as_admin):
    begin(school)
    find(school)
    accounts.set_role(as_admin, school.people[MENTOR], Role.LEADER, held=True)
    own = tab(MENTOR).open("inspections", open="mentor", id=line(school).id)
    assert own.said == ["自己的工作由别人检查，您不能检查自己。"]
    assert not own.has("save_finding")
    own.open("inspections", open="one", id=1)
    assert own.names([SEEN]) == set()
    assert "这次检查里没有人" in own.text


def test_a_role_taken_away_while_the_form_is_open_writes_nothing(school, tab, as_admin):
    begin(school)
    one = line(school)
    own = write(tab(LEADER).open("inspections", open="mentor", id=one.id), one, Act.FINE)
    accounts.set_role(as_admin, school.people[LEADER], Role.LEADER, held=False)
    own.app.button(key="save_finding").click()
    own.run()
    assert line(school).version == 1


def test_a_mentor_without_findings_reads_what_the_page_is_for(tab):
    own = tab(MENTOR).open("findings")
    assert own.title == "督导意见"
    assert "只有您和检查的人看得到" in own.said[0]


def test_the_records_of_an_author_are_filtered_for_who_inspects_alone(
    school, tab, as_mentor, as_other_mentor
):
    interactions.record(as_mentor, school.talk(THREE_ONE[0], on=days_before(1)))
    interactions.record(as_other_mentor, school.talk(THREE_ONE[4], on=days_before(1)))
    asked = {"whose": "all", "author": school.people[MENTOR]}
    own = tab(LEADER).open("log", **asked)
    assert own.names(EVERYBODY) == {THREE_ONE[0]}
    assert f"{MENTOR}写的" in own.text
    assert tab(HOMEROOM).open("log", **asked).names(EVERYBODY) == {THREE_ONE[0], THREE_ONE[4]}
