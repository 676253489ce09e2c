"""What a record may be about: the classes and groups somebody works with, who was there, which exam."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, id_list, one_row
from db.scope import Scope
from domain.permissions import Actor

# teaches it, leads it, heads its grade, or mentors somebody in it
_WORKS_WITH = f"""(
  select class_id from teaching_assignment teaching where teaching.staff_id = :me and {holds("teaching")}
  union select class_id from homeroom where homeroom.staff_id = :me and {holds("homeroom")}
  union select class.id from staff_role headed join school_class class
          on :year - class.entry_year + class.entry_grade = headed.grade
         where headed.staff_id = :me and headed.role = 'grade_head' and {holds("headed")}
  union select member.class_id from pairing join class_membership member on member.student_id = pairing.student_id
         where pairing.mentor_id = :me and {holds("pairing")} and {holds("member")})"""
_LEADS = f"""(
  select class_id from homeroom where homeroom.staff_id = :me and {holds("homeroom")}
  union select class.id from staff_role headed join school_class class
          on :year - class.entry_year + class.entry_grade = headed.grade
         where headed.staff_id = :me and headed.role = 'grade_head' and {holds("headed")})"""


def _params(actor: Actor, on: date, school_year: int) -> Row:
    return {"me": actor.staff_id, "on": on.isoformat(), "year": school_year}


def classes(db: Database, actor: Actor, on: date, school_year: int) -> list[Row]:
    """id, grade, number of the classes this person may write about: those in one's care (联系点), then in school order."""
    which = "true" if actor.sees_whole_school else f"class.id in {_WORKS_WITH}"
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number
              from school_class class
             where {which} and exists (select 1 from class_membership member
                                        where member.class_id = class.id and {holds("member")})
             order by class.id in (select class_id from linked_class linked
                                    where linked.staff_id = :me and {holds("linked")}) desc, grade, class.number""",
        _params(actor, on, school_year),
    )


def groups(db: Database, actor: Actor, on: date, school_year: int) -> list[Row]:
    """id, name, grade, class_number, is_mine of the groups in force one mentors or whose class one leads; own first."""
    mine = f"""exists (select 1 from pairing where pairing.mentor_group_id = mentor_group.id
                        and pairing.mentor_id = :me and {holds("pairing")})"""
    which = "true" if actor.sees_whole_school else f"({mine} or mentor_group.class_id in {_LEADS})"
    return all_rows(
        db,
        f"""select mentor_group.id, mentor_group.name, class.number as class_number, {mine} as is_mine,
                   :year - class.entry_year + class.entry_grade as grade
              from mentor_group join school_class class on class.id = mentor_group.class_id
             where {which} and {holds("mentor_group")}
             order by is_mine desc, grade, class.number, mentor_group.position""",
        _params(actor, on, school_year),
    )


def group_of(db: Database, scope: Scope, student_id: int, on: date) -> int | None:
    """The mentor group of a student within the scope."""
    row = one_row(
        db,
        f"""select mentor_group_id from group_membership inside
             where student_id = :student and {holds("inside")} and {scope.covers("student_id")}""",
        {"student": student_id, "on": on.isoformat(), **scope.params},
    )
    return row["mentor_group_id"] if row else None


def members(db: Database, scope: Scope, group_id: int, first: date, last: date) -> list[Row]:
    """id, name, student_number of a group's students within the scope at any time from a day to another."""
    return all_rows(
        db,
        f"""select distinct student.id, student.name, student.student_number
              from group_membership inside join student on student.id = inside.student_id
             where inside.mentor_group_id = :group_id and inside.valid_from <= :last
               and (inside.valid_to is null or inside.valid_to > :first) and {scope.covers("student.id")}
             order by student.student_number, student.id""",
        {"group_id": group_id, "first": first.isoformat(), "last": last.isoformat(), **scope.params},
    )


def usual_place(db: Database, author_id: int | None, kind: str, mode: str) -> str:
    """Where somebody's own last open record of this kind and mode took place; empty when it does not say."""
    row = one_row(
        db,
        """select place from interaction where author_id = :me and kind = :kind and talk_mode = :mode
              and deleted_at is null and is_restricted = 0 order by occurred_on desc, id desc limit 1""",
        {"me": author_id, "kind": kind, "mode": mode},
    )
    return (row["place"] or "") if row else ""


def first_days(db: Database, scope: Scope, student_ids: tuple[int, ...]) -> list[Row]:
    """name, first_day (in any class of the school) of students within the scope, the latest comer first."""
    listed = id_list(student_ids)
    return all_rows(
        db,
        f"""select student.name, min(member.valid_from) as first_day
              from class_membership member join student on student.id = member.student_id
             where student.id in ({listed}) and {scope.covers("student.id")}
             group by student.id order by first_day desc""",
        scope.params,
    )


def exam(db: Database, exam_id: int) -> Row | None:
    """id, name, held_on of an exam."""
    return one_row(db, "select id, name, held_on from exam where id = :id", {"id": exam_id})


def did_not_sit(db: Database, scope: Scope, exam_id: int, student_ids: tuple[int, ...]) -> list[str]:
    """Names of those of the students without any result in the exam."""
    listed = id_list(student_ids)
    rows = all_rows(
        db,
        f"""select name from student where id in ({listed}) and {scope.covers("student.id")}
               and not exists (select 1 from score where score.exam_id = :exam and score.student_id = student.id
                                and score.kind <> 'absent')
               and not exists (select 1 from exam_result where exam_result.exam_id = :exam
                                and exam_result.student_id = student.id and exam_result.total is not null)
             order by id""",
        {"exam": exam_id, **scope.params},
    )
    return [row["name"] for row in rows]
