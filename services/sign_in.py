"""Signing in and staying signed in. The browser holds a random token; we hold its hash and can end it at any time."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import accounts, settings, staff
from db.connection import Database, Store
from db.rows import Row
from domain.errors import Busy, Invalid, NotAllowed, Refused
from domain.permissions import SYSTEM, Action, Actor
from services import freezing, passwords, school
from services.context import Context, moment_text
from services.freezing import Frozen

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TICKET = timedelta(seconds=30)
LOCK_AFTER = 5
THROTTLE_AFTER = 40  # failures from one computer, whatever the names: a staff room's mistakes are fewer
LOCK_FOR = timedelta(minutes=15)
_TOUCH_EVERY = timedelta(minutes=1)  # a click need not cost a write

# what an unknown user's password is compared with, so that the answer takes as long as for a known one
NOBODYS_HASH = "sha256-$2b$12$vwSprp.xkq0ycobbtxOHOujF/bJMGUwOnf9OeTAfqVnbsfaW3QnQ2"


@dataclass(frozen=True)
class OwnSession:
    """One place where somebody is signed in."""

    device: str
    since: datetime
    last_seen: datetime
    is_this: bool


@dataclass(frozen=True)
class SignedIn:
    """A live session: who, through which account, and whether a new password is due first."""

    context: Context
    account_id: int
    must_change_password: bool
    is_frozen: bool = False  # the school is, and this is the one account still let in

    @property
    def actor(self) -> Actor:
        """Who it is."""
        return self.context.actor


def password_hash_for(store: Store, username: str, now: datetime, address: str = "") -> str:
    """The hash to compare with; one that nothing matches for unknown, disabled and locked accounts alike.

    So it is for a computer from which many names were tried. `address` is empty where it is not known, behind a
    proxy on this machine for instance: the whole school must not be locked out as one computer.
    """
    username = passwords.clean_username(username)
    with store.read() as db:
        account = accounts.by_username(db, username)
        if account is None or account["is_disabled"] or _is_locked(db, account["username"], now, address):
            return NOBODYS_HASH
        if not _lets_in(store, account["username"]):
            return NOBODYS_HASH
        return str(account["password_hash"])


def is_right(store: Store, username: str, password: str, now: datetime, address: str = "") -> bool:
    """Whether this password opens the account just now; a hash of an older kind is made anew on the way."""
    password_hash = password_hash_for(store, username, now, address)
    right = passwords.matches(password, password_hash)
    if right and passwords.is_old(password_hash):
        _renew_hash(store, username, password, password_hash, now)
    return right


def note_failure(store: Store, username: str, now: datetime, address: str = "") -> str:
    """Count a failed try and say what to do; the sentence is the same for every cause."""
    context = school.system_context(store, now)
    with context.write() as tx:
        account = accounts.by_username(tx.db, passwords.clean_username(username))
        name = account["username"] if account else passwords.clean_username(username)[:60]
        accounts.note_attempt(tx.db, name, context.moment, succeeded=False, address=address)
        tx.audit("sign_in.failed", f"account/{account['id'] if account else 0}")
    return "用户名或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请找系统管理员。"


def issue_ticket(store: Store, username: str, now: datetime) -> str:
    """After a right password: a ticket the browser swaps for its cookie within 30 seconds."""
    context = school.system_context(store, now)
    ticket = secrets.token_urlsafe(32)
    with context.write() as tx:
        account = accounts.by_username(tx.db, passwords.clean_username(username))
        if account is None or account["is_disabled"]:
            raise NotAllowed("这个账号已停用，请找系统管理员。")
        if not _lets_in(store, account["username"]):
            raise NotAllowed(freezing.SENTENCE)
        accounts.note_attempt(tx.db, account["username"], context.moment, succeeded=True)
        accounts.add_ticket(tx.db, _hash(ticket), account["id"], moment_text(now + TICKET))
        tx.audit("sign_in", f"account/{account['id']}")
    return ticket


def open_session(store: Store, ticket: str, now: datetime, device: str = "") -> str | None:
    """Swap a ticket for a session token; None when the ticket is unknown, used or stale."""
    context = school.system_context(store, now)
    with context.write() as tx:
        account = accounts.take_ticket(tx.db, _hash(ticket), context.moment)
        if account and not _lets_in(store, account["username"]):
            account = None
        tx.audit(
            "session.open" if account else "session.refused", f"account/{account['id'] if account else 0}"
        )
        return _add_session(tx.db, account, now, device) if account else None


def open_session_for(store: Store, account_id: int, now: datetime) -> str:
    """A session without the form: for the benchmark, the screenshots and page tests on this machine only."""
    context = school.system_context(store, now)
    with context.write() as tx:
        account = accounts.by_id(tx.db, account_id)
        tx.audit("session.open", f"account/{account_id}", by="system")
        return _add_session(tx.db, account, now)


def is_live(store: Store, token: str, now: datetime) -> bool:
    """Whether the session still holds: for the gate, which asks on every request and watches open pages."""
    with store.read() as db:
        return _live(db, token, now, freezing.state(store)) is not None


def current(store: Store, token: str, now: datetime) -> SignedIn | None:
    """Who this token belongs to, loaded afresh; None when the session is over."""
    frozen = freezing.state(store)
    with store.read() as db:
        session = _live(db, token, now, frozen)
        if session is None:
            return None
        system = Context(store, SYSTEM, now, settings.get(db, "time_zone"))
        actor = staff.actor(db, session["staff_id"], system.today)
    if actor is None:
        return None
    if session["last_seen_at"] < moment_text(now - _TOUCH_EVERY):
        # a full disk, a busy database: one goes on reading; what is to be saved says so itself
        with suppress(Refused, Busy), store.write() as db:
            accounts.touch_session(db, session["id"], moment_text(now))
    context = replace(system, actor=actor, session_id=session["id"])
    return SignedIn(context, session["account_id"], bool(session["must_change_password"]), frozen is not None)


def end_session(store: Store, token: str, now: datetime) -> None:
    """Sign out: the token is worthless from now on, in every tab."""
    context = school.system_context(store, now)
    with context.write() as tx:
        ended = accounts.end_session(tx.db, _hash(token), context.moment)
        tx.audit("sign_out", f"account/{ended['account_id'] if ended else 0}")


def own_sessions(context: Context, token: str) -> list[OwnSession]:
    """Where one is signed in now, this place first."""
    context.require(Action.CHANGE_OWN_PASSWORD)
    with context.read() as db:
        account = accounts.by_staff(db, context.actor.staff_id or 0)
        rows = (
            accounts.live_sessions(db, account["id"], context.moment, moment_text(context.now - IDLE))
            if account
            else []
        )
    found = [
        OwnSession(
            row["device"] or "电脑",
            datetime.fromisoformat(row["created_at"]),
            datetime.fromisoformat(row["last_seen_at"]),
            row["token_hash"] == _hash(token),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


def end_other_sessions(context: Context, token: str) -> int:
    """Sign out everywhere but here: a phone left behind, a computer in the staff room. Returns how many."""
    context.require(Action.CHANGE_OWN_PASSWORD)
    with context.write() as tx:
        account = accounts.by_staff(tx.db, context.actor.staff_id or 0)
        if account is None:
            raise Invalid("没有找到您的账号。")
        ended = accounts.end_sessions(tx.db, account["id"], context.moment, besides=_hash(token))
        tx.audit("session.end_others", f"account/{account['id']}", count=ended)
    return ended


def change_own_password(context: Context, old: str, new: str, again: str) -> None:
    """Change one's own password; every session ends and one signs in again with the new one."""
    context.require(Action.CHANGE_OWN_PASSWORD)
    if passwords.cleaned(new) != passwords.cleaned(again):
        raise Invalid("两次输入的新密码不一样。")
    account = _own_account_by(context, old)
    if passwords.cleaned(new) == passwords.cleaned(old):
        raise Invalid("新密码和原来的一样，请换一个。")
    new_hash = passwords.checked_hash(
        new, account["username"], context.actor.name, school.school_name(context.store)
    )
    with context.write() as tx:
        accounts.set_password(tx.db, account["id"], new_hash, must_change=False)
        accounts.note_attempt(tx.db, account["username"], context.moment, succeeded=True)
        tx.audit("password.change", f"account/{account['id']}")


def _own_account_by(context: Context, password: str) -> Row:
    """One's own account, if this is its password. Wrong ones count as at the door: an open tab is no place to guess."""
    with context.read() as db:
        account = accounts.by_staff(db, context.actor.staff_id or 0)
        is_locked = account is not None and _is_locked(db, account["username"], context.now, "")
    if is_locked:
        raise Invalid("原来的密码连续输错了 5 次，请 15 分钟后再试。忘记密码请找系统管理员。")
    if account is not None and passwords.matches(password, account["password_hash"]):
        return account
    if account is not None:
        with context.write() as tx:
            accounts.note_attempt(tx.db, account["username"], context.moment, succeeded=False)
            tx.audit("password.wrong", f"account/{account['id']}")
    raise Invalid("原来的密码不对。")


def _renew_hash(store: Store, username: str, password: str, old_hash: str, now: datetime) -> None:
    new_hash = passwords.hash_password(password)
    with school.system_context(store, now).write() as tx:
        account = accounts.by_username(tx.db, passwords.clean_username(username))
        if account is not None:
            accounts.renew_hash(tx.db, account["id"], old_hash, new_hash)
        tx.audit("password.renew_hash", f"account/{account['id'] if account else 0}")


def _is_locked(db: Database, username: str, now: datetime, address: str) -> bool:
    since = moment_text(now - LOCK_FOR)
    if accounts.failures_since(db, username, since) >= LOCK_AFTER:
        return True
    return accounts.failures_from(db, address, since) >= THROTTLE_AFTER


def _live(db: Database, token: str, now: datetime, frozen: Frozen | None) -> Row | None:
    session = accounts.live_session(db, _hash(token), moment_text(now), moment_text(now - IDLE))
    return session if session and (frozen is None or frozen.lets_in(session["username"])) else None


def _lets_in(store: Store, username: str) -> bool:
    """Always, but while the school is frozen."""
    frozen = freezing.state(store)
    return frozen is None or frozen.lets_in(username)


def _add_session(db: Database, account: Row, now: datetime, device: str = "") -> str:
    token = secrets.token_urlsafe(32)
    accounts.add_session(db, _hash(token), account, moment_text(now), moment_text(now + ABSOLUTE), device)
    return token


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
