"""Whether a file can be a school's template at all: a whole Word document that holds nothing but text and pictures."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from lxml import etree

from documents.ole import SIGNATURE, BrokenContainer, OleFile
from domain.errors import Refused
from domain.paper_templates import MEGABYTE, MOST_BYTES

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_PARTS: Final = 1000
_MOST_UNPACKED: Final = 30 * MEGABYTE
_SAVE_AS: Final = "请用 Word 或 WPS 打开，另存为“.docx”再上传。"
_FETCHED: Final = "文档里的图片是从网上或别的文件夹链接来的。请删掉，用“插入 › 图片”放进文档里，再上传。"
_BROKEN: Final = f"这个文件打不开，可能已损坏或没有传完整。{_SAVE_AS}"
_ENDINGS: Final = frozenset({
    "xml", "rels", "png", "jpg", "jpeg", "gif", "bmp", "emf", "wmf", "tif", "tiff", "odttf", "thmx",
})  # fmt: skip
# what Word works out by itself from the paper and the clock; everything else may fetch or run something
_FIELDS: Final = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE",
    "TOC", "PAGEREF", "REF", "SEQ", "STYLEREF", "EQ", "SYMBOL", "ADVANCE", "FORMTEXT", "FORMCHECKBOX",
    "FORMDROPDOWN", "=",
})  # fmt: skip
_FOREIGN: Final = {
    b"%PDF": "PDF 文件", b"{\\rtf": "RTF 文档", b"MZ": "程序文件", b"\xff\xd8\xff": "图片", b"\x89PNG": "图片",
    b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包",
}  # fmt: skip
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


@dataclass(frozen=True)
class Part:
    """A part of the document: its name within the file and its XML."""

    name: str
    root: Any


def check_size(content: bytes) -> None:
    """Refuse what is empty or larger than 5 MB, before anything is opened."""
    if not content:
        raise Refused("这个文件是空的（0 字节）。请重新选一次。")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"这个文件有 {len(content) / MEGABYTE:.0f} MB，模板最多 5 MB。请把里面的图片压缩或删掉，另存后再上传。"
        )


def parts_of(content: bytes) -> list[Part]:
    """The XML of a Word document in which nothing is fetched from elsewhere and nothing can run.

    :raises Refused: it is something else; the sentence says what and what to do.
    """
    check_size(content)
    _check_kind(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            _check_room(infos)
            _check_names([one.filename for one in infos])
            found = [
                Part(one.filename, _parsed(archive.read(one)))
                for one in infos
                if one.filename.lower().endswith((".xml", ".rels"))
            ]
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        RuntimeError,
        EOFError,
        zlib.error,
    ) as problem:
        raise Refused(_BROKEN) from problem
    _check_parts(found)
    return found


def _check_kind(content: bytes) -> None:
    if content.startswith(SIGNATURE):
        raise Refused(_old_kind(content))
    if not content.startswith(b"PK"):
        what = next((word for start, word in _FOREIGN.items() if content.startswith(start)), "")
        raise Refused(f"这{f'是{what}，' if what else ''}不是 Word 文档（.docx）。{_SAVE_AS}")


def _old_kind(content: bytes) -> str:
    """A .doc renamed, a workbook, a document with a password: all lie in the same old container."""
    try:
        names = OleFile(content).names
    except BrokenContainer:
        return _BROKEN
    if "EncryptedPackage" in names:
        return "这个文件有密码，读不出来。请在 Word 或 WPS 里取消密码、保存后再上传。"
    if "WordDocument" in names:
        return f"这是旧格式的 Word 文档（.doc），改名字没有用。{_SAVE_AS}"
    return f"这不是 Word 文档（.docx）。{_SAVE_AS}"


def _check_room(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > _MOST_PARTS or sum(one.file_size for one in infos) > _MOST_UNPACKED:
        raise Refused("这个文件解开后太大，不像一份模板。请只留需要的内容，另存后再上传。")
    if any(one.flag_bits & 1 for one in infos):
        raise Refused(_BROKEN)
    names = [one.filename.lower() for one in infos]
    if len(set(names)) != len(names):  # two readers may take two different ones
        raise Refused(_BROKEN)


def _check_names(names: list[str]) -> None:
    known = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in known):
        raise Refused("这个文件里带有宏，为了安全不收。请另存为不带宏的“.docx”再上传。")
    if any(name.startswith(("xl/", "ppt/")) for name in known):
        raise Refused(f"这是表格或演示文稿，不是 Word 文档（.docx）。{_SAVE_AS}")
    if not {"word/document.xml", "[Content_Types].xml"} <= set(names):
        raise Refused(f"这是压缩包或别的文件，不是 Word 文档（.docx）。{_SAVE_AS}")
    for name in sorted(known):
        if name.startswith(("word/embeddings/", "word/activex/")):
            raise Refused(
                "文档里嵌着别的文件或控件（OLE 对象），为了安全不收。请删掉它，或换成图片，再上传。"
            )
        if not name.endswith("/") and name.rpartition(".")[2] not in _ENDINGS:
            raise Refused(
                "文档里夹着认不出的内容（不是文字也不是普通图片）。请删掉它，或换成 PNG、JPG 图片，再上传。"
            )


def _parsed(content: bytes) -> Any:
    """XML without a document type: nothing is expanded and nothing is looked up."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise Refused(_BROKEN) from problem
    if root.getroottree().docinfo.doctype:
        raise Refused(_BROKEN)
    return root


def _check_parts(parts: list[Part]) -> None:
    for one in parts:
        if one.name == "[Content_Types].xml":
            _check_types(one.root)
        elif one.name.endswith(".rels"):
            _check_relations(one)
        else:
            _check_addresses(one.root)
            _check_fields(one.root)
    roots = [one for one in parts if one.name == "_rels/.rels"]
    targets = [
        relation.get("Target", "").lstrip("/")
        for one in roots
        for relation in one.root
        if relation.get("Type") == _OFFICE_DOCUMENT
    ]
    if targets != ["word/document.xml"]:
        raise Refused(f"这份文档的格式少见（例如“严格 Open XML”）。{_SAVE_AS}")


def _check_types(root: Any) -> None:
    types = {one.get("PartName", "").lower(): one.get("ContentType", "") for one in root}
    every = [one.get("ContentType", "") for one in root]
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in every):
        raise Refused("这是带宏的文档（.docm），为了安全不收。请另存为不带宏的“.docx”再上传。")
    if types.get("/word/document.xml") != _MAIN:
        raise Refused(f"这不是普通的 Word 文档（可能是 .dotx 模板）。{_SAVE_AS}")


def _check_relations(part: Part) -> None:
    for one in part.root:
        kind = one.get("Type", "").rpartition("/")[2]
        if one.get("TargetMode", "").lower() == "external":
            raise Refused(_external(kind))
        if kind in ("oleObject", "package", "control", "aFChunk", "subDocument"):
            raise Refused(
                "文档里嵌着别的文件（OLE 对象或插入的文档），为了安全不收。请删掉它，或换成图片，再上传。"
            )


def _external(kind: str) -> str:
    if kind == "attachedTemplate":
        return "这份文档连着另一个模板文件。请在 Word 的“开发工具 › 文档模板”里改回 Normal，保存后再上传。"
    if kind == "image":
        return _FETCHED
    if kind == "hyperlink":
        return (
            "文档里有超链接，打印的纸上用不着，填进学生的内容还可能传出去。请右键“取消超链接”，保存后再上传。"
        )
    return "文档里有指向别处的链接。请删掉它，保存后再上传。"


def _check_addresses(root: Any) -> None:
    """Old drawings name a picture by its address, without a relation."""
    for one in root.iter():
        for name, value in one.attrib.items():
            if name.rpartition("}")[2] in ("src", "href") and re.search(r":|\\|//", value):
                raise Refused(_FETCHED)


def _check_fields(root: Any) -> None:
    for instruction in _instructions(root):
        word = re.match(r"\s*(=|[A-Za-z]+)", instruction)
        if word is None or word[1].upper() not in _FIELDS or "{" in instruction:
            raise Refused(
                "文档里有会自动取数据或运行的域（例如 DDE、INCLUDEPICTURE、超链接）。请选中它按 Ctrl+Shift+F9 变成文字，再上传。"
            )


def _instructions(root: Any) -> list[str]:
    """What each field asks for, without what stands in fields within it."""
    found = [one.get(f"{W}instr", "") for one in root.iter(f"{W}fldSimple")]
    # of the fields open at this place: whether the instruction is still being read, and what it says so far
    opened: list[list[Any]] = []
    for one in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        kind = one.get(f"{W}fldCharType")
        if one.tag != f"{W}fldChar":
            if opened and opened[-1][0]:
                opened[-1][1] += one.text or ""
            else:
                found.append(one.text or "")
        elif kind == "begin":
            opened.append([True, ""])
        elif kind == "separate" and opened:
            opened[-1][0] = False
        elif kind == "end" and opened:
            found.append(opened.pop()[1])
    return found + [text for _, text in opened]
