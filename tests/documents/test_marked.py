"""谁 · 何时 导出 at the foot of what is taken along."""

from io import BytesIO

import docx
import openpyxl
import pytest
from docx.enum.section import WD_SECTION

from documents import make_templates
from documents.marked import marked_excel, marked_word
from documents.workbook import Sheet, workbook

MARK = "A&B<王> · 2026年11月20日 18:00 导出"


def saved(paper):
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def feet(content):
    return [
        "".join(one.text for one in section.footer.paragraphs)
        for section in docx.Document(BytesIO(content)).sections
    ]


@pytest.mark.parametrize("template", make_templates.MADE)
def test_each_of_our_papers_can_bear_it(template):
    (foot,) = feet(marked_word(saved(make_templates.MADE[template]()), MARK))
    assert foot.count(MARK) == 1


def test_it_is_put_once_and_beside_what_stands_there():
    paper = docx.Document()
    paper.sections[0].footer.paragraphs[0].text = "某某学校"
    once = marked_word(saved(paper), MARK)
    assert feet(once) == [f"某某学校{MARK}"]
    assert marked_word(once, MARK) == once


def test_every_section_bears_it():
    paper = docx.Document()
    paper.sections[0].footer.paragraphs[0].text = "一"
    paper.add_section(WD_SECTION.NEW_PAGE).footer.is_linked_to_previous = False
    paper.add_section(WD_SECTION.NEW_PAGE)
    assert all(MARK in foot for foot in feet(marked_word(saved(paper), MARK)))


def test_a_workbook_prints_it_on_every_sheet_and_keeps_its_cells():
    sheets = [Sheet(name, "标题", [("列", 8)], [(name,)]) for name in ("甲", "乙")]
    book = openpyxl.load_workbook(BytesIO(marked_excel(workbook(sheets), MARK)))
    assert [one.oddFooter.center.text for one in book] == [MARK.replace("&", "&&")] * 2
    assert [one.cell(3, 1).value for one in book] == ["甲", "乙"]
