"""An emergency brake: a file in the data folder, and nobody is let in but perhaps one account.

A file, because it works beside a running server, which alone may write to the database, and beside a stopped one; and
because a server that hangs can do nothing against it. What is in force follows from the file at once; the server (or
the command, when none runs) ends the sessions and notes it in the log of acts soon after.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db import accounts, settings
from db.connection import Store
from domain.errors import Refused
from domain.permissions import Action
from services import passwords
from services.context import Context

MARK: Final = "frozen"
SENTENCE: Final = "系统已冻结，暂时不能登录。数据都在，没有改动。请问系统管理员。"
_IN_FORCE: Final = "frozen_since"


@dataclass(frozen=True)
class Frozen:
    """Since when, and the user name of the account that is still let in; empty: none."""

    since: str
    kept: str

    def lets_in(self, username: str) -> bool:
        """Whether this account is the one."""
        return bool(self.kept) and username == self.kept


def state(store: Store) -> Frozen | None:
    """What the file says; asked at every request, and nearly always it is not there."""
    path = store.path.with_name(MARK)
    try:
        told = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError:
        return Frozen("", "")  # there, and cannot be read: an emergency is not the moment for doubts
    since, _, kept = told.partition("\n")
    return Frozen(since.strip(), kept.strip())


def begin(context: Context, keep: str) -> Frozen:
    """Write the file: from this moment on nobody gets in but `keep`.

    :raises Refused: there is no such account to be kept; nothing was frozen.
    """
    context.require(Action.MANAGE_ACCOUNTS)
    kept = passwords.clean_username(keep)
    with context.read() as db:
        account = accounts.by_username(db, kept) if kept else None
    if kept and (account is None or account["is_disabled"]):
        raise Refused(f"没有用户名是“{keep}”、能登录的账号，没有冻结。请核对 --keep。")
    frozen = Frozen(context.moment, account["username"] if account else "")
    _write(context.store.path.with_name(MARK), f"{frozen.since}\n{frozen.kept}\n")
    return frozen


def end(context: Context) -> None:
    """Take the file away.

    :raises Refused: the school is not frozen.
    """
    context.require(Action.MANAGE_ACCOUNTS)
    if state(context.store) is None:
        raise Refused("系统没有冻结，没有改动。")
    context.store.path.with_name(MARK).unlink(missing_ok=True)


def honour(context: Context) -> None:
    """Bring the database in line with the file: end every session, note the beginning and the end in the log."""
    context.require(Action.MANAGE_ACCOUNTS)
    frozen = state(context.store)
    if is_honoured(context, frozen):
        return
    with context.write() as tx:
        settings.put(tx.db, _IN_FORCE, frozen.since if frozen else "")
        if frozen is None:
            tx.audit("school.unfreeze", "school")
            return
        ended = accounts.end_every_session(tx.db, context.moment)
        kept = accounts.by_username(tx.db, frozen.kept) if frozen.kept else None
        tx.audit("school.freeze", f"account/{kept['id']}" if kept else "school", count=ended)


def is_honoured(context: Context, frozen: Frozen | None) -> bool:
    """Whether the sessions have been ended since this freeze, or its end been noted."""
    context.require(Action.MANAGE_ACCOUNTS)
    with context.read() as db:
        return bool(settings.get(db, _IN_FORCE) == (frozen.since if frozen else ""))


def _write(path: Path, text: str) -> None:
    building = path.with_suffix(".building")
    with building.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)
