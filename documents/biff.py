"""The records of an old .xls stream (BIFF), tamed before a reader reserves memory by what they announce."""

import struct
from collections.abc import Iterator

_END, _PASSWORD, _STRINGS, _SHEET, _DIMENSIONS = 0x000A, 0x002F, 0x00FC, 0x0085, 0x0200
_SEVERAL_CELLS = 0x00BD
# records that place a cell -> the bytes they need for it: row, column (several cells end in a last column)
_CELLS = dict.fromkeys((0x0203, 0x0204, 0x00FD, 0x027E, 0x0205, 0x0006), 4)
_CELLS[_SEVERAL_CELLS] = 6
_SMALLEST_STRING = 3

Record = tuple[int, int, int]


class BrokenRecords(Exception):
    """A record announces what the stream cannot hold."""


def has_password(book: bytes) -> bool:
    """Whether the stream is encrypted (a FILEPASS record among the workbook's own)."""
    return any(record == _PASSWORD for record, _, _ in _records(book, 0, set()))


def furthest_cell(book: bytes) -> tuple[int, int]:
    """The largest row and column (from 1) that any cell record of any sheet names."""
    rows = columns = 0
    for record, at, length in _all_records(book):
        if length >= _CELLS.get(record, length + 1):
            row, column = struct.unpack_from("<HH", book, at)
            if record == _SEVERAL_CELLS:
                column = max(column, struct.unpack_from("<H", book, at + length - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def tamed(book: bytes) -> bytes:
    """The stream without announced sheet sizes (the cells say it themselves) and with a possible string count."""
    tame = bytearray(book)
    for record, at, length in _all_records(book):
        if record == _DIMENSIONS:
            tame[at : at + length] = bytes(length)
        elif record == _STRINGS and _count(book, at, length) * _SMALLEST_STRING > len(book):
            raise BrokenRecords("string count")
    return bytes(tame)


def _count(book: bytes, at: int, length: int) -> int:
    """Distinct strings of a string table; read unsigned, so that a negative count is too many."""
    return int(struct.unpack_from("<I", book, at + 4)[0]) if length >= 8 else 0


def _all_records(book: bytes) -> Iterator[Record]:
    """The workbook's own records, then those of each sheet from where it is said to start."""
    seen: set[int] = set()
    starts = []
    for record, at, length in _records(book, 0, seen):
        if record == _SHEET and length >= 4:
            starts.append(struct.unpack_from("<I", book, at)[0])
        yield record, at, length
    for start in starts:
        yield from _records(book, start, seen)


def _records(book: bytes, start: int, seen: set[int]) -> Iterator[Record]:
    """(kind, where its content starts, length) of the whole records up to the end mark, each once."""
    at = start + 4
    while at <= len(book) and at not in seen:
        seen.add(at)
        record, length = struct.unpack_from("<HH", book, at - 4)
        if at + length > len(book):
            return
        yield record, at, length
        if record == _END:
            return
        at += 4 + length
