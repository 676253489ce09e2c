"""履职要求: what the school's rules ask for. A rule is data; what is due follows from it and the calendar (duties)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.record_kinds import Kind

MONTHLY_SUMMARY: Final = (
    "monthly_summary"  # 每月总结谈话情况 (S2): handed in, not a record, and counts like one
)


class Period(StrEnum):
    """How often."""

    WEEK = "week"
    FORTNIGHT = "fortnight"  # teaching weeks 1–2, 3–4, …
    HALF_MONTH = "half_month"  # the 1st to the 15th, the 16th to the end
    MONTH = "month"
    TWO_MONTHS = "two_months"  # September and October, November and December, …
    TERM = "term"
    SCHOOL_YEAR = "school_year"
    AFTER_MAJOR_EXAM = "after_major_exam"  # the ten school days from the exam's day on

    @property
    def text(self) -> str:
        """每周, 每两周 …"""
        return _PERIOD_TEXT[self]

    @property
    def now(self) -> str:
        """本周, 这两周 …"""
        return _PERIOD_NOW[self]


class Subject(StrEnum):
    """For whom it is due."""

    STUDENT = "student"
    CARE_STUDENT = "care_student"
    MENTOR = "mentor"
    GROUP = "group"
    CLASS = "class"
    SCHOOL = "school"

    @property
    def text(self) -> str:
        """每名学生, 每名特殊学生 …"""
        return _SUBJECT_TEXT[self]


_PERIOD_TEXT = {
    Period.WEEK: "每周",
    Period.FORTNIGHT: "每两周",
    Period.HALF_MONTH: "每半月",
    Period.MONTH: "每月",
    Period.TWO_MONTHS: "每两月",
    Period.TERM: "每学期",
    Period.SCHOOL_YEAR: "每学年",
    Period.AFTER_MAJOR_EXAM: "每次大考后",
}
_PERIOD_NOW = {
    Period.WEEK: "本周",
    Period.FORTNIGHT: "这两周",
    Period.HALF_MONTH: "这半月",
    Period.MONTH: "本月",
    Period.TWO_MONTHS: "这两月",
    Period.TERM: "本学期",
    Period.SCHOOL_YEAR: "本学年",
    Period.AFTER_MAJOR_EXAM: "考后",
}
_SUBJECT_TEXT = {
    Subject.STUDENT: "每名学生",
    Subject.CARE_STUDENT: "每名特殊学生",
    Subject.MENTOR: "每位导师",
    Subject.GROUP: "每个小组",
    Subject.CLASS: "每个班",
    Subject.SCHOOL: "全校",
}


@dataclass(frozen=True)
class DutyRule:
    """`times` records of any of `kinds` each `period` for each `subject`, in force from a day up to (without) another.

    `origin_id` is the rule's first edition: an edited rule ends, and its new edition keeps the origin. A rule not
    stored yet has id 0. `care_category_id` None with a care student: any category.
    """

    id: int
    name: str
    kinds: frozenset[str]  # values of Kind, or MONTHLY_SUMMARY
    times: int
    period: Period
    subject: Subject
    valid_from: date
    valid_to: date | None = None
    care_category_id: int | None = None
    origin_id: int = 0
    position: int = 100
    version: int = 1

    @property
    def text(self) -> str:
        """每名学生 每周 1 次谈心."""
        return f"{self.subject.text} {self.period.text} {self.times} 次{self.kinds_text}"

    @property
    def kinds_text(self) -> str:
        """家校联系或家访: any of them counts."""
        return "或".join(kind_text(one) for one in (*Kind, MONTHLY_SUMMARY) if one in self.kinds)


def kind_text(kind: str) -> str:
    """The word for what counts."""
    return "月度谈话小结" if kind == MONTHLY_SUMMARY else Kind(kind).text
