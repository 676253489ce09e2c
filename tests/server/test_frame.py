"""What stands around every page: only the way to pages one may open, and nothing for a stranger."""

import pytest

from components.catalogue import BY_NAME
from server import frame
from services import accounts, sign_in
from services.context import clock
from tests.school_builder import ADMIN, GRADE_HEAD, HOMEROOM, LEADER, MENTOR, NOBODY, OFFICE

EVERYBODY = [ADMIN, LEADER, OFFICE, GRADE_HEAD, HOMEROOM, MENTOR, NOBODY]


def around(school, person):
    token = sign_in.open_session_for(school.store, school.account(person), clock())
    return frame.of(school.store, token)


@pytest.mark.parametrize("person", EVERYBODY)
def test_the_tabs_lead_only_where_one_may_go_and_always_onwards(school, person):
    actor = school.as_person(person).actor
    addresses = [tab["address"].strip("/") for tab in around(school, person)["tabs"]]
    assert addresses[-1] == "more"
    assert [name for name in addresses if not actor.may(BY_NAME[name].action)] == []


def test_the_foot_says_who_one_is_and_which_week_it_is(school):
    found = around(school, MENTOR)
    assert found["person"] == f"{MENTOR}　导师"
    assert "学期" in found["day"]


@pytest.mark.parametrize("token", ["", "invented"])
def test_a_stranger_gets_no_frame(school, token):
    assert frame.of(school.store, token) is None


def test_while_a_new_password_is_due_there_is_no_way_round_it(school, as_admin):
    accounts.reset_password(as_admin, school.account(MENTOR))
    token = sign_in.open_session_for(school.store, school.account(MENTOR), clock())
    assert frame.of(school.store, token) is None
