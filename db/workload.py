"""What mentors carry: who has whom, who leads what, how long, and what they recorded. Ids and numbers, no student's name."""

from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds

# who mentors most of a group leads it (as db/pairings.py says), of equals who was named first
_LED = f"""
  select mentor_id, mentor_group_id from (
    select pairing.mentor_id, pairing.mentor_group_id,
           row_number() over (partition by pairing.mentor_group_id order by count(*) desc, min(pairing.id)) as place
      from pairing join mentor_group on mentor_group.id = pairing.mentor_group_id
     where {holds("pairing")} and {holds("mentor_group")}
     group by pairing.mentor_group_id, pairing.mentor_id)
   where place = 1"""


def pairs(db: Database, on: date) -> list[tuple[int, int, int]]:
    """(mentor, student, whether the student has a care status) of everybody enrolled that day."""
    cursor = db.execute(
        f"""select distinct pairing.mentor_id, pairing.student_id, care.student_id is not null
              from pairing
              join class_membership member on member.student_id = pairing.student_id and {holds("member")}
              left join (select distinct student_id from care_status care where {holds("care")}) care
                on care.student_id = pairing.student_id
             where {holds("pairing")}""",
        {"on": on.isoformat()},
    )
    return [*cursor.fetchall()]


def led(db: Database, on: date) -> list[tuple[int, int]]:
    """(mentor, group) of the groups in force that day."""
    return [*db.execute(_LED, {"on": on.isoformat()}).fetchall()]


def homerooms(db: Database, on: date) -> list[tuple[int, int]]:
    """(teacher, class) that day."""
    sql = f"select staff_id, class_id from homeroom where {holds('homeroom')}"
    return [*db.execute(sql, {"on": on.isoformat()}).fetchall()]


def limits(db: Database) -> dict[int, int]:
    """Mentor → students at most, where the card says so."""
    sql = "select id, most_mentees from staff where most_mentees is not null"
    return dict(db.execute(sql).fetchall())


def held(db: Database, since: date, until: date) -> dict[int, list[tuple[date, date]]]:
    """Mentor → (first day, day no longer) of every time with an enrolled student on these days."""
    rows = db.execute(
        """select distinct pairing.mentor_id, max(pairing.valid_from, member.valid_from, :since) as first,
                  min(coalesce(pairing.valid_to, :after), coalesce(member.valid_to, :after), :after) as after
             from pairing join class_membership member on member.student_id = pairing.student_id
            where first < after""",
        {"since": since.isoformat(), "after": date.fromordinal(until.toordinal() + 1).isoformat()},
    ).fetchall()
    found: dict[int, list[tuple[date, date]]] = {}
    for mentor, first, after in rows:
        found.setdefault(mentor, []).append((date.fromisoformat(first), date.fromisoformat(after)))
    return found


def away(db: Database, since: date, until: date) -> list[tuple[int, date, date]]:
    """(teacher, first day, last day) of every leave that touches these days, the earliest first."""
    rows = db.execute(
        """select staff_id, starts_on, ends_on from leave
            where staff_id is not null and starts_on <= :until and ends_on >= :since order by starts_on""",
        {"since": since.isoformat(), "until": until.isoformat()},
    ).fetchall()
    return [(staff, date.fromisoformat(first), date.fromisoformat(last)) for staff, first, last in rows]


def minutes(db: Database, author_id: int, since: date, until: date) -> tuple[int, int]:
    """How many records of somebody's of these days say how long they took, and the minutes together."""
    count, total = db.execute(
        """select count(*), coalesce(sum(minutes), 0) from interaction
            where author_id = :author and occurred_on between :since and :until
              and deleted_at is null and minutes is not null""",
        {"author": author_id, "since": since.isoformat(), "until": until.isoformat()},
    ).fetchone()
    return count, total


def idle(db: Database, on: date) -> list[int]:
    """Teachers of the school who teach or lead a class that day and have no student."""
    rows = db.execute(
        f"""select id from staff
             where left_on is null and is_external = 0 and id in (
                     select staff_id from teaching_assignment teaching where {holds("teaching")}
                     union select staff_id from homeroom where {holds("homeroom")})
               and id not in (select mentor_id from pairing
                     join class_membership member on member.student_id = pairing.student_id and {holds("member")}
                    where {holds("pairing")})""",
        {"on": on.isoformat()},
    ).fetchall()
    return [one for (one,) in rows]


def group_names(db: Database, mentor_id: int, on: date) -> list[Row]:
    """name, class_id of the groups a mentor leads."""
    return all_rows(
        db,
        f"""select mentor_group.name, mentor_group.class_id from mentor_group
              join ({_LED}) led on led.mentor_group_id = mentor_group.id
             where led.mentor_id = :mentor order by mentor_group.class_id, mentor_group.position""",
        {"mentor": mentor_id, "on": on.isoformat()},
    )
