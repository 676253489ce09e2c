"""Codes that change every half minute (RFC 6238, as every authenticator app makes them). No network is needed."""

import hmac
from base64 import b32encode
from datetime import datetime
from typing import Final
from urllib.parse import quote

SECRET_BYTES: Final = 20
DIGITS: Final = 6
STEP: Final = 30  # seconds
_APP: Final = "人人导师"
_LEEWAY: Final = 1  # steps a phone's clock may be wrong either way


def code_at(secret: bytes, counter: int) -> str:
    """The code of one half minute."""
    digest = hmac.digest(secret, counter.to_bytes(8), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def counter_of(now: datetime) -> int:
    """Which half minute it is."""
    return int(now.timestamp()) // STEP


def matching_counter(secret: bytes, code: str, now: datetime, last: int) -> int | None:
    """The half minute this code belongs to: now or beside it, and later than the `last` one taken; else None."""
    this = counter_of(now)
    near = [this + step for step in range(-_LEEWAY, _LEEWAY + 1)]
    found = [one for one in near if hmac.compare_digest(code_at(secret, one).encode(), code.encode())]
    return next((one for one in found if one > last), None)


def address_of(secret: bytes, name: str) -> str:
    """What a phone reads from a QR code."""
    return f"otpauth://totp/{quote(_APP)}:{quote(name)}?secret={_base32(secret)}"


def secret_text(secret: bytes) -> str:
    """As it is typed into a phone: capitals and digits in groups of four."""
    text = _base32(secret)
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _base32(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")
