"""Exams as the office keeps them: their days and full marks, how many have a score, where they came from."""

from sqlite_utils import Database

from db.rows import Row, all_rows, id_list, one_row
from db.scope import Scope

# whose class was in the exam's grade on the exam's day, and what the exam holds of each
_CONCERNED = """
  from exam join term on term.id = exam.term_id join school_year year on year.id = term.school_year_id
  join school_class class on year.start_year - class.entry_year + class.entry_grade = exam.grade
  join class_membership member on member.class_id = class.id
   and member.valid_from <= exam.held_on and (member.valid_to is null or member.valid_to > exam.held_on)
"""


def terms_with_exams(db: Database) -> set[int]:
    """The terms in which an exam was held."""
    return {row["term_id"] for row in all_rows(db, "select distinct term_id from exam")}


def of_term(db: Database, term_id: int) -> list[Row]:
    """A term's exams by grade, the newest first, with the school year they were held in."""
    return all_rows(
        db,
        """select exam.*, year.start_year from exam join term on term.id = exam.term_id
             join school_year year on year.id = term.school_year_id
            where term_id = :term order by grade, held_on desc, exam.id desc""",
        {"term": term_id},
    )


def one(db: Database, exam_id: int) -> Row | None:
    """One exam, with the school year it was held in."""
    return one_row(
        db,
        """select exam.*, year.start_year from exam join term on term.id = exam.term_id
             join school_year year on year.id = term.school_year_id where exam.id = :id""",
        {"id": exam_id},
    )


def counts(db: Database, scope: Scope, exam_ids: list[int]) -> dict[int, Row]:
    """Per exam, of the students in the scope: sat, absent (from a subject at least), empty (nothing entered)."""
    marks = id_list(exam_ids)
    held = all_rows(
        db,
        f"""select exam_id, sum(was_absent) as absent, count(*) - sum(was_absent) as sat from
              (select exam_id, student_id, max(kind = 'absent') as was_absent from score
                where exam_id in ({marks}) and {scope.covers("student_id")} group by exam_id, student_id)
             group by exam_id""",
        scope.params,
    )
    empty = all_rows(
        db,
        f"""select exam.id as exam_id, count(*) as students,
                   sum(not exists (select 1 from score where exam_id = exam.id and student_id = member.student_id))
                     as empty {_CONCERNED}
             where exam.id in ({marks}) and {scope.covers("member.student_id")} group by exam.id""",
        scope.params,
    )
    found = {exam_id: {"sat": 0, "absent": 0, "empty": 0, "students": 0} for exam_id in exam_ids}
    for row in (*held, *empty):
        found[row.pop("exam_id")] |= row
    return found


def ranks(db: Database, exam_ids: list[int]) -> dict[int, Row]:
    """Per exam: whether anybody has a rank, and whether the school gave them."""
    rows = all_rows(
        db,
        f"""select exam_id, max(rank_is_given) as are_given, count(grade_rank) + count(class_rank) as ranked
              from exam_result where exam_id in ({id_list(exam_ids)}) group by exam_id""",
    )
    return {row.pop("exam_id"): row for row in rows}


def full_marks(db: Database, exam_ids: list[int]) -> list[Row]:
    """exam_id, subject_id, subject, full_mark, in_levels (no score at all, only levels) of these exams."""
    return all_rows(
        db,
        f"""select exam_id, subject_id, subject.name as subject, full_mark,
                   not exists (select 1 from score where score.exam_id = exam_subject.exam_id
                                  and score.subject_id = exam_subject.subject_id and kind = 'score') as in_levels
              from exam_subject join subject on subject.id = subject_id where exam_id in ({id_list(exam_ids)})
             order by subject.position, subject.id""",
    )


def by_subject(db: Database, scope: Scope, exam_id: int) -> dict[int, Row]:
    """Per subject of an exam, of the students in the scope: scored, levels, absent, and the best score."""
    rows = all_rows(
        db,
        f"""select subject_id, sum(kind = 'score') as scored, sum(kind = 'level') as levels,
                   sum(kind = 'absent') as absent, max(score) as best
              from score where exam_id = :exam and {scope.covers("student_id")} group by subject_id""",
        {"exam": exam_id, **scope.params},
    )
    return {row.pop("subject_id"): row for row in rows}


def above(db: Database, exam_id: int, subject_id: int, full_mark: float) -> tuple[int, float]:
    """How many scores of a subject are above a full mark, and the best of all."""
    row = one_row(
        db,
        "select count(*) filter (where score > :full) as above, coalesce(max(score), 0) as best "
        "from score where exam_id = :exam and subject_id = :subject",
        {"exam": exam_id, "subject": subject_id, "full": full_mark},
    )
    return (int(row["above"]), float(row["best"])) if row else (0, 0.0)


def set_full_mark(db: Database, exam_id: int, subject_id: int, full_mark: float | None) -> None:
    """What a subject is worth in an exam; None: not known."""
    db.execute(
        "update exam_subject set full_mark = :full where exam_id = :exam and subject_id = :subject",
        {"exam": exam_id, "subject": subject_id, "full": full_mark},
    )


def import_of(db: Database, exam_id: int) -> Row | None:
    """file_name, imported_at, person of the import that brought an exam and still stands."""
    return one_row(
        db,
        """select batch.file_name, batch.imported_at, staff.name as person from import_change change
             join import_batch batch on batch.id = change.import_batch_id and batch.undone_at is null
             left join staff on staff.id = batch.staff_id
            where batch.kind = 'exam' and change.table_name = 'exam' and change.before is null
              and change.row_key = :key order by batch.id desc limit 1""",
        {"key": f'{{"id": {int(exam_id)}}}'},
    )
