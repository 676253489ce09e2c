"""Excel files: plain tables with a frozen header, in which no cell can be a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.printable import printable

Value = str | int | float | None
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FONT, _EDGE = "宋体", Side(style="thin", color="999999")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


@dataclass(frozen=True)
class Sheet:
    """A table with its title; `columns` are (heading, width in characters)."""

    title: str
    heading: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Value]]
    foot: str = ""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(sheet.title), sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write(page: Worksheet, sheet: Sheet) -> None:
    _put(page.cell(1, 1), sheet.heading)
    page.cell(1, 1).font = Font(name="黑体", size=16)
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(sheet.columns))
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 30
    for row, values in enumerate(([heading for heading, _ in sheet.columns], *sheet.rows), start=2):
        for column, value in enumerate(values, start=1):
            _put(page.cell(row, column), value)
            _dress(page.cell(row, column), is_head=row == 2)
    for place, (_, width) in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    if sheet.foot:
        _put(page.cell(len(sheet.rows) + 4, 1), sheet.foot)
    _set_up_printing(page)


def _put(cell: Cell, value: Value) -> None:
    """A text stays a text, whatever it begins with."""
    cell.value = printable(value) if isinstance(value, str) else value
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        cell.data_type = "s"
        cell.quotePrefix = True  # and remains one when the cell is edited


def _dress(cell: Cell, is_head: bool) -> None:
    cell.font = Font(name=_FONT, size=11, bold=is_head)
    cell.border = _BORDER
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if is_head else "left")


def _set_up_printing(page: Worksheet) -> None:
    """A4 across, as wide as the table, the header on each page."""
    page.freeze_panes = "A3"
    page.print_title_rows = "1:2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
