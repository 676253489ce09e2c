"""A school's own template looked over and tried, before anybody's handbook is printed from it."""

import re
import zipfile
from io import BytesIO
from typing import Any, Final

from docx.opc.exceptions import OpcError
from jinja2.exceptions import TemplateError
from lxml import etree

from documents.handbook_values import Values
from documents.handbook_word import archive_word, handbook_word
from documents.template_file import Part, parts_of
from documents.template_marks import NOT_LEVEL, Reading
from documents.template_sample import empty, sample, words
from documents.template_text import brace_findings, paragraphs
from documents.word import Template
from domain.errors import Refused
from domain.paper_templates import Finding, Report

# without these it is no use: a paper says whose it is, and 谁 · 何时 导出 at its foot
_NEEDED: Final = {
    "导出": "没有 {{ 导出 }}。打印出去的每份都要写明谁、何时导出，请放在页脚里。",
    "学生.姓名": "没有学生的姓名。请写 {% for 人 in 学生 %} … {{ 人.姓名 }} … {% endfor %}。",
}
_USUAL: Final = {
    "handbook": ("导师", "学期", "学生.班级", "学生.月份.表现", "学生.交流.条目.记录", "学生.曲线"),
    "archive": ("学期", "学生.班级", "学生.月份.表现", "学生.交流.条目.记录"),
}
_PROPERTIES: Final = ("author", "comments", "identifier", "language", "subject", "title")
_MAKERS: Final = {"handbook": handbook_word, "archive": archive_word}


def check(purpose: str, content: bytes) -> Report:
    """What is wrong with it and what it asks for.

    :raises Refused: it is no document of which that could be asked.
    """
    parts = parts_of(content)
    findings, used = _read(purpose, content, parts)
    if not findings:
        findings = [Finding(True, "全文", what) for name, what in _NEEDED.items() if name not in used]
    if not findings:
        findings = _trial_findings(purpose, content)
    missing = [name for name in _USUAL[purpose] if name not in used]
    if missing:
        what = "常见的表上还有这些，这份模板没有用到：" + "、".join(missing) + "。不需要就不用管。"
        findings.append(Finding(False, "全文", what))
    return Report(tuple(findings), tuple(sorted(used)))


def filled(purpose: str, content: bytes, values: Values) -> bytes:
    """The school's template with somebody's values.

    :raises Refused: it cannot be filled; it was kept by another version of the program.
    """
    try:
        return _MAKERS[purpose](values, Template(content))
    except (TemplateError, etree.XMLSyntaxError, OpcError, KeyError, ValueError, TypeError) as problem:
        raise Refused(
            "学校自己的模板这次填不出来，没有打印。请德育处在“打印模板”里重新检查，或先换回系统自带的模板。"
        ) from problem


def tried(purpose: str, content: bytes) -> bytes:
    """Filled with an invented mentor's students, to look at."""
    return filled(purpose, content, sample(purpose))


def _read(purpose: str, content: bytes, parts: list[Part]) -> tuple[list[Finding], set[str]]:
    findings: list[Finding] = []
    used: set[str] = set()
    sources = _sources(content)
    for part in parts:
        told = paragraphs(part.root)
        name = _shown(part.name)
        if part.name not in sources:
            findings += [
                Finding(True, name, "这个地方的词不会被填，请移到正文、页眉或页脚里。")
                for one in told[:1]
                if re.search(r"\{\{|\{%", "".join(paragraph.text for paragraph in told))
            ]
            continue
        wrong = brace_findings(name, told)
        findings += wrong
        if not wrong:
            reading = Reading(name, sources[part.name], words(purpose))
            reading.read()
            findings += reading.findings
            used |= reading.used
    findings += _property_findings(content)
    return findings, used


def _sources(content: bytes) -> dict[str, str]:
    """The parts that are filled, as the library that fills them reads them."""
    form = Template(content).document
    form.init_docx()
    main = form.docx.part
    found = {str(main.partname): form.patch_xml(form.get_xml())}
    for uri in (form.HEADER_URI, form.FOOTER_URI):
        for _, part in form.get_headers_footers(uri):
            found[str(part.partname)] = form.patch_xml(form.get_part_xml(part))
    for part in main.package.parts:
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            found[str(part.partname)] = form.patch_xml(part.blob.decode("utf-8"))
    return {name.lstrip("/"): source for name, source in found.items()}


def _property_findings(content: bytes) -> list[Finding]:
    """The file's title and author are filled too; nobody means to."""
    document = Template(content).document
    document.init_docx()
    texts = [getattr(document.docx.core_properties, name) or "" for name in _PROPERTIES]
    if not any(re.search(r"\{[{%#]", text) for text in texts):
        return []
    return [Finding(True, "文件属性", "文件属性（标题、作者、备注）里不能写 {{ }} 或 {% %}，请清掉。")]


def _trial_findings(purpose: str, content: bytes) -> list[Finding]:
    """Filled with everything and with nothing; what comes out has to be a whole document."""
    for values in (sample(purpose), empty(purpose)):
        try:
            _check_whole(_MAKERS[purpose](values, _Strict(content)))
        except (
            TemplateError,
            etree.XMLSyntaxError,
            OpcError,
            KeyError,
            ValueError,
            TypeError,
            zipfile.BadZipFile,
        ):
            return [Finding(True, "全文", NOT_LEVEL)]
    return []


class _Strict(Template):
    """Says so where the library would mend what came out broken."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        mend = self.document.fix_tables

        def strict(source: str) -> Any:
            etree.fromstring(source, etree.XMLParser(resolve_entities=False))
            return mend(source)

        self.document.fix_tables = strict


def _check_whole(made: bytes) -> None:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))


def _shown(part: str) -> str:
    name = part.rpartition("/")[2]
    kinds = {
        "document": "正文",
        "header": "页眉",
        "footer": "页脚",
        "footnotes": "脚注",
        "endnotes": "尾注",
        "comments": "批注",
    }
    return next((shown for start, shown in kinds.items() if name.startswith(start)), "文件里的其他地方")
