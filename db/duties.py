"""The duty rules, and what they are judged by: who was whose, who was away, what was recorded. Columns of numbers."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlite_utils import Database

from db.duty_rules import rule_of
from db.overview import OF_STUDENT
from db.rows import Row, all_rows
from db.scope import Scope
from domain.duty_coverage import FOREVER, KIND_CODES, Coverage, Ints, Records
from domain.duty_periods import MAJOR_SLOTS, MajorExam
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule
from domain.record_kinds import Kind


def _ordinal(column: str) -> str:
    return f"cast(julianday({column}) - 1721424.5 as integer)"


_HELD = (_ordinal("valid_from"), f"coalesce({_ordinal('valid_to')}, {FOREVER})")
_OVERLAPS = "valid_from <= :until and (valid_to is null or valid_to > :since) and (valid_to is null or valid_to > valid_from)"
_AWAY = (_ordinal("starts_on"), f"{_ordinal('ends_on')} + 1")
_AWAY_OVERLAPS = "starts_on <= :until and ends_on >= :since"
_TRIAL = f"coalesce({_ordinal('adaptation_until')}, 0)"
# a group that goes on under the same class and name is one
_GROUPS = "(select *, min(id) over (partition by class_id, name) as root from mentor_group)"
_ABOUT = ("class_id", "mentor_group_id", "exam_id")

_OF_GRADE = """select student_id from class_membership where class_id in
    (select id from school_class where :circle_year - entry_year + entry_grade = :circle_grade)"""


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


def _read(db: Database, columns: Sequence[str], where: str, params: Row) -> Ints:
    """Columns of whole numbers, each as one text: of thousands of rows three times faster than rows."""
    texts = ", ".join(f"group_concat({column})" for column in columns)
    return _parsed(db.execute(f"select {texts} from {where}", params).fetchone())


def _read_by_day(db: Database, columns: Sequence[str], where: str, params: Row) -> Ints:
    """The same with the day of `occurred_on` in the third place, worked out once a day."""
    texts = ", ".join(f"group_concat({column})" for column in columns)
    sql = f"select {_ordinal('occurred_on')}, {texts} from {where} group by occurred_on"
    found = [np.insert(_parsed(texts), 2, day, axis=1) for day, *texts in db.execute(sql, params).fetchall()]
    return np.vstack([np.empty((0, len(columns) + 1), dtype=np.int64), *found])


def _parsed(texts: Iterable[str | None]) -> Ints:
    return np.column_stack([np.fromstring(text or "", dtype=np.int64, sep=",") for text in texts])


def coverage(db: Database, circle: Circle, since: date, until: date) -> Coverage:
    """Who was whose on these days, within the circle."""
    params = {"since": since.isoformat(), "until": until.isoformat(), **circle.params}

    def held(columns: tuple[str, ...], table: str, condition: str = "true") -> Ints:
        return _read(db, (*columns, *_HELD), f"{table} where {_OVERLAPS} and {condition}", params)

    def away(who: str, condition: str) -> Ints:
        return _read(db, (who, *_AWAY), f"leave where {_AWAY_OVERLAPS} and {condition}", params)

    ours = circle.covers("student_id")
    in_class = f"{ours} and coalesce(:circle_class, class_id) = class_id"
    classes = db.execute("select id, entry_year, entry_grade from school_class").fetchall()
    return Coverage(
        members=held(("student_id", "class_id"), "class_membership", in_class),
        pairings=held(("student_id", "mentor_id", "coalesce(mentor_group_id, 0)", _TRIAL), "pairing", ours),
        cares=held(("student_id", "care_category_id"), "care_status", ours),
        student_leave=away("student_id", f"student_id is not null and {ours}"),
        staff_leave=away("staff_id", "staff_id is not null"),
        groups=held(("id", "root", "class_id"), _GROUPS, circle.covers_groups),
        homerooms=held(("class_id", "staff_id"), "homeroom"),
        mentoring=held(("mentor_id",), "pairing", circle.covers_mentors),
        classes={key: (year, grade) for key, year, grade in classes},
    )


@dataclass(frozen=True)
class Window:
    """The days on which records of some kinds count."""

    kinds: frozenset[str]
    since: date
    until: date

    @property
    def sql(self) -> str:
        """As a condition; dates and kinds are ours, not typed by anybody."""
        kinds = ", ".join(f"'{kind}'" for kind in sorted(self.kinds))
        return f"occurred_on between '{self.since}' and '{self.until}' and kind in ({kinds})"

    @property
    def code(self) -> str:
        """The kind as a number."""
        return (
            "case kind " + " ".join(f"when '{kind}' then {KIND_CODES[kind]}" for kind in self.kinds) + " end"
        )


def records(
    db: Database, circle: Circle, of_students: Sequence[Window], acts: Sequence[Window], handed_in_before: str
) -> Records:
    """What was recorded in the windows: about students of the circle, and acts of their mentors, groups and classes."""
    nothing = np.empty((0, 6), dtype=np.int64), np.empty((0, 7), dtype=np.int64)
    found = [part for window in of_students for part in _of_students(db, circle, window)]
    done = [_acts(db, circle, window) for window in acts]
    done += [_summaries(db, circle, one, handed_in_before) for one in acts if MONTHLY_SUMMARY in one.kinds]
    return Records(np.vstack([nothing[0], *found]), np.vstack([nothing[1], *done]))


def _of_students(db: Database, circle: Circle, window: Window) -> Iterator[Ints]:
    ours, table = circle.covers("student_id"), "contact" if circle.is_wide else OF_STUDENT
    columns = ("interaction_id", "author_id", window.code)
    yield _read_by_day(
        db, (*columns, "0", "student_id"), f"{table} where {window.sql} and {ours}", circle.params
    )
    if Kind.EXAM_ANALYSIS in window.kinds:
        analyses = f"""interaction join interaction_participant part on part.interaction_id = interaction.id
             where {window.sql} and kind = '{Kind.EXAM_ANALYSIS}' and deleted_at is null and {ours}"""
        yield _read_by_day(db, (*columns, "coalesce(exam_id, 0)", "student_id"), analyses, circle.params)


def _acts(db: Database, circle: Circle, window: Window) -> Ints:
    """Without a word about a student: whose act, when, for which class or group."""
    of_mentor = """:circle_mentor is null or author_id = :circle_mentor or class_id is not null
                   or mentor_group_id is not null"""
    columns = ("id", "author_id", window.code, *(f"coalesce({one}, 0)" for one in _ABOUT))
    where = f"interaction where {window.sql} and deleted_at is null and ({of_mentor})"
    return _read_by_day(db, columns, where, circle.params)


def _summaries(db: Database, circle: Circle, window: Window, before: str) -> Ints:
    """Those handed in, as acts on their month's last day; their ids are negative, for they are no records."""
    columns = (
        "-id",
        "staff_id",
        _ordinal("date(month, '+1 month', '-1 day')"),
        str(KIND_CODES[MONTHLY_SUMMARY]),
    )
    where = """monthly_summary where submitted_at < :before and month between :first and :until
                 and (:circle_mentor is null or staff_id = :circle_mentor)"""
    first = window.since.replace(day=1).isoformat()
    params = {**circle.params, "before": before, "first": first, "until": window.until.isoformat()}
    return _read(db, (*columns, "0", "0", "0"), where, params)


def student_names(db: Database, scope: Scope, ids: Sequence[int]) -> dict[int, str]:
    """Names of those of these students who are within the scope, of those who left as well."""
    sql = f"""select id, name from student where id in (select value from json_each(:ids))
                and {scope.covers("student.id")}"""
    return dict(db.execute(sql, {"ids": json.dumps(ids), **scope.params}).fetchall())


def groups(db: Database, ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """(id, name, class) of mentor groups."""
    sql = "select id, name, class_id from mentor_group where id in (select value from json_each(:ids))"
    return [*db.execute(sql, {"ids": json.dumps(ids)}).fetchall()]
