"""导师工作手册 and 学生成长档案 as values: what stands on the school's own forms (S1), before anybody draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.exam_forms import CURVE_LABELS, MONTHLY_LABELS
from domain.months import NAMES

_NUMERALS: Final = "一二三四五六七八九十"
BLANK_STUDENTS: Final = 10  # as many as S1's handbook has forms for
BLANK_CONTACTS: Final = 2  # empty lines a month on a form to be filled in by hand
_ROOM: Final = "\n" * 3  # to write a month's words in


@dataclass(frozen=True, slots=True)
class MonthForm:
    """A month on the growth record: the teacher's words, and the exam of that month with its result."""

    name: str
    exam: str
    performance: str = ""
    strength: str = ""
    weakness: str = ""
    measure: str = ""
    result: str = ""  # 总分, 等级 or 缺考; empty: none
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A line of the contact form."""

    day: str
    words: str
    effect: str


@dataclass(frozen=True, slots=True)
class ContactMonth:
    """A month of the contact form; without a contact one empty line."""

    name: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class ExamPlace:
    """One of the five major exams: what is printed, and the value the curve is drawn through (None: no such exam)."""

    label: str
    text: str = ""
    value: float | None = None
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """五次大考. `is_rank`: places in the grade, 1 on top; else the part of full marks, in per cent."""

    places: tuple[ExamPlace, ...]
    is_rank: bool

    @property
    def is_drawn(self) -> bool:
        """One point alone says nothing about a change."""
        return sum(one.value is not None for one in self.places) >= 2

    @property
    def heading(self) -> str:
        """As the form words it, without ranks where they are not printed."""
        return "五次大考年级总分排名及变化曲线" if self.is_rank else "五次大考总分及变化曲线"


@dataclass(frozen=True, slots=True)
class Growth:
    """One student's part of a handbook, or of an archive."""

    name: str = ""
    class_name: str = ""
    sex: str = ""
    number: str = ""
    phone: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    work_or_home: str = ""
    basics: str = ""
    family: str = ""
    relations: str = ""
    months: tuple[MonthForm, ...] = ()
    contacts: tuple[ContactMonth, ...] = ()
    curve: Curve = field(default_factory=lambda: blank_curve(is_rank=True))
    mentors: str = ""
    remark: str = ""  # 备注 of the roster table
    lines: tuple[tuple[str, str], ...] = ()  # what an archive says besides: 特点, 目标, 评价 …


@dataclass(frozen=True, slots=True)
class Handbook:
    """A mentor's handbook of one term. `exported`: 谁 · 何时 导出, at the foot of every page."""

    school: str
    school_year: str
    term: str
    mentor: str
    subjects: str
    classes: str
    students: tuple[Growth, ...]
    exported: str
    summaries: tuple[tuple[str, str], ...] = ()  # month, text handed in


def blank_curve(is_rank: bool) -> Curve:
    """No exam yet."""
    return Curve(tuple(ExamPlace(label) for label in CURVE_LABELS), is_rank)


def blank_months() -> tuple[MonthForm, ...]:
    """Five months to be filled in by hand."""
    return tuple(MonthForm(name, exam, _ROOM) for name, exam in zip(NAMES, MONTHLY_LABELS, strict=True))


def blank_growth(lines: int = BLANK_CONTACTS) -> Growth:
    """A student's forms with nothing on them."""
    empty = tuple(Contact("", "", "") for _ in range(lines))
    return Growth(months=blank_months(), contacts=tuple(ContactMonth(name, empty) for name in NAMES[:4]))


def contact_months(found: Sequence[tuple[int, Contact]]) -> tuple[ContactMonth, ...]:
    """Contacts by the number of their month; the form has four months, a fifth one where something happened in it."""
    last = max((number for number, _ in found), default=0)
    names = NAMES[: max(4, last)]
    return tuple(
        ContactMonth(name, tuple(one for number, one in found if number == place))
        for place, name in enumerate(names, start=1)
    )


def ordinal(place: int) -> str:
    """一 … 十, 十一 … 九十九: as the forms are numbered."""
    tens, ones = divmod(place, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")
