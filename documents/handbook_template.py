"""导师工作手册 and 学生成长档案 for Word: the forms of S1, drawn so that a school can make them its own in WPS."""

from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt
from docx.table import Table

from documents.template_parts import (
    CENTER,
    HEI,
    SONG,
    cells_of,
    empty_table,
    footer,
    heading,
    keep_whole,
    line,
    loop_rows,
    ruled_table,
    run,
    set_cell,
    sheet,
    spacer,
    title,
)
from domain.exam_forms import CURVE_LABELS

_IDENTITY: Final = (2.1, 2.5, 1.4, 2.4, 1.4, 1.6, 1.6, 4.2)
_CONTACT: Final = (2.1, 2.5, 8.4, 4.2)
_RULED_LINES: Final = 20
_SIZE: Final = 10.5  # 五号, as printed forms have it


def handbook() -> Paper:
    """Cover, roster table, two forms a student, plan, summaries, story."""
    paper = sheet()
    footer(paper, "{{ 导出 }}")
    _cover(paper)
    _new_page(paper, "教师所导学生信息记录表")
    roster = ruled_table(
        paper, [("序号", 1.6), ("姓名", 3.6), ("性别", 2.0), ("年级/班级", 3.6), ("备注", 6.4)]
    )
    fields = ("序号", "姓名", "性别", "班级", "备注")
    loop_rows(roster, "{%tr for 人 in 学生 %}", [f"{{{{ 人.{one} }}}}" for one in fields], height=0.9)
    for form, name in ((_growth_form, "学生成长记录档案"), (_contact_form, "导师与学生、家长交流记录表")):
        line(paper, "{%p for 人 in 学生 %}")
        _new_page(paper, f"{name}（{{{{ 人.序数 }}}}）")
        form(paper)
        line(paper, "{%p endfor %}")
    _new_page(paper, "导师工作计划")
    _ruled(paper)
    line(paper, "{%p for 份 in 小结 %}")
    _new_page(paper, "{{ 份.标题 }}")
    line(paper, "{%p for 段 in 份.段落 %}")
    line(paper, "{{ 段 }}", size=12)
    line(paper, "{%p endfor %}")
    line(paper, "{%p endfor %}")
    line(paper, "{%p if not 小结 %}")
    _new_page(paper, "工作总结")
    _ruled(paper)
    line(paper, "{%p endif %}")
    _new_page(paper, "德育小故事")
    _ruled(paper)
    return paper


def archive() -> Paper:
    """One student: the forms, and what is known besides."""
    paper = sheet()
    footer(paper, "{{ 导出 }}")
    line(paper, "{%p for 人 in 学生 %}")
    line(paper, "{%p if not loop.first %}")
    line(paper, "", size=1).paragraph_format.page_break_before = True
    line(paper, "{%p endif %}")
    line(paper, "{{ 学校 }}　{{ 学年 }}{{ 学期 }}").alignment = CENTER
    title(paper, "学生成长记录档案")
    _growth_form(paper)
    line(paper, "{%p for 项 in 人.其他 %}")
    heading(paper, "{{ 项.标题 }}")
    line(paper, "{{ 项.内容 }}")
    line(paper, "{%p endfor %}")
    _new_page(paper, "导师与学生、家长交流记录表")
    _contact_form(paper)
    line(paper, "{%p endfor %}")
    return paper


def _cover(paper: Paper) -> None:
    for size, text, above in ((36, "导师工作手册", 140), (16, "{{ 学年 }}　{{ 学期 }}", 24)):
        paragraph = paper.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.space_before = CENTER, Pt(above)
        run(paragraph, text, size, HEI)
    for place, (name, value) in enumerate(
        (("学　　校", "学校"), ("导　　师", "导师"), ("任教学科", "学科"), ("任教班级", "任教班级"))
    ):
        paragraph = paper.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(4)
        paragraph.paragraph_format.space_before = Pt(140 if place == 0 else 14)
        run(paragraph, f"{name}：", 15, HEI)
        run(paragraph, f"{{{{ {value} }}}}", 15).underline = True


def _new_page(paper: Paper, text: str) -> None:
    title(paper, text).paragraph_format.page_break_before = True


def _growth_form(paper: Paper) -> None:
    table = empty_table(paper, _IDENTITY)
    _identity(table)
    for name, field in (
        ("学生基本\n情　　况", "基本情况"),
        ("家庭基本\n情　　况", "家庭情况"),
        ("主要社会\n关　　系", "社会关系"),
    ):
        _row(table, [(1, name, True), (7, f"{{{{ 人.{field} }}}}", False)], height=1.3)
    _row(table, [(8, "{%tr for 月 in 人.月份 %}", False)])
    _row(
        table,
        [
            (1, "{{ 月.名称 }}\n表　现", True),
            (4, "{{ 月.表现 }}", False),
            (1, "亮点", True),
            (2, "{{ 月.亮点 }}", False),
        ],
        height=1.3,
    )
    _row(table, [(8, "{%tr if 月.不足 or 月.改进措施 %}", False)])
    _row(
        table,
        [
            (1, "不　足", True),
            (4, "{{ 月.不足 }}", False),
            (1, "改进\n措施", True),
            (2, "{{ 月.改进措施 }}", False),
        ],
        height=1.2,
    )
    _row(table, [(8, "{%tr endif %}", False)])
    _row(
        table,
        [
            (2, "{{ 月.考试 }}成绩", True),
            (2, "{{ 月.成绩 }}", None),
            (2, "班级排名", True),
            (2, "{{ 月.排名 }}", None),
        ],
    )
    _row(table, [(8, "{%tr endfor %}", False)])


def _contact_form(paper: Paper) -> None:
    table = empty_table(paper, _IDENTITY)
    _identity(table)
    _row(table, [(1, "学生基本\n情　　况", True), (7, "{{ 人.基本情况 }}", False)], height=1.3)
    spacer(paper)
    contacts = ruled_table(paper, list(zip(("月份", "时间", "指导记录", "效果"), _CONTACT, strict=True)))
    _row(contacts, [(4, "{%tr for 月 in 人.交流 %}", False)])
    _row(contacts, [(4, "{%tr for 条 in 月.条目 %}", False)])
    _row(
        contacts,
        [
            (1, "{% vm %}{{ 月.名称 }}", True),
            (1, "{{ 条.时间 }}", None),
            (1, "{{ 条.记录 }}", False),
            (1, "{{ 条.效果 }}", False),
        ],
        height=0.9,
    )
    _row(contacts, [(4, "{%tr endfor %}", False)])
    _row(contacts, [(4, "{%tr endfor %}", False)])
    spacer(paper, 6)
    _curve_table(paper)


def _curve_table(paper: Paper) -> None:
    """One row that no page's end may break: Word and WPS keep a row whole, several rows not always."""
    count = len(CURVE_LABELS)
    outer = empty_table(paper, (2.1, 15.1))
    _row(outer, [(1, "{{ 人.大考.标题 }}", True), (1, "", None)])
    around = outer.rows[0].cells[1]
    points = [f"人.大考.点[{place}]" for place in range(count)]
    inner = empty_table(around, (15.1 / count,) * count, sides=("bottom", "insideH", "insideV"))
    _row(inner, [(1, f"{{{{ {one}.名称 }}}}", True) for one in points])
    _row(inner, [(1, f"{{{{ {one}.字 }}}}", None) for one in points])
    before, after = around.paragraphs  # Word wants one on either side of a table
    around._tc.remove(before._p)
    for text in ("{%p if 人.大考.有图 %}", "{{ 人.曲线 }}", "{%p endif %}", ""):
        paragraph = around.add_paragraph()
        paragraph.alignment = CENTER
        paragraph.paragraph_format.space_before = Pt(3 if text else 0)
        paragraph.paragraph_format.space_after = Pt(0)
        run(paragraph, text, _SIZE if text else 1)
    around._tc.remove(after._p)


def _identity(table: Table) -> None:
    first = (("学生\n姓名", "姓名"), ("班级", "班级"), ("性别", "性别"), ("联系\n电话", "电话"))
    parts: list[tuple[int, str, bool | None]] = []
    for name, field in first:
        parts += [(1, name, True), (1, f"{{{{ 人.{field} }}}}", None)]
    _row(table, parts)
    _row(
        table,
        [
            (1, "家长\n姓名", True),
            (1, "{{ 人.家长姓名 }}", None),
            (2, "工作单位或\n家庭住址", True),
            (4, "{{ 人.单位或住址 }}", False),
        ],
    )


def _row(table: Table, parts: Sequence[tuple[int, str, bool | None]], height: float = 0.7) -> None:
    """A row of (columns wide, words, label True / value in the middle None / text False)."""
    row = table.add_row()
    for cell, (_, text, is_label) in zip(cells_of(row, [wide for wide, _, _ in parts]), parts, strict=True):
        face = HEI if is_label else SONG
        set_cell(cell, text, face, center=is_label is not False, size=_SIZE, space=1)
    row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    keep_whole(row)


def _ruled(paper: Paper) -> None:
    """Lines to write on by hand."""
    table = empty_table(paper, (17.2,), sides=("bottom", "insideH"))
    for _ in range(_RULED_LINES):
        row = table.add_row()
        row.height, row.height_rule = Cm(1), WD_ROW_HEIGHT_RULE.EXACTLY
