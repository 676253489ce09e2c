"""The code from the phone on the screen: set up under 更多, asked for where it is needed."""

import re
from base64 import b32decode

import pytest

from components import state
from domain.one_time_code import code_at, counter_of
from services import interactions, step_up
from tests.school_builder import ADMIN, AUDITOR, HOMEROOM, MENTOR, NOW, OFFICE

SECRET = bytes(range(20))


def phone(secret=SECRET, steps=0):
    return code_at(secret, counter_of(NOW) + steps)


@pytest.fixture
def with_phone(school, tab):
    """A tab of somebody who set it up a little earlier, by the code before this one."""

    def opened(name):
        step_up.set_up(school.as_person(name), SECRET, phone(steps=-1))
        return tab(name)

    return opened


def fold_out(own):
    own.app.session_state["second_step"] = True
    return own.run()


def give(own, code, button):
    (field,) = [one for one in own.app.text_input if one.label == "手机验证码"]
    field.set_value(code)
    return own.press_button(button)


def test_it_is_set_up_with_the_phone_s_first_code_and_its_spare_codes_are_shown_once(school, tab):
    own = fold_out(tab(MENTOR).open("more"))
    (shown,) = [one.value for one in own.app.code]
    secret = b32decode(shown.replace(" ", ""))
    give(own, "000000", "设好了")
    assert any("验证码不对" in said for said in own.said)
    fold_out(own)
    assert [one.value for one in own.app.code] == [shown]  # the phone need not be told anew
    give(own, phone(secret), "设好了")
    spares = re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}", own.app.code[0].value)
    assert len(spares) == step_up.SPARE_CODES
    own.press("forget_spares")
    assert own.names(spares) == set()
    assert own.names([shown]) == set()


def test_a_search_says_what_it_passed_by_and_asks_for_the_code(school, with_phone):
    form = school.talk("张书瑶", content="爸爸在外地", is_restricted=True)
    interactions.record(school.as_person(MENTOR), form)
    left_out = "您写的加密内容没有一起搜"
    own = with_phone(MENTOR).open("log", whose="mine")
    assert own.names([left_out]) == set()
    own.open("log", whose="mine", words="外地")
    assert own.names([left_out, "张书瑶"]) == {left_out}
    give(own, phone(), "确认是我本人")
    assert own.names([left_out, "张书瑶"]) == {"张书瑶"}


def test_it_is_removed_with_a_code(school, with_phone):
    own = fold_out(with_phone(MENTOR).open("more"))
    give(own, phone(), "取消手机验证码")
    assert school.rows("select * from second_step") == []


@pytest.mark.parametrize(("name", "page"), [(ADMIN, "accounts"), (AUDITOR, "audit")])
def test_a_page_that_needs_it_shows_the_question_and_nothing_else_until_it_is_answered(
    school, with_phone, name, page
):
    own = with_phone(name).open(page)
    assert own.has("step_up_page") and own.names([MENTOR]) == set()
    looked = school.rows("select count(*) as n from audit where action = 'audit.look'")
    assert looked == [{"n": 0}]
    give(own, "000000", "确认是我本人")
    assert own.has("step_up_page")
    give(own, phone(), "确认是我本人")
    assert not own.has("step_up_page") and own.names([MENTOR])


def test_in_place_of_a_download_stands_the_question(with_phone):
    own = with_phone(HOMEROOM).open("register")
    assert not own.sent_to("mentor_downloads")
    give(own, phone(), "确认是我本人")
    assert own.sent_to("mentor_downloads")


def test_whoever_has_no_phone_set_up_meets_no_question(tab):
    assert tab(HOMEROOM).open("register").sent_to("mentor_downloads")
    assert tab(ADMIN).open("accounts").names([MENTOR])


def test_an_act_on_a_page_that_stood_open_asks_and_can_be_repeated(school, with_phone):
    own = with_phone(ADMIN).open("backups")
    own.app.session_state["recovery_code"] = True
    own.run()
    assert own.has("step_up_shown") and not own.app.code
    give(own, phone(), "确认是我本人")
    own.app.session_state["recovery_code"] = True
    assert own.run().app.code


def test_an_account_page_open_since_before_asks_at_the_act(school, tab):
    own = tab(ADMIN).open("accounts")
    step_up.set_up(school.as_person(ADMIN), SECRET, phone(steps=-1))
    own.press("demand_second_step")
    assert own.has("step_up_notice") or own.has("step_up_page")
    assert not step_up.is_demanded(school.as_person(ADMIN))


def test_where_the_school_demands_it_the_page_says_where_to_set_it_up(school, with_phone, tab):
    own = with_phone(ADMIN).open("accounts")
    give(own, phone(), "确认是我本人")
    own.press("demand_second_step")
    assert step_up.is_demanded(school.as_person(ADMIN))
    theirs = tab(OFFICE).open("register")
    assert not theirs.sent_to("mentor_downloads")
    assert "学校要求您用手机验证码" in theirs.text
    assert state.NEW_SECRET not in theirs.app.session_state


def test_the_administrator_takes_a_lost_phone_s_away(school, with_phone, tab):
    with_phone(MENTOR)
    own = tab(ADMIN).open("accounts")
    picker = own.app.selectbox(key="account_person")
    picker.set_value(next(place for place, label in enumerate(picker.options) if label.startswith(MENTOR)))
    own.run().press("remove_second_step")
    assert school.rows("select * from second_step") == []
    assert not own.has("remove_second_step")
