"""Whom the author of a confidential record chose, and who could be chosen: those who may see the children today."""

import json
from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds


def chosen(db: Database, interaction_id: int) -> tuple[int, ...]:
    """Who may read a confidential record besides its author."""
    rows = all_rows(
        db,
        "select staff_id from interaction_reader where interaction_id = :id order by staff_id",
        {"id": interaction_id},
    )
    return tuple(row["staff_id"] for row in rows)


def choose(db: Database, interaction_id: int, staff_ids: Iterable[int]) -> None:
    """These and nobody else."""
    db.execute("delete from interaction_reader where interaction_id = :id", {"id": interaction_id})
    db.table("interaction_reader").insert_all(
        {"interaction_id": interaction_id, "staff_id": one} for one in staff_ids
    )


def of_students(db: Database, student_ids: Iterable[int], on: date, school_year: int) -> list[Row]:
    """student_id, id, name, why of everybody who mentors one of these students, leads the class or heads the grade."""
    return all_rows(
        db,
        f"""with asked(student_id) as (select value from json_each(:ids)),
            placed as (select member.student_id, member.class_id from asked
                         cross join class_membership member on member.student_id = asked.student_id and {holds("member")})
            select asked.student_id, staff.id, staff.name, 'mentor' as why from asked
              cross join pairing on pairing.student_id = asked.student_id and {holds("pairing")}
              join staff on staff.id = pairing.mentor_id
            union select student_id, staff.id, staff.name, 'homeroom' from placed
              cross join homeroom on homeroom.class_id = placed.class_id and {holds("homeroom")}
              join staff on staff.id = homeroom.staff_id
            union select student_id, staff.id, staff.name, 'grade_head' from placed
              cross join school_class class on class.id = placed.class_id
              join staff_role headed on headed.role = 'grade_head' and {holds("headed")}
                and headed.grade = :year - class.entry_year + class.entry_grade
              join staff on staff.id = headed.staff_id and staff.left_on is null""",
        {"ids": json.dumps(sorted(student_ids)), "on": on.isoformat(), "year": school_year},
    )


def of_class(db: Database, class_id: int, on: date, school_year: int) -> list[Row]:
    """id, name, why of those who lead a class or head its grade."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, 'homeroom' as why from homeroom join staff on staff.id = homeroom.staff_id
             where homeroom.class_id = :class and {holds("homeroom")}
            union select staff.id, staff.name, 'grade_head' from school_class class
              join staff_role headed on headed.role = 'grade_head' and {holds("headed")}
                and headed.grade = :year - class.entry_year + class.entry_grade
              join staff on staff.id = headed.staff_id and staff.left_on is null
             where class.id = :class""",
        {"class": class_id, "on": on.isoformat(), "year": school_year},
    )


def of_school(db: Database, on: date) -> list[Row]:
    """id, name, why of the office and the leaders, who see every student."""
    return all_rows(
        db,
        f"""select distinct staff.id, staff.name, role as why from staff_role join staff on staff.id = staff_role.staff_id
             where role in ('office', 'leader') and {holds("staff_role")} and staff.left_on is null""",
        {"on": on.isoformat()},
    )


def names(db: Database, staff_ids: Iterable[int]) -> dict[int, str]:
    """Id → name of members of staff."""
    rows = all_rows(
        db,
        "select id, name from staff where id in (select value from json_each(:ids)) order by id",
        {"ids": json.dumps(sorted(staff_ids))},
    )
    return {row["id"]: row["name"] for row in rows}
