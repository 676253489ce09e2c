"""One cell at a time: what it becomes, or what is wrong with it."""

import datetime

import pytest

from documents import cells
from documents.cells import Fault
from documents.spreadsheet import Cell


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("王 子涵", "王子涵"),
        (" 王　子　涵 ", "王子涵"),
        ("王\u200b子\ufeff涵", "王子涵"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提. 艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("Anna  Li", "Anna Li"),
        ("J. Smith", "J. Smith"),
        ("㛃䶮𬱟龑", "㛃䶮𬱟龑"),
        ("郎\uf92c", "郎\uf92c"),
        ("王\ue000", "王\ue000"),
        ("", ""),
        ("#N/A", ""),
    ],
)
def test_names_lose_their_spaces_and_keep_rare_characters(written: str, clean: str) -> None:
    assert cells.name(written) == clean


@pytest.mark.parametrize("written", [7.0, "123", "——", datetime.date(2026, 3, 2)], ids=str)
def test_what_holds_no_letter_is_no_name(written: Cell) -> None:
    assert cells.name(written) == Fault("不像姓名", "改成姓名，或核对列的对应")


@pytest.mark.parametrize(
    ("written", "clean"),
    [(20260301.0, "20260301"), (20260301, "20260301"), ("０１２", "012"), ("g3301 2017", "G33012017"), ("'007", "007"),
     ('="0123"', "0123"), ("", ""), (999999999999999.0, "999999999999999")],
)  # fmt: skip
def test_numbers_that_are_names_become_text(written: Cell, clean: str) -> None:
    assert cells.identifier(written) == clean


@pytest.mark.parametrize(
    "written", [3.30102201701010417e18, 1e15, 330102201701010417, "3.30102E+18", "3.30102e18"]
)
def test_a_number_that_lost_digits_is_never_taken(written: Cell) -> None:
    assert cells.identifier(written) == Fault("数字已被 Excel 改坏", "在 Excel 里把该列设为文本，重新粘贴")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (datetime.date(2026, 3, 2), "“3-2”被当成了日期"),
        (datetime.datetime.fromisoformat("2026-12-11"), "“12-11”被当成了日期"),
        ("3月2日", "“3-2”被当成了日期"),
        ("2026/3/2", "“3-2”被当成了日期"),
        ("2026-03-02 00:00:00", "“3-2”被当成了日期"),
        (datetime.time(3, 2), "被当成了时间"),
    ],
)
def test_a_class_that_became_a_date_is_told(written: Cell, message: str) -> None:
    fault = cells.class_text(written)

    assert isinstance(fault, Fault)
    assert fault.message == message


def test_the_advice_names_the_class_that_was_meant() -> None:
    assert cells.class_text(datetime.date(2026, 3, 2)) == Fault("“3-2”被当成了日期", "改成“三（2）班”")


@pytest.mark.parametrize(
    ("written", "clean"), [("3-2", "3-2"), (302.0, "302"), (3.2, "3.2"), ("三(2)班", "三(2)班")]
)
def test_other_class_cells_stay_as_they_are(written: Cell, clean: str) -> None:
    assert cells.class_text(written) == clean


@pytest.mark.parametrize(
    ("written", "clean"),
    [("男", "男"), ("女生", "女"), ("M", "男"), ("female", "女"), (" 男 ", "男"), ("", None)],
)
def test_sex_is_read(written: str, clean: str | None) -> None:
    assert cells.sex(written) == clean


@pytest.mark.parametrize("written", [1, 2.0, "1", "未知"], ids=repr)
def test_sex_is_not_guessed_from_codes(written: Cell) -> None:
    assert isinstance(cells.sex(written), Fault)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("13900000000", "13900000000"),
        (13900000000.0, "13900000000"),
        ("139 0000 0000", "13900000000"),
        ("139-0000-0000", "13900000000"),
        ("１３９００００００００", "13900000000"),
        ("+86 13900000000", "13900000000"),
        ("0571-88888888", "0571-88888888"),
        ("88888888", "88888888"),
        ("8888888-8012", "8888888-8012"),
        ("", ""),
    ],
)
def test_phones_are_read(written: Cell, clean: str) -> None:
    assert cells.phone(written) == clean


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("1390000", "少 4 位"),
        ("139000000001", "多 1 位"),
        ("13900000000/13900000001", "写了不止一个号码，没有导入"),
        ("没有", "不像电话号码，没有导入"),
        ("000", "不像电话号码，没有导入"),
    ],
)
def test_a_wrong_phone_only_warns(written: str, message: str) -> None:
    fault = cells.phone(written)

    assert isinstance(fault, Fault)
    assert (fault.message, fault.severity) == (message, "check")


@pytest.mark.parametrize(
    "written",
    [datetime.datetime.fromisoformat("2017-09-01"), datetime.date(2017, 9, 1), "2017-09-01", "2017/9/1", "2017.9.1", "2017年9月1日",
     "20170901", 20170901.0, "2017-09-01 00:00:00", "２０１７－０９－０１"],
    ids=str,
)  # fmt: skip
def test_dates_of_birth_are_read(written: Cell) -> None:
    assert cells.birth_date(written) == datetime.date(2017, 9, 1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2017-02-30", "没有这一天"),
        ("2017-02-29", "没有这一天"),
        ("0026-09-01", "年份不对"),
        ("9999-09-01", "年份不对"),
        (datetime.date(2027, 1, 1), "出生日期晚于入学"),
        (42979.0, "不是日期"),
        ("九月", "不是日期"),
        ("2017年9月", "只写到月，没有导入"),
    ],
)
def test_impossible_dates_of_birth_are_told(written: Cell, message: str) -> None:
    fault = cells.birth_date(written, latest_year=2026)

    assert isinstance(fault, Fault)
    assert fault.message == message


def test_a_leap_day_is_a_day() -> None:
    assert cells.birth_date("2016-02-29") == datetime.date(2016, 2, 29)


def test_a_long_id_is_shown_without_its_middle() -> None:
    assert cells.shown("G330101201701010417") == "G330…0417"
    assert cells.shown("") == "（空）"
