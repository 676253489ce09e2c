"""GET /export/TOKEN: a document, to the one person who asked for it."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from components.session import COOKIE
from db.connection import Store
from domain.errors import SchoolError
from services import exports, sign_in
from services.context import clock
from services.exports import Paper

GONE = "这个下载链接已经用过或过期。请回到原来的页面，再按一次下载。"
_NEVER_KEPT = {"cache-control": "no-store"}


def route(store: Store) -> Route:
    """The door."""
    return Route("/export/{token}", _send(store), methods=["GET"])


def _send(store: Store) -> Callable[[Request], Awaitable[Response]]:
    async def send_export(request: Request) -> Response:
        """Whoever is not the one who asked, or comes again, learns nothing: all that is missing reads alike."""
        if request.method != "GET":  # a HEAD must not use the token up
            return _missing(GONE)
        cookie, token = request.cookies.get(COOKIE, ""), request.path_params["token"]
        try:
            paper = await run_in_threadpool(_take, store, cookie, token)
        except SchoolError as error:
            return _missing(error.message)
        return _file(paper) if paper else _missing(GONE)

    return send_export


def _take(store: Store, cookie: str, token: str) -> Paper | None:
    person = sign_in.current(store, cookie, clock()) if cookie else None
    if person is None or person.must_change_password:
        return None
    return exports.take(person.context, token)


def _file(paper: Paper) -> Response:
    name = f"attachment; filename=\"export\"; filename*=UTF-8''{quote(paper.name)}"
    return Response(
        paper.content, media_type=paper.media, headers={**_NEVER_KEPT, "content-disposition": name}
    )


def _missing(sentence: str) -> Response:
    return PlainTextResponse(sentence, 404, headers=_NEVER_KEPT)
