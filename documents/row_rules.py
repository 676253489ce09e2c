"""Rules for rows of any kind of list: footers, repeated headers, and classes written once per block."""

import re
from dataclasses import replace
from itertools import pairwise

from documents import cells
from documents.cells import Fault
from documents.headers import SUBJECT_PREFIX, plain_title
from documents.spreadsheet import Cell, Sheet
from documents.tables import Findings, Header, Record

_WHOSE = "本班|全班|班级|班|年级|全年级|全校|学校|总"
_SUMS = (
    "合计|总计|小计|总人数|人数|实考人数|应考人数|参考人数|平均|平均分|平均值|均分|最高|最高分|最低|最低分|及格人数|及格率|"
    "优秀人数|优秀率|合格率|优良率|良好率|低分率|满分|满分值|标准差"
)
_NOTES = "制表|填表|审核|统计|校对|班主任|填表人|制表人|审核人|备注|说明|注|日期|制表日期|填表日期|填表说明|填报人|联系人"
_FOOTER = re.compile(rf"(?:{_WHOSE})?(?:{_SUMS})(?:[:：].*|[0-9.]*人?)?|(?:{_NOTES})[:：].*")
_NOTE_ALONE = re.compile(rf"(?:{_NOTES})[0-9]*")
_FULL_MARK_ROW = re.compile("满分值?|满分[:：]?")


def with_full_marks(header: Header, found: list[Record]) -> Header:
    """The header with the full marks of a row 满分 | 120 | 120 below it, if there is one."""
    row = next((one for one in found if _FULL_MARK_ROW.fullmatch(cells.folded(one["name"]))), None)
    if row is None:
        return header
    marks = {
        field.removeprefix(SUBJECT_PREFIX): float(cell)
        for field, cell in row.cells.items()
        if field.startswith(SUBJECT_PREFIX) and isinstance(cell, int | float) and cell > 0
    }
    return replace(header, full_marks=marks | header.full_marks)


def without_footers(sheet: Sheet, header: Header, found: list[Record], findings: Findings) -> list[Record]:
    """The records that are people: totals, notes at the foot and repeated header rows are reported and left out."""
    name_title = plain_title(header.titles.get(header.column_of("name") or 0, ""))
    kept = []
    for record in found:
        called = cells.folded(record["name"])
        footer = _footer(called, _first_text(sheet, record))
        if footer:
            findings.check(record.row, "", f"“{footer}”不是一个人，这一行没有导入")
        elif called and plain_title(called) == name_title:
            findings.check(record.row, "", "这一行又是表头，没有导入")
        else:
            kept.append(record)
    return kept


def _footer(called: str, first: str) -> str:
    """The words that make a row a footer: in the name column, or first in a row without a name."""
    if _FOOTER.fullmatch(called):
        return called
    has_name = any(character.isalpha() for character in called)
    return first if not has_name and (_FOOTER.fullmatch(first) or _NOTE_ALONE.fullmatch(first)) else ""


def _first_text(sheet: Sheet, record: Record) -> str:
    """What stands first in the record's row."""
    row = sheet.rows[record.row - 1]
    return next((value for value in map(cells.folded, row) if value), "")


def fill_down(sheet: Sheet, header: Header, found: list[Record], findings: Findings) -> None:
    """Give rows their class or grade where the file wrote it once for a block of rows.

    Truly merged cells (one column wide) are filled. Blank cells are filled only when the column is plainly
    written once per block: more named rows are blank than not, and no two neighbours repeat a value.
    Otherwise a blank is an omission and stays blank.
    """
    for field in ("grade", "class"):
        column = header.column_of(field)
        if column is not None:
            _fill_merged(sheet, column, field, found)
            _fill_blocks(field, found, findings)


def _fill_merged(sheet: Sheet, column: int, field: str, found: list[Record]) -> None:
    by_row = {record.row - 1: record for record in found}
    for top, left, bottom, right in sheet.merges:
        if left == right == column and bottom > top and top < len(sheet.rows):
            value = sheet.rows[top][column] if column < len(sheet.rows[top]) else ""
            for row in range(top + 1, min(bottom, len(sheet.rows)) + 1):
                if row in by_row:
                    by_row[row].cells[field] = value


def _fill_blocks(field: str, found: list[Record], findings: Findings) -> None:
    named = [record for record in found if record.text("name")]
    blanks = [record for record in named if not record.text(field)]
    repeats = any(one.text(field) and one.text(field) == two.text(field) for one, two in pairwise(named))
    if len(blanks) * 2 <= len(named) or repeats:
        return
    value: Cell = ""
    filled = 0
    for record in named:
        if record.text(field):
            value = record[field]
        elif value != "":
            record.cells[field] = value
            filled += 1
    if filled:
        findings.check(
            None, field, f"只写在每一段的第一行，下面 {filled} 行按上面一行读", "核对一下，不对就逐行填上"
        )


def demand_names(found: list[Record], findings: Findings) -> None:
    """Every row needs a name."""
    for record in found:
        clean = cells.name(record["name"])
        if isinstance(clean, Fault):
            findings.add(record.row, "name", clean, record["name"])
        elif not clean:
            findings.add(record.row, "name", Fault("没有姓名", "补上姓名，或删掉这一行"), "")
