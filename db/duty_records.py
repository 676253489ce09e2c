"""What was recorded, as far as duties count it: about students, and as acts for a class, a group or the school."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlite_utils import Database

from db.columns import ordinal, read, read_by_day
from db.duties import Circle
from db.overview import OF_STUDENT
from domain.duty_coverage import KIND_CODES, Ints, Records
from domain.duty_rules import MONTHLY_SUMMARY
from domain.record_kinds import About, Kind

# the few kinds that are not about single students; said as their index says it, so that it is found
_MEETINGS = frozenset(kind.value for kind in Kind if kind.shape.about is not About.STUDENTS)
_IS_MEETING = """kind in
  ('group_activity', 'class_meeting', 'class_talk', 'parent_class', 'class_visit', 'class_consultation', 'school_consultation')"""
_BITS = 20  # of an id, where several numbers are packed into one
_ABOUT = ("class_id", "mentor_group_id", "exam_id")


@dataclass(frozen=True)
class Window:
    """The days on which records of some kinds count."""

    kinds: frozenset[str]
    since: date
    until: date

    @property
    def days(self) -> str:
        """As a condition; dates and kinds are ours, not typed by anybody."""
        return f"occurred_on between '{self.since}' and '{self.until}'"

    @property
    def of_kinds(self) -> str:
        """The same of the kinds."""
        kinds = ", ".join(f"'{kind}'" for kind in sorted(self.kinds))
        return f"kind in ({kinds})"

    @property
    def sql(self) -> str:
        """Both."""
        return f"{self.days} and {self.of_kinds}"

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
    ours = circle.covers("student_id")
    columns = ("interaction_id", "author_id", window.code)
    if circle.is_wide:
        yield _of_everybody(db, window)
    else:
        day = ordinal("occurred_on")  # of so few rows it costs less to work it out for each
        own = ("interaction_id", "author_id", day, window.code, "0", "student_id")
        yield read(db, own, f"{OF_STUDENT} where {window.sql} and {ours}", circle.params)
    if Kind.EXAM_ANALYSIS in window.kinds:
        analyses = f"""interaction join interaction_participant part on part.interaction_id = interaction.id
             where {window.sql} and kind = '{Kind.EXAM_ANALYSIS}' and deleted_at is null and {ours}"""
        yield read_by_day(db, (*columns, "coalesce(exam_id, 0)", "student_id"), analyses, circle.params)


def _of_everybody(db: Database, window: Window) -> Ints:
    """Tens of thousands at once: author, kind and student packed into one number, and which record it was left out."""
    packed = f"(student_id << {_BITS} | author_id) << {_BITS} | {window.code}"
    day, rest = read_by_day(db, (packed, "0"), f"contact where {window.sql}", {})[:, [2, 0]].T
    low = (1 << _BITS) - 1
    nothing = np.zeros_like(day)
    return np.column_stack([nothing, rest >> _BITS & low, day, rest & low, nothing, rest >> 2 * _BITS])


def added(db: Database, window: Window, record_ids: Sequence[int]) -> Ints:
    """Of these records those about students that count in the window, as rows of `Records.students` without the record."""
    columns = ("0", "author_id", ordinal("occurred_on"), window.code, "0", "student_id")
    where = f"""interaction join interaction_participant part on part.interaction_id = interaction.id
         where interaction.id in (select value from json_each(:ids)) and deleted_at is null and {window.sql}"""
    return read(db, columns, where, {"ids": json.dumps(record_ids)})


def _acts(db: Database, circle: Circle, window: Window) -> Ints:
    """Without a word about a student: whose act, when, for which class or group."""
    columns = ("id", "author_id", window.code, *(f"coalesce({one}, 0)" for one in _ABOUT))
    where = f"{circle.covers_acts(window.days)} and {window.of_kinds} and deleted_at is null"
    if circle.mentor_id is None and window.kinds <= _MEETINGS | {MONTHLY_SUMMARY}:
        # left to itself SQLite looks for the few meetings among all talks of these days
        where = f"interaction indexed by interaction_meeting where {_IS_MEETING} and {where}"
    else:
        where = f"interaction where {where}"
    return read_by_day(db, columns, where, circle.params)


def _summaries(db: Database, circle: Circle, window: Window, before: str) -> Ints:
    """Those handed in, as acts on their month's last day; their ids are negative, for they are no records."""
    columns = (
        "-id",
        "staff_id",
        ordinal("date(month, '+1 month', '-1 day')"),
        str(KIND_CODES[MONTHLY_SUMMARY]),
    )
    where = """monthly_summary where submitted_at < :before and month between :first and :until
                 and (:circle_mentor is null or staff_id = :circle_mentor)"""
    first = window.since.replace(day=1).isoformat()
    params = {**circle.params, "before": before, "first": first, "until": window.until.isoformat()}
    return read(db, (*columns, "0", "0", "0"), where, params)
