"""今天 with duties, and 完成情况: what stands there, where a tap leads, what stays in the address."""

import pytest

from components.catalogue import BY_NAME
from domain.duty_presets import PRESETS
from services import interactions
from tests import duty_builder
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    SEES,
    THREE_ONE,
    days_before,
)


@pytest.fixture
def rules(school):
    duty_builder.put(school, PRESETS["S2"])


@pytest.fixture
def talked(school, rules, as_mentor):
    interactions.record(as_mentor, school.talk(*THREE_ONE[:2], on=days_before(1)))


def lists(own):
    """Heading → rows of the page's one list, each as (name, mark)."""
    found, heading = {}, ""
    for section in own.sent_to("mentor_people")[0]:
        heading = section[0] or heading
        found.setdefault(heading, []).extend((row[1], row[2]) for row in section[5])
    return found


def test_the_day_begins_with_who_has_no_talk_yet(talked, tab):
    shown = lists(tab(MENTOR).open("today"))
    assert [name for name, _ in shown["本周还差 2 人"]] == list(THREE_ONE[2:4])
    assert [name for name, _ in shown["本周已谈 2 人"]] == list(THREE_ONE[:2])
    assert ("家校联系", "还差 4 人 ›") in shown["还要做的"]
    assert ("谈心", "逾期 4 人 ›") in shown["还要做的"]


def test_without_rules_the_day_is_as_it_was(tab):
    assert "本周还没联系 4 人" in lists(tab(MENTOR).open("today"))


def test_a_class_teacher_sees_the_class_too(talked, tab):
    shown = lists(tab(HOMEROOM).open("today"))
    assert dict(shown["本班"]) == {
        "班级会商": "还差 1 次 ›", "全班谈心": "还差 5 次 ›", "全班家校联系": "还差 7 次 ›", "本月还没人联系的学生": "5 人 ›",
    }  # fmt: skip


@pytest.mark.parametrize("person", [LEADER, OFFICE, GRADE_HEAD, HOMEROOM])
@pytest.mark.parametrize("by", ["class", "grade", "mentor"])
def test_every_way_to_look_opens_from_the_address_and_sends_no_stranger(talked, tab, person, by):
    own = tab(person).open("compliance", period="term", by=by)
    assert not own.app.exception
    assert own.title.startswith("本学期有")
    assert own.names(EVERYBODY) <= set(SEES[person])


def test_the_table_says_late_and_not_yet_due_in_words(talked, tab):
    own = tab(OFFICE).open("compliance")
    (table,) = own.sent_to("mentor_figures")
    rows = {name: cells for _, name, cells in table["rows"]}
    assert (table["corner"], table["columns"][0][0]) == ("班级", "谈心")
    assert rows["三（1）班"][0][1:4] == ["2 / 21", "逾期 14", "未到期 5"]
    assert rows["三（2）班"][3][3] == "本期不要求"


def test_nonsense_in_the_address_is_passed_over(talked, tab):
    own = tab(OFFICE).open("compliance", period="2026-99", by="shoe", grade="99")
    assert not own.app.exception
    assert own.title == "本月有 40 次逾期没做"  # 18 talks and 2 meetings of two weeks


def test_without_rules_the_page_says_where_to_choose_them(tab):
    own = tab(OFFICE).open("compliance")
    assert own.title == "本月没有履职要求"
    assert any("履职要求" in words for words in own.said)
    assert BY_NAME["duties"].title == "履职要求"
