"""A sealed file: AES-256-GCM in pieces, so that a large one needs little memory and a piece lost or moved is found.

Eight bytes of magic, eight of a random beginning for the nonces, then pieces: four bytes of length, the sealed bytes.
The last piece is marked as such in what is authenticated: a file cut off between two pieces does not open.
"""

import secrets
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import Refused

MAGIC: Final = b"MENTOR1\n"
_PIECE: Final = 1 << 20
_TAG: Final = 16
_BROKEN = "文件打不开：钥匙不对，或者文件不完整、被改动过。"


def seal(plain: IO[bytes], sealed: IO[bytes], key: bytes) -> None:
    """Write everything of `plain` into `sealed`."""
    box, start = AESGCM(key), secrets.token_bytes(8)
    sealed.write(MAGIC + start)
    for place, (piece, is_last) in enumerate(_pieces(plain)):
        closed = box.encrypt(_nonce(start, place), piece, _bound(is_last))
        sealed.write(len(closed).to_bytes(4) + closed)


def unseal(sealed: IO[bytes], plain: IO[bytes], key: bytes) -> None:
    """Write what was sealed into `plain`.

    :raises Refused: another key, a part missing, or a byte changed.
    """
    head = sealed.read(16)
    if len(head) < 16 or head[:8] != MAGIC:
        raise Refused("这不是本程序的备份文件。")
    box, start, place, is_last = AESGCM(key), head[8:], 0, False
    while not is_last:
        length = int.from_bytes(sealed.read(4))
        closed = sealed.read(length) if _TAG <= length <= _PIECE + _TAG else b""
        if not closed or len(closed) != length:
            raise Refused(_BROKEN)
        is_last = not _more(sealed)
        try:
            plain.write(box.decrypt(_nonce(start, place), closed, _bound(is_last)))
        except InvalidTag as error:
            raise Refused(_BROKEN) from error
        place += 1


def _pieces(plain: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    piece = plain.read(_PIECE)
    while True:
        following = plain.read(_PIECE)
        yield piece, not following
        if not following:
            return
        piece = following


def _more(sealed: IO[bytes]) -> bool:
    if not sealed.read(1):
        return False
    sealed.seek(-1, 1)
    return True


def _nonce(start: bytes, place: int) -> bytes:
    return start + place.to_bytes(4)


def _bound(is_last: bool) -> bytes:
    return MAGIC + (b"\1" if is_last else b"\0")
