"""The door for documents with people's data: asked for by one person, handed to that person once, within ten minutes.

What Streamlit's own downloads hold can be fetched by anybody who has the address and any session. Here a random
token stands for the wish; the document is made only when its owner comes for it, with the rights held then.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services import step_up
from services.context import Context

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD_FOR: Final = timedelta(minutes=10)
MOST_OFFERS: Final = 100  # a person's: a page makes new ones at every click


@dataclass(frozen=True)
class Paper:
    """A document: the file's name as the person will find it, its bytes, its kind."""

    name: str
    content: bytes
    media: str


Make = Callable[[Context], Paper]


@dataclass(frozen=True)
class _Offer:
    owner: tuple[str, int | None]
    until: datetime
    what: str
    target: str
    make: Make


_offers: dict[str, _Offer] = {}  # oldest first
_lock = threading.Lock()


def offer(context: Context, what: str, target: str, make: Make) -> str:
    """A token for a document not yet made. `what` and `target` (register.word, class/7) are what the audit will say."""
    token = secrets.token_urlsafe(32)
    owner = _owner(context)
    with _lock:
        for old in [key for key, one in _offers.items() if one.until <= context.now]:
            del _offers[old]
        own = [key for key, one in _offers.items() if one.owner == owner]
        for old in own[: max(0, len(own) - MOST_OFFERS + 1)]:
            del _offers[old]
        _offers[token] = _Offer(owner, context.now + GOOD_FOR, what, target, make)
    return token


def take(context: Context, token: str) -> Paper | None:
    """The document, made now; None when the token is another person's, used, too old or invented.

    :raises SchoolError: the person may no longer have it, or it is no longer there; a code is due first.
    """
    step_up.require(context)
    with _lock:
        found = _offers.get(token)
        if found is None or found.owner != _owner(context):
            return None
        del _offers[token]
    if found.until <= context.now:
        return None
    paper = found.make(context)
    with context.write() as tx:
        tx.audit("export.take", found.target, what=found.what)
    return paper


def _owner(context: Context) -> tuple[str, int | None]:
    return str(context.store.path), context.actor.staff_id
