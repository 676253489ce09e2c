"""Rounds of 双向选择, the students' wishes and the mentors' claims. A later round leaves an earlier one as it was."""

from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, insert, one_row
from db.scope import Scope


def rounds(db: Database, class_id: int) -> list[Row]:
    """The class's rounds, the latest first, each with how many students answered."""
    return all_rows(
        db,
        """select choice_round.*, (select count(distinct student_id) from preference
                    where choice_round_id = choice_round.id) as answered
             from choice_round where class_id = :class_id order by id desc""",
        {"class_id": class_id},
    )


def latest(db: Database, class_id: int) -> Row | None:
    """The class's latest round."""
    return next(iter(rounds(db, class_id)), None)


def one(db: Database, round_id: int) -> Row | None:
    """A round by its id."""
    return one_row(db, "select * from choice_round where id = :id", {"id": round_id})


def classes_with_rounds(db: Database, staff_id: int, on: date, school_year: int) -> list[Row]:
    """id, grade, number of the classes somebody teaches or leads in which a round was ever opened."""
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number
              from school_class class
             where class.id in (select class_id from choice_round)
               and class.id in (select class_id from teaching_assignment teaching
                                 where staff_id = :me and {holds("teaching")}
                                union select class_id from homeroom where staff_id = :me and {holds("homeroom")})
             order by grade, number""",
        {"me": staff_id, "on": on.isoformat(), "year": school_year},
    )


def unclaimed(db: Database, staff_id: int, on: date, moment: str, school_year: int) -> list[Row]:
    """id, grade, number of the classes somebody teaches or leads whose open round has no claim of theirs."""
    return all_rows(
        db,
        f"""select class.id, :year - class.entry_year + class.entry_grade as grade, class.number
              from choice_round round join school_class class on class.id = round.class_id
             where round.closes_at > :moment
               and not exists (select 1 from choice_round later where later.class_id = class.id and later.id > round.id)
               and not exists (select 1 from claim where choice_round_id = round.id and mentor_id = :me)
               and class.id in (select class_id from teaching_assignment teaching
                                 where staff_id = :me and {holds("teaching")}
                                union select class_id from homeroom where staff_id = :me and {holds("homeroom")})
             order by grade, number""",
        {"me": staff_id, "on": on.isoformat(), "moment": moment, "year": school_year},
    )


def add_round(
    db: Database, class_id: int, closes_at: str, most_wishes: int, opened_at: str, opened_by: int | None
) -> int:
    """A new round."""
    return insert(
        db,
        "choice_round",
        {
            "class_id": class_id,
            "closes_at": closes_at,
            "most_wishes": most_wishes,
            "opened_at": opened_at,
            "opened_by": opened_by,
        },
    )


def students(db: Database, scope: Scope, class_id: int, on: date) -> list[Row]:
    """id, name, student_number of the class's students within the scope."""
    return all_rows(
        db,
        f"""select student.id, student.name, student.student_number
              from class_membership member join student on student.id = member.student_id
             where member.class_id = :class_id and {holds("member")} and {scope.covers("student.id")}
             order by student.student_number, student.id""",
        {"class_id": class_id, "on": on.isoformat(), **scope.params},
    )


def preferences(db: Database, scope: Scope, round_id: int) -> list[Row]:
    """student_id, mentor_id, rank, source, mentor (the name), has_left of the round's wishes, dearest first."""
    return all_rows(
        db,
        f"""select preference.student_id, preference.mentor_id, preference.rank, preference.source,
                   staff.name as mentor, staff.left_on is not null as has_left
              from preference join staff on staff.id = preference.mentor_id
             where choice_round_id = :round and {scope.covers("preference.student_id")}
             order by student_id, rank, mentor_id""",
        {"round": round_id, **scope.params},
    )


def replace_preferences(
    db: Database, round_id: int, student_id: int, mentors: Sequence[int], source: str, at: str
) -> None:
    """A student's wishes of this round, first to last; no mentor means none are kept."""
    keys = {"round": round_id, "student": student_id}
    db.execute("delete from preference where choice_round_id = :round and student_id = :student", keys)
    for rank, mentor in enumerate(mentors, start=1):
        db.execute(
            "insert into preference (choice_round_id, student_id, mentor_id, rank, source, at) "
            "values (:round, :student, :mentor, :rank, :source, :at)",
            {**keys, "mentor": mentor, "rank": rank, "source": source, "at": at},
        )


def claims(db: Database, round_id: int, mentor_id: int | None = None) -> list[Row]:
    """mentor_id, student_id, group_key, rank of the round's claims, or of one mentor's."""
    return all_rows(
        db,
        """select mentor_id, student_id, group_key, rank from claim
            where choice_round_id = :round and (:mentor is null or mentor_id = :mentor)
            order by mentor_id, rank, id""",
        {"round": round_id, "mentor": mentor_id},
    )


def replace_claims(
    db: Database, round_id: int, mentor_id: int, claimed: Sequence[tuple[int | None, str | None]], at: str
) -> None:
    """A mentor's claims of this round, dearest first: (student, None) or (None, group key)."""
    keys = {"round": round_id, "mentor": mentor_id}
    db.execute("delete from claim where choice_round_id = :round and mentor_id = :mentor", keys)
    for rank, (student_id, group_key) in enumerate(claimed, start=1):
        insert(
            db,
            "claim",
            {
                "choice_round_id": round_id,
                "mentor_id": mentor_id,
                "student_id": student_id,
                "group_key": group_key,
                "rank": rank,
                "at": at,
            },
        )


def plan_body(db: Database, class_id: int) -> str | None:
    """The class's plan being worked on, else the latest in force, as JSON."""
    row = one_row(
        db,
        "select body from grouping_plan where class_id = :class_id order by state = 'approved', id desc limit 1",
        {"class_id": class_id},
    )
    return row["body"] if row else None
