"""The papers of a register as bytes: faces, paper size, signatures, formulas, templates that cannot run anything."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from documents import make_templates, register_papers, word, workbook
from documents.workbook import Sheet
from domain.register import Pupil, Register, RegisterGroup, name_lines, pairs

TODAY = date(2026, 11, 20)
NAMES = ("张书瑶", "王磊", "欧阳思远", "买买提·艾力", "李沐阳")


def group(name, mentor="田小雨", names=NAMES):
    return RegisterGroup(
        name, mentor, "语文", tuple(Pupil(one, f"S{one}") for one in names), "=说到做到", "<b>读&写</b>"
    )


def register(*groups, unplaced=()):
    return Register("育才学校", "2026—2027学年", "三（1）班", "方晓梅", groups, unplaced, TODAY)


def opened(content):
    return docx.Document(BytesIO(content))


def test_the_register_is_a4_across_with_both_signatures_and_the_words_as_typed():
    paper = opened(register_papers.register_word(register(group("启明组"), group("扬帆组")), TODAY))
    section = paper.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    text = "\n".join(one.text for one in paper.paragraphs)
    assert (
        "班主任签字" in text
        and "教务处签字" in text
        and "2026年11月20日起生效" in text
        and "共 10 名学生，2 个小组" in text
    )
    assert [row.cells[0].text for row in paper.tables[0].rows] == ["组名", "启明组", "扬帆组"]
    assert paper.tables[0].rows[1].cells[5].text == "=说到做到"
    assert paper.tables[0].rows[1].cells[6].text == "<b>读&写</b>"
    assert "还没有分组" not in text


def test_who_has_no_group_stands_beneath():
    paper = opened(
        register_papers.register_word(register(group("启明组"), unplaced=(Pupil("新同学"),)), TODAY)
    )
    assert "还没有分组：新同学" in [one.text for one in paper.paragraphs]


@pytest.mark.parametrize("template", make_templates.MADE)
def test_every_run_with_text_is_set_in_a_chinese_face(template):
    paper = opened((word.TEMPLATES / template).read_bytes())
    runs = [run for run in paper.element.body.iter(qn("w:r")) if "".join(run.itertext()).strip()]
    faces = {run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in runs}
    languages = {run.find(qn("w:rPr")).find(qn("w:lang")).get(qn("w:eastAsia")) for run in runs}
    assert (faces, languages) == ({"宋体", "黑体"}, {"zh-CN"})


@pytest.mark.parametrize("template", make_templates.MADE)
def test_the_templates_shipped_are_those_drawn_by_the_code(template):
    made = BytesIO()
    make_templates.MADE[template]().save(made)
    shipped = opened((word.TEMPLATES / template).read_bytes())
    assert opened(made.getvalue()).element.xml == shipped.element.xml


def test_no_cell_of_the_cards_is_left_without_a_paragraph():
    """Word calls such a file broken."""
    paper = opened(register_papers.group_cards(register(*(group(f"第{n}组") for n in range(3))), TODAY))
    cells = [cell for row in paper.tables[0].rows for cell in row.cells]
    assert [cell.paragraphs[0].text for cell in cells] == ["第0组", "第1组", "第2组", ""]
    assert all(cell._tc.findall(qn("w:p")) for cell in cells)


def test_each_mentor_has_one_page_however_many_groups():
    content = register_papers.mentor_lists(
        register(group("启明组"), group("扬帆组"), group("知行组", "邱大山")), TODAY
    )
    paper = opened(content)
    assert [one.text for one in paper.paragraphs if "老师" in one.text] == [
        "田小雨老师带的学生",
        "邱大山老师带的学生",
    ]
    assert [len(table.rows) for table in paper.tables] == [11, 6]


def test_the_workbook_has_a_frozen_header_and_a_line_for_every_student():
    book = openpyxl.load_workbook(BytesIO(register_papers.register_excel(register(group("启明组")))))
    groups, students = book.worksheets
    assert (groups.title, students.title, groups.freeze_panes, groups.print_title_rows) == (
        "明细表",
        "学生名单",
        "A3",
        "$1:$2",
    )
    assert [cell.value for cell in students[2]] == ["学号", "姓名", "组名", "导师", "学科"]
    assert [row[1].value for row in students.iter_rows(min_row=3)] == list(NAMES)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    st.sampled_from("=+-@"),
)
def test_no_text_becomes_a_formula(rest, first):
    content = workbook.workbook([Sheet("表", "标题", [("列", 10)], [(first + rest,)])])
    cell = openpyxl.load_workbook(BytesIO(content)).worksheets[0].cell(3, 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (first + rest, "s", True)


def test_a_sign_no_paper_can_hold_is_left_out_and_the_rest_stays():
    """Pasted text brings such signs: one of them must not keep a class from its papers."""
    odd = replace(group("启\x0b明组"), motto="口\x01号<b>", aim="目\ufffe标\x00")
    papers = register(odd, group("扬帆组"))
    book = openpyxl.load_workbook(BytesIO(register_papers.register_excel(papers)))
    assert [cell.value for cell in book["明细表"][3]][6:] == ["口号<b>", "目标"]
    table = opened(register_papers.register_word(papers, TODAY)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][5:] == ["口号<b>", "目标"]
    assert [row.cells[0].text for row in table.rows] == ["组名", "启明组", "扬帆组"]


def test_a_placeholder_without_a_value_is_an_error():
    with pytest.raises(UndefinedError):
        word.fill("register.docx", {"学校": "育才学校"})


@pytest.mark.parametrize(
    "attack", ["{{ ''.__class__.__mro__ }}", "{{ 学校.__class__.__base__.__subclasses__() }}"]
)
def test_a_template_cannot_reach_into_the_program(tmp_path, monkeypatch, attack):
    paper = docx.Document()
    paper.add_paragraph(attack)
    paper.save(tmp_path / "bad.docx")
    monkeypatch.setattr(word, "TEMPLATES", tmp_path)
    with pytest.raises(SecurityError):
        word.fill("bad.docx", {"学校": "育才学校"})


def test_names_are_never_broken_at_the_end_of_a_line():
    assert name_lines(NAMES, 11) == ["张书瑶　王　磊", "欧阳思远　买买提·艾力", "李沐阳"]
    assert name_lines(["一个特别特别长的名字"], 4) == ["一个特别特别长的名字"]


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=6), max_size=12), st.integers(3, 30))
def test_every_name_is_set_once_and_in_order(names, width):
    assert "".join(name_lines(names, width)).replace("\u3000", "") == "".join(names)
    left_right = pairs(names)
    assert [one for one in [*(one for one, _ in left_right), *(two for _, two in left_right)] if one] == names
