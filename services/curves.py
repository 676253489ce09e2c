"""What is drawn of one child: the curve of exams, subjects beside the class, contacts by month, what was analysed."""

import json
from dataclasses import dataclass
from datetime import date

from db import calendar as calendar_rows
from db import curves as rows
from db import exams, students
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.calendar import Term
from domain.contact_months import ContactMonth, contact_months
from domain.duty_periods import MAJOR_SLOTS
from domain.errors import NotFound
from domain.exam_measures import SubjectStanding, standing
from domain.exams import CurvePoint, Mark, Status, quartile_band
from domain.permissions import Action
from domain.record_kinds import Kind
from services.context import Context
from services.exams import NO_RANKS, RankRule, rank_rule
from services.remembered import until_written

NOBODY = "没有找到这名学生，或者不在您负责的范围内。"
FEW = 5  # 五次大考 (S1)
ALL = 60  # more exams than nine school years hold


@dataclass(frozen=True)
class Analysis:
    """What was written after an exam; `is_sealed`: to be opened, `is_kept_back`: it is only said to be there."""

    record_id: int
    exam: str
    problem: str
    countermeasure: str
    author: str
    is_sealed: bool
    is_kept_back: bool


@dataclass(frozen=True)
class Curves:
    """A child's exams, the oldest first, and what was written about them, the newest first.

    `to_analyse`: the newest major exam with a result and without an analysis.
    """

    points: list[CurvePoint]
    subjects: list[Row]
    shows_ranks: bool
    analyses: list[Analysis]
    to_analyse: int | None
    has_more: bool  # exams before these


@dataclass(frozen=True)
class Profile:
    """Subjects of one exam beside the class's middle half."""

    exam: str
    subjects: list[SubjectStanding]


def ranks_for(context: Context, db: Database, student_id: int, grade: int | None) -> RankRule:
    """The rule for one child: none to who reads about it by a grant alone, for ranks stay within the mentor's circle."""
    rule = rank_rule(db)
    is_own = not context.actor.has_grants or students.ids_within(db, context.scope(db), (student_id,))
    return rule if is_own and rule.shows(grade) else NO_RANKS


def of_student(
    context: Context, db: Database, scope: Scope, student_id: int, ranks: RankRule, most: int = FEW
) -> Curves:
    """The latest exams of a child within the scope."""
    held = exams.standings(db, scope, student_id, most + 1)
    found = held[-most:]
    ids = [row["id"] for row in found]
    sizes = exams.cohort_sizes(db, ids)
    mates = exams.classmates(db, {row["id"]: row["class_id"] for row in found})
    marks = exams.subject_scores(db, scope, student_id, ids)
    written = rows.analyses(db, scope, student_id, ids, context.actor.staff_id)
    this_term = context.term(db)
    return Curves(
        [
            _point(
                row,
                sizes.get(row["id"], 0),
                mates[row["id"]],
                [one for one in marks if one["exam_id"] == row["id"]],
                ranks,
                this_term,
            )
            for row in found
        ],
        marks,
        ranks != NO_RANKS,
        [_analysis(written[row["id"]], row["name"]) for row in reversed(found) if row["id"] in written],
        _to_analyse(found, written),
        len(held) > most,
    )


@until_written
def whole(context: Context, student_id: int) -> Curves:
    """Every exam of a child one may read about."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        scope = context.reading(db)
        student = students.one(db, scope, student_id, context.today, context.school_year(db))
        if student is None:
            raise NotFound(NOBODY)
        ranks = ranks_for(context, db, student_id, student["grade"])
        return of_student(context, db, scope, student_id, ranks, ALL)


@until_written
def profile(context: Context, student_id: int) -> Profile | None:
    """The subjects of the latest exam in which the child has a score, beside its class then; None without one."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        scope = context.reading(db)
        held = [one for one in exams.standings(db, scope, student_id) if one["has_scores"]]
        for exam in reversed(held):
            marks = rows.class_marks(db, scope, student_id, exam["id"])
            subjects = _standings(marks)
            if any(one.rate is not None for one in subjects):
                return Profile(f"{_when(exam, context.term(db))}{exam['name']}", subjects)
    return None


@until_written
def months(context: Context, student_id: int) -> list[ContactMonth]:
    """The contacts with a child, by the months of this school year."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        year = context.school_year(db)
        terms = [term for term in calendar_rows.terms(db) if term.school_year == year]
        if not terms:
            return []
        first = min(term.starts_on for term in terms).replace(day=1)
        found = rows.contacts_by_month(
            db, context.reading(db), student_id, first.isoformat(), context.today.isoformat()
        )
    counted = {(date.fromisoformat(row["month"]), Kind(row["kind"])): row["count"] for row in found}
    return contact_months(terms, counted, context.today)


def _standings(marks: list[Row]) -> list[SubjectStanding]:
    by_subject: dict[str, list[Row]] = {}
    for row in marks:
        by_subject.setdefault(row["subject"], []).append(row)
    found = []
    for subject, those in by_subject.items():
        own = next((row for row in those if row["is_own"]), None)
        if own is not None:
            mark = Mark(own["score"], own["level"], own["kind"] == "absent")
            scores = [row["score"] for row in those if row["score"] is not None]
            found.append(standing(subject, mark, own["full_mark"], scores))
    return found


def _analysis(row: Row, exam: str) -> Analysis:
    told = {} if row["is_kept_back"] or row["is_sealed"] else json.loads(row["detail"])
    return Analysis(
        row["id"],
        exam,
        told.get("problem", ""),
        told.get("countermeasure", ""),
        row["author"],
        bool(row["is_sealed"]),
        bool(row["is_kept_back"]),
    )


def _to_analyse(found: list[Row], written: dict[int, Row]) -> int | None:
    """每次大考以后要帮助学生分析 (S1): of the latest major exam alone, for what is long past nobody writes any more."""
    major = [row for row in found if row["slot"] in MAJOR_SLOTS and row["has_scores"]]
    latest = next(reversed(major), None)
    return latest["id"] if latest and latest["id"] not in written else None


def _when(row: Row, this_term: Term | None) -> str:
    """本学期, 上学期, 上学年, or the year: as short as a chart's axis needs."""
    if this_term is None or row["start_year"] < this_term.school_year - 1:
        return f"{row['start_year']}学年"
    if row["start_year"] < this_term.school_year:
        return "上学年"
    return "本学期" if row["term_id"] == this_term.id else "上学期"


def _point(
    row: Row, cohort: int, mates: list[Row], own: list[Row], ranks: RankRule, this_term: Term | None
) -> CurvePoint:
    """`own`: the child's marks in the exam."""
    shows_ranks = ranks.shows(row["grade"])
    full = _full_marks(row, own)
    # who sat fewer subjects than the class cannot be laid beside its totals
    is_beside = full is None or full == row["full_marks"]
    return CurvePoint(
        row["id"],
        f"{_when(row, this_term)}|{row['name']}",
        date.fromisoformat(row["held_on"]),
        _status(row),
        row["total"],
        full,
        row["class_rank"] if shows_ranks else None,
        row["grade_rank"] if shows_ranks else None,
        cohort,
        quartile_band(one["total"] for one in mates) if is_beside else None,
        quartile_band(one["grade_rank"] for one in mates) if shows_ranks else None,
        sum(one["total"] is not None for one in mates),
    )


def _full_marks(row: Row, own: list[Row]) -> float | None:
    """What the child's total is out of: the subjects with a score; of the whole exam where there is none."""
    scored = [one["full_mark"] for one in own if one["kind"] == "score"]
    if not scored:
        return None if row["unknown_marks"] else row["full_marks"]
    return None if None in scored else sum(scored)


def _status(row: Row) -> Status:
    if row["was_absent"]:
        return "absent"
    return "scored" if row["total"] is not None else "none"
