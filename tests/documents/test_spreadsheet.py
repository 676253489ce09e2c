"""Files as they arrive: what is read, what is refused and in which words, and that nothing else ever happens."""

import datetime
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import guards
from documents.biff import BrokenRecords, furthest_cell, tamed
from documents.guards import MAX_ROWS, MEGABYTE
from documents.imports import read_import
from documents.ole import BrokenContainer, OleFile, container
from documents.spreadsheet import read_workbook
from domain.errors import Refused
from tests.make_files import csv_bytes, html_as_xls, locked_xls, ole_with, with_part, xls, xlsx, zip_of

ROSTER = [["姓名", "班级", "学号"], ["王子涵", "三(2)班", "20260301"], ["李思源", "三(2)班", "20260302"]]


def with_cell(address: str, value: object) -> bytes:
    """The roster with one more cell far away."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROSTER:
        sheet.append(row)
    if value is None:
        sheet[address].number_format = "0.00"
    else:
        sheet[address] = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "file_name"),
    [
        (xlsx(ROSTER), "名单.xlsx"),
        (xlsx(ROSTER), "名单.et"),
        (xls(ROSTER), "名单.xls"),
        (xls(ROSTER), "名单.et"),
        (xls(ROSTER), "名单.xlsx"),
        (html_as_xls(ROSTER), "名单.xls"),
        (html_as_xls(ROSTER, "gb18030"), "名单.xls"),
        (csv_bytes(ROSTER, "utf-8"), "名单.csv"),
        (csv_bytes(ROSTER, "utf-8-sig"), "名单.csv"),
        (csv_bytes(ROSTER, "gb18030"), "名单.csv"),
        (csv_bytes(ROSTER, "gbk", ";"), "名单.csv"),
        (csv_bytes(ROSTER, "utf-16", "\t"), "名单.csv"),
        (csv_bytes(ROSTER, "gb18030", "\t"), "名单.xls"),
        (xlsx(ROSTER), "名单"),
    ],
)
def test_a_table_is_known_by_its_content_whatever_its_name(data: bytes, file_name: str) -> None:
    assert read_workbook(data, file_name).sheets[0].rows == ROSTER


@pytest.mark.parametrize(
    ("data", "file_name", "words"),
    [
        (b"", "名单.xlsx", "0 字节"),
        (b" \r\n ", "名单.csv", "没有内容"),
        (bytes(11 * MEGABYTE), "名单.xlsx", "超过 10 MB"),
        (b"%PDF-1.7 \xe2\xe3", "名单.xlsx", "PDF"),
        (b"MZ\x90\x00\x03", "名单.xlsx", "程序"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "名单.xls", "图片"),
        (b"\x89PNG\r\n\x1a\n", "名单.xls", "图片"),
        (b"Rar!\x1a\x07\x00", "名单.xlsx", "压缩包"),
        (b"\x00\x01\x02\x03", "名单.csv", "不是表格"),
        ("姓名,班级".encode() + b"\x00\x01", "名单.csv", "不是表格"),
        (b"\xff\xff\xff\xff", "名单.csv", "不是表格"),
        (zip_of({"word/document.xml": b""}), "名单.xlsx", "Word"),
        (zip_of({"ppt/presentation.xml": b""}), "名单.xlsx", "PPT"),
        (zip_of({"名单.txt": b""}), "名单.xlsx", "压缩包"),
        (zip_of({"xl/workbook.bin": b""}), "名单.xlsb", "另存为 .xlsx"),
        (zip_of({"mimetype": b"", "content.xml": b""}), "名单.ods", "另存为 .xlsx"),
        (with_part(xlsx(ROSTER), "xl/vbaProject.bin", b"macro"), "名单.xlsm", "宏"),
        (with_part(xlsx(ROSTER), "xl/media/a.bin", bytes(60 * MEGABYTE)), "名单.xlsx", "50 MB"),
        (ole_with("EncryptedPackage"), "名单.xlsx", "取消密码"),
        (locked_xls(ROSTER), "名单.xls", "取消密码"),
        (ole_with("WordDocument"), "名单.xls", "Word"),
        (ole_with("Something"), "名单.xls", "不是表格"),
        (xlsx(ROSTER)[:-400], "名单.xlsx", "损坏"),
        (xls(ROSTER)[:2000], "名单.xls", "损坏"),
        (zip_of({"xl/workbook.xml": b"<workbook/>"}), "名单.xlsx", "损坏|没有内容"),
        (html_as_xls(ROSTER), "名单.xlsx", "网页"),
        (csv_bytes(ROSTER), "名单.XLSX", "文本"),
        (b"<html><body>404</body></html>", "名单.xls", "没有表格"),
        (b"<table><tr><td>x<![oops[ y", "名单.xls", "损坏"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "a.xls",
            "2003",
        ),
        (xlsx([[None]]), "名单.xlsx", "没有内容"),
        (xlsx({"空": [], "名单": ROSTER}, hidden=["名单"]), "名单.xlsx", "取消隐藏"),
        (with_cell("XFD1048576", " "), "名单.xlsx", "第 1048576 行"),
        (with_cell("GT2", "x"), "名单.xlsx", "第 202 列"),
        (csv_bytes([["姓名"]] * (MAX_ROWS + 1)), "名单.csv", "20000 行"),
        (csv_bytes([["姓名"] * 201]), "名单.csv", "200 列"),
        (xls([["姓名"] + [""] * 200 + ["远"]]), "名单.xls", "第 202 列"),
        (b'"' + b"x" * 200_000, "名单.csv", "不像表格"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_a_list_is_refused_in_one_clear_sentence(data: bytes, file_name: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        read_import("roster", data, file_name)

    assert refusal.value.message.endswith("。")


def test_formatting_far_away_does_not_make_a_sheet_large() -> None:
    assert len(read_import("roster", with_cell("XFD1048576", None), "名单.xlsx").rows) == 2


@pytest.mark.parametrize("cell", [b'<c r="XFD9" s="1"/>', b'<c r="XFD9" s="1"></c>', b'<x:c r="XFD9"></x:c>'])
def test_a_cell_without_a_value_has_no_extent_however_it_is_closed(cell: bytes) -> None:
    row = b'<row r="9"><c r="B9"><v>1</v></c>%s</row>'
    assert guards._extent(row % cell) == (9, 2)
    assert guards._extent(row % b'<c r="XFD9"><v>1</v></c>') == (9, 16384)


def test_a_zip_that_hides_its_real_size_is_refused() -> None:
    honest = zip_of({"xl/workbook.xml": b"<workbook/>", "xl/big.xml": bytes(MEGABYTE)})
    size = MEGABYTE.to_bytes(4, "little")

    with pytest.raises(Refused, match="损坏"):
        read_workbook(honest.replace(size, (10).to_bytes(4, "little")), "名单.xlsx")


def test_row_numbers_stay_the_files_own() -> None:
    rows = read_workbook(xlsx([[], [], [None, "姓名"]]), "名单.xlsx").sheets[0].rows

    assert rows == [["", ""], ["", ""], ["", "姓名"]]


def test_hidden_sheets_are_flagged_and_read_only_when_asked_for() -> None:
    data = xlsx({"名单": ROSTER, "旧": ROSTER}, hidden=["旧"])

    closed, opened = read_workbook(data, "名单.xlsx"), read_workbook(data, "名单.xlsx", hidden_sheet="旧")

    assert [(sheet.name, sheet.visible, len(sheet.rows)) for sheet in closed.sheets] == [
        ("名单", True, 3),
        ("旧", False, 0),
    ]
    assert len(opened.sheets[1].rows) == 3


def test_dates_and_merged_cells_are_kept() -> None:
    day = datetime.datetime.fromisoformat("2026-03-02")
    sheet = read_workbook(
        xlsx({"表": [["班级"], [day], [None]]}, merges={"表": ["A2:A3"]}), "名单.xlsx"
    ).sheets[0]

    assert sheet.rows[1] == [day.date()]
    assert sheet.merges == [(1, 0, 2, 0)]


def test_a_web_page_may_merge_cells_and_hold_several_tables() -> None:
    page = (
        "<table><tr><th>班级<th>姓名<tr><td rowspan=2>三(1)班<td>甲<tr><td>乙</table>"
        "<table><tr><td colspan='2'>总表</td><td>注&nbsp;</td></tr></table>"
    )

    first, second = read_workbook(page.encode(), "名单.xls").sheets

    assert first.rows == [["班级", "姓名"], ["三(1)班", "甲"], ["", "乙"]]
    assert (first.merges, first.name) == ([(1, 0, 2, 0)], "名单 1")
    assert second.rows == [["总表", "", "注"]]


def test_a_repacked_container_gives_its_stream_back_whatever_its_size() -> None:
    for size in (1, 4095, 4096, 5_000_000):
        content = bytes([7]) * size
        assert OleFile(container("Workbook", content)).stream("Workbook").rstrip(b"\0") == content


def test_a_container_that_loops_is_told() -> None:
    data = bytearray(container("Workbook", bytes(9000)))
    data[4096 + 4 * 3 : 4096 + 4 * 4] = (3).to_bytes(4, "little")

    with pytest.raises(BrokenContainer):
        OleFile(bytes(data)).stream("Workbook")


def test_an_old_workbook_cannot_announce_more_than_it_holds() -> None:
    book = OleFile(xls(ROSTER)).stream("Workbook")
    dimensions, strings = book.index(b"\x00\x02\x0e\x00"), book.index(b"\xfc\x00")
    vast = book[: dimensions + 4] + b"\xff" * 14 + book[dimensions + 18 :]
    many = book[: strings + 8] + b"\xff\xff\xff\x7f" + book[strings + 12 :]

    assert furthest_cell(vast) == (3, 3)
    assert tamed(vast)[dimensions + 4 : dimensions + 18] == bytes(14)
    with pytest.raises(BrokenRecords):
        tamed(many)


def outcome(read: Callable[[], object]) -> str:
    try:
        read()
    except Refused as refusal:
        assert refusal.message
        return "refused"
    return "read"


KINDS = st.sampled_from(["roster", "staff", "exam"])
NAMES = st.sampled_from(["a.xlsx", "a.xls", "a.et", "a.csv"])
STARTS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"<table><tr>",
        b"\xff\xfe",
        "姓名,班级\n".encode(),
    ]
)


@settings(deadline=None)
@given(KINDS, NAMES, STARTS, st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(kind: str, name: str, start: bytes, rest: bytes) -> None:
    assert outcome(lambda: read_import(kind, start + rest, name)) in ("read", "refused")


WHOLE = [xls(ROSTER), xlsx(ROSTER), html_as_xls(ROSTER), csv_bytes(ROSTER, "gb18030")]


@settings(deadline=None)
@given(
    KINDS,
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=4)), max_size=8),
)
def test_a_damaged_file_is_read_or_refused(kind: str, data: bytes, damage: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(data)
    for place, wrong in damage:
        damaged[place % len(damaged)] = wrong[0]

    assert outcome(lambda: read_import(kind, bytes(damaged), "名单.xls")) in ("read", "refused")
