"""Invented results: pupils differ and drift, subjects differ, some are absent; one grade is marked in levels."""

from collections.abc import Sequence
from random import Random

from seed.people import Cell, Pupil
from seed.plan import exam_subjects
from seed.timeline import ExamDay

_LEVEL_LIMITS = ((0.62, "优"), (-0.35, "良"), (-1.5, "合格"))
_ABSENT_ALL, _ABSENT_ONE = 0.006, 0.0015
_HARDER = {"monthly": 0.0, "midterm": -0.02, "final": 0.01}
# subject: full mark, mean part of it, spread
_MARKS = {
    "语文": (120, 0.76, 0.09),
    "数学": (120, 0.74, 0.15),
    "英语": (120, 0.75, 0.16),
    "科学": (100, 0.80, 0.11),
    "物理": (100, 0.70, 0.16),
    "化学": (100, 0.72, 0.16),
    "道德与法治": (100, 0.78, 0.09),
    "历史": (100, 0.75, 0.13),
    "地理": (100, 0.73, 0.13),
    "生物": (100, 0.76, 0.13),
}


def exam_rows(
    exam: ExamDay, sitting: Sequence[Pupil], grade: int, in_levels: bool, is_latest: bool
) -> list[list[Cell]]:
    """A grade's results as one list; `grade` is the grade of that day.

    Only pupils who came this term are missing, and only from earlier exams.
    """
    subjects = exam_subjects(grade)
    titles = [subject if in_levels else f"{subject}({_MARKS[subject][0]}分)" for subject in subjects]
    rows: list[list[Cell]] = [["班级", "学号", "姓名", *titles]]
    for pupil in sitting:
        if pupil.is_newcomer and not is_latest:
            continue
        # one generator per pupil and exam: a result does not depend on who else is in the list
        chance = Random(f"{pupil.number} {exam.meta.held_on}")
        cells = [_cell(subject, pupil, exam, chance, in_levels) for subject in subjects]
        if chance.random() < _ABSENT_ALL:
            cells = ["缺考"] * len(subjects)
        rows.append([f"{grade}({pupil.in_class.number})班", pupil.number, pupil.name, *cells])
    return rows


def _cell(subject: str, pupil: Pupil, exam: ExamDay, chance: Random, in_levels: bool) -> Cell:
    leaning = Random(f"{pupil.number} {subject}").gauss(0, 0.45)
    standing = pupil.ability + leaning + pupil.drift * (exam.order - 2) + chance.gauss(0, 0.3)
    if chance.random() < _ABSENT_ONE:
        return "缺考"
    if in_levels:
        return next((level for limit, level in _LEVEL_LIMITS if standing > limit), "待合格")
    full, mean, spread = _MARKS[subject]
    part = mean + _HARDER[exam.meta.slot] + spread * standing
    return _mark(full, min(max(part, 0.08), 0.995))


def _mark(full: int, part: float) -> float:
    """Marks come in halves; the whole ones are written without a point."""
    halves = round(full * part * 2)
    return halves // 2 if halves % 2 == 0 else halves / 2
