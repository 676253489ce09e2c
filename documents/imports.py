"""The one door to a school's files: `read_import` for a roster, a staff list or exam results.

bytes -> kind of file -> sheets -> header -> columns -> clean rows, with everything that is wrong said in
Chinese by sheet, row and column. Nothing is written and nothing is guessed.
"""

from documents.as_json import as_json
from documents.cells import Fault
from documents.exam_file import read_exam
from documents.headers import fields_of
from documents.import_rows import (
    Assignment,
    Column,
    ExamRow,
    Guardian,
    ImportOptions,
    ImportRow,
    ImportSheet,
    Kind,
    Problem,
    RosterRow,
    ScoreCell,
    SheetInfo,
    StaffRole,
    StaffRow,
)
from documents.roster_file import read_roster
from documents.row_rules import demand_names, fill_down, with_full_marks, without_footers
from documents.spreadsheet import Sheet, Workbook, read_workbook
from documents.staff_file import read_staff
from documents.tables import (
    Findings,
    Header,
    Reading,
    choose_columns,
    columns,
    drop_duplicates,
    find_header,
    preview,
    records,
)
from domain.errors import Refused

__all__ = [
    "Assignment", "Column", "ExamRow", "Guardian", "ImportOptions", "ImportRow", "ImportSheet", "Kind", "Problem",
    "RosterRow", "ScoreCell", "SheetInfo", "StaffRole", "StaffRow", "as_json", "fields_of", "read_import",
]  # fmt: skip


def read_import(kind: Kind, data: bytes, file_name: str, options: ImportOptions | None = None) -> ImportSheet:
    """Read a file into rows and problems; raises `Refused` when it is not a table at all.

    Without a chosen sheet, every visible sheet with a recognisable header is read (one sheet per class);
    of a staff list only the first.
    """
    options = options or ImportOptions()
    book = read_workbook(data, file_name, options.sheet)
    headers = [
        (sheet, find_header(kind, sheet, options.header_row)) for sheet in _candidates(book, options.sheet)
    ]
    used = [(sheet, header) for sheet, header in headers if header]
    if not used:
        return _without_header(kind, file_name, book, headers[0][0])
    readings = _readings(kind, used[:1] if kind == "staff" else used, options)
    rows = _rows(kind, readings, options)
    for sheet, header in headers:
        if sheet.name not in {reading.sheet.name for reading in readings}:
            readings[0].findings.check(None, "", _unread(sheet, header), "需要时另选这个工作表")
    return _result(kind, file_name, book, readings, rows)


def _candidates(book: Workbook, chosen: str | None) -> list[Sheet]:
    """The sheets to look at: the chosen one, else every visible one that holds anything."""
    if chosen is not None:
        named = [sheet for sheet in book.sheets if sheet.name == chosen]
        if not named:
            raise Refused(f"文件里没有工作表“{chosen}”。请重新选择工作表。")
        return named
    filled = [sheet for sheet in book.sheets if sheet.visible and sheet.has_content]
    if filled:
        return filled
    if any(not sheet.visible for sheet in book.sheets):
        raise Refused("看得见的工作表都是空的，内容在隐藏的工作表里。请在 Excel 里取消隐藏后再上传。")
    raise Refused("这个文件里没有内容。请检查后再上传。")


def _readings(kind: Kind, used: list[tuple[Sheet, Header]], options: ImportOptions) -> list[Reading]:
    readings = []
    first = used[0][1]
    for sheet, header in used:
        findings = Findings(kind, sheet.name)
        chosen = drop_duplicates(choose_columns(header, _chosen_columns(options, first, header)), findings)
        if chosen.column_of("name") is None:
            advice = "在“列的对应”里指出哪一列是姓名，或换一行当表头"
            findings.add(None, "name", Fault("没有认出“姓名”一列", advice))
        readings.append(_reading(sheet, chosen, findings))
    return readings


def _chosen_columns(options: ImportOptions, first: Header, header: Header) -> dict[int, str]:
    """A person's choices, made on the first sheet, for the columns of the same title on another."""
    chosen = dict(options.columns or {})
    if header is first:
        return chosen
    by_title = {first.titles[index]: field for index, field in chosen.items() if index in first.titles}
    return {index: by_title[title] for index, title in header.titles.items() if title in by_title}


def _reading(sheet: Sheet, header: Header, findings: Findings) -> Reading:
    if findings.is_blocked:
        return Reading(sheet, header, findings, [])
    below = records(sheet, header)
    header = with_full_marks(header, below)
    people = without_footers(sheet, header, below, findings)
    if not people:
        findings.check(None, "", "表头下面没有数据", "核对表头在第几行")
    fill_down(sheet, header, people, findings)
    demand_names(people, findings)
    return Reading(sheet, header, findings, people)


def _rows(kind: Kind, readings: list[Reading], options: ImportOptions) -> list[ImportRow]:
    if kind == "roster":
        return [*read_roster(readings, options)]
    return [*(read_exam(readings, options) if kind == "exam" else read_staff(readings, options))]


def _unread(sheet: Sheet, header: Header | None) -> str:
    return f"工作表“{sheet.name}”{'也像一张名单' if header else '没有认出表头'}，没有读"


def _result(
    kind: Kind, file_name: str, book: Workbook, readings: list[Reading], rows: list[ImportRow]
) -> ImportSheet:
    first = readings[0]
    header_rows = {reading.sheet.name: reading.header.row for reading in readings}
    full_marks: dict[str, float] = {}
    for reading in readings:
        full_marks |= reading.header.full_marks
    return ImportSheet(
        kind=kind,
        file_name=file_name,
        sheets=_sheet_infos(book, header_rows),
        sheet=first.sheet.name,
        header_row=first.header.row,
        columns=columns(first.sheet, first.header),
        rows=tuple(rows),
        problems=tuple(one for reading in readings for one in reading.findings.in_order),
        ignored=_ignored(readings),
        full_marks=full_marks,
        preview=preview(first.sheet),
    )


def _ignored(readings: list[Reading]) -> tuple[str, ...]:
    titles = [
        title
        for reading in readings
        for index, title in reading.header.titles.items()
        if not reading.header.fields.get(index)
    ]
    return tuple(dict.fromkeys(titles))


def _sheet_infos(book: Workbook, header_rows: dict[str, int]) -> tuple[SheetInfo, ...]:
    return tuple(
        SheetInfo(one.name, one.visible, len(one.rows), header_rows.get(one.name), one.name in header_rows)
        for one in book.sheets
    )


def _without_header(kind: Kind, file_name: str, book: Workbook, sheet: Sheet) -> ImportSheet:
    findings = Findings(kind, sheet.name)
    advice = "表头要有“姓名”一列，放在前 20 行里；或者指出表头在第几行、各列是什么"
    findings.add(None, "", Fault("没有找到表头", advice))
    return ImportSheet(
        kind=kind,
        file_name=file_name,
        sheets=_sheet_infos(book, {}),
        sheet=sheet.name,
        header_row=None,
        columns=(),
        rows=(),
        problems=tuple(findings.problems),
        ignored=(),
        preview=preview(sheet),
    )
