"""What may be added to a record: judged by content, and with nothing hidden left in a photo."""

import struct
import warnings
import zlib
from contextlib import suppress
from io import BytesIO
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from documents.attached import MAX_BYTES, MAX_SIDE, SMALL_SIDE, check_file, small_photo
from domain.errors import Refused
from tests.make_photos import PDF, office, photo, picture


def opened(data):
    return Image.open(BytesIO(data))


def test_the_place_where_a_photo_was_taken_is_gone_and_the_photo_stands_upright():
    taken = photo((1200, 900))
    assert opened(taken).getexif().get_ifd(0x8825)
    kept = check_file("IMG_2041.JPG", taken)
    assert (kept.name, kept.media_type) == ("IMG_2041.jpg", "image/jpeg")
    assert not opened(kept.content).getexif()
    assert b"Exif" not in kept.content
    assert b"PHONE" not in kept.content
    assert opened(kept.content).size == (900, 1200)


@pytest.mark.parametrize("turned", range(1, 9))
def test_however_a_phone_was_held_the_photo_stands_upright(turned):
    drawn = Image.new("RGB", (96, 64), "white")
    drawn.paste("red", (0, 0, 48, 32))
    exif = Image.Exif()
    exif[0x0112] = turned
    taken = BytesIO()
    drawn.save(taken, "JPEG", exif=exif, quality=95)
    kept, meant = (
        opened(check_file("a.jpg", taken.getvalue()).content),
        ImageOps.exif_transpose(opened(taken.getvalue())),
    )
    assert kept.size == meant.size
    assert max(band[1] for band in ImageChops.difference(kept, meant).getextrema()) < 60


def test_a_photo_with_a_second_picture_inside_is_a_photo():
    """Newer phones add one for bright screens; Pillow calls that MPO."""
    taken = BytesIO()
    opened(photo((80, 60))).save(taken, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    assert opened(taken.getvalue()).format == "MPO"
    kept = check_file("IMG_0001.jpg", taken.getvalue())
    assert (kept.media_type, opened(kept.content).format) == ("image/jpeg", "JPEG")


def test_spoilt_notes_inside_a_photo_are_read_or_refused_in_words():
    """One byte each, at every place of the notes; Pillow fails on them in half a dozen ways."""
    taken = photo((40, 30))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, byte in product(range(20, 220), (0, 2, 5, 7)):
            spoilt = taken[:place] + bytes([byte]) + taken[place + 1 :]
            with suppress(Refused):
                assert check_file("a.jpg", spoilt).content


def spoilt_inside():
    """A Word file whose text does not unpack."""
    data = bytearray(office())
    at = data.find(b"word/document.xml") + len("word/document.xml")
    data[at : at + 3] = b"\xff\xff\xff"
    return bytes(data)


def test_what_was_appended_to_a_photo_stays_behind():
    assert b"<script>" not in check_file("a.jpg", photo() + b"<script>alert(1)</script>").content


@pytest.mark.parametrize(("size", "kept"), [((4000, 1000), (500, 2000)), ((300, 200), (200, 300))])
def test_a_large_photo_is_made_smaller_and_a_small_one_is_left(size, kept):
    assert opened(check_file("a.jpg", photo(size)).content).size == kept
    assert max(kept) <= MAX_SIDE


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("RGBA", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("I;16", "PNG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGBA", "WEBP"),
    ],
)
def test_every_kind_of_picture_becomes_a_photo(mode, form):
    kept = check_file("截图.png", picture(mode, form))
    assert (kept.name, opened(kept.content).format, opened(kept.content).mode) == ("截图.jpg", "JPEG", "RGB")


def test_what_is_see_through_is_seen_on_white():
    assert opened(check_file("a.png", picture()).content).getpixel((5, 5)) == (255, 255, 255)


def test_a_list_shows_a_small_picture():
    assert max(opened(small_photo(check_file("a.jpg", photo()).content)).size) == SMALL_SIDE


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("家访记录.docx", office(), "家访记录.docx"),
        ("名单.xlsx", office("xl/workbook.xml"), "名单.xlsx"),
        ("通知.PDF", PDF, "通知.pdf"),
        ("扫描.pdf", b"\r\nscanned\r\n" + PDF, "扫描.pdf"),
        ("改过名.txt", office(), "改过名.docx"),
        ("C:\\照片\\a.jpg", photo((20, 20)), "a.jpg"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("\u202egpj.exe", photo((20, 20)), "gpj.jpg"),
        ("𬱟㛃龑.jpg", photo((20, 20)), "𬱟㛃龑.jpg"),
        ("", PDF, "未命名.pdf"),
        ("字" * 300 + ".pdf", PDF, "字" * 114 + ".pdf"),
    ],
    ids=[
        "word",
        "excel",
        "pdf",
        "scanned",
        "renamed",
        "folders",
        "upwards",
        "backwards",
        "rare",
        "nameless",
        "long",
    ],
)
def test_a_file_is_kept_under_a_harmless_name_with_the_ending_that_is_true(name, data, kept):
    assert check_file(name, data).name == kept


def bomb():
    """A PNG of 900 million pixels in a few bytes."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00" * 50, "其实是程序"),
        (b"#!/bin/sh\necho", "其实是程序"),
        (b"<html><script>alert(1)</script>", "对不上"),
        (b"GIF89a" + b"0" * 50, "动图"),
        (b"\x00\x00\x00\x18ftypheic" + b"0" * 50, "HEIC.*兼容性最佳"),
        (b"\x00\x00\x00\x18ftypisom" + b"0" * 50, "视频"),
        (photo()[:-3000], "没有传完整"),
        (b"\xff\xd8\xff" + b"0" * 500, "打不开"),
        (bomb(), "像素太多"),
        (PDF[:20], "没有传完整"),
        (b"#!/bin/sh\n" + PDF, "其实是程序"),
        (b"PK\x03\x04" + b"0" * 50, "已损坏"),
        (spoilt_inside(), "已损坏"),
        (office("ppt/presentation.xml"), "压缩包"),
        (office("word/document.xml", "word/vbaProject.bin"), "宏"),
        (b"x" * (MAX_BYTES + 1), "最多 10 MB"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "打不开"),
    ],
    ids=[
        "empty",
        "program",
        "script",
        "page",
        "gif",
        "heic",
        "video",
        "cut short",
        "broken",
        "bomb",
        "pdf cut short",
        "script before a pdf",
        "zip cut short",
        "zip spoilt inside",
        "slides",
        "macros",
        "too large",
        "old office",
    ],
)
def test_what_is_not_what_it_says_is_refused_with_what_to_do(data, says):
    with pytest.raises(Refused, match=f"“家访.jpg”.*{says}"):
        check_file("家访.jpg", data)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"%PDF-"]),
)
def test_whatever_comes_is_kept_or_refused_in_words(data, start):
    try:
        assert check_file("x", start + data).content
    except Refused as refused:
        assert refused.message
