"""Finding the table in a sheet: its header row (of one level or two), its columns, its records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from documents import cells
from documents.cells import Fault
from documents.headers import SUBJECT_PREFIX, field_of, full_mark, label, plain_title
from documents.import_rows import Column, Kind, Problem
from documents.spreadsheet import Cell, Sheet

Clean = TypeVar("Clean")
HEADER_SEARCHED = 20
_SAMPLES = 3
_SERIAL_TITLES = {"序号", "序", "编号", "行号", "NO", "No", "no"}


@dataclass(frozen=True)
class Header:
    """Titles and fields by column index; `row` is the file's number of the lowest header row."""

    row: int
    titles: dict[int, str]
    fields: dict[int, str]
    full_marks: dict[str, float] = field(default_factory=dict)
    joined: int = 0

    @property
    def rank(self) -> tuple[bool, int, int]:
        """How good a header this is: a name column first, then how much of it is understood."""
        known = {one for one in self.fields.values() if one}
        return "name" in known, len(known), self.joined

    @property
    def usable(self) -> bool:
        has_name, known, _ = self.rank
        return has_name or known >= 2

    def column_of(self, field_name: str) -> int | None:
        """The index of the column a field is read from."""
        return next((index for index, one in self.fields.items() if one == field_name), None)


@dataclass
class Record:
    """One row below the header: the file's row number and its cells by field."""

    row: int
    cells: dict[str, Cell]

    def __getitem__(self, field_name: str) -> Cell:
        return self.cells.get(field_name, "")

    def text(self, field_name: str) -> str:
        return cells.text(self[field_name])


@dataclass
class Findings:
    """Problems of one sheet as they are found; rows with an error are kept out of the result."""

    kind: Kind
    sheet: str
    problems: list[Problem] = field(default_factory=list)

    bad_rows: set[int] = field(default_factory=set)
    is_blocked: bool = False

    def add(self, row: int | None, field_name: str, fault: Fault, cell: Cell | None = None) -> None:
        """Note a fault; an error without a row is one of the whole sheet, and nothing of it is taken."""
        column = label(self.kind, field_name) if field_name else ""
        value = "" if cell is None else cells.shown(cell)
        self.problems.append(
            Problem(row, column, fault.message, fault.severity, value, fault.advice, self.sheet)
        )
        if fault.severity == "error" and row is None:
            self.is_blocked = True
        elif fault.severity == "error" and row is not None:
            self.bad_rows.add(row)

    def check(self, row: int | None, field_name: str, message: str, advice: str = "") -> None:
        self.add(row, field_name, Fault(message, advice, "check"))

    def take(self, record: Record, field_name: str, value: Clean | Fault) -> Clean | None:
        """The clean value; a fault is noted instead and gives None."""
        if isinstance(value, Fault):
            self.add(record.row, field_name, value, record[field_name])
            return None
        return value

    def accepts(self, row: int) -> bool:
        """Whether nothing speaks against importing this row."""
        return not self.is_blocked and row not in self.bad_rows

    @property
    def in_order(self) -> list[Problem]:
        """What concerns the whole sheet first, then by row."""
        return sorted(self.problems, key=lambda one: one.row or 0)


@dataclass
class Reading:
    """One sheet on its way into rows: header, records, and what was found wrong with them."""

    sheet: Sheet
    header: Header
    findings: Findings
    records: list[Record]


def find_header(kind: Kind, sheet: Sheet, header_row: int | None = None) -> Header | None:
    """The best header of the first 20 rows, or the one a person pointed at; None when nothing fits."""
    if header_row is not None:
        if not 1 <= header_row <= len(sheet.rows):
            return None
        return max(_headers_at(kind, sheet, header_row - 1), key=lambda header: header.rank)
    candidates = [
        header
        for index in range(min(HEADER_SEARCHED, len(sheet.rows)))
        for header in _headers_at(kind, sheet, index)
        if header.usable
    ]
    return max(candidates, key=lambda header: header.rank, default=None)


def _headers_at(kind: Kind, sheet: Sheet, index: int) -> Iterator[Header]:
    lower = [cells.text(cell) for cell in sheet.rows[index]]
    yield _header(kind, index, [("", title, True) for title in lower])
    if index:
        yield _header(kind, index, list(_two_levels(sheet, index, lower)))


def _two_levels(sheet: Sheet, index: int, lower: list[str]) -> Iterator[tuple[str, str, bool]]:
    """(title above, title, whether the one above is known to reach this column) of each column."""
    upper = [cells.text(cell) for cell in sheet.rows[index - 1]]
    upper += [""] * (len(lower) - len(upper))
    reach = {
        column: first
        for top, first, bottom, last in sheet.merges
        if top <= index - 1 <= bottom
        for column in range(first, min(last, len(upper) - 1) + 1)
    }
    last_title = ""
    for column, title in enumerate(lower + [""] * (len(upper) - len(lower))):
        if column in reach:
            last_title = upper[reach[column]]
            yield last_title, title, True
        elif upper[column] or not title:
            last_title = upper[column] or last_title
            yield upper[column], title, True
        else:
            yield last_title, title, False


def _header(kind: Kind, index: int, levels: list[tuple[str, str, bool]]) -> Header:
    titles: dict[int, str] = {}
    fields: dict[int, str] = {}
    full_marks: dict[str, float] = {}
    joined = 0
    for column, (upper, lower, certain) in enumerate(levels):
        if not upper and not lower:
            continue
        titles[column] = " ".join(part for part in (upper, lower) if part)
        found = field_of(kind, upper, lower, certain)
        fields[column] = found
        joined += bool(found and upper and lower and found != field_of(kind, "", lower))
        mark = full_mark(lower) or full_mark(upper)
        if mark and found.startswith(SUBJECT_PREFIX):
            full_marks.setdefault(found.removeprefix(SUBJECT_PREFIX), mark)
    return Header(index + 1, titles, fields, full_marks, joined)


def choose_columns(header: Header, chosen: Mapping[int, str] | None) -> Header:
    """The header with a person's choices; a field chosen for one column is taken from any other."""
    if not chosen:
        return header
    taken = set(chosen.values())
    fields = {
        index: chosen.get(index, "" if known in taken else known)
        for index, known in (dict.fromkeys(chosen, "") | header.fields).items()
    }
    return replace(header, fields=dict(sorted(fields.items())))


def drop_duplicates(header: Header, findings: Findings) -> Header:
    """Keep the first column of each field, and say so; two name columns are two tables side by side."""
    fields: dict[int, str] = {}
    for index, known in header.fields.items():
        repeated = bool(known) and known in fields.values()
        fields[index] = "" if repeated else known
        if repeated and known == "name":
            advice = "把左右并排的两张表改成上下一张，或另选要读的列"
            findings.add(None, known, Fault("有两列都是“姓名”", advice))
        elif repeated:
            title = header.titles.get(index, "")
            findings.check(None, known, f"不止一列，只读了第一列，没有读“{title}”", "核对列的对应")
    return replace(header, fields=fields)


def records(sheet: Sheet, header: Header) -> list[Record]:
    """The rows below the header, without blank ones and those that hold nothing but a serial number."""
    known = [(index, name) for index, name in header.fields.items() if name]
    serial = {index for index, title in header.titles.items() if plain_title(title) in _SERIAL_TITLES}
    return [
        Record(number, {name: row[index] for index, name in known if index < len(row)})
        for number, row in enumerate(sheet.rows[header.row :], start=header.row + 1)
        if any(cell != "" and _says_something(cell, index in serial) for index, cell in enumerate(row))
    ]


def _says_something(cell: Cell, is_serial: bool) -> bool:
    return not cells.folded(cell).isdecimal() if is_serial else bool(cells.text(cell))


def columns(sheet: Sheet, header: Header) -> tuple[Column, ...]:
    """Every titled column with what it was taken for and its first three values."""
    indexes = sorted(header.titles.keys() | header.fields.keys())
    return tuple(
        Column(
            index, header.titles.get(index, ""), header.fields.get(index, ""), _samples(sheet, header, index)
        )
        for index in indexes
    )


def _samples(sheet: Sheet, header: Header, index: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in sheet.rows[header.row : header.row + 50]:
        value = cells.shown(row[index]) if index < len(row) and row[index] != "" else ""
        if value and value not in found:
            found.append(value)
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def preview(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """The first rows as text, for choosing a header by hand."""
    return tuple(
        tuple(cells.shown(cell) if cell != "" else "" for cell in row) for row in sheet.rows[:HEADER_SEARCHED]
    )
