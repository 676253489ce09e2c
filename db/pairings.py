"""Mentor groups of a class, their members, and who mentors whom. Rows are ended, never overwritten."""

from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert
from db.scope import Scope

# who mentors most of the group leads it: a single student of the group may have another mentor
_LEADER = f"""(select %s from pairing join staff on staff.id = pairing.mentor_id
    where pairing.mentor_group_id = mentor_group.id and {holds("pairing")}
    group by pairing.mentor_id order by count(*) desc, min(pairing.id) limit 1)"""


# who mentors the whole of the group, its leader among them
_EVERYBODYS = f"""(select group_concat(mentor_id) from (select pairing.mentor_id from pairing
    where pairing.mentor_group_id = mentor_group.id and {holds("pairing")} group by pairing.mentor_id
   having count(*) = (select count(*) from group_membership inside
                       where inside.mentor_group_id = mentor_group.id and {holds("inside")})
    order by min(pairing.id)))"""


def groups(db: Database, class_id: int, on: date) -> list[Row]:
    """id, name, motto, aim, position, version, mentor_id, mentor, mentor_ids (of the whole) of the groups in force."""
    return all_rows(
        db,
        f"""select mentor_group.id, mentor_group.name, mentor_group.motto, mentor_group.aim, mentor_group.position,
                   mentor_group.version,
                   {_LEADER % "pairing.mentor_id"} as mentor_id,
                   {_LEADER % "staff.name"} as mentor,
                   {_EVERYBODYS} as mentor_ids
              from mentor_group where class_id = :class_id and {holds("mentor_group")} order by position""",
        {"class_id": class_id, "on": on.isoformat()},
    )


def members(db: Database, scope: Scope, class_id: int, on: date) -> list[Row]:
    """Every student of the class: id, name, sex, student_number, mentor_group_id, care ids, last total."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.sex, student.student_number, grouped.mentor_group_id,
                   (select group_concat(care_category_id) from care_status care
                     where care.student_id = student.id and {holds("care")}) as care
              from class_membership member join student on student.id = member.student_id
              left join group_membership grouped on grouped.student_id = student.id and {holds("grouped")}
             where member.class_id = :class_id and {holds("member")} and {scope.covers("student.id")}
             order by student.student_number, student.id""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )


def end_groups(db: Database, class_id: int, on: date, reason: str) -> None:
    """End the class's groups with their memberships and pairings; what begins that day or later never does."""
    params = {"class_id": class_id, "on": on.isoformat(), "reason": reason}
    own = "mentor_group_id in (select id from mentor_group where class_id = :class_id)"
    end_rows(db, "pairing", own, params, "end_reason = :reason")
    end_rows(db, "group_membership", own, params)
    db.execute(
        "update mentor_group set valid_to = max(valid_from, :on) "
        "where class_id = :class_id and (valid_to is null or valid_to > :on)",
        params,
    )


def end_rows(db: Database, table: str, which: str, params: Row, more: str = "") -> None:
    """End rows on :on. One that would begin then or later is as if it had never been: history has no empty days."""
    db.execute(f"delete from {table} where {which} and valid_from >= :on", params)
    changes = ", ".join(filter(None, ("valid_to = :on", more)))
    db.execute(f"update {table} set {changes} where {which} and (valid_to is null or valid_to > :on)", params)


def end_loose(db: Database, student_ids: list[int], on: date, reason: str) -> None:
    """End what was agreed outside groups with teachers of the school; external mentors stay beside the new one."""
    for student_id in student_ids:
        params = {"s": student_id, "on": on.isoformat(), "reason": reason}
        own = """student_id = :s and mentor_group_id is null
                 and mentor_id in (select id from staff where is_external = 0)"""
        end_rows(db, "pairing", own, params, "end_reason = :reason")


def add_group(
    db: Database,
    class_id: int,
    name: str,
    motto: str,
    position: int,
    student_ids: list[int],
    mentor_id: int | None,
    on: date,
    aim: str = "",
    others: Sequence[int] = (),
) -> int:
    """A new group with its members, their mentor where there is one, and who else mentors them all."""
    day = on.isoformat()
    words = {"name": name, "motto": motto or None, "aim": aim or None}
    group_id = insert(
        db, "mentor_group", {"class_id": class_id, **words, "position": position, "valid_from": day}
    )
    _leave_earlier_groups(db, student_ids, day)
    db.table("group_membership").insert_all(
        {"mentor_group_id": group_id, "student_id": student_id, "valid_from": day}
        for student_id in student_ids
    )
    for mentor in [*([mentor_id] if mentor_id is not None else []), *others]:  # the leader first
        _pair(db, student_ids, mentor, group_id, day)
    return group_id


def _leave_earlier_groups(db: Database, student_ids: list[int], day: str) -> None:
    """Whoever changed class is still in the old class's group and with its mentor."""
    for student_id in student_ids:
        params = {"s": student_id, "on": day}
        still = """select mentor_group_id from group_membership
                    where student_id = :s and (valid_to is null or valid_to > :on)"""
        end_rows(
            db, "pairing", f"student_id = :s and mentor_group_id in ({still})", params, "end_reason = '转班'"
        )
        end_rows(db, "group_membership", "student_id = :s", params)


def _pair(db: Database, student_ids: list[int], mentor_id: int, group_id: int, day: str) -> None:
    for student_id in student_ids:
        # a pairing made outside groups gives way to the group's: one row at a time per student and mentor
        params = {"on": day, "s": student_id, "m": mentor_id}
        end_rows(db, "pairing", "student_id = :s and mentor_id = :m", params, "end_reason = '重新分组'")
    db.table("pairing").insert_all(
        {"student_id": student_id, "mentor_id": mentor_id, "mentor_group_id": group_id, "valid_from": day}
        for student_id in student_ids
    )


def go_on_with_trials(db: Database, class_id: int, on: date) -> None:
    """Who keeps the mentor in the class's groups that begin that day keeps the trial (适应期) and what came of it."""
    db.execute(
        """update pairing set (adaptation_until, confirmed_at) =
              (select adaptation_until, confirmed_at from pairing earlier
                where earlier.student_id = pairing.student_id and earlier.mentor_id = pairing.mentor_id
                  and earlier.valid_to = :on order by earlier.id desc limit 1)
            where valid_from = :on and mentor_group_id in (select id from mentor_group where class_id = :class_id)""",
        {"class_id": class_id, "on": on.isoformat()},
    )


def begin_adaptation(db: Database, class_id: int, on: date, until: date) -> None:
    """The class's pairings that begin that day with a mentor new to the student are on trial until then (适应期)."""
    db.execute(
        """update pairing set adaptation_until = :until
            where valid_from = :on and mentor_group_id in (select id from mentor_group where class_id = :class_id)
              and not exists (select 1 from pairing earlier where earlier.student_id = pairing.student_id
                               and earlier.mentor_id = pairing.mentor_id and earlier.valid_to = :on)""",
        {"class_id": class_id, "on": on.isoformat(), "until": until.isoformat()},
    )


def in_force(db: Database, on: date) -> list[tuple[int, int]]:
    """Every (student, mentor) of the school on a day."""
    sql = f"select student_id, mentor_id from pairing where {holds('pairing')} order by student_id, mentor_id"
    return [*db.execute(sql, {"on": on.isoformat()}).fetchall()]


def history(db: Database, scope: Scope, student_id: int, on: date) -> list[Row]:
    """mentor_id, mentor, group_name, valid_from, valid_to, end_reason, is_present of a student's pairings, newest first."""
    return all_rows(
        db,
        f"""select pairing.mentor_id, staff.name as mentor, mentor_group.name as group_name,
                   pairing.valid_from, pairing.valid_to,
                   pairing.end_reason, {holds("pairing")} as is_present
              from pairing join staff on staff.id = pairing.mentor_id
              left join mentor_group on mentor_group.id = pairing.mentor_group_id
             where pairing.student_id = :student_id and {scope.covers("pairing.student_id")}
             order by pairing.valid_to is not null, pairing.valid_from desc, pairing.id desc""",
        {"student_id": student_id, "on": on.isoformat(), **scope.params},
    )


def mentors_of_class(db: Database, scope: Scope, class_id: int, on: date) -> dict[int, int]:
    """Student → present mentor of the class's students; of several who leads the group."""
    rows = all_rows(
        db,
        f"""select pairing.student_id, pairing.mentor_id from pairing
              join class_membership member on member.student_id = pairing.student_id
             where member.class_id = :class_id and {holds("member")} and {holds("pairing")}
               and {scope.covers("pairing.student_id")} order by pairing.mentor_group_id is not null, pairing.id desc""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )
    return {row["student_id"]: row["mentor_id"] for row in rows}


def begun_since(db: Database, scope: Scope, class_id: int, since: date, on: date) -> set[int]:
    """Students of the class whose present mentor's time began on that day or later."""
    rows = db.execute(
        f"""select distinct pairing.student_id from pairing
              join class_membership member on member.student_id = pairing.student_id
             where member.class_id = :class_id and {holds("member")} and {holds("pairing")}
               and pairing.valid_from >= :since and {scope.covers("pairing.student_id")}""",
        {"class_id": class_id, "since": since.isoformat(), "on": on.isoformat(), **scope.params},
    )
    return {one for (one,) in rows}


def care_names(db: Database, scope: Scope, class_id: int, on: date) -> dict[int, str]:
    """Care category → its name, of those that somebody of the class is in."""
    rows = all_rows(
        db,
        f"""select distinct category.id, category.name from care_status care
              join care_category category on category.id = care.care_category_id
              join class_membership member on member.student_id = care.student_id
             where member.class_id = :class_id and {holds("member")} and {holds("care")}
               and {scope.covers("care.student_id")}""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )
    return {row["id"]: row["name"] for row in rows}
