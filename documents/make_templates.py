"""Draws the Word templates this product ships: `python -m documents.make_templates` after a change here.

Kept as code because nobody can read the difference between two .docx files; the result is committed beside it, so
that a school may open a template in Word or WPS and make it its own.
"""

from collections.abc import Callable, Sequence
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

from documents.word import TEMPLATES

SONG, HEI = "宋体", "黑体"
CENTER: Final = WD_ALIGN_PARAGRAPH.CENTER


def register() -> Paper:
    """导师分工班级明细表."""
    paper = _paper(landscape=True)
    _title(paper, "全员育人导师制导师分工班级明细表")
    _line(
        paper,
        "{{ 学校 }}　{{ 学年 }}　　班级：{{ 班级 }}　　班主任：{{ 班主任 }}　　共 {{ 总人数 }} 名学生，{{ 小组|length }} 个小组　　{{ 状态 }}",
        size=11,
    )
    columns = [
        ("组名", 2.6),
        ("导师", 2.1),
        ("学科", 2.4),
        ("人数", 1.2),
        ("学生", 9.6),
        ("口号", 3.6),
        ("小组目标", 4.2),
    ]
    table = _table(paper, columns)
    fields = ["组名", "导师", "学科", "人数", "学生", "口号", "目标"]
    _loop_rows(table, "{%tr for 组 in 小组 %}", [f"{{{{ 组.{field} }}}}" for field in fields])
    for cell in table.rows[2].cells[:4]:
        cell.paragraphs[0].alignment = CENTER
    _line(paper, "{%p if 未分组 %}")
    _line(paper, "还没有分组：{{ 未分组 }}")
    _line(paper, "{%p endif %}")
    _line(paper, "", size=6)
    _line(
        paper,
        "班主任签字：________________　　　教务处签字：________________　　　日期：____年____月____日",
        size=12,
    )
    return paper


def group_cards() -> Paper:
    """One card a group; dashed edges to cut along."""
    paper = _paper()
    table = paper.add_table(rows=3, cols=2)
    _borders(table, "dashed")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_cell(table.rows[0].cells[0], "{%tr for 行 in 行列 %}")
    for cell, side in zip(table.rows[1].cells, ("左", "右"), strict=True):
        cell.width = Cm(8.6)
        _card(cell, f"行.{side}")
    _set_cell(table.rows[2].cells[0], "{%tr endfor %}")
    table.rows[1].height, table.rows[1].height_rule = Cm(8.2), WD_ROW_HEIGHT_RULE.AT_LEAST
    _keep_whole(table.rows[1])
    return paper


def mentor_lists() -> Paper:
    """A page for each mentor."""
    paper = _paper()
    _line(paper, "{%p for 导师 in 导师们 %}")
    title = _title(paper, "{{ 导师.姓名 }}老师带的学生")
    title.paragraph_format.page_break_before = True
    _line(
        paper,
        "{{ 学校 }}　{{ 学年 }}　{{ 班级 }}　{{ 导师.学科 }}　共 {{ 导师.人数 }} 人　　{{ 状态 }}",
        size=11,
    )
    table = _table(paper, [("学号", 3.0), ("姓名", 2.6), ("组名", 3.2), ("备注", 8.2)])
    _loop_rows(
        table,
        "{%tr for 人 in 导师.学生 %}",
        ["{{ 人.学号 }}", "{{ 人.姓名 }}", "{{ 人.组名 }}", ""],
        height=0.9,
    )
    _line(paper, "打印于 {{ 打印日期 }}。用完请收好或碎掉，不要留在公共打印机旁。", size=9)
    _line(paper, "{%p endfor %}")
    return paper


def ceremony() -> Paper:
    """交接仪式: the programme and who signs."""
    paper = _paper()
    _title(paper, "{{ 班级 }}全员育人导师制交接仪式")
    _line(paper, "{{ 学校 }}　　时间：{{ 日期 }}　　地点：{{ 地点 }}　　班主任：{{ 班主任 }}", size=11)
    _heading(paper, "议程")
    _line(paper, "{%p for 项 in 议程 %}")
    _line(paper, "{{ 项 }}")
    _line(paper, "{%p endfor %}")
    _heading(paper, "教师签到")
    table = _table(paper, [("教师", 3.2), ("小组", 5.2), ("签名", 8.6)])
    _loop_rows(table, "{%tr for 人 in 教师 %}", ["{{ 人.姓名 }}", "{{ 人.小组 }}", ""], height=0.85)
    _heading(paper, "学生签到（共 {{ 总人数 }} 人）").paragraph_format.page_break_before = True
    table = _table(paper, [("姓名", 2.6), ("签名", 5.9), ("姓名", 2.6), ("签名", 5.9)])
    _loop_rows(table, "{%tr for 对 in 学生 %}", ["{{ 对[0] }}", "", "{{ 对[1] }}", ""], height=0.85)
    return paper


def summary() -> Paper:
    """月度小结: the text and a line to sign on."""
    paper = _paper()
    _title(paper, "{{ 标题 }}")
    _line(paper, "{{ 学校 }}　　导师：{{ 导师 }}　　{{ 状态 }}", size=11)
    _line(paper, "{%p for 段 in 段落 %}")
    _line(paper, "{{ 段 }}", size=12)
    _line(paper, "{%p endfor %}")
    _line(paper, "", size=6)
    _line(paper, "导师签字：________________　　　日期：____年____月____日", size=12)
    _line(paper, "打印于 {{ 打印日期 }}。里面有学生的情况，用完请收好或碎掉。", size=9)
    return paper


MADE: Final[dict[str, Callable[[], Paper]]] = {
    "register.docx": register,
    "group_cards.docx": group_cards,
    "mentor_lists.docx": mentor_lists,
    "ceremony.docx": ceremony,
    "summary.docx": summary,
}


def _paper(landscape: bool = False) -> Paper:
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
    _face(normal.element.get_or_add_rPr(), SONG)
    return paper


def _face(properties: Any, face: str) -> None:
    """Word takes the face of Chinese characters from eastAsia, not from the font's name."""
    fonts = properties.get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _run(paragraph: Paragraph, text: str, size: float = 11, face: str = SONG) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _face(run._element.get_or_add_rPr(), face)
    return run


def _line(paper: Paper, text: str, size: float = 11) -> Paragraph:
    paragraph = paper.add_paragraph()
    _run(paragraph, text, size)
    return paragraph


def _title(paper: Paper, text: str) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_after = Pt(8)
    _run(paragraph, text, 18, HEI)
    return paragraph


def _heading(paper: Paper, text: str) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, 13, HEI)
    return paragraph


def _table(paper: Paper, columns: Sequence[tuple[str, float]]) -> Table:
    """A ruled table whose header stands on every page."""
    table: Table = paper.add_table(rows=1, cols=len(columns))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _borders(table, "single")
    for cell, column, (heading, width) in zip(table.rows[0].cells, table.columns, columns, strict=True):
        column.width = cell.width = Cm(width)
        _set_cell(cell, heading, face=HEI, center=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def _loop_rows(table: Table, loop: str, values: Sequence[str], height: float = 0) -> None:
    """A row for every item: docxtpl drops the rows that hold only the loop's own words."""
    first, row, last = table.add_row(), table.add_row(), table.add_row()
    _set_cell(first.cells[0], loop)
    _set_cell(last.cells[0], "{%tr endfor %}")
    for cell, value, above in zip(row.cells, values, table.rows[0].cells, strict=True):
        cell.width = above.width
        _set_cell(cell, value)
    if height:
        row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    _keep_whole(row)


def _card(cell: _Cell, group: str) -> None:
    """A group's card, or nothing where the number of groups is odd."""
    parts = [
        (f"{{%p if {group} %}}", 11, SONG),
        (f"{{{{ {group}.组名 }}}}", 20, HEI),
        (f"“{{{{ {group}.口号 }}}}”", 12, SONG),
        (f"导师：{{{{ {group}.导师 }}}}", 13, HEI),
        (f"{{{{ {group}.学生 }}}}", 13, SONG),
        (f"我们的目标：{{{{ {group}.目标 }}}}", 11, SONG),
        ("{{ 班级 }}　{{ 学年 }}", 9, SONG),
        ("{%p endif %}", 11, SONG),
        ("", 1, SONG),  # a cell must never be without a paragraph
    ]
    for place, (text, size, face) in enumerate(parts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.alignment = CENTER
        paragraph.paragraph_format.space_before = Pt(3)
        _run(paragraph, text, size, face)


def _set_cell(cell: _Cell, text: str, face: str = SONG, center: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if center:
        paragraph.alignment = CENTER
    _run(paragraph, text, 11, face)
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(middle)


def _keep_whole(row: _Row) -> None:
    """No row is broken by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _borders(table: Table, kind: str) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", kind), ("sz", "6"), ("space", "0"), ("color", "666666")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    # Word wants these in the order of its schema
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    table._tbl.tblPr.insert_element_before(borders, *later)


def main() -> None:
    """Write every template."""
    TEMPLATES.mkdir(exist_ok=True)
    for name, make in MADE.items():
        make().save(str(TEMPLATES / name))


if __name__ == "__main__":
    main()
