"""Word files for tests: a school's own template, and the same one spoilt in every way files are spoilt."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx

LOOP = ("{%p for 人 in 学生 %}", "{{ 人.姓名 }}", "{%p endfor %}")
GOOD = ("{{ 学校 }}", *LOOP, "{{ 导出 }}")
DOCUMENT = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
WORD_TYPE = b"wordprocessingml.document.main+xml"


def word(*paragraphs: str, footer: str = "", table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A Word document of these paragraphs, with a table after them."""
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    if table:
        drawn = paper.add_table(0, len(table[0]))
        for words in table:
            for cell, text in zip(drawn.add_row().cells, words, strict=True):
                cell.text = text
    if footer:
        paper.sections[0].footer.paragraphs[0].text = footer
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def template(*more: str, footer: str = "") -> bytes:
    """A template that is in order but for what is added."""
    return word(*GOOD, *more, footer=footer)


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The document with parts added or in the place of its own."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in parts:
                new.writestr(one.filename, old.read(one))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The document with something else in one of its parts."""
    body = part_of(content, part)
    assert old in body
    return with_parts(content, {part: body.replace(old, new)})


def part_of(content: bytes, part: str) -> bytes:
    """One part's bytes."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(part)


def related(kind: str, target: str, mode: str = "External") -> bytes:
    """A template with a relation to something."""
    link = f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return changed(template(), RELATIONS, b"</Relationships>", link.encode() + b"</Relationships>")


def drawn(xml: str) -> bytes:
    """A template with XML of its own at the end of the body."""
    return changed(template(), DOCUMENT, b"</w:body>", xml.encode() + b"</w:body>")


def field(*parts: str) -> bytes:
    """A template with a field; its instruction in several runs, as Word writes it."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in parts)
    start, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return drawn(f"<w:p>{start}{runs}{end}</w:p>")


def text_of(content: bytes) -> str:
    """All text of a Word document: paragraphs, cells, footers."""
    paper = docx.Document(BytesIO(content))
    body = "".join(one.text or "" for one in paper.element.body.iter() if one.tag.endswith("}t"))
    return body + "".join(one.text for one in paper.sections[0].footer.paragraphs)
