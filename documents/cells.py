"""Cleaning one cell: text, names, numbers that are really names, dates, phones, sex.

A cleaner returns the clean value, or a `Fault` that says what is wrong and how to mend it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from documents.import_rows import Severity
from documents.spreadsheet import Cell
from domain.class_names import ClassName

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U000323af"
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_DOT_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s*[·•．.‧・･∙⋅]\s*(?=[{_HAN}])")
_EXCEL_ERRORS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}
# a double holds whole numbers exactly only below this; Excel keeps 15 digits
_FIRST_LOSSY = 1e15
# ="0123" keeps a number as text when Excel opens a .csv
_AS_FORMULA = re.compile(r'="([^"]*)"$')
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_WRITTEN_DATE = re.compile(r"(?:[0-9]{4}[-/年])?([0-9]{1,2})[-/月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?")
_BIRTH_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?")
_BIRTH_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_SEXES = {"男": "男", "男生": "男", "男性": "男", "m": "男", "male": "男"}
_SEXES |= {"女": "女", "女生": "女", "女性": "女", "f": "女", "female": "女"}
_EARLIEST_BIRTH, _LATEST_BIRTH = 1900, 2099

SET_AS_TEXT = "在 Excel 里把该列设为文本，重新粘贴"


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be taken, and what to change."""

    message: str
    advice: str = ""
    severity: Severity = "error"


def text(cell: Cell) -> str:
    """What a person reads in the cell, spaces at the ends and invisible characters taken away."""
    if isinstance(cell, str):
        if cell.isalnum():
            return cell
        plain = _INVISIBLE.sub("", cell).strip()
        return "" if plain in _EXCEL_ERRORS else plain
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, date | time | timedelta):
        return _date_text(cell)
    return str(cell)


def folded(cell: Cell) -> str:
    """`text` in half-width characters without any space: for classes, ids, phones, headers, scores."""
    plain = text(cell)
    return "".join((plain if plain.isascii() else unicodedata.normalize("NFKC", plain)).split())


def shown(cell: Cell) -> str:
    """A cell as a problem list prints it; the middle of a long id is left out."""
    plain = text(cell) or "（空）"
    if len(plain) >= 12 and re.fullmatch(r"[A-Za-z0-9]+", plain):
        return f"{plain[:4]}…{plain[-4:]}"
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def name(cell: Cell) -> str | Fault:
    """A person's name: spaces inside Chinese names go, the middle dot is made one, rare characters stay."""
    if isinstance(cell, str):
        dotted = _DOT_BETWEEN_HAN.sub("·", text(cell))
        plain = _SPACE_BESIDE_HAN.sub("", " ".join(dotted.split()))
        if not plain or any(character.isalpha() or "\ue000" <= character <= "\uf8ff" for character in plain):
            return plain
    return Fault("不像姓名", "改成姓名，或核对列的对应")


def identifier(cell: Cell) -> str | Fault:
    """学号, 学籍号, 工号: digits and letters as text; what Excel rounded or turned into a date is a fault."""
    if isinstance(cell, date | time | timedelta):
        return Fault("号码被当成了日期", SET_AS_TEXT)
    plain = _AS_FORMULA.sub(r"\1", folded(cell)).removeprefix("'")
    is_rounded = isinstance(cell, int | float) and abs(cell) >= _FIRST_LOSSY
    if is_rounded or _SCIENTIFIC.fullmatch(plain):
        return Fault("数字已被 Excel 改坏", SET_AS_TEXT)
    return plain.upper()


def class_text(cell: Cell) -> str | Fault:
    """What a class or grade column says; "3-2" that Excel made into a date is a fault."""
    if isinstance(cell, time | timedelta):
        return Fault("被当成了时间", "改成“三（2）班”这样的写法")
    if isinstance(cell, date):
        return _class_became_date(cell.month, cell.day)
    plain = text(cell)
    if (written := _WRITTEN_DATE.fullmatch(plain)) and not re.fullmatch(r"[0-9]{1,2}-[0-9]{1,2}", plain):
        return _class_became_date(int(written[1]), int(written[2]))
    return plain


def sex(cell: Cell) -> str | Fault | None:
    """男, 女 or None for an empty cell; 1 and 2 are not guessed."""
    plain = folded(cell).lower()
    if not plain:
        return None
    return _SEXES.get(plain) or Fault("没认出性别", "改成“男”或“女”，或留空")


def phone(cell: Cell) -> str | Fault:
    """A mobile (11 digits from 1) or a landline; anything else is a fault that only warns."""
    plain = re.sub(r"(?<=[0-9])[-—–](?=[0-9])", "-", folded(cell)).removeprefix("+86").removeprefix("86-")
    mobile = plain.replace("-", "")
    if not plain or _LANDLINE.fullmatch(plain):
        return plain
    if mobile.isdecimal() and mobile.startswith("1"):
        if len(mobile) == 11:
            return mobile
        gap = 11 - len(mobile)
        return Fault(f"少 {gap} 位" if gap > 0 else f"多 {-gap} 位", "可先留空，以后补", "check")
    first = re.split(r"[、,;/]", plain)[0]
    if first != plain and isinstance(phone(first), str):
        return Fault("写了不止一个号码，没有导入", "只留一个号码", "check")
    return Fault("不像电话号码，没有导入", "可先留空，以后补", "check")


def birth_date(cell: Cell, latest_year: int | None = None) -> date | Fault | None:
    """A date of birth not after `latest_year`; None for an empty cell."""
    found = _any_date(cell)
    if not isinstance(found, date):
        return found
    if not _EARLIEST_BIRTH <= found.year <= _LATEST_BIRTH:
        return Fault("年份不对", "改成“2017-09-01”这样的日期，或留空")
    if latest_year is not None and found.year > latest_year:
        return Fault("出生日期晚于入学", "核对出生日期，或留空")
    return found


def _any_date(cell: Cell) -> date | Fault | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = folded(cell)
    if not plain:
        return None
    parts = _BIRTH_DATE.fullmatch(text(cell)) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", plain)
    parts = parts or _BIRTH_DATE.fullmatch(plain)
    if parts:
        try:
            return date(*map(int, parts.groups()))
        except ValueError:
            return Fault("没有这一天", "改成“2017-09-01”这样的日期，或留空")
    if _BIRTH_MONTH.fullmatch(plain):
        return Fault("只写到月，没有导入", "补上哪一天，或以后再补", "check")
    return Fault("不是日期", "改成“2017-09-01”这样的日期，或留空")


def _class_became_date(month: int, day: int) -> Fault:
    meant = ClassName(month, day).text if month <= 12 else "三（2）班"
    return Fault(f"“{month}-{day}”被当成了日期", f"改成“{meant}”")


def _number_text(number: float) -> str:
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if abs(number) >= _FIRST_LOSSY:
        return f"{number:.6G}"
    return str(int(number)) if number.is_integer() else f"{number:.12g}"


def _date_text(moment: date | time | timedelta) -> str:
    if isinstance(moment, date):
        return f"{moment.month}月{moment.day}日"
    return str(moment)
