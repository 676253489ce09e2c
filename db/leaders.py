"""联系点 and 包靠: which leader a class or a student has on a day, and how it stands with them."""

from datetime import date
from typing import Literal

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope

Holding = Literal["linked_class", "leader_charge"]
_OF: dict[Holding, str] = {"linked_class": "class_id", "leader_charge": "student_id"}
_GRADE = ":year - class.entry_year + class.entry_grade as grade, class.number as class_number"
_MENTORS = f"""(select group_concat(name, '、') from (select distinct staff.name from pairing
    join staff on staff.id = pairing.mentor_id
   where pairing.student_id = student.id and {holds("pairing")} order by staff.id))"""
_CARES = f"""(select group_concat(name, '、') from (select category.name from care_status care
    join care_category category on category.id = care.care_category_id
   where care.student_id = student.id and {holds("care")} order by category.position, category.id))"""
_LAST = "(select max(occurred_on) from contact where contact.student_id = student.id)"
_PROMISED = "(select min(due_on) from follow_up where follow_up.student_id = student.id and done_at is null)"


def people(db: Database, on: date) -> list[Row]:
    """id, name, staff_number, position, is_leader of who may be given classes and students: leaders first, then the office."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, staff.staff_number, staff.position, max(held.role = 'leader') as is_leader
              from staff_role held join staff on staff.id = held.staff_id and staff.left_on is null
             where held.role in ('leader', 'office') and {holds("held")}
             group by staff.id order by is_leader desc, staff.staff_number is null, staff.staff_number, staff.id""",
        {"on": on.isoformat()},
    )


def classes(db: Database, on: date, school_year: int) -> list[Row]:
    """Every class with students, in school order.

    id, grade, class_number, students, homeroom, staff_id, leader, cares and charged (students with a care status, and
    those in anybody's charge), visited_on (by anybody).
    """
    return all_rows(
        db,
        f"""with counted as (
              select member.class_id, count(*) as students,
                     count(*) filter (where exists (select 1 from care_status care
                        where care.student_id = member.student_id and {holds("care")})) as cares,
                     count(*) filter (where exists (select 1 from leader_charge charge
                        where charge.student_id = member.student_id and {holds("charge")})) as charged
                from class_membership member where {holds("member")} group by member.class_id)
            select class.id, {_GRADE}, counted.students, counted.cares, counted.charged,
                   linked.staff_id, staff.name as leader,
                   (select group_concat(name, '、') from (select lead.name from homeroom
                      join staff lead on lead.id = homeroom.staff_id
                     where homeroom.class_id = class.id and {holds("homeroom")} order by lead.id)) as homeroom,
                   (select max(occurred_on) from interaction where interaction.class_id = class.id
                      and kind = 'class_visit' and deleted_at is null) as visited_on
              from counted join school_class class on class.id = counted.class_id
              left join linked_class linked on linked.class_id = class.id and {holds("linked")}
              left join staff on staff.id = linked.staff_id
             order by grade, class.number""",
        {"on": on.isoformat(), "year": school_year},
    )


def held_students(db: Database, scope: Scope, on: date) -> dict[int, int]:
    """Student id → in whose charge, of those within the scope who are at the school."""
    return {
        row["student_id"]: row["staff_id"]
        for row in all_rows(
            db,
            f"""select charge.student_id, charge.staff_id from leader_charge charge
                  join class_membership member on member.student_id = charge.student_id and {holds("member")}
                 where {holds("charge")} and {scope.covers("charge.student_id")}""",
            {"on": on.isoformat(), **scope.params},
        )
    }


def give(db: Database, holding: Holding, of_id: int, staff_id: int | None, on: date) -> None:
    """Whose the class or student is from that day on; None: nobody's. What was before ends on that day."""
    column = _OF[holding]
    params = {"of": of_id, "on": on.isoformat()}
    db.execute(
        f"update {holding} set valid_to = max(valid_from, :on) where {column} = :of and valid_to is null",
        params,
    )
    if staff_id is not None:
        insert(db, holding, {"staff_id": staff_id, column: of_id, "valid_from": on.isoformat()})


def has_any(db: Database, staff_id: int, on: date) -> bool:
    """Whether somebody has a class or a student: two look-ups in an index, for everybody else's sake."""
    return (
        one_row(
            db,
            f"""select 1 as x from linked_class where staff_id = :me and {holds("linked_class")}
                union all select 1 from leader_charge where staff_id = :me and {holds("leader_charge")} limit 1""",
            {"me": staff_id, "on": on.isoformat()},
        )
        is not None
    )


def own_classes(
    db: Database, scope: Scope, staff_id: int, on: date, school_year: int, since: date
) -> list[Row]:
    """A leader's classes: id, grade, class_number, students, without_mentor, unseen (since a day), visited_on by this leader."""
    return all_rows(
        db,
        f"""select class.id, {_GRADE}, count(*) as students,
                   count(*) filter (where not exists (select 1 from pairing
                      where pairing.student_id = member.student_id and {holds("pairing")})) as without_mentor,
                   count(*) filter (where not exists (select 1 from contact not indexed
                      where contact.student_id = member.student_id and occurred_on between :since and :on)) as unseen,
                   (select max(occurred_on) from interaction where interaction.class_id = class.id
                      and kind = 'class_visit' and author_id = :me and deleted_at is null) as visited_on
              from linked_class linked join school_class class on class.id = linked.class_id
              cross join class_membership member on member.class_id = class.id and {holds("member")}
             where linked.staff_id = :me and {holds("linked")} and {scope.covers("member.student_id")}
             group by class.id order by grade, class.number""",
        {
            "me": staff_id,
            "on": on.isoformat(),
            "since": since.isoformat(),
            "year": school_year,
            **scope.params,
        },
    )


def own_students(db: Database, scope: Scope, staff_id: int, on: date, school_year: int) -> list[Row]:
    """Students in a leader's charge: id, name, grade, class_number, cares, last_on (by anybody), mine_on (by this leader),
    promised_on; the longest unseen first.
    """
    return all_rows(
        db,
        f"""select student.id, student.name, {_GRADE}, {_CARES} as cares, {_LAST} as last_on,
                   (select max(occurred_on) from contact where contact.student_id = student.id
                      and contact.author_id = :me) as mine_on, {_PROMISED} as promised_on
              from leader_charge charge join student on student.id = charge.student_id
              join class_membership member on member.student_id = student.id and {holds("member")}
              join school_class class on class.id = member.class_id
             where charge.staff_id = :me and {holds("charge")} and {scope.covers("student.id")}
             order by last_on is not null, last_on, student.id""",
        {"me": staff_id, "on": on.isoformat(), "year": school_year, **scope.params},
    )


def of_class(db: Database, scope: Scope, class_id: int, on: date, since: date) -> list[Row]:
    """A class's students within the scope by number: id, name, cares, charge (whose), mentors, last_on, is_unseen (since a day)."""
    return all_rows(
        db,
        f"""select student.id, student.name, {_CARES} as cares, {_MENTORS} as mentors, {_LAST} as last_on,
                   leader.name as charge,
                   not exists (select 1 from contact not indexed where contact.student_id = student.id
                      and occurred_on between :since and :on) as is_unseen
              from class_membership member join student on student.id = member.student_id
              left join leader_charge charge on charge.student_id = student.id and {holds("charge")}
              left join staff leader on leader.id = charge.staff_id
             where member.class_id = :class_id and {holds("member")} and {scope.covers("student.id")}
             order by student.student_number, student.id""",
        {"class_id": class_id, "on": on.isoformat(), "since": since.isoformat(), **scope.params},
    )


def chargeable(
    db: Database, scope: Scope, on: date, school_year: int, *, everybody: bool = False
) -> list[Row]:
    """Students with a care status or in a charge, or everybody, in school order.

    id, name, student_number, grade, class_number, cares, charge_id (whose).
    """
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, {_GRADE}, {_CARES} as cares, charge.staff_id as charge_id
              from class_membership member join student on student.id = member.student_id
              join school_class class on class.id = member.class_id
              left join leader_charge charge on charge.student_id = student.id and {holds("charge")}
             where {holds("member")} and {scope.covers("student.id")}
               and (:everybody or charge.id is not null
                    or exists (select 1 from care_status care where care.student_id = student.id and {holds("care")}))
             order by grade, class.number, student.student_number, student.id""",
        {"on": on.isoformat(), "year": school_year, "everybody": everybody, **scope.params},
    )


def screened(db: Database, scope: Scope, on: date, school_year: int) -> list[Row]:
    """Every class with students within the scope, and of it those with a care status (name null where there is none).

    class_id, grade, class_number, homeroom, leader, students, id, name, sex, student_number, cares (JSON: category,
    since, until), mentors, charge, last_on, last_kind, open_follow_ups, next_due.
    """
    return all_rows(
        db,
        f"""with reached as (
              select member.class_id, member.student_id, exists (select 1 from care_status care
                       where care.student_id = member.student_id and {holds("care")}) as is_cared_for
                from class_membership member where {holds("member")} and {scope.covers("member.student_id")}),
            counted as (select class_id, count(*) as students from reached group by class_id)
            select class.id as class_id, {_GRADE}, counted.students,
                   (select group_concat(lead.name, '、') from homeroom join staff lead on lead.id = homeroom.staff_id
                     where homeroom.class_id = class.id and {holds("homeroom")}) as homeroom,
                   (select leader.name from linked_class linked join staff leader on leader.id = linked.staff_id
                     where linked.class_id = class.id and {holds("linked")}) as leader,
                   student.id, student.name, student.sex, student.student_number, {_MENTORS} as mentors,
                   (select json_group_array(json_array(name, valid_from, valid_to)) from (
                      select category.name, care.valid_from, care.valid_to from care_status care
                        join care_category category on category.id = care.care_category_id
                       where care.student_id = student.id and {holds("care")}
                       order by category.position, category.id)) as cares,
                   (select leader.name from leader_charge charge join staff leader on leader.id = charge.staff_id
                     where charge.student_id = student.id and {holds("charge")}) as charge,
                   {_LAST} as last_on,
                   (select kind from contact where contact.student_id = student.id
                     order by occurred_on desc, interaction_id desc limit 1) as last_kind,
                   (select count(*) from follow_up where follow_up.student_id = student.id and done_at is null)
                     as open_follow_ups, {_PROMISED} as next_due
              from counted join school_class class on class.id = counted.class_id
              left join reached on reached.class_id = class.id and reached.is_cared_for
              left join student on student.id = reached.student_id
             order by grade, class.number, student.student_number, student.id""",
        {"on": on.isoformat(), "year": school_year, **scope.params},
    )
