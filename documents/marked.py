"""谁 · 何时 导出 at the foot of every page of a Word or Excel file, whoever made it and from whichever template."""

import re
import zipfile
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from documents.printable import printable
from documents.template_parts import run

_SHEET: Final = re.compile(r"xl/worksheets/sheet\d+\.xml")
_PAGE_SETUP: Final = re.compile(r"<pageSetup\b[^>]*/>")


def marked_word(content: bytes, mark: str) -> bytes:
    """The paper with the mark in the footer of each section, unless it stands there already."""
    paper, added = Document(BytesIO(content)), False
    for section in paper.sections:
        if section.footer.is_linked_to_previous and added:
            continue
        if mark in "".join(one.text for one in section.footer.paragraphs):
            continue
        paragraph = section.footer.paragraphs[0]
        if paragraph.text:
            paragraph = section.footer.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run(paragraph, printable(mark), 9).font.size = Pt(9)
        added = True
    if not added:
        return content
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def marked_excel(content: bytes, mark: str) -> bytes:
    """The workbook with the mark in the footer that each sheet is printed with."""
    # a name may hold an ampersand, which begins a code in a footer
    foot = f"<headerFooter><oddFooter>{escape('&C' + printable(mark).replace('&', '&&'))}</oddFooter></headerFooter>"
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as book,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in book.infolist():
            held = book.read(part)
            if _SHEET.fullmatch(part.filename):
                held = _PAGE_SETUP.sub(lambda found: found[0] + foot, held.decode(), count=1).encode()
            made.writestr(part, held)
    return written.getvalue()
