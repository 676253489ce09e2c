"""The old Office container (OLE2, [MS-CFB]): which streams it has, and the bytes of one of them."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # this and above are marks, not sector numbers
_ENTRY = 128


class BrokenContainer(Exception):
    """The container contradicts itself; its bytes cannot be trusted."""


@dataclass(frozen=True)
class _Entry:
    name: str
    start: int
    size: int
    is_root: bool


class OleFile:
    """Reads the directory at once and a stream when asked; loops and lies raise BrokenContainer."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_header()
        except (struct.error, UnicodeDecodeError, IndexError) as problem:
            raise BrokenContainer(str(problem)) from problem

    @property
    def names(self) -> set[str]:
        return {entry.name for entry in self._entries}

    def stream(self, name: str) -> bytes:
        """The bytes of the first stream called `name`."""
        entry = next(one for one in self._entries if one.name == name)
        if entry.size >= self._small_below:
            return self._chain(entry.start, self._table, self._sector)[: entry.size]
        return self._chain(entry.start, self._small_table, self._small_sector)[: entry.size]

    def _read_header(self) -> None:
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise BrokenContainer("sector size")
        self._size = 1 << shift
        self._small_below: int = struct.unpack_from("<I", self._data, 56)[0]
        self._table = self._numbers(b"".join(map(self._sector, self._table_sectors())))
        directory = self._chain(struct.unpack_from("<I", self._data, 48)[0], self._table, self._sector)
        self._entries = [_entry(directory, at) for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        self._small_table = self._numbers(
            self._chain(struct.unpack_from("<I", self._data, 60)[0], self._table, self._sector)
        )
        root = next((entry for entry in self._entries if entry.is_root), None)
        self._small = self._chain(root.start, self._table, self._sector) if root else b""

    def _table_sectors(self) -> list[int]:
        listed = list(struct.unpack_from("<109I", self._data, 76))
        following, how_many = struct.unpack_from("<II", self._data, 68)
        per_sector = self._size // 4
        for _ in range(min(how_many, len(self._data) // self._size + 1)):
            if following >= _END:
                break
            numbers = self._numbers(self._sector(following))
            listed += numbers[: per_sector - 1]
            following = numbers[-1]
        return [number for number in listed if number < _END]

    def _chain(self, start: int, table: list[int], sector: Callable[[int], bytes]) -> bytes:
        parts = []
        for _ in range(len(table) + 1):
            if start >= _END:
                return b"".join(parts)
            if start >= len(table):
                raise BrokenContainer("sector number")
            parts.append(sector(start))
            start = table[start]
        raise BrokenContainer("loop")

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise BrokenContainer("beyond the end")
        return self._data[at : at + self._size]

    def _small_sector(self, number: int) -> bytes:
        return self._small[number * 64 : number * 64 + 64]

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _entry(directory: bytes, at: int) -> _Entry:
    length, kind = struct.unpack_from("<HB", directory, at + 64)
    start, size = struct.unpack_from("<II", directory, at + 116)
    name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
    return _Entry(name, start, size, kind == 5)


_CELL_RECORDS = {0x0203, 0x0204, 0x00FD, 0x027E, 0x0205, 0x0006, 0x00D6}
_SEVERAL_CELLS = 0x00BD


def furthest_cell(book: bytes) -> tuple[int, int]:
    """The largest row and column (from 1) that any cell record of a .xls stream names."""
    rows = columns = at = 0
    while at + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, at)
        if record in _CELL_RECORDS and length >= 4 or record == _SEVERAL_CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", book, at + 4) if at + 8 <= len(book) else (0, 0)
            if record == _SEVERAL_CELLS and at + 4 + length <= len(book):
                column = max(column, struct.unpack_from("<H", book, at + 2 + length)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + length
    return rows, columns
