"""The second step: a code from one's phone, asked for once a session before what must not follow from a password alone.

Whoever has not set it up is never asked, unless the school demands it of those who run it. No network is needed: phone
and server compute the same code from a secret and the time (domain/one_time_code.py).
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db import accounts, second_steps, settings
from db.connection import Database
from db.rows import Row
from domain.errors import Invalid, NotAllowed, Refused, StepUpNeeded
from domain.one_time_code import SECRET_BYTES, matching_counter
from domain.permissions import Action, Role
from services import keys
from services.context import Context, Writing, moment_text

GOOD_FOR: Final = timedelta(minutes=15)
MOST_WRONG: Final = 5
WAIT: Final = timedelta(minutes=15)
SPARE_CODES: Final = 10
DEMANDED_OF: Final = frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER})
_DEMAND: Final = "second_step_demanded"
_NONCE: Final = 12
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_NOT_SET_UP = "学校要求您用手机验证码才能做这一步。请先到“更多”里的“手机验证码”设置，约两分钟。"
_NEEDED = "这一步要再确认是您本人，请输入手机验证码。"


@dataclass(frozen=True)
class Own:
    """One's own second step, for the page."""

    is_set_up: bool
    is_demanded: bool
    spares_left: int


def require(context: Context) -> None:
    """Ask for the second step before an act that needs it; the system itself has none.

    :raises StepUpNeeded: a code is due in this session. :raises NotAllowed: the school demands one and there is none.
    """
    if is_due(context):
        raise StepUpNeeded(_NEEDED)


def left(context: Context) -> timedelta | None:
    """How long this session may go on without a code: zero when one is due, None when none is ever asked for."""
    with context.read() as db:
        return left_within(context, db)


def left_within(context: Context, db: Database) -> timedelta | None:
    """The same, where the database is being read already."""
    if context.actor.staff_id is None:
        return None
    row = second_steps.of_person(db, context.actor.staff_id, context.session_id)
    if row is None or row["secret"] is None:
        if context.actor.roles & DEMANDED_OF and settings.get(db, _DEMAND):
            raise NotAllowed(_NOT_SET_UP)
        return None
    return _left(context.now, row["stepped_up_at"])


def is_due(context: Context) -> bool:
    """Whether this session has to give a code before such an act."""
    return left(context) == timedelta(0)


def own(context: Context) -> Own:
    """Whether one has it, and how many spare codes are left."""
    context.require(Action.CHANGE_OWN_PASSWORD)
    with context.read() as db:
        row = second_steps.of_person(db, context.actor.staff_id or 0, None)
        demanded = bool(settings.get(db, _DEMAND) and context.actor.roles & DEMANDED_OF)
        if row is None or row["secret"] is None:
            return Own(False, demanded, 0)
        return Own(True, demanded, second_steps.spares_left(db, row["account_id"]))


def new_secret() -> bytes:
    """A secret to be typed into a phone; nothing is kept until a code has shown that it arrived."""
    return secrets.token_bytes(SECRET_BYTES)


def set_up(context: Context, secret: bytes, code: str) -> list[str]:
    """Keep the secret once the phone's first code is right; returns the spare codes, shown this once.

    :raises Invalid: the code is not right: mistyped, or a clock is wrong.
    """
    context.require(Action.CHANGE_OWN_PASSWORD)
    counter = matching_counter(secret, _cleaned(code), context.now, -1)
    if counter is None:
        raise Invalid(_wrong(context))
    key = _key(context)
    spares = [_spare() for _ in range(SPARE_CODES)]
    with context.write() as tx:
        row = _row(context, tx)
        if row["secret"] is not None:
            raise Invalid("您已经设好手机验证码了。要换手机，请先取消再设。")
        account_id = row["account_id"]
        hashes = [_spare_hash(key, account_id, spare) for spare in spares]
        second_steps.add(tx.db, account_id, _close(key, account_id, secret), counter, hashes)
        second_steps.step_up(tx.db, account_id, context.session_id, context.moment)
        tx.audit("second_step.set_up", f"account/{account_id}")
    return spares


def confirm(context: Context, code: str) -> None:
    """Take a code, from the phone or a spare one: this session may go on for a quarter of an hour.

    :raises Invalid: it is wrong or was used before, or too many were wrong.
    """
    context.require(Action.CHANGE_OWN_PASSWORD)
    _take(context, code, "second_step.confirm")


def remove(context: Context, code: str) -> None:
    """Do without from now on; only with a code, or whoever finds the computer open could."""
    context.require(Action.CHANGE_OWN_PASSWORD)
    _take(context, code, "second_step.remove")


def remove_for(context: Context, account_id: int) -> None:
    """Take it away from somebody who lost the phone and the spare codes; where they are signed in ends."""
    context.require(Action.MANAGE_ACCOUNTS)
    require(context)
    with context.write() as tx:
        own_account = accounts.by_staff(tx.db, context.actor.staff_id or 0)
        if own_account is not None and own_account["id"] == account_id:
            raise Invalid("自己的请在“更多”里用验证码或备用码取消。")
        if not second_steps.remove(tx.db, account_id):
            raise Invalid("这个账号没有设手机验证码。")
        accounts.end_sessions(tx.db, account_id, context.moment, besides="")
        tx.audit("second_step.remove_for", f"account/{account_id}")


def is_demanded(context: Context) -> bool:
    """Whether the school demands it of those who run it."""
    context.require(Action.MANAGE_ACCOUNTS)
    with context.read() as db:
        return bool(settings.get(db, _DEMAND))


def demand(context: Context, is_on: bool) -> None:
    """Demand it of administrators, office and leaders, or leave it to them again."""
    context.require(Action.MANAGE_ACCOUNTS)
    require(context)
    if is_on and not own(context).is_set_up:
        raise Invalid("请先在“更多”里给自己设好手机验证码，再要求别人。")
    with context.write() as tx:
        settings.put(tx.db, _DEMAND, is_on)
        tx.audit("second_step.demand" if is_on else "second_step.leave_free", "setting")


def _take(context: Context, code: str, act: str) -> None:
    """One code against the wrong ones counted so far; what it found is kept before the person is told."""
    key = _key(context)
    with context.write() as tx:
        row = _row(context, tx)
        if row["secret"] is None:
            raise Invalid("您还没有设手机验证码。")
        account_id, waits = row["account_id"], (row["wait_until"] or "") > context.moment
        right = not waits and _is_right(context, tx, row, key, _cleaned(code))
        if right and act == "second_step.remove":
            second_steps.remove(tx.db, account_id)
            second_steps.step_up(tx.db, account_id, context.session_id, None)
        elif not waits and not right:
            _count_wrong(context, tx, row)
        tx.audit(act if right else "second_step.wrong", f"account/{account_id}")
    if waits:
        raise Invalid(f"验证码输错了 {MOST_WRONG} 次，请 15 分钟后再试。")
    if not right:
        raise Invalid(_wrong(context))


def _is_right(context: Context, tx: Writing, row: Row, key: bytes, code: str) -> bool:
    account_id = row["account_id"]
    counter = matching_counter(_open(key, account_id, row["secret"]), code, context.now, row["last_counter"])
    if counter is None and not second_steps.take_spare(tx.db, account_id, _spare_hash(key, account_id, code)):
        return False
    second_steps.note_right(tx.db, account_id, context.session_id, context.moment, counter)
    return True


def _count_wrong(context: Context, tx: Writing, row: Row) -> None:
    wrong = row["wrong_codes"] + 1
    wait = moment_text(context.now + WAIT) if wrong >= MOST_WRONG else None
    second_steps.note_wrong(tx.db, row["account_id"], 0 if wait else wrong, wait)


def _wrong(context: Context) -> str:
    # the time, and not how far off the code was: that would tell a guesser which codes are good in a minute
    return (
        "验证码不对，或已经用过。每个只能用一次，请等手机上换了新的再输。"
        f"还不对，请核对手机的时间：这里是 {context.local_now:%H:%M:%S}，相差不能超过半分钟。"
    )


def _row(context: Context, tx: Writing) -> Row:
    row = second_steps.of_person(tx.db, context.actor.staff_id or 0, context.session_id)
    if row is None:
        raise Invalid("没有找到您的账号。")
    return row


def _left(now: datetime, stepped_up_at: str | None) -> timedelta:
    if stepped_up_at is None:
        return timedelta(0)
    age = now - datetime.fromisoformat(stepped_up_at)
    # a clock set back must not lengthen it
    return GOOD_FOR - age if timedelta(0) <= age < GOOD_FOR else timedelta(0)


def _cleaned(code: str) -> str:
    code = unicodedata.normalize("NFKC", code).lower()  # Chinese keyboards make digits wide
    return "".join(sign for sign in code if sign.isascii() and sign.isalnum())


def _spare() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def _spare_hash(key: bytes, account_id: int, spare: str) -> str:
    """Keyed, so that whoever has the database cannot try them all."""
    return hmac.digest(key, f"{account_id}:{_cleaned(spare)}".encode(), "sha256").hex()


def _key(context: Context) -> bytes:
    # before a transaction begins: a school's first key is itself a write
    return keys.derived(context, "second factor")


def _close(key: bytes, account_id: int, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, _bound(account_id))


def _open(key: bytes, account_id: int, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(account_id))
    except InvalidTag as error:
        raise Refused("手机验证码的密钥打不开，可能数据被改动过。请系统管理员取消后重新设置。") from error


def _bound(account_id: int) -> bytes:
    return f"second_step/{account_id}".encode()
