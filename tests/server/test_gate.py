"""The gate, called as ASGI around a tiny app: who is let through, as whom, and who is put out."""

import asyncio
import json
import logging
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect
from streamlit.error_util import handle_user_script_exception

from components.errors import show_unexpected
from components.session import COOKIE
from domain.permissions import Role
from server import frame, gate
from server.gate import Gate, build_app
from server.serving import _settings
from services import accounts, sign_in
from services.context import clock
from tests.school_builder import GRADE_HEAD, MENTOR

HERE = "192.168.1.20:8501"
ORIGIN = f"http://{HERE}"
PERSONAL = [
    "/media/abc.xlsx",
    "/_stcore/upload_file/x/y",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/frame",
]


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name):
        return ", ".join(value for key, value in self.headers if key == name)


@dataclass
class Visit:
    """A socket as the app behind the gate saw it, and how it ended for the browser."""

    told: list[str] = field(default_factory=list)
    closed: int | None = None


@pytest.fixture
def app(school):
    async def page(request):
        return PlainTextResponse(
            request.headers.get("x-mentor-session", ""), headers={"cache-control": "public"}
        )

    async def socket(websocket):
        await websocket.accept()
        await websocket.send_text(",".join(websocket.headers.getlist("x-mentor-session")))
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            pass

    routes = [
        Route("/session", gate._open_session(school.store), methods=["POST"]),
        Route("/sign-out", gate._close_session(school.store), methods=["POST"]),
        Route("/healthz", gate._health(school.store)),
        Route("/frame", gate._frame(school.store)),
        WebSocketRoute("/_stcore/stream", socket),
        Route("/{path:path}", page),
    ]
    return Gate(Starlette(routes=routes), school.store)


@pytest.fixture
def token(school):
    return sign_in.open_session_for(school.store, school.account(MENTOR), clock())


def ask(
    app,
    path,
    method="GET",
    token=None,
    body=b"",
    scheme="http",
    answer=None,
    receive=None,
    query="",
    **headers,
):
    """One HTTP request, start to end."""
    answer = answer or Answer()

    async def receive_all():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode(), value.decode()) for name, value in message["headers"]]
        else:
            answer.body += message.get("body", b"")

    asked = scope("http", path, token, headers, method=method, scheme=scheme, query_string=query.encode())
    asyncio.run(app(asked, receive or receive_all, send))
    return answer


def scope(kind, path, token, headers, **more):
    named = {"host": HERE, **headers} | ({"cookie": f"{COOKIE}={token}"} if token else {})
    return {
        "type": kind,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        "server": ("192.168.1.20", 8501),
        "subprotocols": [],
        **more,
    }


async def connect(app, token=None, meanwhile=None, **headers):
    """A socket that stays open until the gate closes it, or for a moment when nothing happens."""
    visit, inbox = Visit(), asyncio.Queue()
    inbox.put_nowait({"type": "websocket.connect"})

    async def send(message):
        if message["type"] == "websocket.send":
            visit.told.append(message["text"])
            if meanwhile:
                meanwhile()
            else:
                inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        elif message["type"] == "websocket.close":
            visit.closed = message["code"]

    await asyncio.wait_for(
        app(scope("websocket", "/_stcore/stream", token, headers, scheme="ws"), inbox.get, send), 5
    )
    return visit


# ── what needs a session ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PERSONAL)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("token", [None, "invented", "' or 1=1"])
def test_nothing_personal_is_served_without_a_session(app, path, method, token):
    answer = ask(app, path, method, token)
    assert (answer.status, answer.body.decode()) == (401, "请先登录。")
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("path", PERSONAL)
def test_with_a_session_it_is_served_and_never_kept(app, token, path):
    answer = ask(app, path, token=token)
    assert answer.status == 200
    assert "no-store" in answer.header("cache-control")


def test_a_session_that_has_ended_serves_nothing_more(app, school, token):
    sign_in.end_session(school.store, token, clock())
    assert ask(app, "/media/abc.xlsx", token=token).status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/today",
        "/favicon.png",
        "/static/js/main.js",
        "/_stcore/health",
        "/healthz",
        "/look.css",
        "/frame.js",
    ],
)
def test_the_shell_of_the_app_opens_without_a_session(app, path):
    assert ask(app, path).status == 200


@pytest.mark.parametrize("path", ["/", "/today", "/nothing", "/healthz", "/session", "/sign-out", *PERSONAL])
def test_every_answer_carries_the_security_headers(app, path):
    answer = ask(app, path)
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "no-referrer"
    assert answer.header("x-frame-options") == "SAMEORIGIN"
    policy = answer.header("content-security-policy")
    directives = {name: set(values) for name, *values in (part.split() for part in policy.split(";"))}
    assert directives["default-src"] == directives["connect-src"] == {"'self'"}
    assert directives["object-src"] == {"'none'"}
    assert not directives["script-src"] & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"}


def test_the_health_check_says_ok_and_nothing_else(app):
    assert ask(app, "/healthz").body == b"ok"


# ── whose connection it is ───────────────────────────────────────────────────────────────────────────


def test_what_a_client_claims_to_be_is_dropped(app, token):
    for path, known in (("/_stcore/health", None), ("/_stcore/health", token), ("/media/x", token)):
        told = ask(app, path, token=known, x_mentor_session="somebody-else").body.decode()
        assert "somebody-else" not in told
        assert len(told) == 32


def test_one_session_has_one_name_which_is_not_its_token(app, token):
    first, second = (ask(app, "/_stcore/health", token=token).body.decode() for _ in range(2))
    assert first == second
    assert token not in first


def test_a_socket_gets_one_name_the_gate_s(app, token):
    visit = asyncio.run(connect(app, token, x_mentor_session="somebody-else"))
    assert visit.told == [ask(app, "/_stcore/health", token=token).body.decode()]


def test_two_strangers_are_two(app):
    names = [asyncio.run(connect(app, x_mentor_session="same")).told[0] for _ in range(2)]
    assert names[0] != names[1]
    assert "same" not in names


def test_a_dead_token_on_a_socket_is_a_stranger(app, school, token):
    alive = asyncio.run(connect(app, token)).told
    sign_in.end_session(school.store, token, clock())
    assert asyncio.run(connect(app, token)).told != alive


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", f"http://{HERE}.evil.example", "http://192.168.1.20", "http://[::x"],
)
def test_a_page_of_another_host_opens_no_socket(app, token, origin):
    visit = asyncio.run(connect(app, token, origin=origin))
    assert (visit.told, visit.closed) == ([], 4403)


def test_a_page_of_ours_opens_one(app, token):
    assert len(asyncio.run(connect(app, token, origin=ORIGIN)).told) == 1


# ── sessions that end while pages are open ───────────────────────────────────────────────────────────


def endings(school, token):
    admin = school.as_role(Role.ADMIN)
    return {
        "signed out": lambda: sign_in.end_session(school.store, token, clock()),
        "disabled": lambda: accounts.set_disabled(admin, school.account(MENTOR), True),
        "password reset": lambda: accounts.reset_password(admin, school.account(MENTOR)),
        "given a role": lambda: accounts.set_role(admin, school.people[MENTOR], Role.OFFICE, True),
    }


@pytest.mark.parametrize("how", ["signed out", "disabled", "password reset", "given a role"])
def test_an_ended_session_s_open_pages_close_by_themselves(
    app, school, token, monkeypatch, quick_hashes, how
):
    monkeypatch.setattr(gate, "WATCH_EVERY", 0.01)
    visit = asyncio.run(connect(app, token, meanwhile=endings(school, token)[how]))
    assert len(visit.told) == 1
    assert visit.closed == 4401


def test_another_person_s_pages_stay_open(app, school, token, monkeypatch):
    monkeypatch.setattr(gate, "WATCH_EVERY", 0.01)
    other = sign_in.open_session_for(school.store, school.account(GRADE_HEAD), clock())

    async def both():
        sign_in.end_session(school.store, token, clock())
        return await connect(app, other)

    assert asyncio.run(both()).closed is None


# ── the ticket and the cookie ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ticket(school):
    return sign_in.issue_ticket(school.store, "t007", clock()).encode()


def cookie_of(answer):
    """The cookie's value and its attributes in small letters."""
    first, *attributes = answer.header("set-cookie").split("; ")
    return first.partition("=")[2], {one.lower() for one in attributes}


def test_a_ticket_is_swapped_for_a_cookie_no_script_can_read(app, school, ticket):
    answer = ask(app, "/session", "POST", body=ticket, origin=ORIGIN)
    value, attributes = cookie_of(answer)
    assert (answer.status, answer.body) == (200, b"ok")
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert sign_in.current(school.store, value, clock()).actor.name == MENTOR
    assert ask(app, "/media/x", token=value).status == 200


@pytest.mark.parametrize(("scheme", "is_secure"), [("http", False), ("https", True)])
def test_under_https_the_cookie_travels_only_there(app, ticket, scheme, is_secure):
    answer = ask(app, "/session", "POST", body=ticket, scheme=scheme, origin=f"{scheme}://{HERE}")
    assert ("secure" in cookie_of(answer)[1]) == is_secure


def test_a_ticket_used_twice_is_refused(app, ticket):
    first, second = (ask(app, "/session", "POST", body=ticket, origin=ORIGIN) for _ in range(2))
    assert (first.status, second.status) == (200, 403)
    assert second.header("set-cookie") == ""


@pytest.mark.parametrize(
    "body", [b"", b"x", b"\xff\xfe" * 500, b"a" * 100_000], ids=["empty", "short", "bytes", "long"]
)
def test_an_invented_ticket_is_refused_in_chinese(app, body):
    answer = ask(app, "/session", "POST", body=body, origin=ORIGIN)
    assert (answer.status, answer.body.decode()) == (403, "登录已过期，请再试一次。")


@pytest.mark.parametrize(
    "origin", [None, "null", "", "http://evil.example", f"http://{HERE}.evil.example", "http://[::x"]
)
@pytest.mark.parametrize("path", ["/session", "/sign-out"])
def test_only_a_page_of_ours_may_sign_in_or_out(app, school, token, ticket, path, origin):
    headers = {} if origin is None else {"origin": origin}
    answer = ask(app, path, "POST", token=token, body=ticket, **headers)
    assert (answer.status, answer.header("set-cookie")) == (403, "")
    assert sign_in.is_live(school.store, token, clock())
    assert (
        ask(app, "/session", "POST", body=ticket, origin=ORIGIN).status == 200
    )  # the ticket was not used up


def test_a_new_sign_in_does_not_take_over_a_token_planted_before(app, token, ticket):
    assert cookie_of(ask(app, "/session", "POST", token=token, body=ticket, origin=ORIGIN))[0] != token


def test_signing_out_ends_the_session_and_takes_the_cookie_away(app, school, token):
    answer = ask(app, "/sign-out", "POST", token=token, origin=ORIGIN)
    value, attributes = cookie_of(answer)
    assert (answer.status, value.strip('"')) == (200, "")
    assert "max-age=0" in attributes
    assert not sign_in.is_live(school.store, token, clock())
    assert ask(app, "/sign-out", "POST", token=token, origin=ORIGIN).status == 200


@pytest.mark.parametrize("path", ["/session", "/sign-out"])
def test_a_link_cannot_sign_in_or_out(app, school, token, path):
    ask(app, path, "GET", token=token)
    assert sign_in.is_live(school.store, token, clock())


@pytest.fixture
def logs():
    """What is set up for the whole process is as it was before, afterwards."""
    before = logging.getLogRecordFactory()
    servers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.access", "uvicorn.error")]
    held = [(one.handlers[:], one.propagate, one.level) for one in servers]
    yield
    logging.setLogRecordFactory(before)
    for one, (one.handlers, one.propagate, level) in zip(servers, held, strict=True):
        one.setLevel(level)


def test_the_text_of_an_exception_is_in_no_log(school, caplog, capfd, logs):
    """Also once the web server has set up its own log, as it does after the app is built."""
    _settings(build_app(school.store))
    try:
        raise ValueError("张书瑶的家庭情况")
    except ValueError as error:
        handle_user_script_exception(error, lambda _: True)
        for name in ("streamlit.error_util", "streamlit.runtime", "uvicorn.error", "asyncio"):
            logging.getLogger(name).exception("it broke")
        show_unexpected(error)
    written = capfd.readouterr()
    said = caplog.text + written.out + written.err
    assert "张书瑶" not in said
    assert "incident" in said
    assert "it broke: ValueError at" in said


def test_a_route_that_breaks_says_so_in_chinese_and_logs_places_only(school, caplog, monkeypatch, logs):
    def broken(*_):
        raise ValueError("张书瑶的家庭情况")

    monkeypatch.setattr(frame, "of", broken)
    monkeypatch.setattr(gate.sign_in, "is_live", lambda *_: True)
    app = gate.build_app(school.store)
    answer = Answer()
    with pytest.raises(ValueError, match="张书瑶") as raised:  # uvicorn catches it and logs it
        ask(app, "/frame", token="any", answer=answer)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=raised.value)
    assert (answer.status, "出了点问题" in answer.body.decode()) == (500, True)
    assert "张书瑶" not in caplog.text
    assert "ValueError at broken:" in caplog.text


def test_of_a_body_that_is_too_long_the_rest_is_not_read(app):
    read = []

    async def receive():
        read.append(1)
        return {"type": "http.request", "body": b"x" * 150, "more_body": len(read) < 1000}

    assert ask(app, "/session", "POST", origin=ORIGIN, receive=receive).status == 403
    assert len(read) == 2


# ── the frame around the pages ───────────────────────────────────────────────────────────────────────


def test_the_frame_is_handed_to_whoever_is_signed_in(app, school, token):
    answer = ask(app, "/frame", token=token)
    assert json.loads(answer.body) == frame.of(school.store, token)
    assert "no-store" in answer.header("cache-control")


def test_while_a_new_password_is_due_there_is_no_frame(app, school, as_admin):
    accounts.reset_password(as_admin, school.account(MENTOR))
    token = sign_in.open_session_for(school.store, school.account(MENTOR), clock())
    assert ask(app, "/frame", token=token).status == 403
