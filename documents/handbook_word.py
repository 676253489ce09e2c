"""Handbooks and archives as Word papers, from the product's own templates or a school's; values as `handbook_values` makes them."""

from collections.abc import Sequence
from io import BytesIO

from docx.shared import Cm
from docxtpl import InlineImage

from documents.curve_picture import curve_pictures
from documents.handbook_values import Values
from documents.word import Template

_CURVE_WIDTH = Cm(14.4)


def handbook_word(values: Values, template: Template | None = None) -> bytes:
    """导师工作手册."""
    return _filled(template or Template.own("handbook.docx"), values)


def archive_word(values: Values, template: Template | None = None) -> bytes:
    """学生成长档案 of one student, or of several one after the other."""
    return _filled(template or Template.own("archive.docx"), values)


def _filled(form: Template, values: Values) -> bytes:
    """With the curves as pictures that belong to this one document."""
    return form.fill({**values, "学生": _with_pictures(form, values["学生"])})


def _with_pictures(form: Template, students: Sequence[Values]) -> list[Values]:
    drawn = [place for place, one in enumerate(students) if one["大考"]["有图"]]
    made = curve_pictures([students[place]["大考"] for place in drawn])
    pictures = dict(zip(drawn, made, strict=True))
    return [
        {
            **one,
            "曲线": InlineImage(form.document, BytesIO(pictures[place]), _CURVE_WIDTH)
            if place in pictures
            else "",
        }
        for place, one in enumerate(students)
    ]
