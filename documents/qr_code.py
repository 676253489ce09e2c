"""A QR code for one line of text: always version 6 with error correction L, which holds 134 bytes and fits a phone's screen.

One size keeps this short: 41 × 41 modules, two blocks, no version field. ISO/IEC 18004 has the numbers.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from domain.errors import Invalid

SIZE: Final = 41
MOST_BYTES: Final = 134
_BLOCKS, _DATA, _CHECK = 2, 68, 18  # codewords of each block
_ALIGNMENT: Final = 34  # the one pattern's centre, both ways
_FORMATS: Final = (0x77C4, 0x72F3, 0x7DAA, 0x789D, 0x662F, 0x6318, 0x6C41, 0x6976)  # level L with each mask
_RUN: Final = re.compile(r"#{5,}| {5,}")
_QUIET: Final = 4  # white modules around

Modules = list[list[bool]]


def svg(text: str) -> str:
    """The code as a picture that is sharp at any size."""
    squares = "".join(
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row, line in enumerate(matrix(text))
        for column, is_dark in enumerate(line)
        if is_dark
    )
    side = SIZE + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="245" height="245" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{squares}"/></svg>'
    )


def matrix(text: str) -> Modules:
    """Rows of modules, true where dark.

    :raises Invalid: more than fits.
    """
    data = text.encode()
    if len(data) > MOST_BYTES:
        raise Invalid("内容太长，放不进一个二维码。")
    bits = list(_bits(_codewords(data)))
    return min((_masked(bits, mask) for mask in range(len(_FORMATS))), key=_unevenness)


def _masked(bits: list[bool], mask: int) -> Modules:
    modules, fixed = _patterns(_FORMATS[mask])
    rest = iter(bits)
    for row, column in _path():
        if not fixed[row][column]:
            modules[row][column] = next(rest, False) ^ _is_turned(mask, row, column)
    return modules


def _is_turned(mask: int, row: int, column: int) -> bool:
    both = row * column
    return (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        both % 2 + both % 3,
        (both % 2 + both % 3) % 2,
        ((row + column) % 2 + both % 3) % 2,
    )[mask] == 0


def _unevenness(modules: Modules) -> int:
    """What makes a code hard to read: long runs, blocks of one colour, and what looks like a corner."""
    lines = ["".join(" #"[is_dark] for is_dark in line) for line in [*modules, *zip(*modules, strict=True)]]
    runs = sum(len(run[0]) - 2 for line in lines for run in _RUN.finditer(line))
    corners = sum(line.count(like) for line in lines for like in ("# ### #    ", "    # ### #"))
    blocks = sum(
        above[place : place + 2] == below[place : place + 2] in ("##", "  ")
        for above, below in pairwise(lines[:SIZE])
        for place in range(SIZE - 1)
    )
    return runs + 40 * corners + 3 * blocks


def _patterns(form: int) -> tuple[Modules, Modules]:
    """What every such code shows, and where that is."""
    modules = [[False] * SIZE for _ in range(SIZE)]
    fixed = [[False] * SIZE for _ in range(SIZE)]

    def put(row: int, column: int, is_dark: bool) -> None:
        if 0 <= row < SIZE and 0 <= column < SIZE:
            modules[row][column], fixed[row][column] = is_dark, True

    for place in range(SIZE):
        put(6, place, place % 2 == 0)
        put(place, 6, place % 2 == 0)
    for top, left in ((0, 0), (0, SIZE - 7), (SIZE - 7, 0)):
        for row in range(-1, 8):
            for column in range(-1, 8):
                ring = max(abs(row - 3), abs(column - 3))
                put(top + row, left + column, ring in (0, 1, 3))
    for row in range(-2, 3):
        for column in range(-2, 3):
            put(_ALIGNMENT + row, _ALIGNMENT + column, max(abs(row), abs(column)) != 1)
    for number, (first, second) in enumerate(_format_places()):
        is_dark = bool(form >> number & 1)
        put(*first, is_dark)
        put(*second, is_dark)
    put(SIZE - 8, 8, True)
    return modules, fixed


def _format_places() -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each bit of the format stands, the last one first: around the first corner, and split over the others."""
    around = [0, 1, 2, 3, 4, 5, 7, 8]
    for number in range(8):
        yield (around[number], 8), (8, SIZE - 1 - number)
    for number in range(8, 15):
        yield (8, around[14 - number]), (SIZE - 15 + number, 8)


def _path() -> Iterator[tuple[int, int]]:
    """Pairs of columns from the right, up and down in turn; the column of the timing pattern is left out."""
    upwards = True
    for right in [*range(SIZE - 1, 6, -2), 5, 3, 1]:
        rows = range(SIZE - 1, -1, -1) if upwards else range(SIZE)
        for row in rows:
            yield row, right
            yield row, right - 1
        upwards = not upwards


def _codewords(data: bytes) -> list[int]:
    """Data and check words of both blocks, dealt out in turn."""
    number = 0b0100 << 8 | len(data)
    for byte in data:
        number = number << 8 | byte
    words = list((number << 4).to_bytes(len(data) + 2))  # four zeros end it
    padding = [(0xEC, 0x11)[place % 2] for place in range(_BLOCKS * _DATA - len(words))]
    words += padding
    blocks = [words[place * _DATA : (place + 1) * _DATA] for place in range(_BLOCKS)]
    checks = [_check(block) for block in blocks]
    dealt = [word for words in zip(*blocks, strict=True) for word in words]
    return dealt + [word for words in zip(*checks, strict=True) for word in words]


def _bits(words: list[int]) -> Iterator[bool]:
    return (bool(word >> place & 1) for word in words for place in range(7, -1, -1))


# ── Reed–Solomon over GF(256) ────────────────────────────────────────────────────────────────────────


def _check(block: list[int]) -> list[int]:
    """The remainder by the generator polynomial."""
    rest = [0] * _CHECK
    for word in block:
        factor = word ^ rest.pop(0)
        rest.append(0)
        rest = [one ^ _times(two, factor) for one, two in zip(rest, _GENERATOR, strict=True)]
    return rest


def _times(one: int, two: int) -> int:
    product = 0
    while two:
        product ^= one if two & 1 else 0
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        two >>= 1
    return product


def _generator() -> list[int]:
    """(x - 1)(x - 2)(x - 4)… without its leading 1."""
    found, root = [1], 1
    for _ in range(_CHECK):
        shifted = [*found, 0]
        found = [one ^ _times(two, root) for one, two in zip(shifted, [0, *found], strict=True)]
        root = _times(root, 2)
    return found[1:]


_GENERATOR: Final = _generator()
