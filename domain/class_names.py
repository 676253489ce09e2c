"""Names of classes and grades: how schools write them, and the one way this product shows them.

A spelling is read only when it can mean one class and no other; everything else is None.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LAST_GRADE = 12
_DIGITS = "零一二三四五六七八九"
_SENIOR = {10: "高一", 11: "高二", 12: "高三"}
_BRACKETS = str.maketrans("[]{}【】〔〕", "()()()()")
_SEPARATORS = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-") | dict.fromkeys("·•・", "."))

# what stands before the numeral -> (grades that come before this stage, grades in it)
_STAGES = {
    "": (0, 12),
    "小": (0, 6),
    "小学": (0, 6),
    "初": (6, 3),
    "初中": (6, 3),
    "高": (9, 3),
    "高中": (9, 3),
}

# "班" at the end is taken off and "(2)" has become "#2" before these are tried
_NUMERAL = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_GRADE = rf"(?P<stage>小学?|初中?|高中?|)(?P<grade>{_NUMERAL})"
_NUMBER = rf"(?P<number>{_NUMERAL})"
_SPELLINGS = [
    re.compile(pattern)
    for pattern in (
        rf"{_GRADE}年级?[-.#]?{_NUMBER}",  # 三年级2班 三年级(2)班 三年二班
        rf"{_GRADE}[-.#]{_NUMBER}",  # 三(2)班 三.2 3-2 初一(3)班
        r"(?P<stage>)(?P<grade>[一二三四五六七八九])(?P<number>[0-9]{1,2}|[一二三四五六七八九])",  # 三2班 三二班
        rf"(?P<stage>[初高])(?P<grade>[一二三]){_NUMBER}",  # 初一3班 高三十二班
        r"(?P<stage>)(?P<grade>[0-9]{1,2})(?P<number>[0-9]{2})",  # 302 0302 1002
    )
]
_BY_YEAR = re.compile(rf"(?P<year>(?:20)?[0-9]{{2}})级[-.#]?{_NUMBER}")  # 2024级(3)班
_ALONE = re.compile(rf"#?{_NUMBER}")  # 2班 (2)班 二班, beside a column with the grade
_GRADE_ALONE = re.compile(rf"{_GRADE}(?:年级?)?")
_YEAR_ALONE = re.compile(r"(?P<year>20[0-9]{2})级?|(?P<short>[0-9]{2})级")


@dataclass(frozen=True, order=True)
class ClassName:
    """One class of one school year: grade 1–12 and its number in the grade."""

    grade: int
    number: int

    @property
    def text(self) -> str:
        """The name on every screen: 三（2）班, 七（1）班, 高一（3）班."""
        return f"{_stem(self.grade)}（{self.number}）班"


def grade_text(grade: int) -> str:
    """三年级, 七年级, 高一."""
    return _SENIOR.get(grade) or f"{_DIGITS[grade]}年级"


def parse_class(
    text: str, grade: int | None = None, school_start_year: int | None = None, first_grade: int = 1
) -> ClassName | None:
    """The one class `text` can mean, else None.

    `grade` comes from another column and must agree; `school_start_year` (2026 for 2026–2027) and
    `first_grade` (7 in a middle school) are needed for names by year of entry, 2024级3班.
    """
    found = _parse_class(text, grade, school_start_year, first_grade)
    return found if found and (grade is None or found.grade == grade) else None


def parse_grade(text: str, school_start_year: int | None = None, first_grade: int = 1) -> int | None:
    """三年级, 3, 初二, 高一, and with a school year 2024级; None when it is not one grade."""
    plain = _plain(text)
    if by_year := _YEAR_ALONE.fullmatch(plain):
        return _grade_of_entry(by_year["year"] or by_year["short"], school_start_year, first_grade)
    match = _GRADE_ALONE.fullmatch(plain)
    return _grade_number(match["stage"], match["grade"]) if match else None


@lru_cache(maxsize=2048)
def _parse_class(text: str, grade: int | None, start_year: int | None, first_grade: int) -> ClassName | None:
    plain = _plain(text)
    bare = re.sub(rf"\(({_NUMERAL})\)", r"#\1", plain.removesuffix("班"))
    if by_year := _BY_YEAR.fullmatch(bare):
        return _class_name(_grade_of_entry(by_year["year"], start_year, first_grade), by_year["number"])
    alone = _ALONE.fullmatch(bare) if bare != plain or bare.isdigit() else None
    if grade is not None and alone and _number(alone["number"]):
        return None if _repeats_grade(alone["number"], grade) else _class_name(grade, alone["number"])
    if _is_unfinished(plain, bare):
        return None
    for spelling in _SPELLINGS:
        if match := spelling.fullmatch(bare):
            return _class_name(_grade_number(match["stage"], match["grade"]), match["number"])
    return None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).translate(_SEPARATORS)
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", folded)


def _is_unfinished(plain: str, bare: str) -> bool:
    """三二 or 高一三 without 班 may be anything; with it they are classes."""
    return plain == bare and re.fullmatch(r"[初高]?[一二三四五六七八九十]{2,4}", bare) is not None


def _repeats_grade(numeral: str, grade: int) -> bool:
    """Beside grade 3, "32" may be class 2 as well as class 32; beside grade 1, "11" is class 11."""
    return numeral.isdigit() and int(numeral) >= 20 and int(numeral) // 10 == grade


def _class_name(grade: int | None, numeral: str) -> ClassName | None:
    number = _number(numeral)
    return ClassName(grade, number) if grade and number else None


def _grade_number(stage: str, numeral: str) -> int | None:
    before, how_many = _STAGES[stage]
    number = _number(numeral)
    return before + number if number and number <= how_many else None


def _grade_of_entry(year: str, start_year: int | None, first_grade: int) -> int | None:
    if start_year is None:
        return None
    grade = start_year - (int(year) % 100 + 2000) + first_grade
    return grade if first_grade <= grade <= LAST_GRADE else None


def _number(numeral: str) -> int | None:
    """二十一 -> 21, 07 -> 7; None for 0 and for what is no numeral (三二)."""
    if numeral.isdigit():
        return int(numeral) or None
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _stem(grade: int) -> str:
    return _SENIOR.get(grade) or _DIGITS[grade]
