"""An `ImportSheet` for scripts: what `import … --dry-run --json` prints.

In `scores` a number is a score, 0 included; a string is a level or, for one who was absent, "缺考" (or
免考, 缓考, 请假 … as the file says); null is an empty cell. A subject with score and level gives the score.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from documents.import_rows import ExamRow, ImportRow, ImportSheet, RosterRow, ScoreCell, StaffRow

_FOR_EVERY_KIND = (
    "row",
    "sheet",
    "name",
    "grade",
    "class_number",
    "student_number",
    "sex",
    "phone",
    "scores",
)


def as_json(sheet: ImportSheet) -> dict[str, list[Any]]:
    """{"rows": [...], "problems": [...], "ignored": [...]}; every row has the same first nine keys."""
    return {
        "rows": [_row(row) for row in sheet.rows],
        "problems": [
            {
                "row": one.row,
                "column": one.column,
                "message": one.message,
                "severity": one.severity,
                "sheet": one.sheet,
                "value": one.value,
                "advice": one.advice,
            }
            for one in sheet.problems
        ],
        "ignored": list(sheet.ignored),
    }


def _row(row: ImportRow) -> dict[str, Any]:
    first: dict[str, Any] = dict.fromkeys(_FOR_EVERY_KIND)
    own = {key: getattr(row, key) for key in _FOR_EVERY_KIND if hasattr(row, key)}
    if isinstance(row, RosterRow):
        return first | own | _roster(row)
    return first | own | (_exam(row) if isinstance(row, ExamRow) else _staff(row))


def _roster(row: RosterRow) -> dict[str, Any]:
    return {
        "class": row.class_name.text,
        "student_number": row.student_number or None,
        "national_number": row.national_number or None,
        "phone": row.contact_phone or None,
        "birth_date": row.birth_date.isoformat() if row.birth_date else None,
        "guardians": [asdict(one) for one in row.guardians],
        "care_categories": list(row.care_categories),
    }


def _exam(row: ExamRow) -> dict[str, Any]:
    return {
        "student_number": row.student_number or None,
        "national_number": row.national_number or None,
        "scores": _scores(row.scores),
        "total": row.total,
        "class_rank": row.class_rank,
        "grade_rank": row.grade_rank,
    }


def _staff(row: StaffRow) -> dict[str, Any]:
    homeroom = row.homeroom
    return {
        "staff_number": row.staff_number or None,
        "phone": row.phone or None,
        "position": row.position,
        "teaching_style": row.teaching_style,
        "homeroom": homeroom and {"grade": homeroom.grade, "class_number": homeroom.number},
        "assignments": [asdict(one) for one in row.assignments],
        "roles": [asdict(one) for one in row.roles],
        "rows": list(row.rows),
    }


def _scores(scores: Mapping[str, ScoreCell]) -> dict[str, float | str | None]:
    return {subject: _score(cell) for subject, cell in scores.items()}


def _score(cell: ScoreCell) -> float | str | None:
    if cell.kind == "absent":
        return cell.note or "缺考"
    return cell.score if cell.score is not None else cell.level
