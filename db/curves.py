"""What a child's charts are drawn from: its exams with the class around them, months of contacts, exam analyses."""

from collections.abc import Iterable

from sqlite_utils import Database

from db.rows import Row, all_rows, id_list
from db.scope import Scope


def class_marks(db: Database, scope: Scope, student_id: int, exam_id: int) -> list[Row]:
    """student_id, subject, kind, score, level, full_mark of everybody who was in the child's class in an exam.

    Nothing unless the child is within the scope; of the others only who is the child's own is told apart.
    """
    return all_rows(
        db,
        f"""select score.student_id = :student_id as is_own, subject.name as subject, score.kind, score.score,
                   score.level, paper.full_mark
              from exam_result own
              join exam_result mate on mate.exam_id = own.exam_id and mate.class_id = own.class_id
              join score on score.exam_id = mate.exam_id and score.student_id = mate.student_id
              join exam_subject paper on paper.exam_id = score.exam_id and paper.subject_id = score.subject_id
              join subject on subject.id = score.subject_id
             where own.exam_id = :exam_id and own.student_id = :student_id and {scope.covers("own.student_id")}
             order by subject.position, subject.id""",
        {"student_id": student_id, "exam_id": exam_id, **scope.params},
    )


def contacts_by_month(db: Database, scope: Scope, student_id: int, first: str, last: str) -> list[Row]:
    """month (its first day), kind, count of a child's contacts between two days, both inclusive."""
    return all_rows(
        db,
        f"""select substr(occurred_on, 1, 7) || '-01' as month, kind, count(*) as count from contact
             where contact.student_id = :student_id and occurred_on between :first and :last
               and {scope.covers("contact.student_id")} group by month, kind""",
        {"student_id": student_id, "first": first, "last": last, **scope.params},
    )


def analyses(
    db: Database, scope: Scope, student_id: int, exam_ids: Iterable[int], reader_id: int | None
) -> dict[int, Row]:
    """Per exam the latest 考后分析 about a child: id, detail, author, occurred_on, is_sealed, is_kept_back.

    A restricted one is kept back from everyone but its author.
    """
    marks = id_list(exam_ids)
    rows = all_rows(
        db,
        f"""select interaction.id, exam_id, detail, occurred_on, sealed is not null as is_sealed,
                   is_restricted = 1 and author_id is not :reader as is_kept_back, staff.name as author
              from interaction_participant part
              join interaction on interaction.id = part.interaction_id and deleted_at is null
              join staff on staff.id = author_id
             where part.student_id = :student_id and kind = 'exam_analysis' and exam_id in ({marks})
               and {scope.covers("part.student_id")}
             order by occurred_on, interaction.id""",
        {"student_id": student_id, "reader": reader_id, **scope.params},
    )
    return {row["exam_id"]: row for row in rows}
