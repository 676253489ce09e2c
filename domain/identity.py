"""Who a student is and who answers at home: what the office and the class teacher may put right by hand."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.errors import Invalid
from domain.people import MAX_NAME, clean_name
from domain.records import clean_text

SEXES: Final = ("男", "女")
RELATIONS: Final = ("父亲", "母亲", "爷爷", "奶奶", "外公", "外婆")  # offered; any word may be written
_LONGEST: Final = {"relation": 20, "work_unit": 60, "address": 120}
_LABELS: Final = {"relation": "关系", "work_unit": "工作单位", "address": "住址"}
MOST_IN_NOTE: Final = 100
_PHONE = re.compile(r"[\d\s+\-()转,、/#*]+")
_YOUNGEST, _OLDEST = 3, 30  # years; whoever lies outside was typed wrongly


@dataclass(frozen=True)
class Identity:
    """What a student's roster line says beside the name."""

    sex: str
    birth_date: date | None
    phone: str


@dataclass(frozen=True)
class GuardianForm:
    """Whom to call, and where the child lives with them."""

    name: str
    relation: str = ""
    phone: str = ""
    work_unit: str = ""
    address: str = ""
    is_temporary: bool = False


@dataclass(frozen=True)
class CareForm:
    """A care category (类别) that holds from a day to a day, both inclusive; `until` None: it goes on."""

    category_id: int
    since: date | None
    until: date | None = None
    note: str = ""

    @property
    def valid_to(self) -> date | None:
        """The first day it holds no longer, as rows have it."""
        return self.until + timedelta(1) if self.until else None


def checked_identity(one: Identity, today: date) -> Identity:
    """As it is kept; raises Invalid for a day nobody in school was born on."""
    if one.sex and one.sex not in SEXES:
        raise Invalid("性别请选男或女。")
    if one.birth_date is not None and not _YOUNGEST <= _years(one.birth_date, today) <= _OLDEST:
        raise Invalid("出生日期不对，请核对年份。不知道可以先空着。")
    return replace(one, phone=clean_phone(one.phone))


def checked_guardian(one: GuardianForm) -> GuardianForm:
    """As it is kept; raises Invalid with what to change."""
    texts = {name: clean_text(getattr(one, name)).replace("\n", " ") for name in _LONGEST}
    for name, text in texts.items():
        if len(text) > _LONGEST[name]:
            raise Invalid(f"“{_LABELS[name]}”最多 {_LONGEST[name]} 字，请写短一些。")
    name = clean_name(clean_text(one.name))
    if not name:
        raise Invalid("请写监护人的姓名。")
    if len(name) > MAX_NAME:
        raise Invalid(f"姓名最多 {MAX_NAME} 字。")
    return GuardianForm(name, phone=clean_phone(one.phone), is_temporary=one.is_temporary, **texts)


def clean_phone(text: str) -> str:
    """A number as it is dialled; leniently, since some are 座机转分机. Raises Invalid when it is none."""
    half = clean_text(text).translate(_HALF).replace("\n", " ").strip()
    if not half:
        return ""
    if not _PHONE.fullmatch(half) or not 3 <= sum(one.isdigit() for one in half) <= 30:
        raise Invalid("电话里只写号码，例如 13812345678 或 0555-1234567 转 8。别的话写在备注里。")
    return half


def checked_care(one: CareForm, today: date) -> CareForm:
    """As it is kept; raises Invalid for impossible days."""
    if not one.category_id:
        raise Invalid("请选一个类别。")
    if one.since is None:
        raise Invalid("请选从哪天起。")
    if one.since > today:
        raise Invalid("“从哪天起”在今天以后，请核对。")
    if one.since < today - timedelta(days=20 * 366):
        raise Invalid("“从哪天起”太早了，请核对年份。")
    if one.until is not None and one.until < one.since:
        raise Invalid("“到哪天”在“从哪天起”之前，请核对。")
    if one.until is not None and one.until > today + timedelta(days=3 * 366):
        raise Invalid("“到哪天”太远了，请核对年份。还没定可以先空着。")
    note = clean_text(one.note)
    if len(note) > MOST_IN_NOTE:
        raise Invalid(f"备注最多 {MOST_IN_NOTE} 字，请写短一些。")
    return replace(one, note=note)


def identity_words(one: Identity) -> dict[str, str]:
    """Labels and words, for comparing two wordings; what is empty is left out."""
    born = f"{one.birth_date:%Y}年{one.birth_date.month}月{one.birth_date.day}日" if one.birth_date else ""
    return _filled({"性别": one.sex, "出生": born, "电话": one.phone})


def guardian_words(one: GuardianForm) -> dict[str, str]:
    """The same of a guardian."""
    kind = "临时监护人" if one.is_temporary else ""
    return _filled(
        {"姓名": one.name, "关系": one.relation, "电话": one.phone, "工作单位": one.work_unit,
         "住址": one.address, "身份": kind}
    )  # fmt: skip


def care_words(category: str, one: CareForm) -> dict[str, str]:
    """The same of a care category."""
    first, last = (f"{day:%Y}年{day.month}月{day.day}日" if day else "" for day in (one.since, one.until))
    return _filled({"类别": category, "从哪天起": first, "到哪天": last, "备注": one.note})


def _filled(words: dict[str, str]) -> dict[str, str]:
    return {label: text for label, text in words.items() if text}


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# full-width figures and signs, as a Chinese keyboard types them
_HALF = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {ord("—"): ord("-"), ord("－"): ord("-")}
