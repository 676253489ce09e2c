"""/wish: children answer with the key on their slip. No account, no session, no Streamlit.

Keys of 40 bits are guessed neither by hand nor by a program that is stopped after ten wrong ones.
"""

import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from db.connection import Store
from domain.errors import Busy, Invalid, NotFound
from domain.wishes import MOST_WISHES, clean_key
from server import outside, wish_page
from services import wish_links
from services.context import clock

ADDRESS = wish_page.ADDRESS
WRONG_AT_MOST, WITHIN = 10, timedelta(minutes=10)
_ADDRESSES_KEPT = 5000
_LONGEST_BODY = 4000
_TOO_MANY = "这台电脑输错的次数太多了，请十分钟以后再试，或者换一台电脑。"
_KEEP_NOTHING = {"cache-control": "no-store"}


class Throttle:
    """Wrong keys by address, in memory: after too many an address is not answered for a while."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = {}
        self._lock = Lock()  # a class answers from several threads at once

    def is_shut(self, address: str, now: datetime) -> bool:
        """Whether this address has been wrong too often lately."""
        with self._lock:
            lately = self._wrong.get(address, ())
            return sum(now - moment < WITHIN for moment in lately) >= WRONG_AT_MOST

    def note(self, address: str, now: datetime) -> None:
        """One more wrong key."""
        with self._lock:
            self._wrong.setdefault(address, deque(maxlen=WRONG_AT_MOST)).append(now)
            if len(self._wrong) > _ADDRESSES_KEPT:
                self._wrong = {
                    one: lately for one, lately in self._wrong.items() if now - lately[-1] < WITHIN
                }


def route(store: Store) -> Route:
    """The one address of this page."""
    return Route(ADDRESS, _wish(store, Throttle()), methods=["GET", "POST"])


def _wish(store: Store, throttle: Throttle) -> Callable[[Request], Awaitable[Response]]:
    async def wish(request: Request) -> Response:
        """The form, the cards behind a key, or the thanks."""
        if request.method != "POST":
            return _html(wish_page.ask())
        if not _comes_from_here(request):
            return _html(wish_page.sorry("请从本页填写。"), 403)
        fields = await _fields(request)
        if fields is None:
            return _html(wish_page.sorry("内容太长了，没有收下。"), 413)
        address = request.client.host if request.client else ""
        # in a thread: saving may wait for a colleague's save, and the other pages must not wait with it
        return await run_in_threadpool(_answer, store, throttle, address, fields)

    return wish


def _answer(store: Store, throttle: Throttle, address: str, fields: dict[str, str]) -> Response:
    now = clock()
    if throttle.is_shut(address, now):
        response = _html(wish_page.sorry(_TOO_MANY), 429)
        response.headers["retry-after"] = str(int(WITHIN.total_seconds()))
        return response
    try:
        return _choose(store, fields, now) if "wish1" in fields else _open(store, fields, now)
    except NotFound as error:
        throttle.note(address, now)
        return _html(wish_page.ask(error.message), 403)


def _open(store: Store, fields: dict[str, str], now: datetime) -> Response:
    typed = fields.get("key", "")
    found = wish_links.opened(store, typed, now)
    return _html(wish_page.choose(clean_key(typed), secrets.token_hex(16), found))


def _choose(store: Store, fields: dict[str, str], now: datetime) -> Response:
    typed, form_id = fields.get("key", ""), fields.get("form", "")
    chosen = [_number(fields.get(f"wish{rank}", "")) for rank in range(1, MOST_WISHES + 1)]
    try:
        wish_links.answer(store, typed, form_id, chosen, now)
    except (Invalid, Busy) as error:
        found = wish_links.opened(store, typed, now)
        return _html(wish_page.choose(clean_key(typed), form_id, found, chosen, error.message))
    return _html(wish_page.thank())


def _comes_from_here(request: Request) -> bool:
    """Whether our own page sent the form; browsers too old to send an origin say where they come from."""
    came_from = request.headers.get("origin") or request.headers.get("referer", "")
    return outside.is_ours(came_from, request.headers)


async def _fields(request: Request) -> dict[str, str] | None:
    """The form's fields; None when there is more than such a form can hold."""
    body = await outside.body(request, _LONGEST_BODY)
    if body is None:
        return None
    try:
        found = parse_qs(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_WISHES + 5
        )
    except ValueError:
        return None
    return {name: values[-1] for name, values in found.items()}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _html(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, headers=_KEEP_NOTHING)
