"""Staff and the roles they hold on a day."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.names import search_text
from db.rows import Row, all_rows, holds, insert, one_row
from domain.permissions import Actor, Role

# beside the roles in one question: whether to ask for grants at all. A day is too long; the moment is asked where it counts
_GRANTED = "granted"


def actor(db: Database, staff_id: int, on: date) -> Actor | None:
    """The person with every role held that day; None once they have left."""
    rows = all_rows(
        db,
        f"""with held(role) as (
              select role from staff_role where staff_id = :id and {holds("staff_role")}
              union select 'homeroom' from homeroom where staff_id = :id and {holds("homeroom")}
              union select 'mentor' from teaching_assignment teaching where staff_id = :id and {holds("teaching")}
              union select 'mentor' from pairing where mentor_id = :id and {holds("pairing")}
              union select '{_GRANTED}' from access_request
               where asked_by = :id and state = 'granted' and ends_at > date(:on, '-1 day'))
            select staff.name, held.role from staff left join held on true
             where staff.id = :id and staff.left_on is null""",
        {"id": staff_id, "on": on.isoformat()},
    )
    if not rows:
        return None
    held = {row["role"] for row in rows if row["role"]}
    roles = frozenset(Role(role) for role in held - {_GRANTED})
    return Actor(staff_id, rows[0]["name"], roles, _GRANTED in held)


def add(db: Database, name: str) -> int:
    """A new member of staff."""
    return insert(db, "staff", {"name": name, "name_search": search_text(name)})


def named(db: Database, name: str) -> list[Row]:
    """id, left_on of everybody who has ever been on the staff under this name."""
    return all_rows(db, "select id, left_on from staff where name = :name", {"name": name})


def listed(db: Database, on: date) -> list[Row]:
    """id, name, staff_number, position, roles, account (username, is_disabled) of everyone still here."""
    return all_rows(
        db,
        f"""select staff.id, staff.name, staff.staff_number, staff.position,
                   account.id as account_id, account.username, account.is_disabled, account.must_change_password,
                   exists (select 1 from second_step where account_id = account.id) as has_second_step,
                   (select group_concat(distinct role) from staff_role
                     where staff_id = staff.id and {holds("staff_role")}) as roles,
                   exists (select 1 from homeroom where staff_id = staff.id and {holds("homeroom")}) as is_homeroom
              from staff left join account on account.staff_id = staff.id
             where staff.left_on is null order by staff.staff_number is null, staff.staff_number, staff.id""",
        {"on": on.isoformat()},
    )


def subject_of(db: Database, on: date) -> dict[int, str]:
    """Staff id → the subject taught most that day, for those who teach one."""
    rows = db.execute(
        f"""select staff_id, name from (
              select teaching.staff_id, subject.name, count(*) as classes, min(subject.position) as position
                from teaching_assignment teaching join subject on subject.id = teaching.subject_id
               where {holds("teaching")} group by teaching.staff_id, subject.id)
             order by staff_id, classes desc, position, name""",
        {"on": on.isoformat()},
    ).fetchall()
    return dict(reversed(rows))


def present(db: Database) -> dict[int, tuple[str, str]]:
    """id → name, staff_number of everybody who has not left."""
    rows = db.execute(
        "select id, name, coalesce(staff_number, '') from staff where left_on is null order by id"
    )
    return {one: (name, number) for one, name, number in rows}


def names(db: Database) -> dict[int, str]:
    """Everybody ever on the list, those who left included."""
    return {
        row["id"]: row["name"] for row in all_rows(db, "select id, name from staff order by name_search, id")
    }


def with_role(db: Database, role: Role, on: date, grade: int | None = None) -> list[str]:
    """Names of those who hold a given role (of a grade, where one is asked for)."""
    rows = all_rows(
        db,
        f"""select distinct staff.name from staff_role join staff on staff.id = staff_role.staff_id
             where staff_role.role = :role and (:grade is null or staff_role.grade = :grade)
               and {holds("staff_role")} and staff.left_on is null order by staff.id""",
        {"role": role.value, "grade": grade, "on": on.isoformat()},
    )
    return [row["name"] for row in rows]


def deciders(db: Database, roles: Iterable[Role], but: int | None, on: date) -> list[Row]:
    """name, role of those who hold one of these roles and can sign in, without this person."""
    listed = ", ".join(f"'{role.value}'" for role in roles)
    return all_rows(
        db,
        f"""select distinct staff.name, staff_role.role from staff_role
              join staff on staff.id = staff_role.staff_id and staff.left_on is null
              join account on account.staff_id = staff.id and account.is_disabled = 0
             where staff_role.role in ({listed}) and {holds("staff_role")} and staff.id <> coalesce(:but, 0)
             order by staff_role.role, staff.id""",
        {"but": but, "on": on.isoformat()},
    )


def is_only_one(db: Database, staff_id: int, role: Role, on: date) -> bool:
    """Whether this person alone of all who can sign in holds a given role."""
    rows = all_rows(
        db,
        f"""select distinct staff.id from staff_role join staff on staff.id = staff_role.staff_id
              join account on account.staff_id = staff.id and account.is_disabled = 0
             where staff_role.role = :role and {holds("staff_role")} and staff.left_on is null""",
        {"role": role.value, "on": on.isoformat()},
    )
    return [row["id"] for row in rows] == [staff_id]


def give_role(db: Database, staff_id: int, role: Role, grade: int | None, on: date) -> None:
    """Give a role from a day on; already held is fine."""
    db.execute(
        "insert or ignore into staff_role (staff_id, role, grade, valid_from) values (:id, :role, :grade, :on)",
        {"id": staff_id, "role": role.value, "grade": grade, "on": on.isoformat()},
    )


def end_role(db: Database, staff_id: int, role: Role, grade: int | None, on: date) -> None:
    """End a role that is still held; without a grade, a grade head's for every grade."""
    db.execute(
        "update staff_role set valid_to = :on where staff_id = :id and role = :role and valid_to is null "
        "and (:grade is null or grade = :grade)",
        {"id": staff_id, "role": role.value, "grade": grade, "on": on.isoformat()},
    )


def holds_role(db: Database, staff_id: int, role: Role, grade: int | None) -> bool:
    """Whether the role is held and has not been ended."""
    return (
        one_row(
            db,
            "select 1 as x from staff_role where staff_id = :id and role = :role and grade is :grade "
            "and valid_to is null",
            {"id": staff_id, "role": role.value, "grade": grade},
        )
        is not None
    )


def has_all(
    db: Database,
    staff_id: int,
    on: date,
    school_year: int,
    assignments: list[tuple[int, int, str]],
    homeroom: tuple[int, int] | None,
    roles: list[tuple[str, int | None]],
) -> bool:
    """Whether all these (grade, class number, subject), the homeroom and the roles are in force."""
    params = {"id": staff_id, "on": on.isoformat(), "year": school_year}
    grade = ":year - class.entry_year + class.entry_grade as grade"
    teaching = {
        (row["grade"], row["number"], row["name"])
        for row in all_rows(
            db,
            f"""select {grade}, class.number, subject.name from teaching_assignment teaching
                 join school_class class on class.id = teaching.class_id
                 join subject on subject.id = teaching.subject_id
                where staff_id = :id and {holds("teaching")}""",
            params,
        )
    }
    leading = {
        (row["grade"], row["number"])
        for row in all_rows(
            db,
            f"""select {grade}, class.number from homeroom join school_class class on class.id = homeroom.class_id
                 where staff_id = :id and {holds("homeroom")}""",
            params,
        )
    }
    held = {
        (row["role"], row["grade"])
        for row in all_rows(
            db, f"select role, grade from staff_role where staff_id = :id and {holds('staff_role')}", params
        )
    }
    return set(assignments) <= teaching and (homeroom is None or homeroom in leading) and set(roles) <= held
