"""What a file really is, by its content. The name is never believed."""

import re
import zipfile
from io import BytesIO
from typing import Literal

from documents.ole import SIGNATURE, BrokenContainer, OleFile
from domain.errors import Refused

Content = Literal["xlsx", "xls", "html", "text"]

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_NOT_A_TABLE = "这个文件不是表格。请上传 .xlsx、.xls、.et 或 .csv 文件。"
_LOCKED = "这个文件有密码，读不出来。请在 Excel 或 WPS 里取消密码、保存后再上传。"
_BROKEN = "这个文件已损坏或没有传完整。请重新打开、另存为 .xlsx 后再上传。"

# how a file begins -> what to call it
_FOREIGN = {
    b"%PDF": " PDF 文件",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"\xff\xd8\xff": "图片",
    b"\x89PNG": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": " Word 文档",
    b"SQLite format 3\x00": "数据库",
}
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_HTML_START = re.compile(r"\s*<(?:!doctype\s+html|html|head|meta|body|table|style|!--)", re.IGNORECASE)
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def broken() -> Refused:
    """The refusal for a file that starts like a workbook and cannot be read to its end."""
    return Refused(_BROKEN)


def locked() -> Refused:
    """The refusal for a workbook with a password."""
    return Refused(_LOCKED)


def sniff(data: bytes, file_name: str) -> Content:
    """The kind of table in `data`; anything else raises Refused, saying what it is and what to do."""
    if not data:
        raise Refused("这个文件是空的（0 字节）。请重新导出后再上传。")
    if data.startswith(b"PK"):
        return _sniff_zip(data)
    if data.startswith(SIGNATURE):
        return _sniff_ole(data)
    content = _sniff_text(data)
    if file_name.lower().endswith((".xlsx", ".xlsm")):
        what = "网页" if content == "html" else "文本"
        raise Refused(f"文件名是 .xlsx，里面却是{what}，不是 Excel 表格。{_SAVE_AS}")
    return content


def _sniff_zip(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RecursionError) as problem:
        raise broken() from problem
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("这个文件里带有宏，为了安全不读取。请另存为不带宏的 .xlsx 后再上传。")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused(f"这是 .xlsb 二进制工作簿。{_SAVE_AS}")
    if "content.xml" in names and "mimetype" in names:
        raise Refused(f"这是 OpenDocument 文件。{_SAVE_AS}")
    raise Refused(_zip_refusal(names))


def _zip_refusal(names: set[str]) -> str:
    folders = {name.partition("/")[0] for name in names}
    if "word" in folders:
        return "这是 Word 文档，不是表格。请把名单放进 Excel 或 WPS 表格，存为 .xlsx 后再上传。"
    if "ppt" in folders:
        return "这是 PPT 演示文稿，不是表格。请上传 .xlsx、.xls、.et 或 .csv 文件。"
    return "这是压缩包，不是表格。请先解压，再上传里面的表格文件。"


def _sniff_ole(data: bytes) -> Content:
    try:
        names = OleFile(data).names
    except BrokenContainer as problem:
        raise broken() from problem
    if "EncryptedPackage" in names:
        raise locked()
    if names & {"Workbook", "Book"}:
        return "xls"
    if "WordDocument" in names:
        raise Refused("这是 Word 文档，不是表格。请把名单放进 Excel 或 WPS 表格，存为 .xlsx 后再上传。")
    raise Refused(_NOT_A_TABLE)


def _sniff_text(data: bytes) -> Content:
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise Refused(f"这是{what}，不是表格。请上传 .xlsx、.xls、.et 或 .csv 文件。")
    text = decode(data)
    if _XML_2003 in text[:2000]:
        raise Refused(f"这是“XML 表格 2003”格式。{_SAVE_AS}")
    if not text.strip():
        raise Refused("这个文件里没有内容。请检查后再上传。")
    return "html" if _HTML_START.match(text) else "text"


def decode(data: bytes) -> str:
    """Text by byte-order mark, else UTF-8, else GB18030; refuses what is not text."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise Refused(_NOT_A_TABLE)
