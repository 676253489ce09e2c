"""专题汇报 as Word: findings, charts and tables, room to write by hand, lines to sign on."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from docx.document import Document as Paper
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt

from documents import overview_picture
from documents.printable import printable
from documents.template_parts import (
    HEI,
    empty_table,
    footer,
    heading,
    keep_whole,
    line,
    ruled_table,
    run,
    set_cell,
    sheet,
    title,
)
from domain.report import Part, Report, Table
from domain.report import Picture as Chart

_WIDE: Final = Cm(17)
_NUMBERS: Final = "一二三四五六七八九十"
_SIGNED: Final = "汇报人：____________　德育处：____________　校长：____________　____年____月____日"


def report_word(report: Report) -> bytes:
    """A4, ready to be gone on with by hand and signed."""
    paper = sheet()
    charts = [chart for part in report.parts for chart in part.pictures]
    drawn = iter(overview_picture.pictures([one.drawing for one in charts]))
    numbers = iter(_NUMBERS)
    footer(paper, report.title)
    title(paper, report.title)
    line(paper, report.facts, size=10)
    for part in report.parts:
        _part(paper, part, f"{next(numbers)}、", drawn)
    _to_write(paper, f"{next(numbers)}、存在的问题与原因", report.hints)
    _to_write(paper, f"{next(numbers)}、下一步措施", ())
    line(paper, "", size=6)
    line(paper, _SIGNED, size=11)
    heading(paper, "数字怎么算的")
    for words in report.reading:
        line(paper, words, size=9)
    if report.annex is not None:
        _annex(paper, report.annex)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _part(paper: Paper, part: Part, number: str, drawn: Iterator[bytes]) -> None:
    heading(paper, printable(f"{number}{part.heading}"))
    for words in part.sentences:
        line(paper, printable(words), size=12).paragraph_format.first_line_indent = Pt(24)
    for chart in part.pictures:
        _chart(paper, chart, next(drawn))
    for table in part.tables:
        _table(paper, table)


def _chart(paper: Paper, chart: Chart, picture: bytes) -> None:
    name = paper.add_paragraph()
    name.paragraph_format.keep_with_next, name.paragraph_format.space_before = True, Pt(8)
    run(name, printable(chart.title), 11, HEI)
    shape = paper.add_picture(BytesIO(picture), width=_WIDE)
    shape._inline.docPr.set("descr", printable(f"{chart.title}。{chart.note}"))
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    line(paper, printable(chart.note), size=9)


def _table(paper: Paper, table: Table) -> None:
    made = ruled_table(paper, table.columns)
    for values in table.rows:
        row = made.add_row()
        keep_whole(row)
        for place, (cell, value, (_, wide)) in enumerate(zip(row.cells, values, table.columns, strict=True)):
            cell.width = Cm(wide)
            set_cell(cell, printable(value), center=place > 0, size=10, space=1)
    line(paper, "", size=4)


def _to_write(paper: Paper, name: str, hints: Sequence[str]) -> None:
    """A heading, what the figures suggest, an empty box."""
    heading(paper, name)
    if hints:
        line(
            paper, "从数字看，最要紧的是（供参考，请核实后改写）：", size=11
        ).paragraph_format.keep_with_next = True
    for place, words in enumerate(hints, 1):
        line(paper, printable(f"{place}．{words}。"), size=11).paragraph_format.keep_with_next = True
    row = empty_table(paper, [17.2]).add_row()
    row.height, row.height_rule = Cm(3.6), WD_ROW_HEIGHT_RULE.AT_LEAST
    keep_whole(row)


def _annex(paper: Paper, part: Part) -> None:
    heading(paper, printable(part.heading)).paragraph_format.page_break_before = True
    for words in part.sentences:
        line(paper, printable(words), size=10)
    for table in part.tables:
        _table(paper, table)
