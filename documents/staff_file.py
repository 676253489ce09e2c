"""The staff list: people, the classes and subjects they teach, their homeroom and roles.

A teacher may fill several rows (one per class taught): rows are put together by staff number, or by
name as long as nothing contradicts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from documents import cells
from documents.cells import Fault
from documents.headers import SUBJECTS
from documents.import_rows import Assignment, ImportOptions, StaffRole, StaffRow
from documents.tables import Findings, Reading, Record
from domain.class_names import ClassName, parse_class, parse_grade

Item = TypeVar("Item")
_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_SUBJECT_NAMES = {
    name: subject for subject, names in SUBJECTS.items() for name in names.split() if "/" not in name
}
_LEADS_SUBJECT = re.compile("|".join(sorted(map(re.escape, _SUBJECT_NAMES), key=len, reverse=True)))
_LEADERS = {
    "校领导",
    "校长",
    "副校长",
    "书记",
    "副书记",
    "校级领导",
    "领导",
    "分管校长",
    "德育副校长",
    "教学副校长",
}
_OFFICES = re.compile(
    "(德育处|政教处|学生发展处|学生处|大队部|教务处|教导处|教学处|德育|政教|教务|教导)(?:处)?(?:副?主任|干事|管理员)?"
)
_GRADE_HEAD = re.compile("(.+?)(?:组长|年级长|级长|年级主任|级部主任)")
_NO_ROLE = {"教师", "老师", "任课教师", "任课老师", "班主任", "导师", "普通教师", "科任教师", "无", "-"}
_YES_ONLY = {"是", "√", "✓", "1", "有"}
_NO = {"", "否", "无", "-", "—", "/", "0"}


def read_staff(readings: list[Reading], options: ImportOptions) -> list[StaffRow]:
    """The good rows of the sheet, one per person; what is wrong is added to the findings."""
    reading = readings[0]
    findings = reading.findings
    people = [_staff_row(record, findings, options) for record in reading.records]
    merged = _merge([one for one in people if findings.accepts(one.row)], findings)
    return [one for one in merged if findings.accepts(one.row)]


def _staff_row(record: Record, findings: Findings, options: ImportOptions) -> StaffRow:
    take = findings.take
    clean = cells.name(record["name"])
    return StaffRow(
        row=record.row,
        sheet=findings.sheet,
        name=clean if isinstance(clean, str) else "",
        staff_number=take(record, "staff_number", cells.identifier(record["staff_number"])) or "",
        sex=take(record, "sex", cells.sex(record["sex"])),
        phone=take(record, "phone", cells.phone(record["phone"])) or "",
        position=record.text("position"),
        teaching_style=record.text("teaching_style"),
        homeroom=_homeroom(record, findings, options),
        assignments=_assignments(record, findings, options),
        roles=_roles(record, findings, options),
        rows=(record.row,),
    )


def _class(text: str, grade: int | None, options: ImportOptions) -> ClassName | None:
    return parse_class(text, grade, options.school_start_year, options.first_grade)


def _homeroom(record: Record, findings: Findings, options: ImportOptions) -> ClassName | None:
    written = findings.take(record, "homeroom", cells.class_text(record["homeroom"])) or ""
    if written in _NO:
        return None
    found = _class(written.removesuffix("班主任"), None, options)
    if found is None:
        fault = Fault("没认出班级", "改成“三（2）班”这样的写法")
        if written in _YES_ONLY:
            fault = Fault("没有写是哪个班的班主任，没有导入", "写上班级，如“三（2）班”", "check")
        findings.add(record.row, "homeroom", fault, record["homeroom"])
    return found


def _assignments(record: Record, findings: Findings, options: ImportOptions) -> tuple[Assignment, ...]:
    """From 任教班级 with 任教学科, and from 任课安排 (语文 三1班,三2班；道法 三1班)."""
    grade = _grade(record, findings, options)
    subjects = _subjects(record)
    found = _pairs(record, findings, "classes", grade, subjects, options)
    found += _pairs(record, findings, "teaching", grade, [], options)
    return tuple(dict.fromkeys(found))


def _grade(record: Record, findings: Findings, options: ImportOptions) -> int | None:
    written = findings.take(record, "grade", cells.class_text(record["grade"])) or ""
    grade = parse_grade(written, options.school_start_year, options.first_grade) if written else None
    if written and grade is None:
        findings.add(record.row, "grade", Fault("没认出年级", "改成“三年级”这样的写法"), record["grade"])
    return grade


def _subjects(record: Record) -> list[str]:
    parts = [part.strip() for part in _SEPARATORS.split(record.text("subject"))]
    return [_SUBJECT_NAMES.get(part, part) for part in parts if part not in _NO]


def _pairs(
    record: Record,
    findings: Findings,
    field: str,
    grade: int | None,
    subjects: list[str],
    options: ImportOptions,
) -> list[Assignment]:
    """Class by class; a subject written before a class counts from there on, else the row's subjects do."""
    written = findings.take(record, field, cells.class_text(record[field])) or ""
    found: list[Assignment] = []
    current, last_grade = subjects, grade
    for part in _SEPARATORS.split(written):
        subject, class_text = _split_subject(part.strip())
        current = [subject] if subject else current
        if class_text in _NO:
            continue
        class_name = _class(class_text, grade, options) or _class(class_text, last_grade, options)
        if class_name is None or not current:
            findings.add(record.row, field, _pair_fault(class_name), class_text)
            continue
        last_grade = class_name.grade
        found += [Assignment(class_name.grade, class_name.number, one) for one in current]
    return found


def _pair_fault(class_name: ClassName | None) -> Fault:
    if class_name is None:
        return Fault("没认出班级", "改成“三（1）班、三（2）班”这样的写法")
    return Fault("没有写教什么学科", "在“任教学科”一列写上学科")


def _split_subject(part: str) -> tuple[str, str]:
    """语文 三1班, 语文：三1班, 三1班语文 -> subject, class."""
    lead = _LEADS_SUBJECT.match(part)
    if lead:
        return _SUBJECT_NAMES[lead[0]], part[lead.end() :].strip(" :：(（")
    end = next((name for name in _SUBJECT_NAMES if len(part) > len(name) and part.endswith(name)), "")
    return (_SUBJECT_NAMES[end], part.removesuffix(end).strip()) if end else ("", part)


def _roles(record: Record, findings: Findings, options: ImportOptions) -> tuple[StaffRole, ...]:
    found = []
    for part in _SEPARATORS.split(record.text("roles")):
        words = part.strip()
        if not words or words in _NO_ROLE:
            continue
        role = _role(words, options)
        if role is None:
            fault = Fault(
                "没认出这个身份，没有导入", "写校领导、德育处、教务处或“三年级组长”；其他留空", "check"
            )
            findings.add(record.row, "roles", fault, words)
        else:
            found.append(role)
    return tuple(found)


def _role(words: str, options: ImportOptions) -> StaffRole | None:
    if words in _LEADERS:
        return StaffRole("leader", words)
    if _OFFICES.fullmatch(words):
        return StaffRole("office", words)
    head = _GRADE_HEAD.fullmatch(words)
    grade = parse_grade(head[1], options.school_start_year, options.first_grade) if head else None
    return StaffRole("grade_head", words, grade) if grade else None


def _merge(people: list[StaffRow], findings: Findings) -> list[StaffRow]:
    groups: dict[str, list[StaffRow]] = defaultdict(list)
    for one in people:
        groups[one.name].append(one)
    found: list[StaffRow] = []
    for group in groups.values():
        found += _merge_namesakes(group, findings)
    _report_numbers(found, findings)
    return sorted(found, key=lambda one: one.row)


def _merge_namesakes(group: list[StaffRow], findings: Findings) -> list[StaffRow]:
    """One name: one person, or one per staff number; a row without number fits only when there is one of them."""
    numbers = list(dict.fromkeys(one.staff_number for one in group if one.staff_number))
    if len(numbers) <= 1:
        return _one_person(group, findings)
    unclear = [one for one in group if not one.staff_number]
    for one in unclear:
        fault = Fault("有几位老师同名，分不清是谁", "给每一行都写上工号")
        findings.add(one.row, "name", fault, one.name)
    return [
        person
        for number in numbers
        for person in _one_person([one for one in group if one.staff_number == number], findings)
    ]


def _one_person(rows: list[StaffRow], findings: Findings) -> list[StaffRow]:
    """The rows put together; one that contradicts the first is a fault of its own."""
    person = rows[0]
    for other in rows[1:]:
        against = _contradiction(person, other)
        if against:
            message = f"与第 {person.row} 行同名，但{against}不同"
            findings.add(
                other.row,
                "name",
                Fault(message, "不是同一个人时写上各自的工号；是同一个人时改成一样"),
                other.name,
            )
        else:
            person = _together(person, other)
    return [person]


def _contradiction(one: StaffRow, other: StaffRow) -> str:
    compared = {
        "性别": (one.sex, other.sex),
        "电话": (one.phone, other.phone),
        "班主任": (one.homeroom, other.homeroom),
    }
    return next((what for what, (left, right) in compared.items() if left and right and left != right), "")


def _together(one: StaffRow, other: StaffRow) -> StaffRow:
    return replace(
        one,
        staff_number=one.staff_number or other.staff_number,
        sex=one.sex or other.sex,
        phone=one.phone or other.phone,
        position=one.position or other.position,
        teaching_style=one.teaching_style or other.teaching_style,
        homeroom=one.homeroom or other.homeroom,
        assignments=_distinct(one.assignments, other.assignments),
        roles=_distinct(one.roles, other.roles),
        rows=(*one.rows, *other.rows),
    )


def _distinct(one: Iterable[Item], other: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def _report_numbers(people: list[StaffRow], findings: Findings) -> None:
    first: dict[str, StaffRow] = {}
    for one in sorted(people, key=lambda person: person.row):
        if one.staff_number and one.staff_number in first:
            message = f"与第 {first[one.staff_number].row} 行相同，姓名却不同"
            for row in one.rows:
                findings.add(row, "staff_number", Fault(message, "核对工号"), one.staff_number)
        elif one.staff_number:
            first[one.staff_number] = one
