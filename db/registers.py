"""What a class's register is made of, as it holds on a day."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, one_row
from db.scope import Scope


def class_row(db: Database, class_id: int, school_year: int, on: date) -> Row | None:
    """grade, number, homeroom (name), students of a class that has any on that day."""
    return one_row(
        db,
        f"""select :year - class.entry_year + class.entry_grade as grade, class.number, count(*) as students,
                   (select group_concat(staff.name, '、') from homeroom join staff on staff.id = homeroom.staff_id
                     where homeroom.class_id = class.id and {holds("homeroom")}) as homeroom
              from school_class class join class_membership member on member.class_id = class.id and {holds("member")}
             where class.id = :class_id group by class.id""",
        {"class_id": class_id, "year": school_year, "on": on.isoformat()},
    )


def pupils(db: Database, scope: Scope, class_id: int, on: date) -> list[Row]:
    """id, name, student_number, mentor_group_id, mentor_ids, namesakes of the class's students within the scope."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, grouped.mentor_group_id,
                   count(*) over (partition by student.name) - 1 as namesakes,
                   (select group_concat(mentor_id) from pairing
                     where pairing.student_id = student.id and {holds("pairing")}) as mentor_ids
              from class_membership member join student on student.id = member.student_id
              left join group_membership grouped on grouped.student_id = student.id and {holds("grouped")}
             where member.class_id = :class_id and {holds("member")} and {scope.covers("student.id")}
             order by student.student_number, student.id""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )


def mentors(db: Database, class_id: int, on: date) -> dict[int, Row]:
    """id → name, subjects (in this class) of everybody on the staff list, those who left included."""
    rows = all_rows(
        db,
        f"""select staff.id, staff.name, coalesce(group_concat(distinct subject.name), '') as subjects
              from staff
              left join teaching_assignment teaching on teaching.staff_id = staff.id
                   and teaching.class_id = :class_id and {holds("teaching")}
              left join subject on subject.id = teaching.subject_id group by staff.id""",
        {"class_id": class_id, "on": on.isoformat()},
    )
    return {row["id"]: row for row in rows}
