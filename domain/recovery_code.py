"""The school's key on paper: 32 bytes as letters and digits that survive being written down and typed in again.

Crockford's alphabet leaves out I, L, O and U; typed by mistake, I and L are read as 1 and O as 0. Two signs at the end
tell a slip of the pen (in 1,023 of 1,024 cases).
"""

import hashlib
from typing import Final

from domain.errors import Invalid

KEY_BYTES: Final = 32
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": "", "\u3000": "", "\u2014": ""})
_LENGTH: Final = 52  # signs of five bits for 256 bits
_GROUP: Final = 6


def code_of(key: bytes) -> str:
    """Nine groups of six: 7KQ2M0-…"""
    number = int.from_bytes(key) << 4
    signs = "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    whole = signs + _check(key)
    return "-".join(whole[place : place + _GROUP] for place in range(0, len(whole), _GROUP))


def key_of(code: str) -> bytes:
    """The key a code stands for.

    :raises Invalid: it is not one, or something was mistyped.
    """
    signs = code.upper().translate(_MISREAD)
    if len(signs) != _LENGTH + 2 or set(signs) - set(_SIGNS):
        raise Invalid(f"恢复码应是 {_LENGTH + 2} 个字母和数字，请核对有没有漏抄或多抄。")
    number = 0
    for sign in signs[:_LENGTH]:
        number = number << 5 | _SIGNS.index(sign)
    key = (number >> 4).to_bytes(KEY_BYTES)
    if signs[_LENGTH:] != _check(key) or number & 15:
        raise Invalid("恢复码里有一处抄错了，请对照纸上的再输一次。")
    return key


def _check(key: bytes) -> str:
    bits = int.from_bytes(hashlib.sha256(key).digest()[:2]) >> 6
    return _SIGNS[bits >> 5] + _SIGNS[bits & 31]
