"""GET /export/TOKEN through the gate: one person, once, within ten minutes; anybody else learns nothing."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from components.session import COOKIE
from db.rows import all_rows
from domain.errors import NotFound
from server import exports as door
from server.gate import Gate
from services import accounts, exports, sign_in
from services.context import clock
from services.exports import GOOD_FOR, Paper
from tests.school_builder import HOMEROOM, MENTOR
from tests.server.test_gate import ask

PICTURE = "image/png"
PAPER = Paper("三（1）班 曲线.png", b"PNG the picture", PICTURE)


@pytest.fixture
def app(school):
    return Gate(Starlette(routes=[door.route(school.store)]), school.store)


@pytest.fixture
def owner(school):
    """The mentor, as the page knows them at this moment."""
    return school.as_person(MENTOR, clock())


def session(school, person):
    return sign_in.open_session_for(school.store, school.account(person), clock())


def offer(context, make=lambda context: PAPER):
    return f"/export/{exports.offer(context, 'register.word', 'class/7', make)}"


def taken(school):
    with school.store.read() as db:
        return all_rows(db, "select staff_id, target, detail from audit where action = 'export.take'")


def test_the_owner_gets_the_document_under_its_chinese_name_and_it_is_kept_nowhere(school, app, owner):
    answer = ask(app, offer(owner), token=session(school, MENTOR))
    assert (answer.status, answer.body) == (200, PAPER.content)
    assert answer.header("content-type") == PICTURE
    assert f"filename*=UTF-8''{quote(PAPER.name)}" in answer.header("content-disposition")
    assert answer.header("content-disposition").startswith("attachment;")
    assert (answer.header("cache-control"), answer.header("x-content-type-options")) == (
        "no-store",
        "nosniff",
    )
    assert taken(school) == [
        {"staff_id": school.people[MENTOR], "target": "class/7", "detail": '{"what": "register.word"}'}
    ]


def test_a_second_time_there_is_nothing(school, app, owner):
    address, token = offer(owner), session(school, MENTOR)
    answers = [ask(app, address, token=token) for _ in range(2)]
    assert [one.status for one in answers] == [200, 404]
    assert len(taken(school)) == 1


def test_another_person_finds_nothing_and_does_not_spoil_it(school, app, owner):
    address = offer(owner)
    other = ask(app, address, token=session(school, HOMEROOM))
    invented = ask(app, "/export/" + "x" * 43, token=session(school, HOMEROOM))
    assert (other.status, other.body) == (invented.status, invented.body) == (404, door.GONE.encode())
    assert ask(app, address, token=session(school, MENTOR)).status == 200


def test_without_a_session_there_is_nothing(school, app, owner):
    address = offer(owner)
    assert [ask(app, address, token=token).status for token in (None, "x" * 43)] == [404, 404]
    assert ask(app, address, token=session(school, MENTOR)).status == 200


def test_after_ten_minutes_there_is_nothing(school, app, owner):
    address = offer(owner.at(clock() - GOOD_FOR - timedelta(seconds=1)))
    assert ask(app, address, token=session(school, MENTOR)).status == 404
    assert taken(school) == []


def test_looking_only_does_not_use_it_up(school, app, owner):
    address, token = offer(owner), session(school, MENTOR)
    assert ask(app, address, "HEAD", token=token).status == 404
    assert ask(app, address, token=token).status == 200


def test_a_first_password_opens_no_document(school, app, owner, as_admin, quick_hashes):
    address = offer(owner)
    accounts.reset_password(as_admin, school.account(MENTOR))
    assert ask(app, address, token=session(school, MENTOR)).status == 404


def test_it_is_made_only_when_fetched_and_with_the_rights_held_then(school, app, owner):
    seen = []

    def make(context):
        seen.append(context.actor.name)
        raise NotFound("这个班不再由您负责。")

    address = offer(owner, make)
    assert seen == []
    answer = ask(app, address, token=session(school, MENTOR))
    assert (answer.status, answer.body.decode(), seen) == (404, "这个班不再由您负责。", [MENTOR])
    assert taken(school) == []


def test_offers_nobody_follows_do_not_pile_up(school, owner):
    addresses = [offer(owner).removeprefix("/export/") for _ in range(exports.MOST_OFFERS + 20)]
    assert exports.take(owner, addresses[0]) is None
    assert exports.take(owner, addresses[-1]) == PAPER
    assert (
        len([one for one in exports._offers.values() if one.owner == exports._owner(owner)])
        < exports.MOST_OFFERS
    )


def test_the_cookie_is_the_one_of_the_gate():
    assert COOKIE == "mentor_session"
