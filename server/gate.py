"""The gate around the app: sessions by HttpOnly cookie, nothing of a person's served without one.

Streamlit hands downloads, uploads and metrics to anybody who knows the address and lets an open session be
taken over by its id. The gate asks for the session first, tells Streamlit whose socket it is, and closes the
open pages of a session that has ended.
"""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from components.errors import show_unexpected
from components.session import COOKIE
from db.connection import Store
from domain import disk
from domain.errors import SchoolError
from server import exports, files, frame, frozen_page, hosts, outside, quiet_log, shell, wishes
from services import freezing, health, sign_in
from services.context import clock

HEALTH_EVERY = 5.0  # seconds
WATCH_EVERY = 2.0  # seconds until an ended session's open pages close
_NEEDS_SESSION = (
    "/_stcore/agent",
    "/_stcore/mcp",
    "/media/",
    "/_stcore/upload_file",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
)
_OWN_ROUTES = frozenset(["/session", "/sign-out", "/healthz", "/frame", "/find", wishes.ADDRESS])
_WHO = b"x-mentor-session"
_LONGEST_TICKET = 200
_LONGEST_NAME = 240  # bytes of what somebody is looked for by
_PHONES = ("Mobile", "Android", "iPhone", "iPad", "HarmonyOS")


_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "SAMEORIGIN",
    # components arrive as blob: modules; nothing may come from, or go to, another host
    "content-security-policy": (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob: {shell.inline_script_hashes()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    ),
}

log = logging.getLogger("mentor")


def build_app(store: Store, names: Iterable[str] = ()) -> st.App:
    """The whole product as one ASGI application over one school's database; `names`: what else it is called by."""
    # Until a first visitor has run app.py, Streamlit would take the folder `pages/` for its own old menu:
    # the first address after a start would be "not found", and page scripts could be run by name.
    PagesManager.uses_pages_directory = False
    store.keep_connections()
    quiet_log.begin()
    return st.App(
        Path(__file__).parents[1] / "app.py",
        routes=[
            Route("/session", _open_session(store), methods=["POST"]),
            Route("/sign-out", _close_session(store), methods=["POST"]),
            Route("/healthz", _health(store), methods=["GET"]),
            Route("/frame", _frame(store), methods=["GET"]),
            Route("/find", _find(store), methods=["POST"]),
            exports.route(store),
            files.route(store),
            wishes.route(store),
            *(Route(f"/{name}", _asset(name), methods=["GET"]) for name in shell.ASSETS),
        ],
        middleware=[Middleware(Gate, store=store, names=names)],
        on_script_error=show_unexpected,
        exception_handlers={SchoolError: _told, OSError: _told, Exception: _broken},
    )


async def _told(request: Request, error: Exception) -> Response:
    """A database or a disk that cannot be used, met outside a page: at the sign-in, at a download."""
    said = error.message if isinstance(error, SchoolError) else None
    if isinstance(error, OSError):
        said = disk.in_words(error)
    if said is None:
        raise error
    return PlainTextResponse(said, 503, headers={"cache-control": "no-store"})


async def _broken(request: Request, error: Exception) -> Response:
    return PlainTextResponse("出了点问题，没有做成。请回到原来的页面重试一次。", 500)


def _needs_session(path: str) -> bool:
    # /frame.js beside it is a script like any other, and the sign-in page asks for it
    return path in ("/frame", "/find") or path.startswith(_NEEDS_SESSION)


class Gate:
    """ASGI middleware in front of every route and socket."""

    def __init__(self, app: ASGIApp, store: Store, names: Iterable[str] = ()) -> None:
        self.app = app
        self.store = store
        self.names = hosts.ours(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = _with_headers(send, scope["path"])
        if not hosts.is_asked_for(scope, self.names):
            await PlainTextResponse(hosts.NOT_OURS, 403)(scope, receive, send)
            return
        if self._is_shut(scope["path"]):
            await frozen_page.answer()(scope, receive, send)
            return
        if _needs_session(scope["path"]) and not self._is_live(_token(scope)):
            await PlainTextResponse("请先登录。", 401)(scope, receive, send)
            return
        if shell.is_page(scope["method"], scope["path"]) and scope["path"] not in _OWN_ROUTES:
            await shell.page()(scope, receive, send)
            return
        await self.app(_introduced(scope, _token(scope)), receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not hosts.is_asked_for(scope, self.names) or not _is_same_origin(scope):
            # Streamlit would ask an address service on the internet whether a foreign origin is itself
            await send({"type": "websocket.close", "code": 4403})
            return
        if self._is_shut(""):
            await send({"type": "websocket.close", "code": 4503})
            return
        token = _token(scope) if self._is_live(_token(scope)) else ""
        scope = _introduced(scope, token)
        if not token:
            await self.app(scope, receive, send)
            return
        ended = asyncio.Event()
        watcher = asyncio.create_task(self._watch(token, ended))
        try:
            await self.app(scope, _until(ended, receive, send), send)
        finally:
            watcher.cancel()

    async def _watch(self, token: str, ended: asyncio.Event) -> None:
        while self._is_live(token):
            await asyncio.sleep(WATCH_EVERY)
        ended.set()

    def _is_shut(self, path: str) -> bool:
        """Frozen: nobody gets past, or only to the sign-in form where one account is kept; children never."""
        frozen = freezing.state(self.store)
        return frozen is not None and path != "/healthz" and (not frozen.kept or path == wishes.ADDRESS)

    def _is_live(self, token: str) -> bool:
        return bool(token) and sign_in.is_live(self.store, token, clock())


def _token(scope: Scope) -> str:
    return HTTPConnection(scope).cookies.get(COOKIE, "")


def _is_same_origin(scope: Scope) -> bool:
    headers = HTTPConnection(scope).headers
    return "origin" not in headers or outside.is_ours(headers["origin"], headers)


def _introduced(scope: Scope, token: str) -> Scope:
    """Tell Streamlit whose connection it is, so that a session id alone opens nobody's session.

    A stranger gets a name of its own each time; whatever the client claimed to be is dropped.
    """
    who = hashlib.sha256(token.encode()).hexdigest()[:32] if token else secrets.token_hex(16)
    headers = [(name, value) for name, value in scope["headers"] if name != _WHO]
    return {**scope, "headers": [*headers, (_WHO, who.encode())]}


def _until(ended: asyncio.Event, receive: Receive, send: Send) -> Receive:
    """Receive until the session ends, then close the socket from our side."""

    async def receive_or_close() -> Message:
        message, end = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
        done, pending = await asyncio.wait({message, end}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if message in done:
            return message.result()
        with suppress(RuntimeError):  # the browser may have gone in the same moment
            await send({"type": "websocket.close", "code": 4401})
        return {"type": "websocket.disconnect", "code": 4401}

    return receive_or_close


def _with_headers(send: Send, path: str) -> Send:
    extra = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    if _needs_session(path):
        extra.append((b"cache-control", b"no-store"))

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return send_with_headers


def _open_session(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def open_session(request: Request) -> Response:
        """Swap the sign-in form's ticket for the cookie; only a page of ours may ask."""
        if "origin" not in request.headers or not _is_same_origin(request.scope):
            return PlainTextResponse("请从登录页登录。", 403)
        ticket = await outside.body(request, _LONGEST_TICKET) or b""
        token = sign_in.open_session(
            store, ticket.decode("ascii", "replace"), clock(), _device(request.headers.get("user-agent", ""))
        )
        if token is None:
            return PlainTextResponse("登录已过期，请再试一次。", 403)
        response = PlainTextResponse("ok")
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure)
        return response

    return open_session


def _device(user_agent: str) -> str:
    return "手机" if any(word in user_agent for word in _PHONES) else "电脑"


def _close_session(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def close_session(request: Request) -> Response:
        """End the session, if it still holds, and take the cookie away."""
        if "origin" not in request.headers or not _is_same_origin(request.scope):
            return PlainTextResponse("", 403)
        if token := _token(request.scope):
            sign_in.end_session(store, token, clock())
        response = PlainTextResponse("ok")
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return response

    return close_session


def _frame(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def send_frame(request: Request) -> Response:
        """The tab bar and the foot; the gate has seen the session, but a new password may be due."""
        around = frame.of(store, _token(request.scope))
        return JSONResponse(around) if around else PlainTextResponse("", 403)

    return send_frame


def _find(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def send_found(request: Request) -> Response:
        """Students by name, pinyin or number. Asked by POST: a name in an address would be kept by browsers and proxies."""
        if "origin" not in request.headers or not _is_same_origin(request.scope):
            return PlainTextResponse("", 403)
        text = (await outside.body(request, _LONGEST_NAME) or b"").decode("utf-8", "replace")
        found = await run_in_threadpool(frame.find, store, _token(request.scope), text)
        return PlainTextResponse("", 403) if found is None else JSONResponse(found)

    return send_found


def _asset(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def send_asset(request: Request) -> Response:
        return shell.asset(name)

    return send_asset


def _health(store: Store) -> Callable[[Request], Awaitable[Response]]:
    started, known = clock(), [(0.0, "")]

    async def send_health(request: Request) -> Response:
        """ok, or what is wrong in two words each; anybody may ask, so it is looked into every few seconds only."""
        if time.monotonic() > known[0][0]:
            said = ", ".join(await run_in_threadpool(health.troubles, store, started, clock()))
            known[0] = (time.monotonic() + HEALTH_EVERY, said)
        said = known[0][1]
        return PlainTextResponse(said or "ok", 503 if said else 200, headers={"cache-control": "no-store"})

    return send_health
