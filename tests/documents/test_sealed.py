"""A sealed file opens with its key, whole and unchanged, or not at all."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import sealed
from documents.sealed import seal, unseal
from domain.errors import Refused

KEY, OTHER = bytes(range(32)), bytes(32)
PIECE = 1 << 20
LONG = bytes(range(256)) * (2 * PIECE // 256) + b"end"


def closed(plain: bytes) -> bytes:
    box = BytesIO()
    seal(BytesIO(plain), box, KEY)
    return box.getvalue()


def opened(box: bytes, key: bytes = KEY) -> bytes:
    plain = BytesIO()
    unseal(BytesIO(box), plain, key)
    return plain.getvalue()


@given(st.binary(max_size=4000))
def test_what_goes_in_comes_out(plain):
    assert opened(closed(plain)) == plain


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_at_the_edges_of_a_piece_too(size):
    assert opened(closed(LONG[:size])) == LONG[:size]


def test_nothing_can_be_read_in_it_and_no_two_are_alike():
    plain = "张书瑶的家庭情况".encode() * 50
    assert plain[:24] not in closed(plain)
    assert closed(plain) != closed(plain)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda box: box[:-1],
        lambda box: box[: len(sealed.MAGIC) + 8 + 4 + PIECE + 16],
        lambda box: box[:40] + bytes([box[40] ^ 1]) + box[41:],
        lambda box: box[:8] + bytes(8) + box[16:],
        lambda box: box + b"more",
        lambda box: box[:16],
        lambda box: b"",
        lambda box: b"PK\3\4" + box[4:],
    ],
    ids=["cut", "cut between two pieces", "a bit", "nonce", "longer", "only a head", "empty", "another kind"],
)
def test_a_spoilt_one_does_not_open(spoil):
    with pytest.raises(Refused):
        opened(spoil(closed(LONG)))


def test_pieces_cannot_change_places():
    box = closed(LONG)
    head, size = 16, 4 + PIECE + 16
    first, second, rest = box[head : head + size], box[head + size : head + 2 * size], box[head + 2 * size :]
    with pytest.raises(Refused):
        opened(box[:head] + second + first + rest)


def test_another_school_s_key_does_not_open_it():
    with pytest.raises(Refused, match="钥匙不对"):
        opened(closed(b"x"), OTHER)
