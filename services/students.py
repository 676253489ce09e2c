"""Finding students: one's own, one's class, the school, as far as one may see."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from db import classes, students
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.class_names import ClassName
from domain.errors import NotFound
from domain.permissions import Action
from services import granted
from services.context import Context
from services.remembered import until_written

MOST_QUICK: Final = 8


@dataclass(frozen=True)
class StudentLine:
    """A student as lists show one."""

    id: int
    name: str
    class_name: str
    sex: str | None
    number: str
    mentors: str
    has_care: bool
    last_contact_on: date | None
    is_granted: bool = False  # outside one's own circle, readable for a time

    def days_since(self, today: date) -> int | None:
        """Days since anybody last recorded a contact; None when nobody ever has."""
        return (today - self.last_contact_on).days if self.last_contact_on else None


@dataclass(frozen=True)
class Hit:
    """A student found by what was typed."""

    id: int
    name: str
    class_name: str
    number: str


@dataclass(frozen=True)
class ClassLine:
    """A class as pickers show one."""

    id: int
    grade: int
    name: str
    students: int


def find(
    context: Context,
    *,
    search: str = "",
    class_id: int | None = None,
    mentor_id: int | None = None,
) -> list[StudentLine]:
    """Students one may read about, by class and number; `search` takes name, pinyin, initials or number."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.listed(
            db,
            context.reading(db),
            context.today,
            context.school_year(db),
            class_id=class_id,
            search=search,
            mentor_id=mentor_id,
        )
        return _lines(context, db, found)


def quick(context: Context, text: str) -> list[Hit]:
    """The first few students one may read about whom this finds: name, pinyin, initials (zs) or number."""
    context.require(Action.SEE_STUDENTS)
    if not (wanted := " ".join(text.split())):
        return []
    with context.read() as db:
        found = students.quick(
            db, context.reading(db), context.today, context.school_year(db), wanted, MOST_QUICK
        )
    return [
        Hit(
            row["id"], row["name"], class_text(row["grade"], row["class_number"]), row["student_number"] or ""
        )
        for row in found
    ]


@until_written
def page(
    context: Context, *, search: str = "", class_id: int | None = None, first: int = 0, size: int = 20
) -> tuple[int, list[StudentLine]]:
    """How many students `find` would give, and those of one page of them."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.listed(
            db, context.reading(db), context.today, context.school_year(db),
            class_id=class_id, search=search, first=first, limit=size,
        )  # fmt: skip
        return (found[0]["total"] if found else 0), _lines(context, db, found)


def _lines(context: Context, db: Database, found: list[Row]) -> list[StudentLine]:
    for_a_time = granted.until(context, db)
    return [replace(line(row), is_granted=row["id"] in for_a_time) for row in found]


def names(context: Context) -> dict[int, str]:
    """Everyone of one's own circle, as 姓名　班级　学号 by id: for a list to type into."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.names(db, context.scope(db), context.today, context.school_year(db))
    return {
        row[
            "id"
        ]: f"{row['name']}　{class_text(row['grade'], row['class_number'])}　{row['student_number'] or ''}"
        for row in found
    }


def mine(context: Context) -> list[StudentLine]:
    """The students one mentors, the longest unseen first; never seen comes before all."""
    own = find(context, mentor_id=context.actor.staff_id or 0)
    return sorted(
        own, key=lambda one: (one.last_contact_on is not None, one.last_contact_on or date.min, one.id)
    )


@until_written
def one(context: Context, student_id: int) -> StudentLine:
    """A single student of one's own circle."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.listed(
            db, context.scope(db), context.today, context.school_year(db), student_id=student_id
        )
    if not found:
        raise NotFound("没有找到这名学生，或者不在您负责的范围内。")
    return line(found[0])


def readable_name(context: Context, student_id: int) -> str:
    """The name of a student one may read about."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.names_within(db, context.reading(db), (student_id,))
    if not found:
        raise NotFound("没有找到这名学生，或者不在您负责的范围内。")
    return found[student_id]


@until_written
def visible_classes(context: Context) -> list[ClassLine]:
    """Classes that have students of one's own circle."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        return _classes(context, db, context.scope(db))


@until_written
def readable_classes(context: Context) -> list[ClassLine]:
    """Classes that have students one may read about."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        return _classes(context, db, context.reading(db))


def _classes(context: Context, db: Database, scope: Scope) -> list[ClassLine]:
    found = classes.with_students_in(db, scope, context.school_year(db), context.today)
    return [
        ClassLine(row["id"], row["grade"], ClassName(row["grade"], row["number"]).text, row["students"])
        for row in found
    ]


def require_visible(context: Context, db: Database, student_ids: tuple[int, ...]) -> None:
    """Raise NotFound unless every one of these students is within the person's scope."""
    if students.ids_within(db, context.scope(db), student_ids) != set(student_ids):
        raise NotFound("没有找到这名学生，或者不在您负责的范围内。")


def line(row: Row) -> StudentLine:
    """A student row as lists show it."""
    return StudentLine(
        row["id"],
        row["name"],
        class_text(row["grade"], row["class_number"]),
        row["sex"],
        row["student_number"] or "",
        (row["mentors"] or "").replace(",", "、"),
        bool(row["has_care"]),
        date.fromisoformat(row["last_contact_on"]) if row["last_contact_on"] else None,
    )


def class_text(grade: int | None, number: int | None) -> str:
    """三（2）班, or 已离班 for a student without a class today."""
    return ClassName(grade, number).text if grade and number else "已离班"
