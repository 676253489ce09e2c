"""逐班摸排表 as Word and Excel; what the meeting thinks is written into the last column by hand."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from documents.register_papers import day_in_full
from documents.word import fill
from documents.workbook import Sheet, Value, workbook
from domain.class_names import grade_text
from domain.screening import ScreeningClass, ScreeningLine

_FOOT = "里面有学生的情况：只用于工作，不转发，用完收好或碎掉。"


def screening_word(classes: Sequence[ScreeningClass], school: str, year: str, on: date) -> bytes:
    """A page a grade, a table a class."""
    grades = [(grade, list(same)) for grade, same in groupby(classes, key=lambda one: one.grade)]
    return fill(
        "screening.docx",
        {
            "学校": school,
            "学年": year,
            "日期": day_in_full(on),
            "提醒": _FOOT,
            "各年级": [
                {
                    "名称": grade_text(grade),
                    "人数": sum(len(one.lines) for one in same),
                    "班级": [
                        {
                            "名称": one.name,
                            "班主任": one.homeroom or "还没有",
                            "领导": one.leader or "还没有",
                            "人数": one.students,
                            "学生": [_values(line, place) for place, line in enumerate(one.lines, start=1)],
                        }
                        for one in same
                    ],
                }
                for grade, same in grades
            ],
        },
    )


def _values(one: ScreeningLine, place: int) -> dict[str, object]:
    return {
        "序号": place,
        "姓名": one.name,
        "性别": one.sex,
        "类别": "\n".join(care.text.replace("（", "\n（") for care in one.cares),
        "导师": one.mentors or "还没有",
        "领导": one.charge or "－",
        "联系": one.last_text.replace(" ", "\n"),
        "跟进": one.follow_up_text.replace("，", "\n"),
    }


def screening_excel(classes: Sequence[ScreeningClass], school: str, year: str, on: date) -> bytes:
    """A line a student; a class without one has its line, too."""
    columns = [
        ("班级", 12), ("班主任", 10), ("联系领导", 10), ("姓名", 10), ("性别", 6), ("学号", 12), ("类别（起止）", 30),
        ("导师", 12), ("包靠领导", 10), ("最近联系", 18), ("未完成的跟进", 20), ("研判意见", 34),
    ]  # fmt: skip
    lines = [line for one in classes for line in _lines(one)]
    heading = f"{school}逐班摸排表　{year}　{day_in_full(on)}"
    return workbook([Sheet("逐班摸排表", heading, columns, lines, _FOOT)])


def _lines(one: ScreeningClass) -> list[list[Value]]:
    head: list[Value] = [one.name, one.homeroom, one.leader]
    if not one.lines:
        return [[*head, "没有登记特殊学生", *[None] * 8]]
    return [
        [
            *head, line.name, line.sex, line.number, "\n".join(care.text for care in line.cares), line.mentors,
            line.charge, line.last_text, line.follow_up_text, None,
        ]
        for line in one.lines
    ]  # fmt: skip
