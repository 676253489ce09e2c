"""Tables in text: .csv in its dialects, and the web page that many school systems call .xls."""

import csv
from html.parser import HTMLParser
from io import StringIO

from documents.guards import MAX_COLUMNS, MAX_ROWS, check_extent
from domain.errors import Refused

Merge = tuple[int, int, int, int]
TextRows = list[list[str]]


def read_csv(text: str) -> TextRows:
    """The records of a text, parted by comma, semicolon or tab, whichever its first lines agree on."""
    rows: TextRows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(row)
            check_extent(len(rows), len(row))
    except csv.Error as problem:
        raise Refused(
            "这个文本文件不像表格，读不出行和列。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
        ) from problem
    return rows


def _delimiter(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return max(",\t;", key=lambda mark: sum(mark in line for line in lines))


def read_html(text: str) -> list[tuple[TextRows, list[Merge]]]:
    """Every table of a web page with its merged cells (first row, first column, last row, last column)."""
    parser = _TableParser()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as problem:
        # the standard parser asserts instead of raising when a declaration is damaged
        raise Refused("这个网页表格已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。") from problem
    return [(table.rows, table.merges) for table in parser.tables if table.rows]


class _Table:
    """A grid under construction: a cell that spans rows keeps its columns taken in the next ones."""

    def __init__(self) -> None:
        self.rows: TextRows = []
        self.merges: list[Merge] = []
        self._taken: dict[int, int] = {}

    def start_row(self) -> None:
        self.rows.append([])
        check_extent(len(self.rows), 0)
        self._in_row = {column for column, until in self._taken.items() if until >= len(self.rows) - 1}

    def add(self, text: str, height: int, width: int) -> None:
        if not self.rows:
            self.start_row()
        row, line = len(self.rows) - 1, self.rows[-1]
        while len(line) in self._in_row:
            line.append("")
        column = len(line)
        line += [text] + [""] * (width - 1)
        check_extent(0, len(line))
        if height > 1 or width > 1:
            self.merges.append((row, column, row + height - 1, column + width - 1))
            self._taken |= dict.fromkeys(range(column, column + width), row + height - 1)


class _TableParser(HTMLParser):
    """Collects the innermost text of td and th; scripts, styles and nested tables' frames fall away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            table = _Table()
            self.tables.append(table)
            self._open.append(table)
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].start_row()
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            named = dict(attrs)
            self._cell = []
            self._span = (_span(named.get("rowspan"), MAX_ROWS), _span(named.get("colspan"), MAX_COLUMNS))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is not None and self._open:
            self._open[-1].add(" ".join("".join(self._cell).split()), *self._span)
        self._cell = None


def _span(value: str | None, most: int) -> int:
    plain = (value or "").strip()
    return max(1, min(int(plain), most)) if plain.isascii() and plain.isdigit() and len(plain) < 7 else 1
