"""Sizes checked before a workbook is opened.

The reader keeps a sheet as one full rectangle: a single value in the last cell of an otherwise empty
sheet asks for gigabytes and takes the server down. So the furthest value is found first. From an .xls
it also reserves whatever the file announces; so an .xls is repacked with announcements that are true.
"""

import re
import zipfile
import zlib
from io import BytesIO

from documents.biff import BrokenRecords, furthest_cell, has_password, tamed
from documents.ole import BrokenContainer, OleFile, container
from documents.sniff import broken, locked
from domain.errors import Refused

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_UNPACKED = 50 * MEGABYTE
MAX_ROWS = 20_000
MAX_COLUMNS = 200

# "<" is excluded inside a tag so that a damaged file is still searched in one pass
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s>/])([^<>]*)>(</(?:\w+:)?c>)?")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,7})([0-9]{1,10})[\"']")


def check_size(data: bytes) -> None:
    """Refuse what is larger than 10 MB."""
    if len(data) > MAX_BYTES:
        raise Refused(
            f"这个文件有 {len(data) / MEGABYTE:.0f} MB，超过 10 MB。请删掉图片和用不到的工作表，或分成几个文件再上传。"
        )


def check_extent(rows: int, columns: int) -> None:
    """Refuse a sheet whose last value lies beyond 20,000 rows or 200 columns."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise Refused(
            f"表格太大：内容一直到第 {rows} 行、第 {columns} 列，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列。"
            "请删掉名单以外的行和列（有时只是最下面或最右边多了一个空格）再上传。"
        )


def check_xlsx(data: bytes) -> None:
    """Refuse an .xlsx that unpacks to more than 50 MB, lies about its size, or spreads too far."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise broken() from problem
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("这个文件解压后超过 50 MB，不像一份名单。请只保留需要的工作表，另存后再上传。")
    if any(part.flag_bits & 1 for part in parts):
        raise broken()
    for part in parts:
        content = _unpacked(data, part)
        if b"sheetData" in content:
            check_extent(*_extent(content))


def tamed_xls(data: bytes) -> bytes:
    """The workbook of an .xls in a container whose lengths are true; refuses a password or far-spread cells."""
    try:
        old = OleFile(data)
        name = "Workbook" if "Workbook" in old.names else "Book"
        book = old.stream(name)
        if has_password(book):
            raise locked()
        check_extent(*furthest_cell(book))
        return container(name, tamed(book))
    except (BrokenContainer, BrokenRecords) as problem:
        raise broken() from problem


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """One part of the zip, never more than its directory announced (the directory may lie)."""
    names = data[part.header_offset + 26 : part.header_offset + 30]
    start = (
        part.header_offset + 30 + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    )
    packed = data[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return packed
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise broken()
    try:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, part.file_size + 1)
    except zlib.error as problem:
        raise broken() from problem
    if len(content) != part.file_size:
        raise broken()
    return content


def _extent(sheet: bytes) -> tuple[int, int]:
    """The furthest row and column (from 1) of a sheet's XML that holds more than formatting."""
    rows = row = place = 0
    columns: set[bytes | int] = set()
    for tag, attributes, end in _TAG.findall(sheet):
        at = _PLACE.search(attributes)
        if tag == b"row":
            row, place = int(at[2]) if at else row + 1, 0
            continue
        place += 1
        # a cell closed at once holds a format and no value: the reader passes it over
        if not attributes.endswith(b"/") and not end:
            rows = max(rows, int(at[2]) if at else row)
            columns.add(at[1] if at else place)
    return rows, max((_column_number(one) for one in columns), default=0)


def _column_number(name: bytes | int) -> int:
    if isinstance(name, int):
        return name
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
