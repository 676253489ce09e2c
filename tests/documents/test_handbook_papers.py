"""导师工作手册 and 成长档案 as Word and PDF: every value comes back, nothing in it can run, the forms are whole."""

import json
from dataclasses import fields, replace
from io import BytesIO

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from documents.curve_picture import curve_pictures
from documents.handbook_pdf import archive_pdf, handbook_pdf
from documents.handbook_values import archive_values, exam_values, growth_values, handbook_values
from documents.handbook_word import archive_word, handbook_word
from documents.word import placeholders
from domain.handbook import (
    Curve,
    ExamPlace,
    Growth,
    Handbook,
    MonthForm,
    blank_growth,
    contact_months,
    ordinal,
)
from tests.documents.handbooks import NAMES, growth, handbook, ranks

BOOK = handbook(len(NAMES))


def word_text(content):
    """All text of a Word paper: paragraphs, cells, footers."""
    paper = docx.Document(BytesIO(content))
    body = "".join(one.text or "" for one in paper.element.body.iter() if one.tag.endswith("}t"))
    return body + "".join(one.text for one in paper.sections[0].footer.paragraphs)


def pdf_text(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def bare(text):
    """Lines are broken wherever the paper is full."""
    return "".join(text.split())


def leaves(values):
    """Every text within values."""
    if isinstance(values, dict):
        return [leaf for one in values.values() for leaf in leaves(one)]
    if isinstance(values, list):
        return [leaf for one in values for leaf in leaves(one)]
    return [values] if isinstance(values, str) else []


PAPERS = {
    "word": (word_text, handbook_word(handbook_values(BOOK))),
    "pdf": (pdf_text, handbook_pdf(handbook_values(BOOK))),
}
NOT_PRINTED = {"学号", "家长电话", "历任导师", "其他"}  # of the archive, or for a school's own template


@pytest.mark.parametrize("kind", PAPERS)
def test_every_value_of_a_handbook_comes_back(kind):
    read, content = PAPERS[kind]
    found = bare(read(content))
    values = handbook_values(BOOK)
    for one in values["学生"]:
        for name in NOT_PRINTED:
            del one[name]
    missing = [text for text in leaves(values) if bare(text) not in found]
    assert not missing


def test_no_field_of_a_student_is_left_out_of_the_values():
    one = growth(1)
    told = json.dumps(growth_values(one), ensure_ascii=False)
    for field in fields(Growth):
        value = getattr(one, field.name)
        if isinstance(value, str):
            assert value in told, field.name


@pytest.mark.parametrize("kind", PAPERS)
def test_a_name_is_printed_as_it_is_written(kind):
    read, content = PAPERS[kind]
    found = bare(read(content))
    assert all(bare(name) in found for name in NAMES)
    assert found.count("育才学校") == 1  # {{ 学校 }} as a name asks for nothing


def test_the_pdf_is_set_in_the_faces_that_are_shipped():
    page = PdfReader(BytesIO(PAPERS["pdf"][1])).pages[0]
    faces = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert faces and all("NotoS" in face for face in faces), faces


def test_each_student_has_two_forms_beginning_on_a_page_of_their_own():
    pages = [bare(page.extract_text()) for page in PdfReader(BytesIO(PAPERS["pdf"][1])).pages]
    for place in range(1, len(NAMES) + 1):
        for form in ("学生成长记录档案", "导师与学生、家长交流记录表"):
            assert [page.startswith(f"{form}（{ordinal(place)}）") for page in pages].count(True) == 1


def test_the_foot_of_every_page_says_who_took_it_and_when():
    for page in PdfReader(BytesIO(PAPERS["pdf"][1])).pages:
        assert bare(BOOK.exported) in bare(page.extract_text())


def test_the_word_handbook_holds_a_curve_for_each_student():
    paper = docx.Document(BytesIO(PAPERS["word"][1]))
    assert len(paper.inline_shapes) == len(NAMES)


def test_the_month_is_one_cell_beside_all_its_contacts():
    told = contact_months([(1, one) for one in growth(1).contacts[0].contacts * 3])
    content = handbook_word(handbook_values(replace(BOOK, students=(replace(growth(1), contacts=told),))))
    table = next(one for one in docx.Document(BytesIO(content)).tables if one.rows[0].cells[0].text == "月份")
    assert len({row.cells[0]._tc for row in table.rows[1:4]}) == 1


def test_weakness_and_measure_stand_only_where_there_are_any():
    plain = replace(
        growth(1), months=tuple(replace(one, weakness="", measure="") for one in growth(1).months)
    )
    one = replace(BOOK, students=(plain,))
    assert "改进措施" not in bare(word_text(handbook_word(handbook_values(one))))
    assert "改进措施" not in bare(pdf_text(handbook_pdf(handbook_values(one))))


def test_an_archive_holds_the_forms_and_what_else_is_known():
    head = {"school": "育才学校", "school_year": "2026—2027学年", "term": "上学期", "exported": "某人 导出"}
    told = archive_values([growth(1), growth(2)], head)
    word = bare(word_text(archive_word(told)))
    pdf = bare(pdf_text(archive_pdf(told)))
    for text in ("02号目标", "02号目标的话", "02号第五月亮点", "02号谈了作业", "某人导出"):
        assert text in word and text in pdf


def test_blank_forms_have_the_headings_and_no_child():
    empty = Handbook(
        "育才学校", "20　—20　学年", "第　学期", "", "", "", tuple(blank_growth() for _ in range(3)), ""
    )
    for content in (
        word_text(handbook_word(handbook_values(empty))),
        pdf_text(handbook_pdf(handbook_values(empty))),
    ):
        assert all(
            words in bare(content)
            for words in ("学生成长记录档案（三）", "第五月", "学期考试成绩", "上学期期考")
        )


def test_the_templates_ask_for_nothing_the_values_do_not_have():
    assert placeholders("handbook.docx") <= set(handbook_values(BOOK))


def picture(values, is_rank=True):
    points = [ExamPlace("考试", f"{value}", value) for value in values]
    (made,) = curve_pictures([exam_values(Curve(tuple(points), is_rank))])
    return Image.open(BytesIO(made)).convert("RGB")


def blue_rows(image):
    return [
        y
        for y in range(image.height)
        for x in range(image.width)
        if image.getpixel((x, y)) == (0x00, 0x72, 0xB2)
    ]


def test_a_curve_is_drawn_in_few_colours_on_white():
    image = picture([50, 40, 30, 20, 10])
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert len(image.getcolors(1000)) <= 24
    assert blue_rows(image)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.integers(1, 2000), st.floats(0, 100).map(lambda one: round(one, 1))),
        min_size=5,
        max_size=5,
    ).filter(any),
    st.booleans(),
)
def test_any_curve_can_be_drawn(values, is_rank):
    kept = [None if value is None else max(value, 1) if is_rank else value for value in values]
    assert picture(kept, is_rank).width > 100


def test_rank_one_stands_above_rank_fifty():
    early = picture([1, 1, 1, 1, 50])
    left, right = (
        early.crop((0, 0, early.width // 2, early.height)),
        early.crop((early.width * 4 // 5, 0, early.width, early.height)),
    )
    assert max(blue_rows(left)) < max(blue_rows(right))


def test_several_curves_come_back_in_their_order():
    one, two = exam_values(ranks(1)), exam_values(Curve(ranks(1).places[:3], is_rank=False))
    first, second = curve_pictures([one, two])
    assert curve_pictures([one])[0] == first and curve_pictures([two])[0] == second


def test_a_month_without_a_contact_has_an_empty_line():
    assert [
        month["条目"] for month in growth_values(replace(Growth(), contacts=contact_months([])))["交流"]
    ] == [[{"时间": "", "记录": "", "效果": ""}]] * 4


@pytest.mark.parametrize(
    ("place", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (45, "四十五")]
)
def test_forms_are_numbered_as_people_write(place, text):
    assert ordinal(place) == text


def test_a_long_record_goes_on_over_the_page_and_loses_nothing():
    words = "很长的话。" * 900 + "到此为止"
    one = replace(growth(1), basics=words, months=(MonthForm("第一月", "第一次月考", words),))
    book = replace(BOOK, students=(one,))
    assert bare(pdf_text(handbook_pdf(handbook_values(book)))).count("到此为止") == 3
    assert bare(word_text(handbook_word(handbook_values(book)))).count("到此为止") == 3
