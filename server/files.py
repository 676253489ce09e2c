"""GET /file/ID: a photo or file of a record, to whoever may read the record."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from components.session import COOKIE
from db.connection import Store
from domain.errors import SchoolError
from services import attachments, sign_in
from services.attachments import PHOTO, Fetched
from services.context import clock

GONE = "没有这个文件，或者不在您负责的范围内。"
_LONGEST_ID = 12
# what somebody uploaded is shown as what it is said to be, runs nothing, and stays in no cache
_HEADERS = {"cache-control": "private, no-store", "content-security-policy": "sandbox; default-src 'none'"}


def route(store: Store) -> Route:
    """The door."""
    return Route("/file/{number}", _send(store), methods=["GET"])


def _send(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def send_file(request: Request) -> Response:
        """Whoever may not have it learns nothing: all that is missing reads alike."""
        number, cookie = request.path_params["number"], request.cookies.get(COOKIE, "")
        if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID):
            return _missing()
        found = await run_in_threadpool(_fetch, store, cookie, int(number), "small" in request.query_params)
        return _file(found) if found else _missing()

    return send_file


def _fetch(store: Store, cookie: str, number: int, small: bool) -> Fetched | None:
    person = sign_in.current(store, cookie, clock()) if cookie else None
    if person is None or person.must_change_password:
        return None
    try:
        return attachments.fetch(person.context, number, small=small)
    except SchoolError:  # somebody without students reads the same sentence as everybody else
        return None


def _file(found: Fetched) -> Response:
    how = "inline" if found.media_type == PHOTO else "attachment"
    name = f"{how}; filename=\"file\"; filename*=UTF-8''{quote(found.name)}"
    return Response(
        found.content, media_type=found.media_type, headers={**_HEADERS, "content-disposition": name}
    )


def _missing() -> Response:
    return PlainTextResponse(GONE, 404, headers=_HEADERS)
