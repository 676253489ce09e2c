"""备案: a plan's way from draft to approval, step by step, and how far every class is."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, id_list, insert, one_row, update_version
from db.scope import Scope

_PLANS = """select plan.*, staff.name as changed_by_name from grouping_plan plan
              left join staff on staff.id = plan.changed_by"""


def plan(db: Database, plan_id: int) -> Row | None:
    """One plan with the name of who changed it last."""
    return one_row(db, f"{_PLANS} where plan.id = :id", {"id": plan_id})


def of_classes(db: Database, class_id: int | None = None) -> list[Row]:
    """Per class (or of one class) the plan being worked on and the one approved last, the open one first."""
    return all_rows(
        db,
        f"""{_PLANS} where plan.id in
              (select max(id) from grouping_plan where :class_id is null or class_id = :class_id
                group by class_id, state = 'approved')
            order by plan.class_id, plan.state = 'approved'""",
        {"class_id": class_id},
    )


def classes_with(db: Database, state: str, on: date, school_year: int) -> list[Row]:
    """id, grade, number of the classes with students whose open plan is in this state."""
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number
              from grouping_plan plan join school_class class on class.id = plan.class_id
             where plan.state = :state and exists (select 1 from class_membership member
                    where member.class_id = class.id and {holds("member")})
             order by grade, class.number""",
        {"state": state, "on": on.isoformat(), "year": school_year},
    )


def move(
    db: Database,
    plan_id: int,
    version: int,
    state: str,
    moment: str,
    staff_id: int | None,
    starts_on: date | None,
) -> None:
    """Bring a plan into another state.

    :raises Conflict: somebody changed it since `version` was read.
    """
    changes = {"state": state, "changed_at": moment, "changed_by": staff_id}
    day = starts_on.isoformat() if starts_on else None
    update_version(db, "grouping_plan", plan_id, version, {**changes, "starts_on": day})


def add_step(db: Database, plan_id: int, act: str, comment: str, staff_id: int | None, moment: str) -> None:
    """Keep one step with its words."""
    step = {"act": act, "comment": comment, "staff_id": staff_id, "at": moment}
    insert(db, "filing_step", {"grouping_plan_id": plan_id, **step})


def steps(db: Database, class_id: int) -> list[Row]:
    """plan_id, act, comment, at, staff, starts_on of every step of the class's plans, newest first."""
    return all_rows(
        db,
        """select step.grouping_plan_id as plan_id, step.act, step.comment, step.at, staff.name as staff, plan.starts_on
             from filing_step step join grouping_plan plan on plan.id = step.grouping_plan_id
             left join staff on staff.id = step.staff_id
            where plan.class_id = :class_id order by step.id desc""",
        {"class_id": class_id},
    )


def placed(db: Database, scope: Scope, on: date, class_id: int) -> list[int]:
    """The students of a class within the scope."""
    rows = db.execute(
        f"""select student_id from class_membership member
             where member.class_id = :class_id and {holds("member")} and {scope.covers("member.student_id")}""",
        {"on": on.isoformat(), "class_id": class_id, **scope.params},
    )
    return [one for (one,) in rows]


def ungrouped(db: Database, scope: Scope, on: date, class_id: int | None) -> dict[int, int]:
    """Class → how many of its students are in no group; classes where everybody is in one are left out."""
    rows = db.execute(
        f"""select member.class_id, count(*) from class_membership member
             where {holds("member")} and (:class_id is null or member.class_id = :class_id)
               and {scope.covers("member.student_id")}
               and not exists (select 1 from group_membership grouped
                                where grouped.student_id = member.student_id and {holds("grouped")})
             group by member.class_id""",
        {"on": on.isoformat(), "class_id": class_id, **scope.params},
    )
    return dict(rows.fetchall())


def in_force_since(db: Database, on: date, class_id: int | None = None) -> dict[int, date]:
    """Class (each, or the one asked for) → the day its present groups began."""
    asked = "class_id = :class_id and" if class_id is not None else ""
    rows = all_rows(
        db,
        f"""select class_id, max(valid_from) as since from mentor_group
             where {asked} {holds("mentor_group")} group by class_id""",
        {"on": on.isoformat(), "class_id": class_id},
    )
    return {row["class_id"]: date.fromisoformat(row["since"]) for row in rows}


def begins_a_stage(db: Database, class_id: int, school_year: int) -> bool:
    """Whether the class is new at the school this year (起始年级)."""
    row = one_row(db, "select entry_year from school_class where id = :id", {"id": class_id})
    return row is not None and row["entry_year"] == school_year


def people(db: Database, student_ids: tuple[int, ...], staff_ids: tuple[int, ...], scope: Scope) -> list[Row]:
    """kind, id, name of these students (within the scope) and staff."""
    students, staff = (id_list(ids) for ids in (student_ids, staff_ids))
    return all_rows(
        db,
        f"""select 'student' as kind, id, name from student where id in ({students}) and {scope.covers("id")}
             union all select 'staff', id, name from staff where id in ({staff})""",
        dict(scope.params),
    )
