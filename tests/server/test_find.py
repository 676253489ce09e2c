"""The field that finds a student from any page: who is told of whom, asked by whom, and what stands in no address."""

import json

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from server import gate
from server.gate import Gate
from services import accounts, sign_in, students
from services.context import clock
from services.students import MOST_QUICK
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    EVERYBODY,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    OTHER_MENTOR,
    SEES,
    THREE_ONE,
)
from tests.server.test_gate import ORIGIN
from tests.server.test_gate import ask as send

FIRST = THREE_ONE[0]  # 张书瑶, S101
HERE = {"origin": ORIGIN}


@pytest.fixture
def ask(school):
    """What a page of ours is answered, as somebody signed in."""
    app = Gate(Starlette(routes=[Route("/find", gate._find(school.store), methods=["POST"])]), school.store)

    def asked(person, text, headers=HERE, method="POST"):
        account = person and school.account(person)
        token = sign_in.open_session_for(school.store, account, clock()) if person else None
        return send(app, "/find", method, token, text.encode(), **headers)

    return asked


def found(answer):
    assert answer.status == 200
    return json.loads(answer.body)


@pytest.mark.parametrize("text", [FIRST, "张", "zsy", "ZSY", "zhangshuyao", "zhang", "S101", " 张书瑶 "])
def test_a_name_pinyin_initials_or_a_number_finds_the_child(school, ask, text):
    answer = ask(HOMEROOM, text)
    assert "no-store" in answer.header("cache-control")
    line = {"address": f"/archive?student={school.student(FIRST)}", "name": FIRST, "aside": "三（1）班　S101"}
    assert found(answer)[0] == line


@pytest.mark.parametrize("person", [MENTOR, OTHER_MENTOR, HOMEROOM, LEADER])
def test_everybody_finds_the_own_circle_and_no_other_child(ask, person):
    met = {name for name in EVERYBODY if name in [one["name"] for one in found(ask(person, name))]}
    assert met == set(SEES[person])


@pytest.mark.parametrize("person", [ADMIN, AUDITOR, NOBODY])
def test_who_may_see_no_child_is_refused(ask, person):
    assert ask(person, FIRST).status == 403


def test_a_stranger_and_somebody_with_a_first_password_are_refused(school, as_admin, ask, quick_hashes):
    assert ask(None, FIRST).status == 401
    accounts.reset_password(as_admin, school.account(MENTOR))
    assert ask(MENTOR, FIRST).status == 403


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": "null"}])
def test_only_a_page_of_ours_may_ask(ask, headers):
    assert ask(HOMEROOM, FIRST, headers).status == 403


def test_a_name_never_stands_in_an_address(ask):
    assert FIRST.encode() not in ask(HOMEROOM, FIRST, method="GET").body


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "'; drop table student --", "\0", "张" * 5000, '"', "\\"]
)
def test_what_finds_nobody_is_an_empty_list(ask, text):
    assert found(ask(LEADER, text)) == []


def test_at_most_eight_and_those_met_whole_first(school, as_leader):
    assert len(students.quick(as_leader, "S")) == MOST_QUICK
    with school.store.write() as db:
        db.execute("update student set name_search = ' aalin aal' where name = '张书瑶'")
        db.execute("update student set name_search = ' lin aa' where name = '彭家乐'")
    assert [one.name for one in students.quick(as_leader, "aa")] == ["彭家乐", "张书瑶"]


def test_asking_leaves_no_name_behind(school, ask):
    ask(HOMEROOM, FIRST)
    assert FIRST not in str(school.rows("select * from audit"))
