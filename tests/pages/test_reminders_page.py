"""催办名单 as each kind of person opens it."""

import pytest

from domain.duty_editions import Adopt
from domain.duty_presets import PRESETS
from services import duty_rules
from tests.school_builder import EVERYBODY, HOMEROOM, LEADER, MENTOR, OFFICE, OTHER_MENTOR, TERM_BEGINS


@pytest.fixture
def in_force(as_office):
    """The third scheme since the term began."""
    rules = tuple(PRESETS["S2"].rules(TERM_BEGINS))
    duty_rules.put_in_force(as_office, "form-0001", frozenset(), Adopt(rules), TERM_BEGINS)


def says(own, *words):
    return own.names(words) == set(words)


def test_without_rules_it_is_said_why_there_is_nothing(tab):
    own = tab(MENTOR).open("reminders")
    assert own.title == "都做到了"
    assert own.said == ["学校还没有定履职要求，所以没有要催的。"]


@pytest.mark.parametrize("person", [OFFICE, LEADER, HOMEROOM, MENTOR])
def test_the_text_is_there_and_no_child_in_it(tab, in_force, person):
    own = tab(person).open("reminders")
    assert "还差" in own.title
    assert says(own, "谈心")
    assert own.names(EVERYBODY) == set()


def test_the_office_chooses_how_it_is_listed(tab, in_force):
    own = tab(OFFICE).open("reminders")
    assert says(own, "三年级 7 人，七年级 11 人")
    own.app.pills(key="reminder_by").select("class")
    assert says(own.run(), "三（1）班 7 人")
    assert not own.names([MENTOR])
    own.app.pills(key="reminder_by").select("teacher")
    assert says(own.run(), MENTOR, OTHER_MENTOR)
    assert own.names(EVERYBODY) == set()


def test_a_mentor_gets_the_calendar_beside_the_text(tab, in_force):
    own = tab(MENTOR).open("reminders")
    assert says(own, "放进手机日历", "/export/", "· 谈心 还差 4 人，今天到期")
