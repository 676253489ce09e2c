"""Handbooks and archives as PDF; values as `handbook_values` makes them."""

from documents import typeset
from documents.handbook_values import Values


def handbook_pdf(values: Values) -> bytes:
    """导师工作手册."""
    return typeset.pdf("handbook.typ", values)


def archive_pdf(values: Values) -> bytes:
    """学生成长档案 of one student, or of several one after the other."""
    return typeset.pdf("archive.typ", values)
