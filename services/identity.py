"""Putting right by hand who a student is, who answers at home, and which care category holds since when.

By the office, and by the class teacher for the own class. Each change keeps what stood there before; the roster file
remains the way for a whole class.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from db import identity as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain.errors import Conflict, Invalid, NotFound
from domain.identity import (
    CareForm,
    GuardianForm,
    Identity,
    care_words,
    checked_care,
    checked_guardian,
    checked_identity,
    guardian_words,
    identity_words,
)
from domain.permissions import Action
from services import revisions, sealing
from services.context import Context
from services.corrections import Correction

_NOT_FOUND = "没有找到这名学生，或者不在您负责的范围内。"
_CHANGED = "这一部分刚被别人改过，没有覆盖。下面是现在保存着的，您写的还在。"


@dataclass(frozen=True)
class Guardian:
    """One of a student's guardians, in the order in which to call."""

    id: int
    version: int
    form: GuardianForm


@dataclass(frozen=True)
class Care:
    """One care category of a student, in force or over."""

    id: int
    version: int
    category: str
    form: CareForm


def of_student(context: Context, student_id: int) -> tuple[Identity, int]:
    """What may be put right, and the version it was read at."""
    context.require(Action.EDIT_IDENTITY)
    with context.read() as db:
        row = _student(context, db, student_id)
    return _identity(row), row["version"]


def save(context: Context, student_id: int, version: int, wanted: Identity) -> None:
    """Put it right.

    :raises Conflict: somebody else has since `version` was read, an import perhaps.
    """
    context.require(Action.EDIT_IDENTITY)
    wanted, box = checked_identity(wanted, context.today), sealing.box(context)
    with context.write() as tx:
        row = _student(context, tx.db, student_id)
        before = identity_words(_identity(row))
        _check_version(row, version)
        revisions.keep(tx, box, student_id, "identity", student_id, version, before)
        rows.put_student(tx.db, student_id, version, wanted)
        after = identity_words(wanted)
        changed = [name for name in ("性别", "出生", "电话") if before.get(name) != after.get(name)]
        tx.audit("identity.save", f"student/{student_id}", version=version + 1, fields=changed)


def history(context: Context, student_id: int) -> list[Correction]:
    """What was changed in it, the latest first; that it was read is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        row = rows.student(db, context.reading(db), student_id)
    if row is None:
        raise NotFound(_NOT_FOUND)
    present = {student_id: identity_words(_identity(row))}
    return revisions.history(context, student_id, "identity", present).get(student_id, [])


# ── guardians ────────────────────────────────────────────────────────────────────────────────────────


def guardians(context: Context, student_id: int) -> list[Guardian]:
    """A student's guardians, whom to call first at the top."""
    context.require(Action.EDIT_IDENTITY)
    with context.read() as db:
        _student(context, db, student_id)
        return [_guardian(row) for row in students.guardians(db, context.leading(db), student_id)]


def add_guardian(context: Context, form_id: str, student_id: int, form: GuardianForm) -> int:
    """One more, after the others; returns the id. The same form sent twice is one guardian."""
    context.require(Action.EDIT_IDENTITY)
    form = checked_guardian(form)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        _student(context, tx.db, student_id)
        guardian_id = rows.add_guardian(tx.db, student_id, form)
        tx.audit("guardian.add", f"student/{student_id}", guardian=guardian_id)
        return int(tx.answer(form_id, guardian_id))


def change_guardian(context: Context, guardian_id: int, version: int, form: GuardianForm) -> None:
    """Put one right; Conflict as above."""
    context.require(Action.EDIT_IDENTITY)
    form, box = checked_guardian(form), sealing.box(context)
    with context.write() as tx:
        row = _one_guardian(context, tx.db, guardian_id, version)
        student_id, before = row["student_id"], guardian_words(_guardian(row).form)
        revisions.keep(tx, box, student_id, "guardian", guardian_id, version, before)
        rows.put_guardian(tx.db, guardian_id, version, form)
        tx.audit("guardian.change", f"student/{student_id}", guardian=guardian_id, version=version + 1)


def remove_guardian(context: Context, guardian_id: int, version: int) -> None:
    """Take one away; what was written stays readable as an earlier wording."""
    context.require(Action.EDIT_IDENTITY)
    box = sealing.box(context)
    with context.write() as tx:
        row = _one_guardian(context, tx.db, guardian_id, version)
        student_id, before = row["student_id"], guardian_words(_guardian(row).form)
        revisions.keep(tx, box, student_id, "guardian", guardian_id, version, before)
        rows.remove_guardian(tx.db, guardian_id)
        tx.audit("guardian.remove", f"student/{student_id}", guardian=guardian_id)


def call_first(context: Context, guardian_id: int, version: int) -> None:
    """Whom to call before the others."""
    context.require(Action.EDIT_IDENTITY)
    with context.write() as tx:
        row = _one_guardian(context, tx.db, guardian_id, version)
        rows.put_guardian_first(tx.db, row["student_id"], guardian_id)
        tx.audit("guardian.order", f"student/{row['student_id']}", guardian=guardian_id)


def guardian_history(context: Context, student_id: int) -> list[tuple[str, list[Correction]]]:
    """(name, changes) of every guardian there is or was; that it was read is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = students.guardians(db, context.reading(db), student_id)
    present = {row["id"]: guardian_words(_guardian(row).form) for row in found}
    told = revisions.history(context, student_id, "guardian", present)
    return [
        (present[row_id]["姓名"] if row_id in present else "删掉的", steps) for row_id, steps in told.items()
    ]


# ── care categories ──────────────────────────────────────────────────────────────────────────────────


def cares(context: Context, student_id: int) -> list[Care]:
    """Every care category of a student, those in force first."""
    context.require(Action.EDIT_IDENTITY)
    with context.read() as db:
        _student(context, db, student_id)
        return [_care(row) for row in rows.cares(db, context.leading(db), student_id, context.today)]


def categories(context: Context) -> dict[int, str]:
    """The school's care categories in use, by id."""
    context.require(Action.EDIT_IDENTITY)
    with context.read() as db:
        return {row["id"]: row["name"] for row in rows.categories(db)}


def add_care(context: Context, form_id: str, student_id: int, form: CareForm) -> int:
    """The student is in one more category; returns its id. The same form sent twice is one."""
    context.require(Action.EDIT_IDENTITY)
    form = checked_care(form, context.today)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        _student(context, tx.db, student_id)
        if form.category_id not in {row["id"] for row in rows.categories(tx.db)}:
            raise Invalid("请选一个类别。")
        _check_no_other(tx.db, student_id, form, 0)
        care_id = rows.add_care(tx.db, student_id, form)
        tx.audit("care.add", f"student/{student_id}", care=care_id)
        return int(tx.answer(form_id, care_id))


def change_care(context: Context, care_id: int, version: int, form: CareForm) -> None:
    """Other days, its last day, another note; the category itself stays. Conflict as above."""
    context.require(Action.EDIT_IDENTITY)
    form, box = checked_care(form, context.today), sealing.box(context)
    with context.write() as tx:
        row = rows.care(tx.db, context.leading(tx.db), care_id)
        if row is None or row["care_category_id"] != form.category_id:
            raise NotFound("没有找到这个类别，或者不在您负责的范围内。")
        _check_version(row, version)
        _check_no_other(tx.db, row["student_id"], form, care_id)
        before = care_words(row["category"], _care(row).form)
        revisions.keep(tx, box, row["student_id"], "care", care_id, version, before)
        rows.put_care(tx.db, care_id, version, form)
        tx.audit("care.change", f"student/{row['student_id']}", care=care_id, version=version + 1)


def care_history(context: Context, student_id: int) -> list[tuple[str, list[Correction]]]:
    """(category, changes) of each; that it was read is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.cares(db, context.reading(db), student_id, context.today)
    present = {row["id"]: care_words(row["category"], _care(row).form) for row in found}
    told = revisions.history(context, student_id, "care", present)
    return [(present[row_id]["类别"], steps) for row_id, steps in told.items() if row_id in present]


def _student(context: Context, db: Database, student_id: int) -> Row:
    """Somebody of a class this person leads, or of the school for the office."""
    row = rows.student(db, context.leading(db), student_id)
    if row is None:
        raise NotFound(_NOT_FOUND)
    return row


def _one_guardian(context: Context, db: Database, guardian_id: int, version: int) -> Row:
    row = rows.guardian(db, context.leading(db), guardian_id)
    if row is None:
        raise NotFound("没有找到这位监护人，或者不在您负责的范围内。")
    _check_version(row, version)
    return row


def _check_version(row: Row, version: int) -> None:
    if row["version"] != version:
        raise Conflict(_CHANGED)


def _check_no_other(db: Database, student_id: int, form: CareForm, but: int) -> None:
    if rows.overlapping(db, student_id, form, but):
        raise Invalid("这几天已经有这个类别了。请改原来的那一条。")


def _identity(row: Row) -> Identity:
    born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    return Identity(row["sex"] or "", born, row["phone"] or "")


def _guardian(row: Row) -> Guardian:
    texts = {name: row[name] or "" for name in ("name", "relation", "phone", "work_unit", "address")}
    return Guardian(row["id"], row["version"], GuardianForm(**texts, is_temporary=bool(row["is_temporary"])))


def _care(row: Row) -> Care:
    until = date.fromisoformat(row["valid_to"]) - timedelta(1) if row["valid_to"] else None
    form = CareForm(row["care_category_id"], date.fromisoformat(row["valid_from"]), until, row["note"] or "")
    return Care(row["id"], row["version"], row["category"], form)
