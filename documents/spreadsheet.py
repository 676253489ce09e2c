"""A school's file as sheets of cells, with the file's own row numbers: row 1 is index 0.

Excel and WPS files go through python-calamine, text and web pages through the standard library.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import PurePath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from documents.guards import check_extent, check_size, check_xlsx, tamed_xls
from documents.sniff import broken, decode, locked, sniff
from documents.text_tables import Merge, read_csv, read_html
from domain.errors import Refused

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Sheet:
    """Cells by row and column from 0; `merges` are (first row, first column, last row, last column)."""

    name: str
    visible: bool
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    @property
    def has_content(self) -> bool:
        return any(cell != "" for row in self.rows for cell in row)


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in its order; hidden ones are empty unless asked for by name."""

    sheets: list[Sheet]


def read_workbook(data: bytes, file_name: str, hidden_sheet: str | None = None) -> Workbook:
    """Read a table file of any of the accepted kinds; Refused says what it is instead and what to do."""
    check_size(data)
    content = sniff(data, file_name)
    if content == "text":
        return Workbook([Sheet(PurePath(file_name).stem, True, _as_cells(read_csv(decode(data))))])
    if content == "html":
        return _web_page(decode(data), PurePath(file_name).stem)
    if content == "xls":
        return _excel(tamed_xls(data), hidden_sheet)
    check_xlsx(data)
    return _excel(data, hidden_sheet)


def _web_page(text: str, name: str) -> Workbook:
    tables = read_html(text)
    if not tables:
        raise Refused("这是一个网页，里面没有表格。请上传 .xlsx、.xls、.et 或 .csv 文件。")
    names = [name] if len(tables) == 1 else [f"{name} {place}" for place in range(1, len(tables) + 1)]
    return Workbook(
        [Sheet(one, True, _as_cells(rows), merges) for one, (rows, merges) in zip(names, tables, strict=True)]
    )


def _as_cells(rows: list[list[str]]) -> list[list[Cell]]:
    return [list(row) for row in rows]


def _excel(data: bytes, hidden_sheet: str | None) -> Workbook:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return Workbook(
                [
                    _sheet(book, meta.name, meta.visible == SheetVisibleEnum.Visible, hidden_sheet)
                    for meta in book.sheets_metadata
                ]
            )
    except PasswordError as problem:
        raise locked() from problem
    except (CalamineError, OSError, ValueError, OverflowError) as problem:
        raise broken() from problem
    except BaseException as problem:
        # a panic inside calamine arrives as a BaseException of its own, which nothing exports
        if type(problem).__name__ != "PanicException":
            raise
        raise broken() from None


def _sheet(book: CalamineWorkbook, name: str, visible: bool, hidden_sheet: str | None) -> Sheet:
    if not visible and name != hidden_sheet:
        return Sheet(name, visible)
    source = book.get_sheet_by_name(name)
    check_extent(*_end(source))
    merges = [(*first, *last) for first, last in source.merged_cell_ranges or []]
    # skip_empty_area would drop leading blank rows and shift every row number
    return Sheet(name, visible, source.to_python(skip_empty_area=False), merges)


def _end(sheet: CalamineSheet) -> tuple[int, int]:
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
