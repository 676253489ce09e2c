"""Exam results: scores or levels by subject. Absent, empty and 0 are three different things."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from documents import cells
from documents.cells import Fault
from documents.headers import LEVEL_PREFIX, SUBJECT_PREFIX
from documents.import_rows import ExamRow, ImportOptions, ScoreCell
from documents.pupils import Pupil, pupils_of
from documents.spreadsheet import Cell
from documents.tables import Findings, Header, Reading, Record

# a subject's full mark when neither the file nor a person says it
USUAL_FULL_MARK = 150.0
_USUAL_FULL_MARKS = {"文综": 300.0, "理综": 300.0}
_TOTAL_TOLERANCE = 0.5
_ABSENT = {"缺考": "", "缺": "", "未考": "", "未参加": "", "请假": "请假", "病假": "请假", "事假": "请假"}
_ABSENT |= {"免考": "免考", "免试": "免考", "免修": "免考", "缓考": "缓考", "休学": "休学"}
_ABSENT |= {"作弊": "作弊", "舞弊": "作弊", "违纪": "违纪"}
_LEVELS = {"优秀": "优", "良好": "良"} | {
    level: level
    for level in ("优", "良", "中", "差", "合格", "待合格", "不合格", "及格", "不及格", "达标", "不达标")
}
_LEVELS |= {level: level for level in ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D", "E")}
_SCORE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)分?")
_DASHES = {"-", "--", "—", "——", "/", "\\", "无", "."}
EMPTY = ScoreCell("empty")
_NO_RANK = Fault("不是名次", "名次从 1 起，是整数；没有名次的留空")


def read_exam(readings: list[Reading], options: ImportOptions) -> list[ExamRow]:
    """The good rows of all sheets; what is wrong is added to each sheet's findings."""
    for reading in readings:
        _demand_subjects(reading.header, reading.findings)
    rows = [
        (
            exam_row(pupil, reading.findings, reading.header.full_marks | dict(options.full_marks or {})),
            reading,
        )
        for pupil, reading in pupils_of(readings, options, class_needed=False)
    ]
    for reading in readings:
        _check_totals(
            [row for row, where in rows if where is reading and where.findings.accepts(row.row)], reading
        )
    return [row for row, reading in rows if reading.findings.accepts(row.row)]


def _demand_subjects(header: Header, findings: Findings) -> None:
    known = [field for field in header.fields.values() if field.startswith((SUBJECT_PREFIX, LEVEL_PREFIX))]
    if not known and "total" not in header.fields.values():
        findings.add(None, "", Fault("没有认出科目列", "在“列的对应”里指出各科成绩在哪一列"))


def exam_row(pupil: Pupil, findings: Findings, full_marks: Mapping[str, float]) -> ExamRow:
    """One pupil's results."""
    record = pupil.record
    total = findings.take(record, "total", _plain_number(record["total"]))
    return ExamRow(
        row=pupil.row,
        sheet=findings.sheet,
        name=pupil.name,
        grade=pupil.class_name.grade if pupil.class_name else None,
        class_number=pupil.class_name.number if pupil.class_name else None,
        student_number=pupil.student_number,
        national_number=pupil.national_number,
        scores=_scores(record, findings, full_marks),
        total=total,
        class_rank=_rank("class_rank", record, findings),
        grade_rank=_rank("grade_rank", record, findings),
    )


def _scores(record: Record, findings: Findings, full_marks: Mapping[str, float]) -> dict[str, ScoreCell]:
    scores: dict[str, ScoreCell] = {}
    for field, cell in record.cells.items():
        if field.startswith((SUBJECT_PREFIX, LEVEL_PREFIX)):
            subject = field.partition(":")[2]
            limit = full_marks.get(subject) or _USUAL_FULL_MARKS.get(subject, USUAL_FULL_MARK)
            found = findings.take(record, field, score_cell(cell, limit, subject in full_marks))
            if cells.folded(cell) in _DASHES:
                findings.check(record.row, field, "当作没有成绩", "缺考请写“缺考”，没有成绩请留空")
            scores[subject] = _together(scores.get(subject, EMPTY), found or EMPTY)
    return scores


def _together(one: ScoreCell, other: ScoreCell) -> ScoreCell:
    """A subject may have a column of scores and one of levels."""
    if one.kind == "score" and other.kind == "level":
        return replace(one, level=other.level)
    if one.kind == "level" and other.kind == "score":
        return replace(other, level=one.level)
    return one if other.kind == "empty" else other


def score_cell(cell: Cell, limit: float, limit_is_known: bool) -> ScoreCell | Fault:
    """A score from 0 to `limit`, a level, an absence, or nothing."""
    if isinstance(cell, bool | date | time | timedelta):
        return Fault("不是成绩", "改成分数、等级或“缺考”")
    plain = cells.folded(cell).upper()
    if not plain or plain in _DASHES:
        return EMPTY
    if plain in _ABSENT:
        return ScoreCell("absent", note=_ABSENT[plain])
    if plain in _LEVELS:
        return ScoreCell("level", level=_LEVELS[plain])
    number = _SCORE.fullmatch(plain)
    if not number:
        return Fault("不是成绩", "改成分数、等级或“缺考”，没有成绩的留空")
    return _within(round(float(number[1]), 2), limit, limit_is_known)


def _within(score: float, limit: float, limit_is_known: bool) -> ScoreCell | Fault:
    if score < 0:
        return Fault("分数小于 0", "改成 0 或以上的分数")
    if score > limit:
        known = "核对分数" if limit_is_known else "核对分数；满分更高时在表头写明，如“科学(200分)”"
        return Fault(f"超过满分 {limit:g}", known)
    return ScoreCell("score", score=score + 0.0)


def _plain_number(cell: Cell) -> float | Fault | None:
    plain = cells.folded(cell)
    if not plain or plain in _DASHES or plain in _ABSENT:
        return None
    number = _SCORE.fullmatch(plain)
    if number and float(number[1]) >= 0:
        return round(float(number[1]), 2)
    return Fault("不是数字，没有导入", "", "check")


def _rank(field: str, record: Record, findings: Findings) -> int | None:
    """A whole number from 1; an impossible one keeps its row out, words are left aside and said."""
    found = _plain_number(cells.folded(record[field]).strip("第名"))
    if isinstance(found, Fault) and _SCORE.fullmatch(cells.folded(record[field]).strip("第名")):
        found = _NO_RANK  # below zero
    elif isinstance(found, float) and (found < 1 or not found.is_integer()):
        found = _NO_RANK
    number = findings.take(record, field, found)
    return None if number is None else int(number)


def _check_totals(rows: list[ExamRow], reading: Reading) -> None:
    """A total that is not the sum is said by row, or once when it is so for most: a column is not read."""
    wrong = [row for row in rows if _is_wrong_total(row)]
    if len(wrong) > 3 and len(wrong) * 2 > len(rows):
        reading.findings.check(
            None, "total", f"有 {len(wrong)} 行的总分不等于各科之和", "可能有科目没有读到，核对列的对应"
        )
        return
    for row in wrong:
        added = sum(cell.score or 0 for cell in row.scores.values())
        fault = Fault(f"与各科之和 {added:g} 不同", "核对总分和各科成绩", "check")
        reading.findings.add(row.row, "total", fault, row.total)


def _is_wrong_total(row: ExamRow) -> bool:
    scores = [cell.score for cell in row.scores.values() if cell.score is not None]
    return row.total is not None and bool(scores) and abs(row.total - sum(scores)) > _TOTAL_TOLERANCE
