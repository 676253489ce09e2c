"""The QR code, module by module as another encoder draws it, and read back."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import qr_code
from domain.errors import Invalid

FULL = ("otpauth://totp/" + "abcdefghijklmnopqrstuvwxyz" * 5)[:134]
# digests of what segno 1.6 draws for this text, version 6, level L, mask 0 to 7
AS_OTHERS_DRAW = (
    "c41a7a3d0fcb88ca", "259601ce3132cb28", "7cfa07f81e6515bc", "18ca34ea3adc8878",
    "10bbf950256f5d08", "cd82a2d6959f487b", "4555c56a5421e783", "e88c268ae77f53c2",
)  # fmt: skip


@pytest.mark.parametrize(("mask", "digest"), list(enumerate(AS_OTHERS_DRAW)))
def test_every_module_is_where_another_encoder_puts_it(mask, digest):
    bits = list(qr_code._bits(qr_code._codewords(FULL.encode())))
    drawn = qr_code._masked(bits, mask)
    assert hashlib.sha256(bytes(one for row in drawn for one in row)).hexdigest()[:16] == digest


@given(st.text(max_size=33))
def test_what_was_written_is_read_back(text):
    """As a phone reads it when nothing is dirty: the mask from the format, the words along the path, dealt back."""
    modules = qr_code.matrix(text)
    form = sum(modules[row][column] << n for n, ((row, column), _) in enumerate(qr_code._format_places()))
    mask = qr_code._FORMATS.index(form)
    _, fixed = qr_code._patterns(form)
    bits = [modules[row][column] ^ qr_code._is_turned(mask, row, column)
            for row, column in qr_code._path() if not fixed[row][column]]  # fmt: skip
    words = [int("".join("01"[bit] for bit in bits[place : place + 8]), 2) for place in range(0, 136 * 8, 8)]
    number = int.from_bytes(bytes([*words[0::2], *words[1::2]]))
    length = number >> (136 * 8 - 12) & 0xFF
    assert number >> (136 * 8 - 4) == 0b0100
    assert (number >> (136 * 8 - 12 - 8 * length) & (1 << 8 * length) - 1).to_bytes(length).decode() == text


def test_more_than_fits_is_refused():
    qr_code.matrix("a" * qr_code.MOST_BYTES)
    with pytest.raises(Invalid, match="太长"):
        qr_code.matrix("a" * (qr_code.MOST_BYTES + 1))


def test_the_picture_is_black_on_white_with_a_quiet_edge():
    picture = qr_code.svg(FULL)
    assert picture.startswith("<svg") and 'fill="#fff"' in picture
    assert picture.count("h1v1h-1z") == sum(map(sum, qr_code.matrix(FULL)))
    assert "M4 4h1" in picture  # the first corner's first module
