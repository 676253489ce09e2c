"""The parts Word templates are drawn from: sheet, title, table, row, with Chinese set in Chinese faces."""

from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SONG, HEI = "宋体", "黑体"
CENTER: Final = WD_ALIGN_PARAGRAPH.CENTER
SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def sheet(landscape: bool = False) -> Paper:
    """An empty A4 sheet whose Chinese is set in Chinese faces."""
    paper = Document()
    section = paper.sections[0]
    short, long = Cm(21), Cm(29.7)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.5)
    normal = paper.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    set_face(normal.element.get_or_add_rPr(), SONG)
    return paper


def set_face(properties: Any, face: str) -> None:
    """Word takes the face of Chinese characters from eastAsia, not from the font's name."""
    fonts = properties.get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def run(paragraph: Paragraph, text: str, size: float = 11, face: str = SONG) -> Run:
    """Words in one face and size."""
    added = paragraph.add_run(text)
    added.font.size = Pt(size)
    set_face(added._element.get_or_add_rPr(), face)
    return added


def line(paper: Paper, text: str, size: float = 11) -> Paragraph:
    """A paragraph."""
    paragraph = paper.add_paragraph()
    run(paragraph, text, size)
    return paragraph


def title(paper: Paper, text: str) -> Paragraph:
    """The name of a sheet."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_after = Pt(8)
    run(paragraph, text, 18, HEI)
    return paragraph


def heading(paper: Paper, text: str) -> Paragraph:
    """The name of a part, never alone at the foot of a page."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    run(paragraph, text, 13, HEI)
    return paragraph


def ruled_table(paper: Paper, columns: Sequence[tuple[str, float]]) -> Table:
    """A ruled table whose header stands on every page."""
    table: Table = paper.add_table(rows=1, cols=len(columns))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    borders(table, "single")
    for cell, column, (name, width) in zip(table.rows[0].cells, table.columns, columns, strict=True):
        column.width = cell.width = Cm(width)
        set_cell(cell, name, face=HEI, center=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def empty_table(paper: Paper | _Cell, widths: Sequence[float], sides: Sequence[str] = SIDES) -> Table:
    """A ruled table of columns so wide (cm), with no row yet."""
    table: Table = paper.add_table(rows=0, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    borders(table, "single", sides)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def cells_of(row: _Row, spans: Sequence[int]) -> list[_Cell]:
    """The row's cells joined to cells so many columns wide."""
    cells, joined, at = row.cells, [], 0
    for span in spans:
        joined.append(cells[at] if span == 1 else cells[at].merge(cells[at + span - 1]))
        at += span
    return joined


def loop_rows(table: Table, loop: str, values: Sequence[str], height: float = 0) -> None:
    """A row for every item: docxtpl drops the rows that hold only the loop's own words."""
    first, row, last = table.add_row(), table.add_row(), table.add_row()
    set_cell(first.cells[0], loop)
    set_cell(last.cells[0], "{%tr endfor %}")
    for cell, value, above in zip(row.cells, values, table.rows[0].cells, strict=True):
        cell.width = above.width
        set_cell(cell, value)
    if height:
        row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    keep_whole(row)


def set_cell(
    cell: _Cell, text: str, face: str = SONG, center: bool = False, size: float = 11, space: float = 2
) -> None:
    """Words in a cell, half-way down."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(space)
    paragraph.paragraph_format.space_before = Pt(space)
    if center:
        paragraph.alignment = CENTER
    run(paragraph, text, size, face)
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(middle)


def keep_whole(row: _Row) -> None:
    """No row is broken by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def borders(table: Table, kind: str, sides: Sequence[str] = SIDES) -> None:
    """Rules of one kind on these sides."""
    ruled = OxmlElement("w:tblBorders")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", kind), ("sz", "6"), ("space", "0"), ("color", "666666")):
            edge.set(qn(f"w:{name}"), value)
        ruled.append(edge)
    # Word wants these in the order of its schema
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    table._tbl.tblPr.insert_element_before(ruled, *later)


def spacer(paper: Paper, size: float = 1) -> None:
    """Keeps two tables apart, which Word would otherwise join."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(size)
    run(paragraph, "", size)


def footer(paper: Paper, text: str) -> None:
    """Words and the page's number at the foot of every page."""
    paragraph = paper.sections[0].footer.paragraphs[0]
    paragraph.alignment = CENTER
    run(paragraph, f"{text}　　第 ", 9)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)
    run(paragraph, " 页", 9)
