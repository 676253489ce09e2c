"""Classes, who leads them and who teaches them. A class's grade is derived from the school year asked about."""

import json
from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope


def find_or_add(db: Database, entry_year: int, entry_grade: int, number: int) -> int:
    """The class's id; made if it is new."""
    found = one_row(
        db,
        "select id from school_class where entry_year = :y and entry_grade = :g and number = :n",
        {"y": entry_year, "g": entry_grade, "n": number},
    )
    row = {"entry_year": entry_year, "entry_grade": entry_grade, "number": number}
    return found["id"] if found else insert(db, "school_class", row)


def end_graduated(db: Database, school_year: int, on: date) -> int:
    """End what holds for classes whose stage is over when this school year begins; returns how many children left."""
    params = {"year": school_year, "on": on.isoformat()}
    gone = """class_id in (select id from school_class
                 where :year - entry_year > case entry_grade when 1 then 5 else 2 end)"""
    children = f"student_id in (select student_id from class_membership where {gone} and valid_to is null)"
    groups = f"mentor_group_id in (select id from mentor_group where {gone})"
    db.execute(
        f"update pairing set valid_to = :on, end_reason = '毕业' where valid_to is null and {children}",
        params,
    )
    db.execute(f"update group_membership set valid_to = :on where valid_to is null and {groups}", params)
    db.execute(f"update leader_charge set valid_to = :on where valid_to is null and {children}", params)
    for table in ("mentor_group", "homeroom", "teaching_assignment", "linked_class"):
        db.execute(f"update {table} set valid_to = :on where valid_to is null and {gone}", params)
    return db.execute(
        f"update class_membership set valid_to = :on where valid_to is null and {gone}", params
    ).rowcount


def led_by(db: Database, staff_id: int, on: date) -> list[int]:
    """Ids of the classes whose homeroom teacher this is."""
    rows = all_rows(
        db,
        f"select class_id from homeroom where staff_id = :me and {holds('homeroom')}",
        {"me": staff_id, "on": on.isoformat()},
    )
    return [row["class_id"] for row in rows]


def with_students_in(db: Database, scope: Scope, school_year: int, on: date) -> list[Row]:
    """id, grade, number, students of the classes that have students within the scope."""
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number,
                   count(*) as students
              from class_membership member join school_class class on class.id = member.class_id
             where {holds("member")} and {scope.covers("member.student_id")}
             group by class.id order by grade, class.number""",
        {"year": school_year, "on": on.isoformat(), **scope.params},
    )


def named(db: Database, school_year: int, ids: Sequence[int]) -> list[Row]:
    """id, grade, number of these classes, whether they have students or not."""
    sql = """select id, :year - entry_year + entry_grade as grade, number from school_class
              where id in (select value from json_each(:ids))"""
    return all_rows(db, sql, {"year": school_year, "ids": json.dumps(ids)})


def present(db: Database, school_year: int, on: date) -> list[Row]:
    """id, grade, number of every class that has students on a day; says nothing of who they are."""
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number from school_class class
             where exists (select 1 from class_membership member where member.class_id = class.id and {holds("member")})
             order by grade, class.number""",
        {"year": school_year, "on": on.isoformat()},
    )


def teachers(db: Database, class_id: int, on: date) -> list[Row]:
    """id, name, subjects, is_homeroom, mentees, most_mentees, teaching_style, strengths of everyone who teaches the
    class: its mentor team (S1 四.(二)).
    """
    return all_rows(
        db,
        f"""select staff.id, staff.name, staff.most_mentees, staff.teaching_style, staff.strengths, coalesce(group_concat(distinct subject.name), '') as subjects,
                   max(lead.id is not null) as is_homeroom,
                   (select count(distinct student_id) from pairing
                     where mentor_id = staff.id and {holds("pairing")}) as mentees
              from staff
              left join teaching_assignment teaching on teaching.staff_id = staff.id
                   and teaching.class_id = :class_id and {holds("teaching")}
              left join subject on subject.id = teaching.subject_id
              left join homeroom lead on lead.staff_id = staff.id and lead.class_id = :class_id and {holds("lead")}
             where staff.left_on is null and (teaching.id is not null or lead.id is not null)
             group by staff.id order by is_homeroom desc, staff.id""",
        {"class_id": class_id, "on": on.isoformat()},
    )
