"""Handbooks and archives as Word papers, from the product's own templates or a school's."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.shared import Cm
from docxtpl import InlineImage

from documents.curve_picture import curve_pictures
from documents.handbook_values import growth_values, handbook_values
from documents.word import Template
from domain.handbook import Growth, Handbook

_CURVE_WIDTH = Cm(14.4)


def handbook_word(book: Handbook, template: Template | None = None) -> bytes:
    """导师工作手册."""
    form = template or Template.own("handbook.docx")
    values = handbook_values(book)
    _draw(form, values["学生"], book.students)
    return form.fill(values)


def archive_word(
    students: Sequence[Growth], school: str, term: str, exported: str, template: Template | None = None
) -> bytes:
    """学生成长档案 of one student, or of several one after the other."""
    form = template or Template.own("archive.docx")
    told = [growth_values(one, place) for place, one in enumerate(students, start=1)]
    _draw(form, told, students)
    return form.fill({"学校": school, "学期": term, "导出": exported, "学生": told})


def _draw(form: Template, told: list[dict[str, Any]], students: Sequence[Growth]) -> None:
    """The curves go in as pictures that belong to this one document."""
    drawn = [place for place, one in enumerate(students) if one.curve.is_drawn]
    pictures = dict(zip(drawn, curve_pictures([students[place].curve for place in drawn]), strict=True))
    for place, values in enumerate(told):
        picture = pictures.get(place)
        values["曲线"] = InlineImage(form.document, BytesIO(picture), width=_CURVE_WIDTH) if picture else ""
