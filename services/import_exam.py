"""What importing exam results would do, and doing it: one exam per grade in the file, totals and ranks by the rules."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db import exams
from db import imports as rows
from db.connection import Database
from db.rows import Row
from documents.import_rows import ExamRow, Problem, ScoreCell, Severity
from domain.calendar import Term, day_text
from domain.errors import Invalid
from domain.exams import Mark, rank, total
from domain.people import same_name
from services.context import Context
from services.import_roster import named

MAX_EXAM_NAME = 40
SLOTS = {"monthly": "月考", "midterm": "期中", "final": "期末", "other": "其他"}


@dataclass(frozen=True)
class ExamMeta:
    """What the file does not say: which exam this is."""

    name: str
    slot: str
    held_on: date


@dataclass
class ResultChange:
    """One student's results beside what is stored."""

    row: ExamRow
    student_id: int
    class_id: int
    grade: int
    status: str


def plan(
    db: Database,
    context: Context,
    results: list[ExamRow],
    meta: ExamMeta | None,
    full_marks: Mapping[str, float],
) -> tuple[list[ResultChange], list[Problem]]:
    """Match every row to one student: by number, else by a name only one student of the class bears."""
    on = (meta.held_on if meta else context.today).isoformat()
    known = _Known(db, context, on)
    changes, problems = [], []
    for row in results:
        found = known.match(row)
        if isinstance(found, str):
            problems.append(
                Problem(row.row, "姓名", found, "error", row.name, "核对姓名和班级，或补上学号", row.sheet)
            )
        else:
            status = _status(db, context, row, found, meta)
            changes.append(ResultChange(row, found["id"], found["class_id"], found["grade"], status))
    problems += _twice(changes) + _impossible_ranks(known, changes)
    return changes, problems + _too_many_marks(
        _known_full_marks(db, context, meta, changes), full_marks, changes
    )


def apply(
    ledger: rows.Ledger,
    context: Context,
    changes: list[ResultChange],
    meta: ExamMeta,
    full_marks: Mapping[str, float],
) -> None:
    """Write the plan, then the totals and ranks of every exam touched."""
    check_meta(context, meta)
    term = term_of(ledger.db, context, meta.held_on)
    for grade in sorted({change.grade for change in changes}):
        exam_id = _exam(ledger, term.id, grade, meta)
        own = [change for change in changes if change.grade == grade]
        _scores(ledger, exam_id, own, full_marks)
        _results(ledger, exam_id, own)
        _ranks(ledger, exam_id, own)


def term_of(db: Database, context: Context, held_on: date) -> Term:
    """The term an exam of that day belongs to."""
    term = context.term(db, held_on)
    if term is None:
        raise Invalid("还没有设置学期。请先到“学年学期”里填好开学和放假的日子。")
    if held_on < term.starts_on:
        raise Invalid("考试日期在已设置的学期之前。请核对日期，或先到“学年学期”里补上那个学期。")
    return term


def check_meta(context: Context, meta: ExamMeta) -> None:
    """Raise unless an exam may be called this and have been held then."""
    if not meta.name.strip():
        raise Invalid("请写考试名称，例如“第一次月考”。")
    if len(meta.name.strip()) > MAX_EXAM_NAME:
        raise Invalid(f"考试名称最多 {MAX_EXAM_NAME} 个字。")
    if meta.held_on > context.today:
        raise Invalid("考试日期在今天之后，请核对。")


class _Known:
    def __init__(self, db: Database, context: Context, on: str) -> None:
        year = context.school_year(db, date.fromisoformat(on))
        held = rows.students_with_class(db, on, year)
        today = {row["id"]: row for row in rows.students_with_class(db, context.today.isoformat(), year)}
        # a roster imported after the exam: the class held today stands in
        self.students = [row if row["class_id"] else today[row["id"]] for row in held]
        self.by_national = {row["national_number"]: row for row in self.students if row["national_number"]}
        self.by_number = {row["student_number"]: row for row in self.students if row["student_number"]}
        self.by_class: dict[tuple[int, int], list[Row]] = {}
        for student in self.students:
            self.by_class.setdefault((student["grade"], student["class_number"]), []).append(student)

    def match(self, row: ExamRow) -> Row | str:
        found = self.by_national.get(row.national_number) or self.by_number.get(row.student_number)
        if found is not None:
            if row.name and not same_name(found["name"], row.name):
                return "这个学号在名单里是另一名学生，姓名不同"
            return found if found["class_id"] else "这名学生现在没有班级"
        if row.national_number or row.student_number:
            return "名单里没有这个学号"
        if row.grade is None or row.class_number is None:
            return "没有学号也没有班级，找不到这名学生"
        alike = [
            one
            for one in self.by_class.get((row.grade, row.class_number), [])
            if same_name(one["name"], row.name)
        ]
        if len(alike) > 1:
            return "本班有同名学生，没有学号分不清是哪一个"
        return alike[0] if alike else "这个班的名单里没有这名学生"


def _known_full_marks(
    db: Database, context: Context, meta: ExamMeta | None, changes: list[ResultChange]
) -> dict[int, dict[str, float]]:
    """Per grade what the subjects of this exam are worth, where it is there already."""
    term = context.term(db, meta.held_on) if meta else None
    if meta is None or term is None:
        return {}
    grades = {one.grade for one in changes}
    found = {grade: exams.find(db, term.id, grade, meta.name.strip()) for grade in grades}
    return {grade: exams.full_marks(db, exam["id"]) for grade, exam in found.items() if exam}


def _too_many_marks(
    known: Mapping[int, Mapping[str, float]], in_file: Mapping[str, float], changes: list[ResultChange]
) -> list[Problem]:
    """Scores above what the office has set a subject to be worth, unless the file itself says otherwise."""
    return [
        Problem(one.row.row, name, f"超过满分 {full:g}", "error", f"{cell.score:g}", "核对分数，或先到“考试”里改满分",
                one.row.sheet)
        for one in changes
        for name, cell in one.row.scores.items()
        if name not in in_file and (full := known.get(one.grade, {}).get(name)) is not None
        and cell.score is not None and cell.score > full
    ]  # fmt: skip


def _impossible_ranks(known: _Known, changes: list[ResultChange]) -> list[Problem]:
    """A rank beyond the number of those it ranks, and one in the class behind that in the grade, by row."""
    in_class = Counter(one["class_id"] for one in known.students)
    in_grade = Counter(one["grade"] for one in known.students if one["class_id"])
    problems = []
    for one in changes:
        row, sizes = one.row, (in_class[one.class_id], in_grade[one.grade])
        given = (
            (row.class_rank, sizes[0], "班级排名", "本班"),
            (row.grade_rank, sizes[1], "年级排名", "本年级"),
        )
        problems += [
            _rank_problem(row, column, rank, f"{where}只有 {size} 人，没有第 {rank} 名", "error")
            for rank, size, column, where in given
            if rank is not None and rank > size
        ]
        if row.class_rank is not None and row.grade_rank is not None and row.class_rank > row.grade_rank:
            said = "班级名次排在年级名次后面"
            problems.append(_rank_problem(row, "班级排名", row.class_rank, said, "check"))
    return problems


def _rank_problem(row: ExamRow, column: str, rank: int, said: str, severity: Severity) -> Problem:
    advice = "核对名次，或先补全名单；不是本校的名次就把这一列设为不导入"
    return Problem(row.row, column, said, severity, str(rank), advice, row.sheet)


def _twice(changes: list[ResultChange]) -> list[Problem]:
    seen: dict[int, ExamRow] = {}
    problems = []
    for change in changes:
        first = seen.setdefault(change.student_id, change.row)
        if first is not change.row:
            problems.append(
                Problem(
                    change.row.row,
                    "姓名",
                    f"和第 {first.row} 行是同一名学生",
                    "error",
                    change.row.name,
                    "只留一行",
                    change.row.sheet,
                )
            )
    return problems


def _status(db: Database, context: Context, row: ExamRow, student: Row, meta: ExamMeta | None) -> str:
    if meta is None or (term := context.term(db, meta.held_on)) is None:
        return "new"
    exam = exams.find(db, term.id, student["grade"], meta.name)
    if exam is None:
        return "new"
    stored = exams.student_scores(db, exam["id"], student["id"])
    given = {name: _mark_columns(cell) for name, cell in row.scores.items() if cell.kind != "empty"}
    return "new" if not stored else "same" if stored == given else "changed"


def _exam(ledger: rows.Ledger, term_id: int, grade: int, meta: ExamMeta) -> int:
    name, held_on = meta.name.strip(), meta.held_on.isoformat()
    found = exams.find(ledger.db, term_id, grade, name)
    if found is None:
        row = {"term_id": term_id, "grade": grade, "name": name, "slot": meta.slot, "held_on": held_on}
        return ledger.insert("exam", row)
    if found["held_on"] != held_on:
        day = day_text(date.fromisoformat(found["held_on"]))
        raise Invalid(f"本学期这个年级已有“{name}”（{day}）。换一个名称；要更正那次的成绩，把日期改成{day}。")
    return int(found["id"])


def _scores(
    ledger: rows.Ledger, exam_id: int, changes: list[ResultChange], full_marks: Mapping[str, float]
) -> None:
    subjects = {name: named(ledger, "subject", name) for name in _subjects(changes)}
    for name, subject_id in subjects.items():
        _upsert(
            ledger,
            "exam_subject",
            {"exam_id": exam_id, "subject_id": subject_id},
            # a file that does not say takes away nothing that is known
            {"full_mark": full_marks[name]} if name in full_marks else {},
        )
    for change in changes:
        for name, cell in change.row.scores.items():
            if cell.kind != "empty":
                keys = {"exam_id": exam_id, "student_id": change.student_id, "subject_id": subjects[name]}
                _upsert(ledger, "score", keys, _mark_columns(cell))


def _subjects(changes: list[ResultChange]) -> list[str]:
    return list(
        dict.fromkeys(
            name for change in changes for name, cell in change.row.scores.items() if cell.kind != "empty"
        )
    )


def _mark_columns(cell: ScoreCell) -> Row:
    return {
        "kind": cell.kind,
        "score": cell.score if cell.kind == "score" else None,
        "level": cell.level if cell.kind == "level" else None,
    }


def _results(ledger: rows.Ledger, exam_id: int, changes: list[ResultChange]) -> None:
    for change in changes:
        marks = exams.student_scores(ledger.db, exam_id, change.student_id).values()
        computed = total(Mark(one["score"], one["level"], one["kind"] == "absent") for one in marks)
        given = change.row.class_rank is not None or change.row.grade_rank is not None
        columns: Row = {"class_id": change.class_id, "total": computed, "rank_is_given": int(given)}
        stored = rows.row_of(ledger.db, "exam_result", {"exam_id": exam_id, "student_id": change.student_id})
        if stored and stored["rank_is_given"] and not given:
            columns |= {"class_rank": None, "grade_rank": None}  # the school's old rank fits no new total
        if given:
            columns |= {"class_rank": change.row.class_rank, "grade_rank": change.row.grade_rank}
        _upsert(ledger, "exam_result", {"exam_id": exam_id, "student_id": change.student_id}, columns)


def _ranks(ledger: rows.Ledger, exam_id: int, changes: list[ResultChange]) -> None:
    """Rank everyone of the exam anew, unless the school gave the ranks: those are kept as given."""
    if any(change.row.class_rank is not None or change.row.grade_rank is not None for change in changes):
        return
    standing = exams.totals(ledger.db, exam_id)
    if any(row["rank_is_given"] for row in standing):
        return
    in_grade = rank({row["student_id"]: row["total"] for row in standing})
    in_class: dict[int, int | None] = {}
    for class_id in {row["class_id"] for row in standing}:
        in_class |= rank({row["student_id"]: row["total"] for row in standing if row["class_id"] == class_id})
    for row in standing:
        student_id = row["student_id"]
        _upsert(
            ledger,
            "exam_result",
            {"exam_id": exam_id, "student_id": student_id},
            {"class_rank": in_class[student_id], "grade_rank": in_grade[student_id]},
        )


def _upsert(ledger: rows.Ledger, table: str, keys: Row, columns: Row) -> None:
    stored = rows.row_of(ledger.db, table, keys)
    if stored is None:
        ledger.insert(table, {**keys, **columns}, tuple(keys))
    elif any(stored[name] != value for name, value in columns.items()):
        ledger.update(table, keys, columns)
