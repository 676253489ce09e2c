"""Photos and files that people add to records: what each really is, by its content, and nothing hidden left inside.

A photo is drawn anew, small enough to look at: the place and the time of taking, which phones write into it, and
whatever was appended to it, stay behind.
"""

import re
import threading
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base
from PIL.Image import Transpose

from documents.ole import SIGNATURE, BrokenContainer, OleFile
from domain.errors import Refused

MEGABYTE: Final = 1024 * 1024
MAX_BYTES: Final = 10 * MEGABYTE
MAX_SIDE: Final = 2000  # pixels: sharp on any screen, half a megabyte
SMALL_SIDE: Final = 240
_FORMS: Final = ("JPEG", "PNG", "WEBP")
# a JPEG can be read coarsely; MPO is what Pillow calls a JPEG with a second picture inside, as newer phones take them
MAX_PIXELS: Final = {"JPEG": 89_000_000, "MPO": 89_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}
MAX_UNPACKED: Final = 60 * MEGABYTE
MAX_PARTS: Final = 3000
LONGEST_NAME: Final = 120
# what a chooser of files offers; HEIC is left out so that an iPhone hands over a JPEG by itself
ENDINGS: Final = ("jpg", "jpeg", "png", "webp", "pdf", "doc", "docx", "xls", "xlsx", "wps", "et")

_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip
_drawing = threading.Lock()  # a picture may need half a gigabyte while it is drawn anew: one at a time
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA: Final = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
_HEIC = (
    "是 HEIC 照片，电脑上大多打不开。请在手机相册里把它另存为 JPG 再加，"
    "或在手机“设置 › 相机 › 格式”里改成“兼容性最佳”重拍。"
)
_KINDS = "能加的是照片（JPG、PNG、WebP）、PDF、Word 和 Excel 文件。"
_FOREIGN = {b"MZ": "程序", b"\x7fELF": "程序", b"#!": "程序", b"GIF8": "动图", b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包"}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name with the ending that is true, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes


def check_file(name: str, data: bytes) -> Checked:
    """The file as it may be kept.

    :raises Refused: too large, broken, or not what its name says; the sentence says what to do.
    """
    shown = _shown(name)
    if not data:
        raise Refused(f"{shown}是空的（0 字节）。请重新选一次。")
    if len(data) > MAX_BYTES:
        raise Refused(f"{shown}有 {len(data) / MEGABYTE:.0f} MB，每个最多 10 MB。照片可以先截小或裁剪再加。")
    ending, content = _true_kind(shown, data)
    return Checked(_kept_name(name, ending), _MEDIA[ending], content)


def small_photo(data: bytes) -> bytes:
    """A kept photo as a picture for a list."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as photo:
        photo.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        return _as_jpeg(photo, SMALL_SIDE)


def _true_kind(shown: str, data: bytes) -> tuple[str, bytes]:
    if _is_picture(data):
        return "jpg", _redrawn(shown, data)
    if data[4:8] == b"ftyp":
        is_photo = data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif")
        raise Refused(f"{shown}{_HEIC}" if is_photo else f"{shown}是视频，记录里不放视频。{_KINDS}")
    if b"%PDF-" in data[:1024] and not data.startswith(
        tuple(_FOREIGN)
    ):  # some scanners write a line of their own before it
        return "pdf", _whole_pdf(shown, data)
    if data.startswith(b"PK"):
        return _office(shown, data), data
    if data.startswith(SIGNATURE):
        return _old_office(shown, data), data
    what = next((word for start, word in _FOREIGN.items() if data.startswith(start)), "")
    raise Refused(
        f"{shown}{f'其实是{what}' if what else '的内容和名字对不上，或者是不能加的类型'}，没有加上。{_KINDS}"
    )


def _is_picture(data: bytes) -> bool:
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or is_webp


def _redrawn(shown: str, data: bytes) -> bytes:
    """The picture alone, upright, on white, at most 2,000 pixels a side."""
    try:
        with _drawing, Image.open(BytesIO(data), formats=_FORMS) as photo:
            if photo.width * photo.height > MAX_PIXELS[photo.format or ""]:
                raise _too_many(shown)
            photo.draft("RGB", (MAX_SIDE, MAX_SIDE))
            return _as_jpeg(photo, MAX_SIDE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_many(shown) from problem
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Refused(f"{shown}打不开，可能没有传完整。请在手机上看看这张照片，再选一次。") from problem


def _as_jpeg(photo: Image.Image, side: int) -> bytes:
    photo.thumbnail((side, side))  # before it is turned: only one large picture in memory
    turn = _TURNS.get(
        photo.getexif().get(Base.Orientation) or 1
    )  # Pillow's own way fails on notes that are spoilt
    upright: Image.Image = photo if turn is None else photo.transpose(turn)
    if upright.mode not in ("RGB", "L", "CMYK"):
        clear = upright.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        upright = white
    out = BytesIO()
    # a fresh picture: what was written into the old one (place, time, phone) is not handed on
    Image.frombytes("RGB", upright.size, upright.convert("RGB").tobytes()).save(out, "JPEG", quality=85)
    return out.getvalue()


def _too_many(shown: str) -> Refused:
    return Refused(f"{shown}的像素太多，打开它会占满内存。请在手机上裁剪或另存小一些再加。")


def _whole_pdf(shown: str, data: bytes) -> bytes:
    if b"startxref" not in data[-2048:] or b"%%EOF" not in data[-2048:]:
        raise Refused(f"{shown}没有传完整，或者已损坏。请重新导出 PDF 再加。")
    return data


def _office(shown: str, data: bytes) -> str:
    """docx or xlsx, looked into without unpacking it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Refused(f"{shown}解开后太大，不像一份普通的文件。请只留需要的内容，另存后再加。")
            names = {part.filename for part in parts}
            main = next((name for name in ("word/document.xml", "xl/workbook.xml") if name in names), None)
            if main and "[Content_Types].xml" in names:
                archive.read(main)  # checks its sum: a file cut short ends here
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        RuntimeError,
        EOFError,
        zlib.error,
    ) as problem:
        raise Refused(f"{shown}打不开，可能已损坏。请在电脑上打开、另存后再加。") from problem
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(f"{shown}里带有宏，为了安全不收。请另存为不带宏的文件再加。")
    if main is None or "[Content_Types].xml" not in names:
        raise Refused(f"{shown}是压缩包或别的文件，没有加上。{_KINDS}")
    return "docx" if main.startswith("word/") else "xlsx"


def _old_office(shown: str, data: bytes) -> str:
    try:
        names = OleFile(data).names
    except BrokenContainer as problem:
        raise Refused(f"{shown}打不开，可能已损坏。请在电脑上打开、另存后再加。") from problem
    if {name.lower() for name in names} & {"macros", "_vba_project_cur", "vba", "_vba_project"}:
        raise Refused(f"{shown}里带有宏，为了安全不收。请另存为不带宏的文件再加。")
    if "WordDocument" in names:
        return "doc"
    if names & {"Workbook", "Book"}:
        return "xls"
    raise Refused(f"{shown}有密码，或者不是 Word、Excel 文件，没有加上。{_KINDS}")


def _shown(name: str) -> str:
    return f"“{_stem(name)[:20]}”"


def _stem(name: str) -> str:
    """The name as a person gave it, without folders and without signs no eye sees."""
    last = re.split(r"[\\/]", name)[-1]
    bare = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return bare.strip(" .") or "未命名"


def _kept_name(name: str, ending: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", _stem(name)) or "未命名"
    return f"{stem[: LONGEST_NAME - 6]}.{ending}"
