"""What came undone since the groups were formed: students in no group, with nobody to mentor them, groups grown small.

A `cross join` keeps SQLite to the order written, the cheap one; the first conditions are those that spare the most.
Each function takes a `reader`: me, and anywhere (whether every class is looked after, or only the own ones).
"""

from datetime import date

from sqlite_utils import Database

from db.changes import looks_after
from db.rows import Row, all_rows, holds
from db.scope import Scope

_HAS_GROUPS = (
    f"exists (select 1 from mentor_group own where own.class_id = member.class_id and {holds('own')})"
)
_OWN_GROUP = f"""(select mentor_group.id from group_membership grouped
    join mentor_group on mentor_group.id = grouped.mentor_group_id and mentor_group.class_id = member.class_id
   where grouped.student_id = member.student_id and {holds("grouped")} and {holds("mentor_group")})"""
_GONE = """(pairing.mentor_id in (select id from staff where left_on <= :on)
    or exists (select 1 from left_class gone where gone.staff_id = pairing.mentor_id
                  and gone.class_id = member.class_id and gone.until > pairing.valid_from))"""
_GRADE = ":year - class.entry_year + class.entry_grade as grade, class.number as class_number"


def unplaced(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """id, name, student_number, sex, class, since, former group of students in no group of a class that has groups."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, student.sex, member.class_id, {_GRADE},
                   member.valid_from as since,
                   (select mentor_group.name from group_membership grouped
                      join mentor_group on mentor_group.id = grouped.mentor_group_id
                     where grouped.student_id = student.id and {holds("grouped")}) as former_group
              from class_membership member join student on student.id = member.student_id
              join school_class class on class.id = member.class_id
             where {holds("member")} and not exists {_OWN_GROUP} and {_HAS_GROUPS}
               and {looks_after(reader)} and {scope.covers("student.id")}
             order by grade, class.number, student.student_number, student.id""",
        _params(scope, reader, on, school_year),
    )


def unmentored(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """id, name, class, group, and the mentor who is gone (left_school 1: from the school), of whom nobody mentors."""
    return all_rows(
        db,
        f"""with {_left_class(reader)}, alone as (
              select student.id, student.name, student.student_number, member.class_id, {_GRADE},
                     {_OWN_GROUP} as group_id,
                     (select pairing.id from pairing where pairing.student_id = member.student_id and {holds("pairing")}
                       order by pairing.mentor_group_id is null, pairing.id limit 1) as pairing_id
                from class_membership member join student on student.id = member.student_id
                join school_class class on class.id = member.class_id
               where {holds("member")} and {looks_after(reader)} and {scope.covers("member.student_id")}
                 and not exists (select 1 from pairing where pairing.student_id = member.student_id and {holds("pairing")}
                                    and not {_GONE}))
            select alone.*, mentor_group.name as group_name, pairing.mentor_id as former_id, staff.name as former,
                   staff.left_on is not null as left_school
              from alone left join mentor_group on mentor_group.id = alone.group_id
              left join pairing on pairing.id = alone.pairing_id
              left join staff on staff.id = pairing.mentor_id
             where alone.group_id is not null or alone.pairing_id is not null
             order by grade, class_number, mentor_group.position, alone.student_number, alone.id""",
        _params(scope, reader, on, school_year),
    )


def _left_class(reader: Row) -> str:
    """Who taught or led a class looked after, no longer does, and since when: judged once, not for every pairing.

    A mentor from another class never taught here and is none of these; pairing anew (原导师继续带) settles it too.
    """
    return f"""left_class as materialized (
      select ended.staff_id, ended.class_id, max(ended.valid_to) as until
        from (select staff_id, class_id, valid_to from teaching_assignment
               union all select staff_id, class_id, valid_to from homeroom) ended
       where ended.valid_to <= :on
         and ended.class_id in (select class_id from class_membership member
                                 where {holds("member")} and {looks_after(reader)})
         and not exists (select 1 from teaching_assignment now where now.staff_id = ended.staff_id
                            and now.class_id = ended.class_id and {holds("now")})
         and not exists (select 1 from homeroom now where now.staff_id = ended.staff_id
                            and now.class_id = ended.class_id and {holds("now")})
       group by ended.staff_id, ended.class_id)"""


def to_confirm(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """class, group, mentor, until, students of pairings whose adaptation period (适应期) is over, by group and mentor."""
    return all_rows(
        db,
        f"""select member.class_id, {_GRADE}, pairing.mentor_group_id as group_id, mentor_group.name as group_name,
                   pairing.mentor_id, staff.name as mentor, max(pairing.adaptation_until) as until,
                   count(*) as students
              from pairing cross join class_membership member on member.student_id = pairing.student_id and {holds("member")}
              join school_class class on class.id = member.class_id
              join staff on staff.id = pairing.mentor_id
              left join mentor_group on mentor_group.id = pairing.mentor_group_id
             where {holds("pairing")} and pairing.adaptation_until <= :on and pairing.confirmed_at is null
               and {looks_after(reader)} and {scope.covers("pairing.student_id")}
             group by member.class_id, pairing.mentor_group_id, pairing.mentor_id
             order by grade, class.number, mentor_group.position""",
        _params(scope, reader, on, school_year),
    )


def confirm(db: Database, class_id: int, group_id: int | None, mentor_id: int, on: date, at: str) -> int:
    """The pairings of a group with its mentor hold after the adaptation period; returns how many."""
    params = {"c": class_id, "g": group_id, "m": mentor_id, "on": on.isoformat(), "at": at}
    return db.execute(
        f"""update pairing set confirmed_at = :at where mentor_id = :m and mentor_group_id is :g
               and {holds("pairing")} and adaptation_until <= :on and confirmed_at is null
               and student_id in (select student_id from class_membership member
                                   where member.class_id = :c and {holds("member")})""",
        params,
    ).rowcount


def group_sizes(db: Database, scope: Scope, reader: Row, on: date, school_year: int) -> list[Row]:
    """class, group id and name, and how many of the class are in it; who has left counts no longer."""
    return all_rows(
        db,
        f"""select member.class_id, {_GRADE}, mentor_group.id as group_id, mentor_group.name as group_name,
                   count(*) as students
              from class_membership member
              cross join group_membership grouped on grouped.student_id = member.student_id and {holds("grouped")}
              cross join mentor_group on mentor_group.id = grouped.mentor_group_id
                   and mentor_group.class_id = member.class_id and {holds("mentor_group")}
              cross join school_class class on class.id = member.class_id
             where {holds("member")} and {looks_after(reader)} and {scope.covers("member.student_id")}
             group by mentor_group.id order by grade, class.number, mentor_group.position""",
        _params(scope, reader, on, school_year),
    )


def _params(scope: Scope, reader: Row, on: date, school_year: int) -> Row:
    return {**reader, "on": on.isoformat(), "year": school_year, **scope.params}
