"""Exams, scores and standings."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, id_list, one_row
from db.scope import Scope


def find(db: Database, term_id: int, grade: int, name: str) -> Row | None:
    """An exam by what makes it unique."""
    return one_row(
        db,
        "select * from exam where term_id = :t and grade = :g and name = :n",
        {"t": term_id, "g": grade, "n": name},
    )


def grades(db: Database, on: date, school_year: int) -> list[int]:
    """The grades that have students on a day."""
    rows = all_rows(
        db,
        f"""select distinct :year - class.entry_year + class.entry_grade as grade from school_class class
             where exists (select 1 from class_membership member where member.class_id = class.id and {holds("member")})
             order by grade""",
        {"on": on.isoformat(), "year": school_year},
    )
    return [row["grade"] for row in rows]


def totals(db: Database, exam_id: int) -> list[Row]:
    """student_id, class_id, total, rank_is_given of everyone with a standing in the exam."""
    return all_rows(
        db,
        "select student_id, class_id, total, rank_is_given from exam_result where exam_id = :e",
        {"e": exam_id},
    )


def full_marks(db: Database, exam_id: int) -> dict[str, float]:
    """What the subjects of an exam are worth, where that is known."""
    rows = all_rows(
        db,
        "select subject.name, full_mark from exam_subject join subject on subject.id = subject_id "
        "where exam_id = :e and full_mark is not null",
        {"e": exam_id},
    )
    return {row["name"]: row["full_mark"] for row in rows}


def student_scores(db: Database, exam_id: int, student_id: int) -> dict[str, Row]:
    """One student's kind, score, level by subject."""
    rows = all_rows(
        db,
        "select subject.name, score.kind, score.score, score.level from score "
        "join subject on subject.id = score.subject_id where exam_id = :e and student_id = :s",
        {"e": exam_id, "s": student_id},
    )
    return {row.pop("name"): row for row in rows}


def standings(db: Database, scope: Scope, student_id: int, limit: int = 5) -> list[Row]:
    """The student's grade's latest exams, oldest first, with this student's standing (null where none)."""
    rows = all_rows(
        db,
        f"""select exam.id, exam.name, exam.slot, exam.held_on, exam.grade, exam.term_id, term.number as term_number,
                   year.start_year, result.total, result.class_rank, result.grade_rank, result.class_id,
                   exists (select 1 from score where score.exam_id = exam.id and score.student_id = :student_id
                            and kind <> 'absent') as has_scores,
                   exists (select 1 from score where score.exam_id = exam.id and score.student_id = :student_id
                            and kind = 'absent') as was_absent,
                   (select sum(full_mark) from exam_subject where exam_id = exam.id) as full_marks,
                   (select count(*) from exam_subject where exam_id = exam.id and full_mark is null) as unknown_marks
              from exam join term on term.id = exam.term_id join school_year year on year.id = term.school_year_id
              left join exam_result result on result.exam_id = exam.id and result.student_id = :student_id
             where {scope.covers(":student_id")}
               and exists (select 1 from class_membership member join school_class class on class.id = member.class_id
                            where member.student_id = :student_id
                              and year.start_year - class.entry_year + class.entry_grade = exam.grade)
             order by exam.held_on desc, exam.id desc limit :limit""",
        {"student_id": student_id, "limit": limit, **scope.params},
    )
    return rows[::-1]


def cohort_sizes(db: Database, exam_ids: Iterable[int]) -> dict[int, int]:
    """How many of the grade have a total, per exam."""
    rows = db.execute(
        f"select exam_id, count(total) from exam_result where exam_id in ({id_list(exam_ids)}) group by exam_id"
    )
    return dict(rows.fetchall())


def classmates(db: Database, places: dict[int, int | None]) -> dict[int, list[Row]]:
    """Per exam the totals and grade ranks, without names, of the class given for it."""
    found: dict[int, list[Row]] = {exam_id: [] for exam_id in places}
    pairs = ", ".join(f"({int(exam)}, {int(place)})" for exam, place in places.items() if place) or "(0, 0)"
    rows = db.execute(
        f"select exam_id, total, grade_rank from exam_result where (exam_id, class_id) in (values {pairs})"
    )
    for exam_id, total, grade_rank in rows:
        found[exam_id].append({"total": total, "grade_rank": grade_rank})
    return found


def subject_scores(db: Database, scope: Scope, student_id: int, exam_ids: list[int]) -> list[Row]:
    """exam_id, subject, kind, score, level, full_mark of one student."""
    marks = id_list(exam_ids)
    return all_rows(
        db,
        f"""select score.exam_id, subject.name as subject, score.kind, score.score, score.level, paper.full_mark
              from score join subject on subject.id = score.subject_id
              join exam_subject paper on paper.exam_id = score.exam_id and paper.subject_id = score.subject_id
             where student_id = :student_id and {scope.covers("student_id")} and score.exam_id in ({marks})
             order by subject.position, subject.id""",
        {"student_id": student_id, **scope.params},
    )


def latest_totals(db: Database, class_id: int, on: str) -> tuple[Row | None, dict[int, float]]:
    """The class's newest exam with totals, and each student's total in it."""
    exam = one_row(
        db,
        "select exam.id, exam.name, exam.held_on from exam join exam_result result on result.exam_id = exam.id "
        "where result.class_id = :c and result.total is not null and exam.held_on <= :on "
        "order by exam.held_on desc, exam.id desc limit 1",
        {"c": class_id, "on": on},
    )
    if exam is None:
        return None, {}
    rows = all_rows(
        db,
        "select student_id, total from exam_result where exam_id = :e and class_id = :c "
        "and total is not null",
        {"e": exam["id"], "c": class_id},
    )
    return exam, {row["student_id"]: row["total"] for row in rows}


def of_class(db: Database, class_id: int, on: str) -> list[Row]:
    """id, name, held_on of the exams in which the class has scores or levels, newest first."""
    return all_rows(
        db,
        """select exam.id, exam.name, exam.held_on from exam where held_on <= :on and id in
             (select exam_id from score join class_membership member on member.student_id = score.student_id
               where member.class_id = :class_id and member.valid_to is null)
           order by held_on desc, id desc limit 8""",
        {"class_id": class_id, "on": on},
    )


def class_scores(db: Database, scope: Scope, exam_id: int, class_id: int, on: str) -> list[Row]:
    """student_id, subject, kind, score, level, full_mark of the class's present students in one exam."""
    return all_rows(
        db,
        f"""select score.student_id, subject.name as subject, score.kind, score.score, score.level, paper.full_mark
              from score join subject on subject.id = score.subject_id
              join exam_subject paper on paper.exam_id = score.exam_id and paper.subject_id = score.subject_id
              join class_membership member on member.student_id = score.student_id
             where score.exam_id = :exam_id and member.class_id = :class_id and {holds("member")}
               and {scope.covers("score.student_id")} order by subject.position, subject.id""",
        {"exam_id": exam_id, "class_id": class_id, "on": on, **scope.params},
    )
