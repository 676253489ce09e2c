"""The duty rules, and what they are judged by: who was whose, who was away, what was recorded. Columns of numbers."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlite_utils import Database

from db.columns import ordinal, read
from db.duty_rules import rule_of
from db.rows import Row, all_rows
from db.scope import Scope
from domain.duty_coverage import FOREVER, Coverage, Ints
from domain.duty_periods import MAJOR_SLOTS, MajorExam
from domain.duty_rules import DutyRule, Subject

_HELD = (ordinal("valid_from"), f"coalesce({ordinal('valid_to')}, {FOREVER})")
_OVERLAPS = "valid_from <= :until and (valid_to is null or valid_to > :since) and (valid_to is null or valid_to > valid_from)"
_AWAY = (ordinal("starts_on"), f"{ordinal('ends_on')} + 1")
_AWAY_OVERLAPS = "starts_on <= :until and ends_on >= :since"
_TRIAL = f"coalesce({ordinal('adaptation_until')}, 0)"
# a group that goes on under the same class and name is one
_ROOT = """(select min(id) from mentor_group first
             where first.class_id = mentor_group.class_id and first.name = mentor_group.name)"""

_GRADE_CLASSES = "select id from school_class where :circle_year - entry_year + entry_grade = :circle_grade"
_OF_GRADE = f"select student_id from class_membership where class_id in ({_GRADE_CLASSES})"


@dataclass(frozen=True)
class Circle:
    """Whose duties are read: students within the scope, of one mentor, student, class or grade only if so asked."""

    scope: Scope
    mentor_id: int | None = None
    student_id: int | None = None
    class_id: int | None = None
    grade: int | None = None
    school_year: int = 0

    def covers(self, column: str) -> str:
        """The condition that a column's student is within it."""
        parts = [self.scope.covers(column)]
        if self.mentor_id is not None:
            parts.append(f"{column} in (select student_id from pairing where mentor_id = :circle_mentor)")
        if self.student_id is not None:
            parts.append(f"{column} = :circle_student")
        if self.class_id is not None:
            parts.append(
                f"{column} in (select student_id from class_membership where class_id = :circle_class)"
            )
        if self.grade is not None:
            parts.append(f"{column} in ({_OF_GRADE})")
        return " and ".join(parts)

    def is_of(self, column: str) -> str:
        """The condition that a column's class is the one, or of the grade, that is asked for."""
        if self.class_id is not None:
            return f"{column} = :circle_class"
        return f"{column} in ({_GRADE_CLASSES})" if self.grade is not None else "true"

    @property
    def covers_groups(self) -> str:
        """The condition that a mentor group has a student within it."""
        if self.is_wide:
            return "true"
        return f"id in (select mentor_group_id from pairing where {self.covers('student_id')})"

    @property
    def covers_mentors(self) -> str:
        """The condition that a pairing's mentor has a student within it."""
        if self.is_wide:
            return "true"
        if self.mentor_id is not None:
            return "mentor_id = :circle_mentor"
        return f"mentor_id in (select mentor_id from pairing where {self.covers('student_id')})"

    def covers_acts(self, days: str) -> str:
        """The condition that a record of these days is one's own, of a group one mentors or a class one leads.

        Without a mentor every record may count. The days stand in each part, so that each has its index.
        """
        if self.mentor_id is None:
            return days
        groups = "select mentor_group_id from pairing where mentor_id = :circle_mentor"
        led = "select class_id from homeroom where staff_id = :circle_mentor"
        parts = ("author_id = :circle_mentor", f"mentor_group_id in ({groups})", f"class_id in ({led})")
        return "(" + " or ".join(f"({part} and {days})" for part in parts) + ")"

    @property
    def is_wide(self) -> bool:
        """Whether it is the whole school."""
        return (
            self.scope.is_whole_school
            and self.mentor_id is self.student_id is self.class_id is self.grade is None
        )

    @property
    def params(self) -> Row:
        """The parameters of these conditions."""
        only = {
            "mentor": self.mentor_id, "student": self.student_id, "class": self.class_id,
            "grade": self.grade, "year": self.school_year,
        }  # fmt: skip
        return {**self.scope.params, **{f"circle_{name}": value for name, value in only.items()}}


def rules_between(db: Database, since: date, until: date) -> list[DutyRule]:
    """Every rule and edition in force on any of these days, in the order of the list."""
    rows = all_rows(
        db,
        "select * from duty_rule where valid_from <= :until and (valid_to is null or valid_to > :since) "
        "and (valid_to is null or valid_to > valid_from) order by position, id",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [rule_of(row) for row in rows]


def rules_on(db: Database, on: date) -> list[DutyRule]:
    """The rules in force on a day, in the order of the list."""
    return rules_between(db, on, on)


def major_exams(db: Database, since: date, until: date) -> list[MajorExam]:
    """Monthly, midterm and final exams held on these days."""
    slots = ", ".join(f"'{slot}'" for slot in MAJOR_SLOTS)
    rows = all_rows(
        db,
        f"""select exam.id, exam.name, exam.held_on, year.start_year, exam.grade from exam
              join term on term.id = exam.term_id join school_year year on year.id = term.school_year_id
             where exam.slot in ({slots}) and exam.held_on between :since and :until
             order by exam.held_on, exam.id""",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [
        MajorExam(row["id"], row["name"], date.fromisoformat(row["held_on"]), row["start_year"], row["grade"])
        for row in rows
    ]


def coverage(
    db: Database, circle: Circle, since: date, until: date, subjects: Collection[Subject] = tuple(Subject)
) -> Coverage:
    """Who was whose on these days, within the circle, as far as duties for such subjects ask for it."""
    params = {"since": since.isoformat(), "until": until.isoformat(), **circle.params}

    def held(
        columns: tuple[str, ...], table: str, condition: str = "true", needed_for: Subject | None = None
    ) -> Ints:
        if needed_for is not None and needed_for not in subjects:
            return np.empty((0, len(columns) + 2), dtype=np.int64)
        return read(db, (*columns, *_HELD), f"{table} where {_OVERLAPS} and {condition}", params)

    def away(who: str, condition: str) -> Ints:
        return read(db, (who, *_AWAY), f"leave where {_AWAY_OVERLAPS} and {condition}", params)

    ours = circle.covers("student_id")
    in_class = f"{ours} and {circle.is_of('class_id')}"
    classes = db.execute("select id, entry_year, entry_grade from school_class").fetchall()
    return Coverage(
        members=held(("student_id", "class_id"), "class_membership", in_class),
        pairings=held(("student_id", "mentor_id", "coalesce(mentor_group_id, 0)", _TRIAL), "pairing", ours),
        cares=held(("student_id", "care_category_id"), "care_status", ours, Subject.CARE_STUDENT),
        student_leave=away("student_id", f"student_id is not null and {ours}"),
        staff_leave=away("staff_id", "staff_id is not null"),
        groups=held(("id", _ROOT, "class_id"), "mentor_group", circle.covers_groups, Subject.GROUP),
        homerooms=held(("class_id", "staff_id"), "homeroom", needed_for=Subject.CLASS),
        mentoring=held(("mentor_id",), "pairing", circle.covers_mentors, Subject.MENTOR),
        classes={key: (year, grade) for key, year, grade in classes},
    )


def student_names(db: Database, scope: Scope, ids: Sequence[int]) -> dict[int, str]:
    """Names of those of these students who are within the scope, of those who left as well."""
    sql = f"""select id, name from student where id in (select value from json_each(:ids))
                and {scope.covers("student.id")}"""
    return dict(db.execute(sql, {"ids": json.dumps(ids), **scope.params}).fetchall())


def groups(db: Database, ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """(id, name, class) of mentor groups."""
    sql = "select id, name, class_id from mentor_group where id in (select value from json_each(:ids))"
    return [*db.execute(sql, {"ids": json.dumps(ids)}).fetchall()]
