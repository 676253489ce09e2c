"""The register of a class on paper: Word to sign, Excel to go on with, cards to cut, each mentor's list."""

from datetime import date

from documents.word import fill
from documents.workbook import Sheet, workbook
from domain.register import Register, RegisterGroup, name_lines

_NAMES_WIDTH = 23  # characters of 11 pt in the column of students


def register_word(register: Register, printed_on: date) -> bytes:
    """A4 across, one line a group, with the lines to sign on."""
    groups = [
        {
            "序号": place,
            "组名": group.name,
            "导师": group.mentors,
            "学科": group.subjects,
            "人数": len(group.students),
            "学生": "\n".join(name_lines((one.text for one in group.students), _NAMES_WIDTH)),
            "口号": group.motto,
            "目标": group.aim,
        }
        for place, group in enumerate(register.groups, start=1)
    ]
    unplaced = "、".join(one.text for one in register.unplaced)
    return fill("register.docx", {**_head(register, printed_on), "小组": groups, "未分组": unplaced})


def register_excel(register: Register) -> bytes:
    """The register as one line a group, and every student on a line of their own to sort and filter."""
    groups = [
        (place, group.name, group.mentors, group.subjects, len(group.students),
         "、".join(one.text for one in group.students), group.motto, group.aim)
        for place, group in enumerate(register.groups, start=1)
    ]  # fmt: skip
    students = [
        (
            one.number,
            one.name,
            group.name,
            one.mentor or group.mentors,
            group.subjects if not one.mentor else "",
        )
        for group in register.groups
        for one in group.students
    ] + [(one.number, one.name, "", one.mentor, "") for one in register.unplaced]
    state = _state(register)
    return workbook([
        Sheet("明细表", f"{register.school}　{register.heading}",
              [("序号", 6), ("组名", 12), ("导师", 10), ("学科", 12), ("人数", 6), ("学生", 46), ("口号", 22), ("小组目标", 28)],
              groups, f"班主任：{register.homeroom}　　{state}　　班主任签字：　　　　　　教务处签字："),
        Sheet("学生名单", f"{register.class_name}学生与导师",
              [("学号", 14), ("姓名", 12), ("组名", 12), ("导师", 12), ("学科", 14)], students),
    ])  # fmt: skip


def group_cards(register: Register, printed_on: date) -> bytes:
    """One card a group, two side by side, to cut along the dashes."""
    cards = [_card(group) for group in register.groups]
    rows = [
        {"左": cards[place], "右": cards[place + 1] if place + 1 < len(cards) else None}
        for place in range(0, len(cards), 2)
    ]
    return fill("group_cards.docx", {**_head(register, printed_on), "行列": rows})


def mentor_lists(register: Register, printed_on: date) -> bytes:
    """A page for each mentor: the students, with room for notes."""
    mentors: dict[str, list[dict[str, str]]] = {}
    subjects = {group.mentor: group.subjects for group in register.groups}
    for group in register.groups:
        for one in group.students:
            line = {"学号": one.number, "姓名": one.name, "组名": group.name}
            for name in (one.mentor,) if one.mentor else (group.mentor, *group.others):
                mentors.setdefault(name, []).append(line)
    pages = [
        {"姓名": name, "学科": subjects.get(name, ""), "人数": len(lines), "学生": lines}
        for name, lines in mentors.items()
        if name
    ]
    return fill("mentor_lists.docx", {**_head(register, printed_on), "导师们": pages})


def _card(group: RegisterGroup) -> dict[str, str]:
    return {
        "组名": group.name,
        "导师": "、".join(
            [f"{group.mentor}（{group.subjects}）" if group.subjects else group.mentor, *group.others]
        ),
        "学生": "\n".join(name_lines((one.text for one in group.students), 15)),
        "口号": group.motto or "　",
        "目标": group.aim or "　",
    }


def _head(register: Register, printed_on: date) -> dict[str, str]:
    return {
        "学校": register.school,
        "学年": register.school_year,
        "班级": register.class_name,
        "班主任": register.homeroom,
        "总人数": str(register.students),
        "状态": _state(register),
        "打印日期": day_in_full(printed_on),
    }


def _state(register: Register) -> str:
    if register.in_force_from is None:
        return "方案，尚未备案"
    return f"{day_in_full(register.in_force_from)}起生效"


def day_in_full(day: date) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"
