"""A class's wishes as a table: one row a student, a column for each wish. Whom a cell means is not decided here."""

from dataclasses import dataclass

from documents import cells
from documents.cells import Fault
from documents.headers import WISH_PREFIX
from documents.import_rows import ImportOptions, Problem
from documents.pupils import Pupil, pupils_of
from documents.row_rules import demand_names, without_footers
from documents.spreadsheet import Sheet, read_workbook
from documents.tables import Findings, Header, Reading, drop_duplicates, find_header, records
from domain.class_names import ClassName
from domain.errors import Refused
from domain.wishes import MOST_WISHES


@dataclass(frozen=True)
class WishRow:
    """One student's wishes as written, by rank; an empty cell is left out."""

    row: int
    sheet: str
    name: str
    class_name: ClassName | None
    student_number: str
    national_number: str
    wishes: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class WishFile:
    """A file read: nothing is written."""

    rows: tuple[WishRow, ...]
    problems: tuple[Problem, ...]


def read_wishes(data: bytes, file_name: str, class_name: ClassName, school_year: int) -> WishFile:
    """The rows of the first sheet with a header; a row without a class is of `class_name`.

    :raises Refused: it is not a table, or holds none.
    """
    book = read_workbook(data, file_name)
    sheets = [sheet for sheet in book.sheets if sheet.visible and sheet.has_content]
    headed = [(sheet, header) for sheet in sheets if (header := find_header("wishes", sheet))]
    if not headed:
        raise Refused("没有找到表头。第一行要有“姓名”，还要有“第一志愿”“第二志愿”这样的列。")
    reading = _reading(*headed[0])
    options = ImportOptions(school_start_year=school_year, default_class=class_name)
    pupils = pupils_of([reading], options, class_needed=False)
    rows = [_row(pupil, reading) for pupil, _ in pupils]
    accepted = tuple(row for row in rows if reading.findings.accepts(row.row))
    return WishFile(accepted, tuple(reading.findings.in_order))


def _reading(sheet: Sheet, header: Header) -> Reading:
    findings = Findings("wishes", sheet.name)
    header = drop_duplicates(header, findings)
    if header.column_of("name") is None:
        findings.add(None, "name", Fault("没有认出“姓名”一列", "把学生姓名那一列的表头改成“姓名”"))
    if not any(field.startswith(WISH_PREFIX) for field in header.fields.values()):
        findings.add(None, "", Fault("没有认出志愿的列", "把表头改成“第一志愿”“第二志愿”“第三志愿”"))
    people = without_footers(sheet, header, records(sheet, header), findings)
    demand_names(people, findings)
    return Reading(sheet, header, findings, people)


def _row(pupil: Pupil, reading: Reading) -> WishRow:
    written = [(rank, cells.text(pupil.record[f"{WISH_PREFIX}{rank}"])) for rank in range(1, MOST_WISHES + 1)]
    return WishRow(
        pupil.row,
        reading.findings.sheet,
        pupil.name,
        pupil.class_name,
        pupil.student_number,
        pupil.national_number,
        tuple((rank, text) for rank, text in written if text),
    )
