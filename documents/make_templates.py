"""Draws the Word templates this product ships: `python -m documents.make_templates` after a change here.

Kept as code because nobody can read the difference between two .docx files; the result is committed beside it, so
that a school may open a template in Word or WPS and make it its own.
"""

from collections.abc import Callable
from typing import Final

from docx.document import Document as Paper
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt
from docx.table import _Cell

from documents.handbook_template import archive, handbook
from documents.template_parts import (
    CENTER,
    HEI,
    SONG,
    borders,
    footer,
    heading,
    keep_whole,
    line,
    loop_rows,
    ruled_table,
    run,
    set_cell,
    sheet,
    title,
)
from documents.word import TEMPLATES


def register() -> Paper:
    """导师分工班级明细表."""
    paper = sheet(landscape=True)
    title(paper, "全员育人导师制导师分工班级明细表")
    line(
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
    table = ruled_table(paper, columns)
    fields = ["组名", "导师", "学科", "人数", "学生", "口号", "目标"]
    loop_rows(table, "{%tr for 组 in 小组 %}", [f"{{{{ 组.{field} }}}}" for field in fields])
    for cell in table.rows[2].cells[:4]:
        cell.paragraphs[0].alignment = CENTER
    line(paper, "{%p if 未分组 %}")
    line(paper, "还没有分组：{{ 未分组 }}")
    line(paper, "{%p endif %}")
    line(paper, "", size=6)
    line(
        paper,
        "班主任签字：________________　　　教务处签字：________________　　　日期：____年____月____日",
        size=12,
    )
    return paper


def group_cards() -> Paper:
    """One card a group; dashed edges to cut along."""
    paper = sheet()
    table = paper.add_table(rows=3, cols=2)
    borders(table, "dashed")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_cell(table.rows[0].cells[0], "{%tr for 行 in 行列 %}")
    for cell, side in zip(table.rows[1].cells, ("左", "右"), strict=True):
        cell.width = Cm(8.6)
        _card(cell, f"行.{side}")
    set_cell(table.rows[2].cells[0], "{%tr endfor %}")
    table.rows[1].height, table.rows[1].height_rule = Cm(8.2), WD_ROW_HEIGHT_RULE.AT_LEAST
    keep_whole(table.rows[1])
    return paper


def mentor_lists() -> Paper:
    """A page for each mentor."""
    paper = sheet()
    line(paper, "{%p for 导师 in 导师们 %}")
    head = title(paper, "{{ 导师.姓名 }}老师带的学生")
    head.paragraph_format.page_break_before = True
    line(
        paper,
        "{{ 学校 }}　{{ 学年 }}　{{ 班级 }}　{{ 导师.学科 }}　共 {{ 导师.人数 }} 人　　{{ 状态 }}",
        size=11,
    )
    table = ruled_table(paper, [("学号", 3.0), ("姓名", 2.6), ("组名", 3.2), ("备注", 8.2)])
    loop_rows(
        table,
        "{%tr for 人 in 导师.学生 %}",
        ["{{ 人.学号 }}", "{{ 人.姓名 }}", "{{ 人.组名 }}", ""],
        height=0.9,
    )
    line(paper, "打印于 {{ 打印日期 }}。用完请收好或碎掉，不要留在公共打印机旁。", size=9)
    line(paper, "{%p endfor %}")
    return paper


def ceremony() -> Paper:
    """交接仪式: the programme and who signs."""
    paper = sheet()
    title(paper, "{{ 班级 }}全员育人导师制交接仪式")
    line(paper, "{{ 学校 }}　　时间：{{ 日期 }}　　地点：{{ 地点 }}　　班主任：{{ 班主任 }}", size=11)
    heading(paper, "议程")
    line(paper, "{%p for 项 in 议程 %}")
    line(paper, "{{ 项 }}")
    line(paper, "{%p endfor %}")
    heading(paper, "教师签到")
    table = ruled_table(paper, [("教师", 3.2), ("小组", 5.2), ("签名", 8.6)])
    loop_rows(table, "{%tr for 人 in 教师 %}", ["{{ 人.姓名 }}", "{{ 人.小组 }}", ""], height=0.85)
    heading(paper, "学生签到（共 {{ 总人数 }} 人）").paragraph_format.page_break_before = True
    table = ruled_table(paper, [("姓名", 2.6), ("签名", 5.9), ("姓名", 2.6), ("签名", 5.9)])
    loop_rows(table, "{%tr for 对 in 学生 %}", ["{{ 对[0] }}", "", "{{ 对[1] }}", ""], height=0.85)
    return paper


def summary() -> Paper:
    """月度小结: the text and a line to sign on."""
    paper = sheet()
    title(paper, "{{ 标题 }}")
    line(paper, "{{ 学校 }}　　导师：{{ 导师 }}　　{{ 状态 }}", size=11)
    line(paper, "{%p for 段 in 段落 %}")
    line(paper, "{{ 段 }}", size=12)
    line(paper, "{%p endfor %}")
    line(paper, "", size=6)
    line(paper, "导师签字：________________　　　日期：____年____月____日", size=12)
    line(paper, "打印于 {{ 打印日期 }}。里面有学生的情况，用完请收好或碎掉。", size=9)
    return paper


def ledger() -> Paper:
    """学情台账."""
    paper = sheet(landscape=True)
    footer(paper, "{{ 导出 }}")
    title(paper, "{{ 班级 }}学情台账")
    line(paper, "{{ 学校 }}　{{ 学年 }}{{ 学期 }}　　班主任：{{ 班主任 }}　　共 {{ 人数 }} 名学生", size=11)
    columns = [
        ("序号", 1.2), ("姓名", 2.2), ("性别", 1.2), ("学号", 2.6), ("类别（起）", 4.8), ("情况", 4.2), ("导师", 2.2),
        ("家长", 3.2), ("谈心", 1.2), ("家访", 1.2), ("最近联系", 2.2),
    ]  # fmt: skip
    fields = ["序号", "姓名", "性别", "学号", "类别", "情况", "导师", "家长", "谈心", "家访", "最近"]
    table = ruled_table(paper, columns)
    loop_rows(table, "{%tr for 人 in 学生 %}", [f"{{{{ 人.{one} }}}}" for one in fields], height=0.9)
    return paper


def screening() -> Paper:
    """逐班摸排表: a page a grade, a table a class, the last column to write in."""
    paper = sheet(landscape=True)
    footer(paper, "{{ 提醒 }}")
    line(paper, "{%p for 年级 in 各年级 %}")
    title(paper, "{{ 年级.名称 }}逐班摸排表").paragraph_format.page_break_before = True
    line(paper, "{{ 学校 }}　{{ 学年 }}　{{ 日期 }}　　本年级特殊学生 {{ 年级.人数 }} 人", size=11)
    line(paper, "{%p for 班 in 年级.班级 %}")
    heading(
        paper,
        "{{ 班.名称 }}　　班主任 {{ 班.班主任 }}　　联系领导 {{ 班.领导 }}　　{{ 班.人数 }} 名学生，特殊学生 {{ 班.学生|length }} 人",
    )
    line(paper, "{%p if 班.学生 %}")
    columns = [
        ("序号", 1.2), ("姓名", 2.2), ("性别", 1.2), ("类别（起止）", 5.0), ("导师", 2.4), ("包靠领导", 2.2), ("最近联系", 3.2),
        ("未完成的跟进", 3.2), ("研判意见", 5.2),
    ]  # fmt: skip
    fields = ["序号", "姓名", "性别", "类别", "导师", "领导", "联系", "跟进"]
    table = ruled_table(paper, columns)
    loop_rows(
        table, "{%tr for 人 in 班.学生 %}", [*(f"{{{{ 人.{one} }}}}" for one in fields), ""], height=0.9
    )
    line(paper, "{%p else %}")
    line(paper, "没有登记特殊学生。")
    line(paper, "{%p endif %}")
    line(paper, "{%p endfor %}")
    line(paper, "主持：________________　　　记录：________________　　　日期：____年____月____日", size=12)
    line(paper, "{%p endfor %}")
    return paper


MADE: Final[dict[str, Callable[[], Paper]]] = {
    "register.docx": register,
    "group_cards.docx": group_cards,
    "mentor_lists.docx": mentor_lists,
    "ceremony.docx": ceremony,
    "summary.docx": summary,
    "handbook.docx": handbook,
    "archive.docx": archive,
    "ledger.docx": ledger,
    "screening.docx": screening,
}


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
        run(paragraph, text, size, face)


def main() -> None:
    """Write every template."""
    TEMPLATES.mkdir(exist_ok=True)
    for name, make in MADE.items():
        make().save(str(TEMPLATES / name))


if __name__ == "__main__":
    main()
