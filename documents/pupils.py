"""What a roster and an exam list share: whose row it is. Pupils are told apart by number, never by guess."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from documents import cells
from documents.cells import Fault
from documents.import_rows import ImportOptions
from documents.tables import Findings, Header, Reading, Record
from domain.class_names import LAST_GRADE, ClassName, parse_class, parse_grade

_CLASS_ADVICE = "改成“三（2）班”这样的写法"
_CLASS_SHEET = re.compile(r"[班级(（]|^\s*[0-9]{3}\s*$")
_SEAT_NUMBER_DIGITS = 2


@dataclass
class Pupil:
    """A record with the pupil's name, class and numbers read; faults are already among the findings."""

    record: Record
    name: str
    class_name: ClassName | None
    student_number: str
    national_number: str

    @property
    def row(self) -> int:
        return self.record.row

    @property
    def has_number(self) -> bool:
        return bool(self.student_number or self.national_number)


@dataclass(frozen=True)
class ClassReader:
    """Reads the class of each record: its cells, else the class a person chose, else the sheet's own name."""

    options: ImportOptions
    sheet_name: str
    header: Header

    @property
    def can_know(self) -> bool:
        """Whether there is a column, a choice or a sheet's name to take the class from."""
        if self.header.column_of("class") is not None or self.options.default_class is not None:
            return True
        with_grade = self.header.column_of("grade") is not None
        return any(
            self._named_after(grade) for grade in [None, *range(1, LAST_GRADE + 1 if with_grade else 1)]
        )

    def read(self, record: Record) -> tuple[ClassName | None, list[tuple[str, Fault]]]:
        """The class, and the faults of the grade and class cells by field."""
        grade_text, class_text = cells.class_text(record["grade"]), cells.class_text(record["class"])
        faults = [
            (field, value)
            for field, value in (("grade", grade_text), ("class", class_text))
            if isinstance(value, Fault)
        ]
        if isinstance(grade_text, Fault) or isinstance(class_text, Fault):
            return None, faults
        grade = self._parse_grade(grade_text) if grade_text else None
        if grade_text and grade is None:
            return None, [("grade", Fault("没认出年级", "改成“三年级”这样的写法"))]
        return self._class(class_text, grade)

    def _class(self, text: str, grade: int | None) -> tuple[ClassName | None, list[tuple[str, Fault]]]:
        if not text:
            return self._unwritten(grade)
        found = self._parse(text, self._sheet_grade() if grade is None else grade) or self._parse(text, grade)
        if found:
            return found, []
        if grade is not None and self._parse(text, None):
            return None, [("class", Fault("和“年级”一列对不上", "核对年级和班级"))]
        return None, [("class", Fault("没认出班级", _CLASS_ADVICE))]

    def _unwritten(self, grade: int | None) -> tuple[ClassName | None, list[tuple[str, Fault]]]:
        if self.header.column_of("class") is None:
            found = self.options.default_class or self._named_after(grade)
        else:
            found = self.options.default_class
        if found and grade is not None and found.grade != grade:
            return None, [("grade", Fault(f"和“{found.text}”对不上", "核对年级"))]
        return found, [] if found else [("class", Fault("没有班级", "补上班级"))]

    def _named_after(self, grade: int | None) -> ClassName | None:
        """The class the sheet is named after; "3.2" or "1103" may as well be a day, and is not taken."""
        named = _CLASS_SHEET.search(self.sheet_name)
        return self._parse(self.sheet_name, grade) if named else None

    def _sheet_grade(self) -> int | None:
        """The grade of a sheet called 三年级 or 初一, for classes written 2班; a bare "3" says nothing."""
        return None if self.sheet_name.strip().isdigit() else self._parse_grade(self.sheet_name)

    def _parse(self, text: str, grade: int | None) -> ClassName | None:
        return parse_class(text, grade, self.options.school_start_year, self.options.first_grade)

    def _parse_grade(self, text: str) -> int | None:
        return parse_grade(text, self.options.school_start_year, self.options.first_grade)


def pupils_of(
    readings: list[Reading], options: ImportOptions, class_needed: bool
) -> list[tuple[Pupil, Reading]]:
    """The pupils of all sheets. A row without class passes when it has a number and no class is needed."""
    found = []
    for reading in readings:
        classes = ClassReader(options, reading.sheet.name, reading.header)
        if not classes.can_know and (class_needed or not _has_numbers(reading.header)):
            advice = "在“列的对应”里指出哪一列是班级，或选择这张表是哪个班"
            reading.findings.add(None, "class", Fault("没有“班级”一列", advice))
        if reading.findings.is_blocked:
            continue
        pupils = [_pupil(record, classes, reading.findings, class_needed) for record in reading.records]
        _check_shortened(pupils, reading.findings)
        found += [(pupil, reading) for pupil in pupils]
    tell_apart([(pupil, reading.findings) for pupil, reading in found])
    return found


def _has_numbers(header: Header) -> bool:
    return bool({"student_number", "national_number"} & set(header.fields.values()))


def _pupil(record: Record, classes: ClassReader, findings: Findings, class_needed: bool) -> Pupil:
    student = _number(record, "student_number", findings)
    national = _number(record, "national_number", findings)
    class_name, faults = classes.read(record)
    number_is_enough = not class_needed and bool(student or national) and not record.text("class")
    for field, fault in faults:
        if field != "class" or not number_is_enough:
            findings.add(record.row, field, fault, record[field])
    clean = cells.name(record["name"])
    return Pupil(record, clean if isinstance(clean, str) else "", class_name, student, national)


def _number(record: Record, field: str, findings: Findings) -> str:
    value = cells.identifier(record[field])
    if isinstance(value, Fault):
        findings.add(record.row, field, value, record[field])
        return ""
    return value


def _check_shortened(pupils: list[Pupil], findings: Findings) -> None:
    """3.1 kept by Excel as a number may have been 3.10; said once, since it cannot be known."""
    suspect = {
        cells.text(value): pupil
        for pupil in reversed(pupils)
        if isinstance(value := pupil.record["class"], float) and cells.text(value).endswith(".1")
    }
    for written, pupil in suspect.items():
        findings.check(
            pupil.row,
            "class",
            f"“{written}”读作第 1 班，也可能是第 10 班",
            "有第 10 班时请改成文本",
        )


def tell_apart(pupils: list[tuple[Pupil, Findings]]) -> None:
    """Report numbers used twice and namesakes of one class that no number tells apart."""
    _drop_seat_numbers(pupils)
    for field in ("national_number", "student_number"):
        _report_repeats(field, pupils)
    by_name: dict[Hashable, list[tuple[Pupil, Findings]]] = defaultdict(list)
    for pupil, findings in pupils:
        if pupil.name:
            by_name[pupil.name, pupil.class_name].append((pupil, findings))
    for namesakes in by_name.values():
        if len(namesakes) > 1:
            _report_namesakes(namesakes)


def _report_repeats(field: str, pupils: Iterable[tuple[Pupil, Findings]]) -> None:
    first: dict[str, tuple[Pupil, Findings]] = {}
    for pupil, findings in pupils:
        number: str = getattr(pupil, field)
        if number and number in first:
            where = _place(first[number], findings)
            findings.add(pupil.row, field, Fault(f"与{where}相同", "确认是不是同一名学生"), number)
        elif number:
            first[number] = (pupil, findings)


def _report_namesakes(namesakes: list[tuple[Pupil, Findings]]) -> None:
    for pupil, findings in namesakes:
        if not pupil.has_number and pupil.row not in findings.bad_rows:
            other = next(one for one in namesakes if one[0] is not pupil)
            message = f"与{_place(other, findings)}同班同名，分不清是谁"
            findings.add(pupil.row, "name", Fault(message, "给同名的学生都写上学号或学籍号"), pupil.name)


def _place(other: tuple[Pupil, Findings], findings: Findings) -> str:
    pupil, where = other
    sheet = "" if where is findings else f"工作表“{where.sheet}”"
    return f"{sheet}第 {pupil.row} 行"


def _drop_seat_numbers(pupils: list[tuple[Pupil, Findings]]) -> None:
    """学号 1–45 in several classes are places in the class register: they tell nobody apart in the school."""
    numbers = [pupil.student_number for pupil, _ in pupils if pupil.student_number]
    if not numbers or any(len(number) > _SEAT_NUMBER_DIGITS for number in numbers):
        return
    classes = {(pupil.student_number, pupil.class_name) for pupil, _ in pupils if pupil.student_number}
    if len(classes) > len(set(numbers)):
        for pupil, _ in pupils:
            pupil.student_number = ""
        findings = pupils[0][1]
        findings.check(
            None,
            "student_number",
            "各班都从 1 编起，像是班内序号，没有当作学号",
            "请用全校不重复的学号或学籍号",
        )
