"""The sheet for the handover ceremony: its order and the lists to sign."""

from collections.abc import Sequence
from datetime import date

from documents.register_papers import day_in_full
from documents.word import fill
from domain.ceremony import CeremonyPlan
from domain.register import pairs


def ceremony_sheet(
    school: str,
    class_name: str,
    homeroom: str,
    plan: CeremonyPlan,
    teachers: Sequence[tuple[str, str]],
    students: Sequence[str],
) -> bytes:
    """`teachers` as (name, group led or empty)."""
    return fill(
        "ceremony.docx",
        {
            "学校": school,
            "班级": class_name,
            "班主任": homeroom,
            "日期": _day(plan.held_on),
            "地点": plan.place,
            "议程": plan.programme.splitlines(),
            "教师": [{"姓名": name, "小组": group} for name, group in teachers],
            "学生": pairs(students),
            "总人数": len(students),
        },
    )


def _day(day: date) -> str:
    return f"{day_in_full(day)}（周{'一二三四五六日'[day.weekday()]}）"
