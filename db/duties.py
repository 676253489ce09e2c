"""The duty rules, and what they are judged by: who was whose, who was away, what was recorded. Columns of numbers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from db.overview import OF_STUDENT
from db.rows import Row, all_rows
from db.scope import Scope
from domain.duty_coverage import FOREVER, KIND_CODES, Coverage, Ints, Records, columns
from domain.duty_periods import MAJOR_SLOTS, MajorExam
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Period, Subject
from domain.record_kinds import Kind


def _ordinal(column: str) -> str:
    return f"cast(julianday({column}) - 1721424.5 as integer)"


_TO = f"coalesce({_ordinal('valid_to')}, {FOREVER})"
_HELD = f"{_ordinal('valid_from')}, {_TO}"
_OVERLAPS = "valid_from <= :until and (valid_to is null or valid_to > :since) and (valid_to is null or valid_to > valid_from)"
_AWAY = f"{_ordinal('starts_on')}, {_ordinal('ends_on')} + 1"
_AWAY_OVERLAPS = "starts_on <= :until and ends_on >= :since"
_TRIAL = f"coalesce({_ordinal('adaptation_until')}, 0)"
# a group that goes on under the same class and name is one
_GROUPS = "(select *, min(id) over (partition by class_id, name) as root from mentor_group)"
_CODE = "case kind " + " ".join(f"when '{kind}' then {code}" for kind, code in KIND_CODES.items()) + " end"


@dataclass(frozen=True)
class Circle:
    """Whose duties are read: students within the scope, of one mentor, one student or one class only if so asked."""

    scope: Scope
    mentor_id: int | None = None
    student_id: int | None = None
    class_id: int | None = None

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
        return self.scope.is_whole_school and self.mentor_id is self.student_id is self.class_id is None

    @property
    def params(self) -> Row:
        """The parameters of these conditions."""
        only = {"mentor": self.mentor_id, "student": self.student_id, "class": self.class_id}
        return {**self.scope.params, **{f"circle_{name}": value for name, value in only.items()}}


def rules_between(db: Database, since: date, until: date) -> list[DutyRule]:
    """Every rule and edition in force on any of these days, in the order of the list."""
    rows = all_rows(
        db,
        "select * from duty_rule where valid_from <= :until and (valid_to is null or valid_to > :since) "
        "and (valid_to is null or valid_to > valid_from) order by position, id",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [_rule(row) for row in rows]


def rules_on(db: Database, on: date) -> list[DutyRule]:
    """The rules in force on a day, in the order of the list."""
    return rules_between(db, on, on)


def _rule(row: Row) -> DutyRule:
    return DutyRule(
        row["id"], row["name"], frozenset(json.loads(row["kinds"])), row["times"], Period(row["period"]),
        Subject(row["subject"]), date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        row["care_category_id"], row["origin_id"] or row["id"], row["position"], row["version"],
    )  # fmt: skip


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


def _columns(cursor: Any) -> Ints:
    return columns(cursor.fetchall(), len(cursor.description))


def coverage(db: Database, circle: Circle, since: date, until: date) -> Coverage:
    """Who was whose on these days, within the circle."""
    params = {"since": since.isoformat(), "until": until.isoformat(), **circle.params}

    def held(what: str, table: str, condition: str) -> Ints:
        sql = f"select {what}, {_HELD} from {table} where {_OVERLAPS} and {condition}"
        return _columns(db.execute(sql, params))

    def away(who: str, condition: str) -> Ints:
        sql = f"select {who}, {_AWAY} from leave where {_AWAY_OVERLAPS} and {who} is not null and {condition}"
        return _columns(db.execute(sql, params))

    ours = circle.covers("student_id")
    return Coverage(
        members=held(
            "student_id, class_id",
            "class_membership",
            f"{ours} and coalesce(:circle_class, class_id) = class_id",
        ),
        pairings=held(f"student_id, mentor_id, coalesce(mentor_group_id, 0), {_TRIAL}", "pairing", ours),
        cares=held("student_id, care_category_id", "care_status", ours),
        student_leave=away("student_id", ours),
        staff_leave=away("staff_id", "true"),
        groups=held("id, root, class_id", _GROUPS, circle.covers_groups),
        homerooms=held("class_id, staff_id", "homeroom", "true"),
        mentoring=held("mentor_id", "pairing", circle.covers_mentors),
        classes={
            key: (year, grade)
            for key, year, grade in db.execute("select id, entry_year, entry_grade from school_class")
        },
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


def records(
    db: Database, circle: Circle, of_students: Sequence[Window], acts: Sequence[Window], handed_in_before: str
) -> Records:
    """What was recorded in the windows: about students of the circle, and acts of their mentors, groups and classes."""
    found = [row for window in of_students for row in _of_students(db, circle, window)]
    done = [row for window in acts for row in _acts(db, circle, window)]
    done += [
        row
        for window in acts
        if MONTHLY_SUMMARY in window.kinds
        for row in _summaries(db, circle, window, handed_in_before)
    ]
    return Records(columns(found, 6), columns(done, 7))


def _of_students(db: Database, circle: Circle, window: Window) -> Iterable[tuple[int, ...]]:
    columns = f"interaction_id, author_id, {_ordinal('occurred_on')}, {_CODE}"
    table = "contact" if circle.is_wide else OF_STUDENT
    contacts = db.execute(
        f"select {columns}, 0, student_id from {table} where {window.sql} and {circle.covers('student_id')}",
        circle.params,
    )
    if Kind.EXAM_ANALYSIS not in window.kinds:
        return contacts.fetchall()
    analyses = db.execute(
        f"""select {columns}, coalesce(exam_id, 0), student_id from interaction
              join interaction_participant part on part.interaction_id = interaction.id
             where {window.sql} and kind = '{Kind.EXAM_ANALYSIS}' and deleted_at is null and {circle.covers("student_id")}""",
        circle.params,
    )
    return [*contacts.fetchall(), *analyses.fetchall()]


def _acts(db: Database, circle: Circle, window: Window) -> Iterable[tuple[int, ...]]:
    """Without a word about a student: whose act, when, for which class or group."""
    return db.execute(
        f"""select id, author_id, {_ordinal("occurred_on")}, {_CODE}, coalesce(class_id, 0),
                   coalesce(mentor_group_id, 0), coalesce(exam_id, 0) from interaction
             where {window.sql} and deleted_at is null
               and (:circle_mentor is null or author_id = :circle_mentor or class_id is not null
                    or mentor_group_id is not null)""",
        circle.params,
    ).fetchall()


def _summaries(db: Database, circle: Circle, window: Window, before: str) -> Iterable[tuple[int, ...]]:
    """Those handed in, as acts on their month's last day; their ids are negative, for they are no records."""
    return db.execute(
        f"""select -id, staff_id, {_ordinal("date(month, '+1 month', '-1 day')")}, {KIND_CODES[MONTHLY_SUMMARY]}, 0, 0, 0
              from monthly_summary where submitted_at < :before and month between :first and :until
               and (:circle_mentor is null or staff_id = :circle_mentor)""",
        {
            **circle.params,
            "before": before,
            "first": window.since.replace(day=1).isoformat(),
            "until": window.until.isoformat(),
        },
    ).fetchall()
