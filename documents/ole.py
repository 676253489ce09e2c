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
        except (struct.error, IndexError) as problem:
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
        for _ in range(min(how_many, len(self._data) // self._size + 1)):
            if following >= _END:
                break
            *more, following = self._numbers(self._sector(following))
            listed += more
        numbers = [number for number in listed if number < _END]
        if len(numbers) > len(self._data) // self._size:
            raise BrokenContainer("more tables than sectors")
        return numbers

    def _chain(self, start: int, table: list[int], sector: Callable[[int], bytes]) -> bytes:
        parts: list[bytes] = []
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
    name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, start, size, kind == 5)


_SECTOR = 4096
_FREE, _CHAIN_END, _TABLE_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STREAM = 5, 2


def container(name: str, content: bytes) -> bytes:
    """A fresh container (version 4, sectors of 4,096 bytes) with one stream and nothing else.

    Readers trust the lengths and chains in a container; in this one they are true.
    """
    content += bytes(-len(content) % _SECTOR)
    stream_sectors = len(content) // _SECTOR
    tables = 1
    while tables * (_SECTOR // 4) < tables + 2 + stream_sectors:
        tables += 1
    directory, root, first = tables, tables + 1, tables + 2
    chain = [*range(first + 1, first + stream_sectors), _CHAIN_END]
    table = [_TABLE_MARK] * tables + [_CHAIN_END, _CHAIN_END, *chain]
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    entries = _new_entry("Root Entry", _ROOT, root, 0, child=1) + _new_entry(
        name, _STREAM, first, len(content)
    )
    return b"".join(
        (
            _new_header(tables, directory),
            struct.pack(f"<{len(table)}I", *table),
            entries.ljust(_SECTOR, b"\0"),
            bytes(_SECTOR),
            content,
        )
    )


def _new_header(tables: int, directory: int) -> bytes:
    versions = struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6)
    counts = struct.pack("<6xIIII", 1, tables, directory, 0)
    chains = struct.pack("<IIIII", 4096, _CHAIN_END, 0, _CHAIN_END, 0)
    table_sectors = [*range(tables), *[_FREE] * (109 - tables)]
    header = SIGNATURE + bytes(16) + versions + counts + chains + struct.pack("<109I", *table_sectors)
    return header.ljust(_SECTOR, b"\0")


def _new_entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(encoded) + 2, kind, 1, _FREE, _FREE, child)
    return encoded.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
