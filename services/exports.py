"""The door for documents with people's data: asked for by one person, handed to that person once, within ten minutes.

What Streamlit's own downloads hold can be fetched by anybody who has the address and any session. Here a random
token stands for the wish; the document is made only when its owner comes for it, with the rights held then.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from db import audit, settings
from db.connection import Database
from documents.marked import marked_excel, marked_word
from domain.calendar import day_text
from domain.errors import Invalid, NotAllowed
from domain.permissions import Action
from services import step_up
from services.context import Context, moment_text

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD_FOR: Final = timedelta(minutes=10)
MOST_OFFERS: Final = 100  # a person's: a page makes new ones at every click
HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 1000  # what the school may choose at most
_MOST: Final = "exports_an_hour"


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
    _note_what_is_too_much(context, found)
    paper = marked(context, found.make(context))
    with context.write() as tx:
        _require_room(context, tx.db)  # others of the same hour may have been made meanwhile
        tx.audit("export.take", found.target, what=found.what)
    return paper


def mark(context: Context) -> str:
    """谁 · 何时 导出."""
    at = context.local_now
    return f"{context.actor.name} · {at.year}年{day_text(at.date())} {at:%H:%M} 导出"


def marked(context: Context, paper: Paper) -> Paper:
    """The document with who took it and when at the foot of each page; a PDF of ours is set with it."""
    put = {WORD: marked_word, EXCEL: marked_excel}.get(paper.media)
    return paper if put is None else replace(paper, content=put(paper.content, mark(context)))


def require_room(context: Context) -> timedelta | None:
    """Whether one more document is within the person's hour; the system itself counts none.

    Returns how long this session may go on without a code (`step_up.left`): whoever asks for the one needs the other.

    :raises NotAllowed: not before the moment it names; or the school demands codes and there is no phone for them.
    """
    with context.read() as db:
        _require_room(context, db)
        return step_up.left_within(context, db)


def most_an_hour(context: Context) -> int:
    """How many documents anybody may take in an hour."""
    context.require(Action.MANAGE_ACCOUNTS)
    with context.read() as db:
        return int(settings.get(db, _MOST))


def allow(context: Context, most: int) -> None:
    """Let everybody take so many in an hour."""
    context.require(Action.MANAGE_ACCOUNTS)
    step_up.require(context)
    if not 1 <= most <= MOST_AN_HOUR:
        raise Invalid(f"每小时的份数请填 1 到 {MOST_AN_HOUR}。")
    with context.write() as tx:
        settings.put(tx.db, _MOST, most)
        tx.audit("export.allow", "setting", most=most)


def _note_what_is_too_much(context: Context, found: _Offer) -> None:
    try:
        require_room(context)
    except NotAllowed:
        with context.write() as tx:
            tx.audit("export.refused", found.target, what=found.what)
        raise


def _require_room(context: Context, db: Database) -> None:
    if context.actor.staff_id is None:
        return
    most, since = int(settings.get(db, _MOST)), moment_text(context.now - HOUR)
    taken = audit.moments(db, context.actor.staff_id, "export.take", since, context.moment)
    if len(taken) < most:
        return
    again = context.local_time(taken[most - 1]) + HOUR + timedelta(minutes=1)
    raise NotAllowed(
        f"一小时最多取走 {most} 份文件，您已经取满，{again:%H:%M} 起可以再取。急用请系统管理员在“账号与权限”里调高。"
    )


def _owner(context: Context) -> tuple[str, int | None]:
    return str(context.store.path), context.actor.staff_id
