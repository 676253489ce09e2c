"""What handbooks and archives are made of, for many students in one query a kind of row, within a scope."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.record_log import told_of
from db.rows import Row, all_rows, holds, id_list, one_row
from db.scope import Scope


def mentor(db: Database, staff_id: int, on: date, school_year: int) -> Row | None:
    """name, subjects and classes taught on a day (JSON lists; a class as [grade, number])."""
    return one_row(
        db,
        f"""select staff.name,
                   (select json_group_array(name) from (select distinct subject.name from teaching_assignment taught
                      join subject on subject.id = taught.subject_id
                     where taught.staff_id = staff.id and {holds("taught")} order by subject.position)) as subjects,
                   (select json_group_array(json_array(grade, number)) from (
                      select distinct :year - class.entry_year + class.entry_grade as grade, class.number
                        from teaching_assignment taught join school_class class on class.id = taught.class_id
                       where taught.staff_id = staff.id and {holds("taught")} order by 1, 2)) as classes
              from staff where staff.id = :staff_id""",
        {"staff_id": staff_id, "on": on.isoformat(), "year": school_year},
    )


def mentors_with_students(db: Database, scope: Scope, on: date, class_id: int | None = None) -> list[Row]:
    """id, name, students of everybody who mentors somebody within the scope on a day (in one class), by name."""
    in_class = (
        f"""and pairing.student_id in (select student_id from class_membership member
                                        where member.class_id = :class_id and {holds("member")})"""
        if class_id
        else ""
    )
    return all_rows(
        db,
        f"""select staff.id, staff.name, count(*) as students from pairing join staff on staff.id = pairing.mentor_id
             where {holds("pairing")} and {scope.covers("pairing.student_id")} {in_class}
             group by staff.id order by staff.name, staff.id""",
        {"on": on.isoformat(), "class_id": class_id, **scope.params},
    )


def of_mentor(db: Database, scope: Scope, mentor_id: int, on: date) -> list[int]:
    """Ids of the students a mentor has on a day, within the scope."""
    rows = all_rows(
        db,
        f"""select distinct student_id from pairing
             where mentor_id = :mentor and {holds("pairing")} and {scope.covers("student_id")}""",
        {"mentor": mentor_id, "on": on.isoformat(), **scope.params},
    )
    return [row["student_id"] for row in rows]


def of_class(db: Database, scope: Scope, class_id: int, on: date) -> list[int]:
    """Ids of a class's students on a day, within the scope."""
    rows = all_rows(
        db,
        f"""select student_id from class_membership member
             where class_id = :class_id and {holds("member")} and {scope.covers("student_id")}""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )
    return [row["student_id"] for row in rows]


def pupils(db: Database, scope: Scope, student_ids: Iterable[int], on: date, school_year: int) -> list[Row]:
    """id, name, sex, student_number, phone, grade, class_number, mentors, by class and number."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.sex, student.student_number, student.phone,
                   :year - class.entry_year + class.entry_grade as grade, class.number as class_number,
                   (select group_concat(name, '、') from (select distinct staff.name from pairing
                      join staff on staff.id = pairing.mentor_id where pairing.student_id = student.id
                      order by pairing.valid_from)) as mentors
              from student left join class_membership member on member.student_id = student.id and {holds("member")}
              left join school_class class on class.id = member.class_id
             where student.id in ({id_list(student_ids)}) and {scope.covers("student.id")}
             order by grade, class.number, student.student_number, student.id""",
        {"on": on.isoformat(), "year": school_year, **scope.params},
    )


def in_care(db: Database, scope: Scope, class_id: int, on: date, first: date, last: date) -> list[Row]:
    """A class's students with a care status on a day, within the scope; contacts counted from `first` to `last`.

    id, name, sex, student_number, mentors, cares (JSON: category, since, note), talks, visits, last_contact_on.
    """
    return all_rows(
        db,
        f"""select student.id, student.name, student.sex, student.student_number,
                   (select group_concat(name, '、') from (select distinct staff.name from pairing
                      join staff on staff.id = pairing.mentor_id
                     where pairing.student_id = student.id and {holds("pairing")} order by staff.name)) as mentors,
                   (select json_group_array(json_array(name, valid_from, note)) from (
                      select category.name, care.valid_from, coalesce(care.note, '') as note from care_status care
                        join care_category category on category.id = care.care_category_id
                       where care.student_id = student.id and {holds("care")}
                       order by category.position, category.id)) as cares,
                   (select count(*) from contact where contact.student_id = student.id and kind = 'talk'
                      and occurred_on between :first and :last) as talks,
                   (select count(*) from contact where contact.student_id = student.id and kind = 'home_visit'
                      and occurred_on between :first and :last) as visits,
                   (select max(occurred_on) from contact where contact.student_id = student.id
                      and occurred_on <= :last) as last_contact_on
              from class_membership member join student on student.id = member.student_id
             where member.class_id = :class_id and {holds("member")} and {scope.covers("student.id")}
               and exists (select 1 from care_status care where care.student_id = student.id and {holds("care")})
             order by student.student_number, student.id""",
        {
            "class_id": class_id,
            "on": on.isoformat(),
            "first": first.isoformat(),
            "last": last.isoformat(),
            **scope.params,
        },
    )


def guardians(db: Database, scope: Scope, student_ids: Iterable[int]) -> list[Row]:
    """student_id, name, phone, work_unit, address: the first contact first."""
    return all_rows(
        db,
        f"""select student_id, name, phone, work_unit, address from guardian
             where student_id in ({id_list(student_ids)}) and {scope.covers("student_id")}
             order by student_id, position, id""",
        scope.params,
    )


def contacts(
    db: Database,
    scope: Scope,
    student_ids: Iterable[int],
    first: date,
    last: date,
    reader_id: int | None,
    author_id: int | None,
) -> list[Row]:
    """Records about these students in those days, oldest first; `author_id` None: by whomever.

    A text is there only where its reader may read it (`is_told`; `scope`: the own circle) and does not lie
    encrypted (`is_sealed`).
    """
    may_read = told_of(scope)
    by = "and interaction.author_id = :author" if author_id is not None else ""
    return all_rows(
        db,
        f"""select part.student_id, interaction.id, kind, occurred_on, guidance_area, talk_mode, effect, {may_read} as is_told,
                   sealed is not null as is_sealed, case when {may_read} then content else '' end as content,
                   case when {may_read} then detail else '{{}}' end as detail
              from interaction_participant part join interaction on interaction.id = part.interaction_id
             where part.student_id in ({id_list(student_ids)}) and {scope.covers("part.student_id")}
               and deleted_at is null and occurred_on between :first and :last {by}
             order by occurred_on, interaction.id""",
        {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "me": reader_id,
            "author": author_id,
            **scope.params,
        },
    )


def exams(db: Database, term_ids: Iterable[int], grades: Iterable[int]) -> list[Row]:
    """id, term_id, grade, slot, held_on, full_marks (null: not all known) of these terms' and grades' exams."""
    return all_rows(
        db,
        f"""select exam.id, exam.term_id, exam.grade, exam.slot, exam.held_on,
                   case when count(paper.subject_id) = count(paper.full_mark) then sum(paper.full_mark) end as full_marks
              from exam left join exam_subject paper on paper.exam_id = exam.id
             where exam.term_id in ({id_list(term_ids)}) and exam.grade in ({id_list(grades)})
             group by exam.id order by exam.held_on, exam.id""",
    )


def results(db: Database, scope: Scope, student_ids: Iterable[int], exam_ids: Iterable[int]) -> list[Row]:
    """exam_id, student_id, total, class_rank, grade_rank, was_absent, levels (of those who have any score)."""
    return all_rows(
        db,
        f"""select score.exam_id, score.student_id, result.total, result.class_rank, result.grade_rank,
                   max(score.kind = 'absent') as was_absent, group_concat(score.level) as levels
              from score left join exam_result result
                   on result.exam_id = score.exam_id and result.student_id = score.student_id
             where score.exam_id in ({id_list(exam_ids)}) and score.student_id in ({id_list(student_ids)})
               and {scope.covers("score.student_id")}
             group by score.exam_id, score.student_id""",
        scope.params,
    )
