"""What importing a roster would do, and doing it: students, guardians, classes, care categories."""

from dataclasses import dataclass, field
from typing import Any

from db import imports as rows
from db.connection import Database
from db.names import search_text
from db.rows import Row
from documents.import_rows import Guardian, Problem, RosterRow
from domain.calendar import entry_year_of
from domain.people import MAX_NAME, same_name
from services.context import Context


@dataclass
class StudentChange:
    """One row of the file beside what the school already has. `student_id` None: a new student."""

    row: RosterRow
    student_id: int | None
    membership_id: int | None = None
    columns: Row = field(default_factory=dict)
    moves_class: bool = False
    guardians: list[tuple[int | None, Row]] = field(default_factory=list)
    cares: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        """new, changed or same."""
        if self.student_id is None:
            return "new"
        return "changed" if self.columns or self.moves_class or self.guardians or self.cares else "same"


def plan(
    db: Database, context: Context, roster: list[RosterRow]
) -> tuple[list[StudentChange], list[Problem]]:
    """Match every row to at most one student: by 学籍号, then 学号, then name within the class; never by likeness."""
    known = _Known(db, context)
    changes, problems = [], []
    for row in roster:
        found = known.match(row) if len(row.name) <= MAX_NAME else f"姓名超过 {MAX_NAME} 个字"
        if isinstance(found, str):
            problems.append(Problem(row.row, "姓名", found, "error", row.name, "补上学号或学籍号", row.sheet))
        else:
            changes.append(known.compare(row, found))
    return changes, problems + _twice(changes)


def _twice(changes: list[StudentChange]) -> list[Problem]:
    """Two rows that turn out to be one student (one by 学号, one by 学籍号)."""
    seen: dict[int, RosterRow] = {}
    problems = []
    for change in changes:
        first = seen.setdefault(change.student_id, change.row) if change.student_id else change.row
        if first is not change.row:
            said = f"和第 {first.row} 行是同一名学生"
            problems.append(
                Problem(change.row.row, "姓名", said, "error", change.row.name, "只留一行", change.row.sheet)
            )
    return problems


def apply(ledger: rows.Ledger, context: Context, changes: list[StudentChange]) -> None:
    """Write the plan."""
    since = context.today.isoformat()
    term = context.term(ledger.db)
    first_day = min(since, term.starts_on.isoformat()) if term else since
    for change in changes:
        if change.status != "same":
            _apply_one(ledger, context, change, since, first_day)


class _Known:
    """The school as it stands, indexed for matching."""

    def __init__(self, db: Database, context: Context) -> None:
        self.students = {
            row["id"]: row
            for row in rows.students_with_class(db, context.today.isoformat(), context.school_year(db))
        }
        self.by_national, self.by_number = rows.students_by_number(db)
        self.by_class: dict[tuple[int, int], list[Row]] = {}
        for student in self.students.values():
            self.by_class.setdefault((student["grade"], student["class_number"]), []).append(student)
        self.guardians = rows.guardians_of(db)
        self.cares = rows.open_cares(db, context.today.isoformat())

    def match(self, row: RosterRow) -> Row | str | None:
        """The student this row is about, None for a new one, or the reason it cannot be told."""
        national = self.by_national.get(row.national_number)
        number = self.by_number.get(row.student_number)
        if national and number and national != number:
            return "学籍号和学号在系统里属于两名不同的学生"
        if national or number:
            found = self.students[national or number or 0]
            return (
                found
                if same_name(found["name"], row.name)
                else (f"这个号码在系统里是另一名学生（{found['name'][:1]}某），姓名不同")
            )
        namesakes = [
            student
            for student in self.by_class.get((row.grade, row.class_number), [])
            if same_name(student["name"], row.name)
        ]
        return self._among_namesakes(row, namesakes)

    @staticmethod
    def _among_namesakes(row: RosterRow, namesakes: list[Row]) -> Row | str | None:
        has_number = bool(row.national_number or row.student_number)
        if has_number:
            if any(not (one["national_number"] or one["student_number"]) for one in namesakes):
                return "本班已有一名没有学号的同名学生，不能确定是不是同一人"
            return None
        if len(namesakes) > 1:
            return "本班有同名学生，没有学号分不清是哪一个"
        return namesakes[0] if namesakes else None

    def compare(self, row: RosterRow, student: Row | None) -> StudentChange:
        """What the row would change."""
        wanted = {
            "sex": row.sex,
            "student_number": row.student_number,
            "national_number": row.national_number,
            "birth_date": row.birth_date.isoformat() if row.birth_date else None,
            "phone": row.phone,
        }
        if student is None:
            return StudentChange(
                row,
                None,
                columns={name: value for name, value in wanted.items() if value},
                guardians=_guardian_changes([], row.guardians),
                cares=list(row.care_categories),
            )
        held = {care["name"] for care in self.cares.get(student["id"], [])}
        columns: dict[str, Any] = {
            name: value for name, value in wanted.items() if value and value != student[name]
        }
        if student["left_on"]:
            columns["left_on"] = None
        return StudentChange(
            row,
            student["id"],
            student["membership_id"],
            columns,
            (student["grade"], student["class_number"]) != (row.grade, row.class_number),
            _guardian_changes(self.guardians.get(student["id"], []), row.guardians),
            [name for name in row.care_categories if name not in held],
        )


def _guardian_changes(known: list[Row], given: tuple[Guardian, ...]) -> list[tuple[int | None, Row]]:
    changes: list[tuple[int | None, Row]] = []
    known = list(known)  # each is matched once: two nameless ones are still two
    for guardian in given:
        wanted: Row = {
            name: value
            for name, value in (
                ("name", guardian.name),
                ("relation", guardian.relation),
                ("phone", guardian.phone),
                ("work_unit", guardian.work_unit),
                ("address", guardian.address),
                ("is_temporary", int(guardian.is_temporary)),
            )
            if value
        }
        match = next((one for one in known if _is_same_guardian(one, guardian)), None)
        if match is not None:
            known.remove(match)
        if match is None:
            changes.append((None, {"name": "", **wanted}))
        elif differing := {name: value for name, value in wanted.items() if value != match[name]}:
            changes.append((match["id"], differing))
    return changes


def _is_same_guardian(known: Row, given: Guardian) -> bool:
    if given.name and known["name"]:
        return same_name(known["name"], given.name)
    return (
        bool(given.relation or None) == bool(known["relation"])
        and (known["relation"] or "") == given.relation
    )


def _apply_one(
    ledger: rows.Ledger, context: Context, change: StudentChange, today: str, first_day: str
) -> None:
    row, student_id = change.row, change.student_id
    if student_id is None:
        student_id = ledger.insert(
            "student", {"name": row.name, "name_search": search_text(row.name), **change.columns}
        )
    elif change.columns:
        version = (rows.row_of(ledger.db, "student", {"id": student_id}) or {})["version"]
        ledger.update("student", {"id": student_id}, {**change.columns, "version": version + 1})
    if change.student_id is None or change.moves_class:
        if change.membership_id is not None:
            ledger.update("class_membership", {"id": change.membership_id}, {"valid_to": today})
        ledger.insert(
            "class_membership",
            {
                "student_id": student_id,
                "class_id": class_for(ledger, context, row.grade, row.class_number),
                "valid_from": first_day if change.student_id is None else today,
            },
        )
    for position, (guardian_id, columns) in enumerate(change.guardians, start=1):
        if guardian_id is None:
            ledger.insert("guardian", {"student_id": student_id, "position": position, **columns})
        else:
            ledger.update("guardian", {"id": guardian_id}, columns)
    for name in change.cares:
        ledger.insert(
            "care_status",
            {
                "student_id": student_id,
                "valid_from": first_day,
                "care_category_id": named(ledger, "care_category", name),
            },
        )


def class_for(ledger: rows.Ledger, context: Context, grade: int, number: int) -> int:
    """The class's id this school year; made if it is new."""
    entry_year, entry_grade = entry_year_of(grade, context.school_year(ledger.db))
    found = rows.class_id(ledger.db, entry_year, entry_grade, number)
    return found or ledger.insert(
        "school_class", {"entry_year": entry_year, "entry_grade": entry_grade, "number": number}
    )


def named(ledger: rows.Ledger, table: str, name: str) -> int:
    """The id of a subject or care category; made if it is new."""
    return rows.by_name(ledger.db, table, name) or ledger.insert(table, {"name": name})
