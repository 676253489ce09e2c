"""Files as schools have them, made in memory: .xlsx, .xls, .csv and web pages called .xls."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlwt

Row = Sequence[Any]
Sheets = Mapping[str, Iterable[Row]]


def xlsx(
    sheets: Sheets | Iterable[Row],
    hidden: Iterable[str] = (),
    merges: Mapping[str, Iterable[str]] | None = None,
) -> bytes:
    """A workbook of sheets by name (or of rows: one sheet 全校); `merges` by sheet, as "A2:A5"."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in _named(sheets).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in set(hidden) else "visible"
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(sheets: Sheets | Iterable[Row], hidden: Iterable[str] = ()) -> bytes:
    """The old binary workbook, which WPS also writes as .et."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in _named(sheets).items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in set(hidden))
        for row_index, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and value != "":
                    sheet.write(row_index, column, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def locked_xls(sheets: Sheets | Iterable[Row]) -> bytes:
    """An .xls that says it has a password: a harmless early record becomes FILEPASS (0x002F)."""
    return xls(sheets).replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)


def csv_text(rows: Iterable[Row], delimiter: str = ",") -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def csv_bytes(rows: Iterable[Row], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    return csv_text(rows, delimiter).encode(encoding)


def html_as_xls(rows: Iterable[Row], encoding: str = "utf-8") -> bytes:
    """What many school systems export under the name .xls."""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    page = (
        f'<html><head><meta charset="{encoding}"></head><body><table border="1">{lines}</table></body></html>'
    )
    return page.encode(encoding)


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """A zip with these parts: a docx, an xlsb, a bomb."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more part in its zip, or with that part replaced."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return zip_of(parts | {name: content})


def ole_with(stream_name: str) -> bytes:
    """An OLE2 container whose only stream has this name: an encrypted workbook, a .doc."""
    old = xls([["姓名"]])
    old_name, new_name = "Workbook".encode("utf-16-le"), stream_name.encode("utf-16-le")
    at = old.rindex(old_name)
    entry = new_name.ljust(64, b"\0") + (len(new_name) + 2).to_bytes(2, "little")
    return old[:at] + entry + old[at + 66 :]


def _named(sheets: Sheets | Iterable[Row]) -> Mapping[str, Iterable[Row]]:
    return sheets if isinstance(sheets, Mapping) else {"全校": sheets}
