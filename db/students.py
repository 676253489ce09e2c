"""Students as the screens need them, always within a scope."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, id_list, one_row
from db.scope import Scope

# who is in a class on :on, in school order: cheap, so that only the page shown pays for the rest
_FOUND = f"""
  select student.id, :year - class.entry_year + class.entry_grade as grade, class.number as class_number,
         class.id as class_id, count(*) over () as total
    from student
    join class_membership member on member.student_id = student.id and {holds("member")}
    join school_class class on class.id = member.class_id
   where %s
   order by grade, class.number, student.student_number, student.id limit :limit offset :first
"""
# last contact counts any record that is not deleted
_LISTED = f"""
  with found as ({_FOUND})
  select student.id, student.name, student.sex, student.student_number, found.grade, found.class_number,
         found.class_id, found.total,
         (select group_concat(distinct mentor.name) from pairing join staff mentor on mentor.id = pairing.mentor_id
           where pairing.student_id = student.id and {holds("pairing")}) as mentors,
         exists (select 1 from care_status care where care.student_id = student.id and {holds("care")}) as has_care,
         (select max(occurred_on) from contact where contact.student_id = student.id) as last_contact_on
    from found join student on student.id = found.id
   order by found.grade, found.class_number, student.student_number, student.id
"""
_FITS = """(instr(student.name, :search) or instr(student.name_search, ' ' || :search)
    or instr(lower(coalesce(student.student_number, '')), :search))"""
_ALL = 4000  # more than the largest school


def listed(
    db: Database,
    scope: Scope,
    on: date,
    school_year: int,
    *,
    class_id: int | None = None,
    search: str = "",
    mentor_id: int | None = None,
    student_id: int | None = None,
    first: int = 0,
    limit: int = _ALL,
) -> list[Row]:
    """Students in the scope, by class and number; `search` matches name, pinyin, initials or number.

    `total` in each row is how many there are in all, `first` and `limit` choose a part of them.
    """
    # only what is asked for: beside an "or it is null" SQLite would look at every student of the school
    asked = [
        ("student.id = :student_id", student_id),
        ("class.id = :class_id", class_id),
        (
            f"student.id in (select student_id from pairing where mentor_id = :mentor_id and {holds('pairing')})",
            mentor_id,
        ),
        (_FITS, search.strip() or None),
    ]
    wanted = " and ".join([scope.covers("student.id"), *(sql for sql, value in asked if value is not None)])
    return all_rows(
        db,
        _LISTED % wanted,
        {
            "on": on.isoformat(),
            "year": school_year,
            "class_id": class_id,
            "mentor_id": mentor_id,
            "student_id": student_id,
            "search": search.strip().lower(),
            "first": first,
            "limit": limit,
            **scope.params,
        },
    )


def quick(db: Database, scope: Scope, on: date, school_year: int, text: str, most: int) -> list[Row]:
    """id, name, student_number, grade, class_number of the first students that fit, those whom the text meets whole first."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, class.number as class_number,
                   :year - class.entry_year + class.entry_grade as grade
              from student join class_membership member on member.student_id = student.id and {holds("member")}
              join school_class class on class.id = member.class_id
             where {scope.covers("student.id")} and {_FITS}
             order by not (instr(student.name, :search) = 1 or student.student_number = :search
                           or instr(student.name_search || ' ', ' ' || :search || ' ')),
                      grade, class.number, student.student_number, student.id
             limit :most""",
        {
            "on": on.isoformat(),
            "year": school_year,
            "search": text.strip().lower(),
            "most": most,
            **scope.params,
        },
    )


def without_mentor(db: Database, scope: Scope, on: date, school_year: int) -> list[Row]:
    """Students in the scope whom no mentor has on that day."""
    wanted = f"""{scope.covers("student.id")} and not exists
              (select 1 from pairing where pairing.student_id = student.id and {holds("pairing")})"""
    params = {"on": on.isoformat(), "year": school_year, "first": 0, "limit": _ALL, **scope.params}
    return all_rows(db, _LISTED % wanted, params)


def names(db: Database, scope: Scope, on: date, school_year: int) -> list[Row]:
    """id, name, grade, class_number, student_number of everyone in the scope: for a list to type into."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number, found.grade, found.class_number
              from ({_FOUND % scope.covers("student.id")}) found join student on student.id = found.id""",
        {"on": on.isoformat(), "year": school_year, "first": 0, "limit": _ALL, **scope.params},
    )


def one(db: Database, scope: Scope, student_id: int, on: date, school_year: int) -> Row | None:
    """One student with identity fields, or None when outside the scope."""
    return one_row(
        db,
        f"""select student.*, :year - class.entry_year + class.entry_grade as grade,
                   class.number as class_number, class.id as class_id
              from student left join class_membership member on member.student_id = student.id and {holds("member")}
              left join school_class class on class.id = member.class_id
             where student.id = :student_id and {scope.covers("student.id")}""",
        {"student_id": student_id, "on": on.isoformat(), "year": school_year, **scope.params},
    )


def ids_within(db: Database, scope: Scope, student_ids: tuple[int, ...]) -> set[int]:
    """Which of these ids the scope contains."""
    marks = ", ".join(f":id{n}" for n in range(len(student_ids)))
    rows = all_rows(
        db,
        f"select id from student where id in ({marks}) and {scope.covers('id')}",
        {**{f"id{n}": student_id for n, student_id in enumerate(student_ids)}, **scope.params},
    )
    return {row["id"] for row in rows}


def id_by_number(db: Database, number: str) -> int | None:
    """The student with this 学号 or 学籍号, for the log of acts; no name leaves the database."""
    row = one_row(
        db,
        "select id from student where student_number = :number or national_number = :number",
        {"number": number},
    )
    return row["id"] if row else None


def names_within(db: Database, scope: Scope, student_ids: Iterable[int]) -> dict[int, str]:
    """The names of those of these students the scope contains."""
    listed = id_list(student_ids)
    rows = all_rows(
        db, f"select id, name from student where id in ({listed}) and {scope.covers('id')}", scope.params
    )
    return {row["id"]: row["name"] for row in rows}


def any_within(db: Database, scope: Scope, student_ids: Iterable[int]) -> bool:
    """Whether the scope contains any of these students."""
    return bool(names_within(db, scope, student_ids))


def guardians(db: Database, scope: Scope, student_id: int) -> list[Row]:
    """A student's guardians, first contact first."""
    return all_rows(
        db,
        f"""select * from guardian where student_id = :student_id and {scope.covers("student_id")}
             order by position, id""",
        {"student_id": student_id, **scope.params},
    )


def circle(db: Database, scope: Scope, student_id: int, on: date) -> list[Row]:
    """who (name, why) may see this student besides leadership and office: mentors, homeroom, grade heads' rows."""
    return all_rows(
        db,
        f"""select staff.name, '导师' as why from pairing join staff on staff.id = pairing.mentor_id
             where pairing.student_id = :student_id and {scope.covers("pairing.student_id")} and {holds("pairing")}
            union
            select staff.name, '班主任' from class_membership member
              join homeroom on homeroom.class_id = member.class_id and {holds("homeroom")}
              join staff on staff.id = homeroom.staff_id
             where member.student_id = :student_id and {scope.covers("member.student_id")} and {holds("member")}
            order by why""",
        {"student_id": student_id, "on": on.isoformat(), **scope.params},
    )
