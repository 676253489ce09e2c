"""/wish as a browser meets it: a key, the cards, an answer; and what a stranger, a guesser or another site gets."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from domain.errors import Busy
from server import wishes
from server.gate import _OWN_ROUTES, Gate
from services import choices, mentor_cards, wish_links
from tests.school_builder import (
    EVERYBODY,
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    THREE_ONE,
    TODAY,
)
from tests.server.test_gate import HERE, ORIGIN, PERSONAL, Answer, scope

CHILD, OTHER = THREE_ONE[:2]
BROWSER = "192.168.1.33"


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The school's moment at the door too."""
    standing = Clock()
    monkeypatch.setattr(wishes, "clock", standing)
    return standing


@pytest.fixture
def app(school):
    async def shell(request):
        return PlainTextResponse("shell")

    return Gate(Starlette(routes=[wishes.route(school.store), Route("/{path:path}", shell)]), school.store)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def issue(school, as_homeroom, three_one):
    round_id = choices.open_round(as_homeroom, "round-001", three_one, TODAY + timedelta(7))

    def issued(name=CHILD):
        (slip,) = wish_links.issue(as_homeroom, three_one, round_id, school.ids(name))
        return slip.key

    return issued


@pytest.fixture
def key(issue):
    return issue()


def ask(app, method="GET", fields=None, address=BROWSER, body=None, path="/wish", **headers):
    """One request; a form is sent as our own page sends it unless told otherwise."""
    sent = urlencode(fields or {}).encode() if body is None else body
    if method == "POST" and "origin" not in headers and "referer" not in headers:
        headers["origin"] = ORIGIN
    answer = Answer()

    async def receive():
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode(), value.decode()) for name, value in message["headers"]]
        else:
            answer.body += message.get("body", b"")

    named = {name: value for name, value in headers.items() if value is not None}
    asked = scope("http", path, None, named, method=method, scheme="http", client=(address, 50_000))
    asyncio.run(app(asked, receive, send))
    return answer


def post(app, address=BROWSER, **fields):
    return ask(app, "POST", fields, address)


def said(answer):
    """The page without its style sheet."""
    return re.sub(r"<style>.*?</style>", "", answer.body.decode(), flags=re.S)


def stored(school):
    return [
        row["name"]
        for row in school.rows(
            "select staff.name from preference join staff on staff.id = mentor_id order by rank"
        )
    ]


# ── the way of a child ───────────────────────────────────────────────────────────────────────────────


def test_a_child_types_the_key_reads_the_cards_and_answers(school, app, key, as_mentor):
    card = mentor_cards.own(as_mentor)
    mentor_cards.save_own(as_mentor, card.version, "", "<script>alert(1)</script>")
    assert "口令" in said(ask(app))
    cards = said(post(app, key=f" {key.lower()} "))
    assert all(name in cards for name in (HOMEROOM, MENTOR, OTHER_MENTOR, "书瑶 同学", "第三志愿"))
    assert "<script" not in cards
    assert "&lt;script&gt;alert" in cards
    hidden = re.search(r'name="key" value="([^"]+)"', cards)[1]
    thanks = post(app, key=hidden, wish1=school.people[MENTOR], wish2=school.people[HOMEROOM], wish3="")
    assert (thanks.status, "收到了" in said(thanks)) == (200, True)
    assert stored(school) == [MENTOR, HOMEROOM]


def test_a_link_never_shows_another_student_nor_a_full_name(school, app, key, issue):
    issue(OTHER)
    pages = [
        said(ask(app)),
        said(post(app, key=key)),
        said(post(app, key=key, wish1="")),
        said(post(app, key=key, wish1=school.people[MENTOR])),
        said(post(app, key=key)),
    ]
    everything = "".join(pages)
    assert [name for name in EVERYBODY if name in everything] == []
    others = [name[1:] for name in EVERYBODY if name != CHILD]
    assert [name for name in others if name in everything] == []


def test_the_same_mentor_twice_is_refused_kindly_and_the_choice_stays(school, app, key):
    me = school.people[MENTOR]
    page = said(post(app, key=key, wish1=me, wish2=me))
    assert "请再看看：第一志愿和第二志愿是同一位老师，请改一个。" in page
    assert page.count(f'value="{me}" selected') == 2
    assert stored(school) == []
    assert "收到了" in said(post(app, key=key, wish1=me))


@pytest.mark.parametrize("wish", ["", "x", "-1", "1e9", "９", "9" * 40])
def test_what_is_no_choice_is_asked_for_again(school, app, key, wish):
    answer = post(app, key=key, wish1=wish)
    assert (answer.status, stored(school)) == (200, [])
    assert 'class="problem"' in said(answer)


def test_a_second_click_is_thanked_and_a_changed_second_answer_is_not(school, app, key):
    me, other = school.people[MENTOR], school.people[OTHER_MENTOR]
    form = form_of(post(app, key=key))
    assert [post(app, key=key, form=form, wish1=me).status for _ in range(2)] == [200, 200]
    assert post(app, key=key, form=form, wish1=other).status == 403
    assert stored(school) == [MENTOR]


def form_of(page):
    return re.search(r'name="form" value="([^"]+)"', said(page))[1]


@pytest.mark.parametrize("form", [{}, {"form": ""}, {"form": "another page's"}])
def test_a_used_slip_does_not_tell_what_was_wished(school, app, key, form):
    me, other = school.people[MENTOR], school.people[OTHER_MENTOR]
    mine = {"form": form_of(post(app, key=key))} if form else {}
    assert post(app, key=key, wish1=me, **mine).status == 200
    right, wrong = (post(app, key=key, wish1=guess, **form) for guess in (me, other))
    assert (right.status, right.body) == (wrong.status, wrong.body) == (403, wrong.body)


def test_the_page_of_a_refused_choice_is_still_the_same_page(school, app, key):
    me = school.people[MENTOR]
    form = form_of(post(app, key=key))
    again = post(app, key=key, form=form, wish1=me, wish2=me)
    assert form_of(again) == form


def test_when_the_school_is_busy_the_choice_stays_on_the_page(school, app, key, monkeypatch):
    def busy(*_):
        raise Busy("系统正忙，还没有保存。")

    monkeypatch.setattr(wishes.wish_links, "answer", busy)
    page = said(post(app, key=key, wish1=school.people[MENTOR]))
    assert "系统正忙" in page
    assert f'value="{school.people[MENTOR]}" selected' in page


# ── keys that cannot be used ─────────────────────────────────────────────────────────────────────────


def test_unknown_used_ended_and_expired_keys_are_answered_alike(school, app, issue, clock):
    used, ended, expired = issue(), issue(OTHER), issue(THREE_ONE[2])
    post(app, key=used, wish1=school.people[MENTOR])
    issue(OTHER)
    found = [post(app, key=one) for one in ("ZZZZ-ZZZZ", "", used, ended)]
    clock.now = NOW + timedelta(9)
    found.append(post(app, key=expired))
    assert {(one.status, one.body, tuple(one.headers)) for one in found} == {
        (403, found[0].body, tuple(found[0].headers))
    }


def test_ten_wrong_keys_shut_an_address_for_ten_minutes_and_no_other(app, key, clock):
    assert {post(app, key=f"WRONG{number:03}").status for number in range(10)} == {403}
    shut = post(app, key=key)
    assert (shut.status, shut.header("retry-after")) == (429, "600")
    assert "十分钟以后再试" in said(shut)
    assert post(app, "192.168.1.34", key=key).status == 200
    assert ask(app).status == 200
    clock.now = NOW + timedelta(minutes=10)
    assert post(app, key=key).status == 200


def test_wrong_keys_sent_as_answers_count_too(app, key):
    for _ in range(10):
        post(app, key="WRONG000", wish1="1")
    assert post(app, key=key).status == 429


def test_the_throttle_forgets_addresses_it_no_longer_needs(monkeypatch):
    monkeypatch.setattr(wishes, "_ADDRESSES_KEPT", 3)
    throttle = wishes.Throttle()
    for number in range(3):
        throttle.note(f"10.0.0.{number}", NOW)
    throttle.note("10.0.0.9", NOW + timedelta(minutes=11))
    assert list(throttle._wrong) == ["10.0.0.9"]


# ── another site, too much, and the gate ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://evil.example"},
        {"origin": f"http://{HERE}.evil.example"},
        {"referer": "http://evil.example/wish"},
        {"referer": ""},
        {"origin": "http://[::x"},
        {"referer": "http://[::x/wish"},
    ],
)
def test_only_our_own_page_may_send_the_form(school, app, key, headers):
    fields = {"key": key, "wish1": school.people[MENTOR]}
    assert ask(app, "POST", fields, **headers).status == 403
    assert stored(school) == []


def test_a_browser_too_old_to_send_its_origin_is_let_in_by_where_it_comes_from(app, key):
    answer = ask(app, "POST", {"key": key}, referer=f"{ORIGIN}/wish")
    assert "书瑶 同学" in said(answer)


@pytest.mark.parametrize("body", [b"key=" + b"A" * 5000, b"&".join(b"a=1" for _ in range(100))])
def test_more_than_the_form_can_hold_is_not_read(app, key, body):
    assert ask(app, "POST", body=body).status == 413


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"key=%FF%FE", b"=&=&=", "key=口令".encode()])
def test_broken_forms_are_asked_again(app, key, body):
    assert ask(app, "POST", body=body).status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_page_needs_no_session_is_never_kept_and_carries_the_headers(app, key, method):
    answer = ask(app, method, {"key": key} if method == "POST" else None)
    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    assert answer.header("x-content-type-options") == "nosniff"
    assert "form-action 'self'" in answer.header("content-security-policy")
    assert "set-cookie" not in dict(answer.headers)
    assert "<script" not in answer.body.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_else_can_be_done_there(app, method):
    assert ask(app, method).status == 405


def test_the_gate_lets_this_page_through_and_nothing_else_new(app):
    assert {"/session", "/sign-out", "/healthz", "/frame", "/find", "/wish"} == _OWN_ROUTES
    for path in PERSONAL:
        assert ask(app, path=path).status == 401
    for path in ("/wishes", "/wish-", "/today"):
        assert "填导师志愿" not in ask(app, path=path).body.decode()
    assert ask(app, path="/wish/1").body == b"shell"
