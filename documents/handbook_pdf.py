"""Handbooks and archives as PDF."""

from documents import typeset
from documents.handbook_values import growth_values, handbook_values
from domain.handbook import Growth, Handbook


def handbook_pdf(book: Handbook) -> bytes:
    """导师工作手册."""
    return typeset.pdf("handbook.typ", handbook_values(book))


def archive_pdf(growth: Growth, school: str, term: str, exported: str) -> bytes:
    """学生成长档案 of one student."""
    told = {"学校": school, "学期": term, "导出": exported, "学生": growth_values(growth)}
    return typeset.pdf("archive.typ", told)
