"""One student, one page: identity, family, mentors, every record, the curve of exams, and who can see it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from db import (
    audit,
    calendar,
    identity,
    interactions,
    leave,
    pairings,
    profiles,
    revisions,
    staff,
    students,
)
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.access import moment_words
from domain.calendar import Term, day_text, days_late, term_on, term_text
from domain.errors import NotFound
from domain.exams import CurvePoint
from domain.permissions import Action, Role
from domain.profile import PROFILE
from domain.record_kinds import Kind
from domain.records import NEEDS_ATTENTION
from services import attachments, curves, granted, readers
from services.attachments import Attachment
from services.context import Context, moment_text
from services.curves import NOBODY, Curves
from services.growth import Growth, growth_of
from services.remembered import until_read, until_written
from services.students import class_text

Grant = tuple[str, datetime, str]  # who may read for a time, until when, by whose word
FOLD_AFTER_DAYS = 365
_LATELY: Final = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """One record on the timeline. `content` None: confidential, and not for the reader. `is_sealed`: to be opened."""

    id: int
    version: int
    kind: Kind
    occurred_on: date
    area: str
    mode: str
    effect: str
    content: str | None
    details: list[tuple[str, str]]
    author: str
    is_own: bool
    is_restricted: bool
    people: int
    follow_up_on: date | None
    about: str = ""  # the group or the exam
    days_late: int = 0  # 补记: so many days after the event
    corrections: int = 0
    files: tuple[Attachment, ...] = ()
    is_sealed: bool = False
    term: str = ""  # which term it fell into
    told_to: tuple[str, ...] | None = (
        None  # confidential: who can read it, where that is the reader's to know
    )

    def is_folded(self, today: date) -> bool:
        """Old bad news is folded away (user-voices 10)."""
        return self.effect == NEEDS_ATTENTION and (today - self.occurred_on).days > FOLD_AFTER_DAYS


@dataclass(frozen=True)
class Archive:
    """Everything the page shows."""

    student_id: int
    name: str
    sex: str | None
    class_name: str
    class_id: int | None
    student_number: str
    national_number: str
    birth_date: date | None
    phone: str
    guardians: list[Row]
    cares: list[Row]
    mentors: list[Row]
    homeroom: str
    entries: list[Entry]  # the newest
    entry_count: int
    curves: Curves
    circle: list[tuple[str, str]]
    away: list[tuple[date, date]]
    promises: list[tuple[date, str]]  # open follow-ups: due, from what
    profile: dict[str, str]  # topic → what mentors wrote
    has_family: bool  # something is known of the family, encrypted
    changed: frozenset[str]  # the parts that have earlier wordings
    may_edit_identity: bool
    growth: Growth
    is_minded: bool  # the reader is the mentor or class teacher
    granted_until: datetime | None  # read by a grant, and not within one's own circle

    @property
    def curve(self) -> list[CurvePoint]:
        """The latest exams, the oldest first."""
        return self.curves.points

    @property
    def subjects(self) -> list[Row]:
        """The marks by subject in them."""
        return self.curves.subjects

    @property
    def shows_ranks(self) -> bool:
        """Whether the reader is told ranks of this child."""
        return self.curves.shows_ranks

    @property
    def mentor_names(self) -> str:
        """Present mentors."""
        return "、".join(row["mentor"] for row in self.mentors if row["is_present"])


def open_archive(context: Context, student_id: int) -> Archive:
    """The archive of one student one may read about."""
    context.require(Action.SEE_STUDENTS)
    granted.note_reading(context, [student_id])
    found, granted_to = _until_written(context, student_id)
    # what others were granted ends by the minute, and reading changes no other answer that is kept
    lately = (context.now - _LATELY).replace(minute=0, second=0, microsecond=0)
    circle = [*found.circle, *_for_a_time(context, granted_to), *_read_lately(context, student_id, lately)]
    return replace(found, circle=circle)


@until_written
def _until_written(context: Context, student_id: int) -> tuple[Archive, list[Grant]]:
    """The archive, and who else may read it for a time."""
    granted_to = granted.readers_by_grant(context, student_id)
    with context.read() as db:
        scope = context.reading(db)
        student = students.one(db, scope, student_id, context.today, context.school_year(db))
        if student is None:
            raise NotFound(NOBODY)
        return _archive(db, context, scope, student), granted_to


def _archive(db: Database, context: Context, scope: Scope, student: Row) -> Archive:
    student_id = student["id"]
    circle = students.circle(db, scope, student_id, context.today)
    told = interactions.timeline(db, scope, context.scope(db), student_id, context.actor.staff_id)
    granted_until = granted.until(context, db).get(student_id)
    ranks = curves.ranks_for(context, db, student_id, student["grade"])
    return Archive(
        student_id,
        student["name"],
        student["sex"],
        class_text(student["grade"], student["class_number"]),
        student["class_id"],
        student["student_number"] or "",
        student["national_number"] or "",
        date.fromisoformat(student["birth_date"]) if student["birth_date"] else None,
        student["phone"] or "",
        students.guardians(db, scope, student_id),
        identity.cares(db, scope, student_id, context.today),
        _joined(pairings.history(db, scope, student_id, context.today)),
        "、".join(row["name"] for row in circle if row["why"] == "班主任"),
        _entries(context, told, calendar.terms(db), {} if granted_until else _told_to(context, db, told)),
        told[0]["total"] if told else 0,
        curves.of_student(context, db, scope, student_id, ranks),
        _circle(db, context, circle, student["grade"]),
        [_days(row) for row in leave.of_students(db, scope, context.today, student_id=student_id)],
        [_promise(row) for row in interactions.promised(db, scope, student_id)],
        _profile(db, scope, student_id),
        profiles.family(db, scope, student_id) is not None,
        frozenset(revisions.parts(db, scope, student_id)),
        context.actor.may(Action.EDIT_IDENTITY)
        and bool(students.ids_within(db, context.leading(db), (student_id,))),
        growth_of(context, db, scope, student_id),
        bool(students.ids_within(db, context.minding(db), (student_id,))),
        granted_until,
    )


def _promise(row: Row) -> tuple[date, str]:
    said = f"{day_text(date.fromisoformat(row['occurred_on']))}的{Kind(row['kind']).text}，{row['author']}"
    return date.fromisoformat(row["due_on"]), said


def _profile(db: Database, scope: Scope, student_id: int) -> dict[str, str]:
    row = profiles.profile(db, scope, student_id)
    return {one.name: row[one.name] for one in PROFILE} if row else {}


def _days(row: Row) -> tuple[date, date]:
    return date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])


def _joined(pairings: list[Row]) -> list[Row]:
    """Mentor and group that went on through a new grouping of the class are one time, not two. Newest first."""
    times: list[Row] = []
    for row in pairings:
        later = next((one for one in times if _goes_on(row, one)), None)
        if later is None:
            times.append(dict(row))
        else:
            later["valid_from"] = row["valid_from"]
            later["is_present"] = later["is_present"] or row["is_present"]
    return times


def _goes_on(earlier: Row, later: Row) -> bool:
    same = ("mentor_id", "group_name")
    return earlier["valid_to"] == later["valid_from"] and all(earlier[one] == later[one] for one in same)


def _told_to(context: Context, db: Database, rows: list[Row]) -> dict[int, tuple[str, ...]]:
    """Of each confidential record the names of those who can read it."""
    return {
        row["id"]: readers.told_to(context, db, row, interactions.participants(db, row["id"]))
        for row in rows
        if row["is_restricted"]
    }


def _entries(
    context: Context, rows: list[Row], terms: Sequence[Term], told_to: dict[int, tuple[str, ...]]
) -> list[Entry]:
    files = attachments.of_records(context, [row["id"] for row in rows]) if rows else {}
    found = [_entry(context, row, files.get(row["id"], [])) for row in rows]
    now = term_on(terms, context.today)
    return [
        replace(one, term=_term_text(term_on(terms, one.occurred_on), now), told_to=told_to.get(one.id))
        for one in found
    ]


def _term_text(term: Term | None, now: Term | None) -> str:
    """本学期, or 2025—2026学年下学期."""
    if term is None or term == now:
        return "本学期"
    return term_text(term)


def _entry(context: Context, row: Row, files: list[Attachment]) -> Entry:
    details, kind = json.loads(row["detail"]), Kind(row["kind"])
    occurred_on = date.fromisoformat(row["occurred_on"])
    return Entry(
        row["id"],
        row["version"],
        kind,
        occurred_on,
        row["guidance_area"] or "",
        row["talk_mode"] or "",
        row["effect"] or "",
        row["content"],
        [(one.label, details[one.name]) for one in kind.shape.fields if details.get(one.name)],
        row["author"],
        bool(row["is_own"]),
        bool(row["is_restricted"]),
        row["people"],
        date.fromisoformat(row["follow_up_on"]) if row["follow_up_on"] else None,
        row["exam"] or row["group_name"] or "",
        days_late(occurred_on, context.day_of(row["recorded_at"])),
        row["corrections"],
        tuple(files),
        bool(row["is_sealed"]),
    )


def _circle(db: Database, context: Context, circle: list[Row], grade: int | None) -> list[tuple[str, str]]:
    """Everybody who may see this child: role, names."""
    by_role: dict[str, list[str]] = {}
    for row in circle:
        by_role.setdefault(row["why"], []).append(row["name"])
    if grade is not None:
        by_role[Role.GRADE_HEAD.text] = staff.with_role(db, Role.GRADE_HEAD, context.today, grade)
    for role in (Role.OFFICE, Role.LEADER):
        by_role[role.text] = staff.with_role(db, role, context.today)
    return [(role, "、".join(names)) for role, names in by_role.items() if names]


def _for_a_time(context: Context, granted_to: list[Grant]) -> list[tuple[str, str]]:
    """Who else may read for a time, until when and by whose word: nobody reads about a child behind its mentor's back."""
    told = [
        f"{name}（{decider}同意，到 {moment_words(at)}）"
        for name, at, decider in granted_to
        if at > context.now
    ]
    return [("临时查看", "、".join(told))] if told else []


@until_read
def _read_lately(context: Context, student_id: int, since: datetime) -> list[tuple[str, str]]:
    """Who opened what lies encrypted about the child in the last days."""
    with context.read() as db:
        found = audit.readers(db, context.reading(db), student_id, moment_text(since))
    told = "、".join(f"{row['name']} {row['times']} 次" for row in found)
    return [("最近七天", f"打开看过加密内容：{told}")] if told else []
