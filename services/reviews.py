"""综合素质发展性评价: in words, by dimension and term; which dimensions there are is the office's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db import calendar as calendar_rows
from db import reviews as rows
from db import students
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain import cells
from domain.calendar import term_text
from domain.cells import Clashed
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from domain.reviews import MOST, NewDimension, checked_names
from services import revisions, sealing
from services.context import Context, Writing
from services.corrections import Correction

_WORDS = "评价"
_NOT_MINE = "没有找到这名学生，或者不由您带。评价由导师和班主任写。"


@dataclass(frozen=True)
class Dimension:
    """What is looked at; a retired one keeps what was written and is asked no more."""

    id: int
    name: str
    position: int
    is_retired: bool
    version: int


@dataclass(frozen=True)
class Review:
    """What was written of a student in one dimension and term."""

    student_id: int
    term_id: int
    dimension_id: int
    dimension: str
    body: str
    author: str
    written_on: date


@dataclass(frozen=True)
class Form:
    """A student's review of a term to be written: the dimensions, and what stands there."""

    dimensions: tuple[Dimension, ...]
    read: dict[int, str]


def of_student(context: Context, student_id: int, term_id: int) -> tuple[Review, ...]:
    """A student's review of a term in the order of the form; none where the student is not of one's own circle."""
    context.require(Action.SEE_STUDENTS)
    return of_students(context, (student_id,), term_id).get(student_id, ())


def of_students(context: Context, student_ids: Iterable[int], term_id: int) -> dict[int, tuple[Review, ...]]:
    """Student → the review of a term, of those of one's own circle; whoever has none is left out."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        return reviews_of(context, db, context.scope(db), student_ids, term_id)


def form_of(context: Context, student_id: int, term_id: int) -> Form:
    """What is asked and what stands there, for whoever may write it."""
    context.require(Action.EDIT_ARCHIVE)
    with context.read() as db:
        if not students.ids_within(db, context.minding(db), (student_id,)):
            raise NotFound(_NOT_MINE)
        stored = rows.stored(db, student_id, term_id)
        asked = tuple(_dimension(row) for row in rows.dimensions(db) if not row["is_retired"])
    return Form(asked, {one.id: stored[one.id]["body"] if one.id in stored else "" for one in asked})


def save(
    context: Context, student_id: int, term_id: int, read: Mapping[int, str], typed: Mapping[int, str]
) -> int:
    """Keep what was typed, all or nothing; returns how many dimensions changed. Sent twice, it is kept once.

    :raises Clashed: somebody else has written something else meanwhile; nothing was written.
    """
    context.require(Action.EDIT_ARCHIVE)
    before = {str(one): text for one, text in read.items()}
    cleaned = {str(one): cells.cleaned("评价", text, MOST) for one, text in typed.items()}
    wanted = cells.changed(before, cleaned)
    if not wanted:
        return 0
    box = sealing.box(context)
    with context.write() as tx:
        if not students.ids_within(tx.db, context.minding(tx.db), (student_id,)):
            raise NotFound(_NOT_MINE)
        _check_asked(tx.db, term_id, wanted)
        stored = rows.stored(tx.db, student_id, term_id)
        texts = {str(one): row["body"] for one, row in stored.items()}
        if met := cells.clashes(student_id, texts, before, wanted):
            raise Clashed(met)
        for one, body in wanted.items():
            _keep(tx, box, (student_id, term_id, int(one)), stored.get(int(one)), body)
        tx.audit(
            "review.save", f"student/{student_id}", term=term_id, students=[student_id], count=len(wanted)
        )
    return len(wanted)


def history(context: Context, student_id: int) -> list[tuple[str, list[Correction]]]:
    """(term and dimension, what was changed in it) of a student one may read about; that it was read is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.of_students(db, context.reading(db), (student_id,), with_empty=True)
        known = {one.id: term_text(one) for one in calendar_rows.terms(db)}
    present = {row["id"]: {_WORDS: row["body"]} for row in found}
    told = revisions.history(context, student_id, "review", present)
    return [
        (f"{known[row['term_id']]}　{row['dimension']}", told[row["id"]])
        for row in found
        if row["id"] in told
    ]


def dimensions(context: Context) -> list[Dimension]:
    """All of them, the retired ones last."""
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        return [_dimension(row) for row in rows.dimensions(db)]


def save_dimensions(context: Context, known: Sequence[Dimension], added: Sequence[NewDimension]) -> None:
    """The list as the office wants it: names, order, retired or not; new ones after them.

    :raises Conflict: somebody has changed one of them since it was read.
    """
    context.require(Action.MANAGE_FORMS)
    names = checked_names([one.name for one in known] + [one.name for one in added])
    with context.write() as tx:
        before = {row["id"]: row for row in rows.dimensions(tx.db)}
        if set(before) != {one.id for one in known}:
            raise Invalid("评价维度刚被别人改过，没有保存。请刷新后再改。")
        # names are unique: first out of each other's way
        for one, name in zip(known, names, strict=False):
            if before[one.id]["name"] != name:
                rows.change_dimension(tx.db, one.id, one.version, {"name": f"#{one.id}"})
        for one, name in zip(known, names, strict=False):
            _put(tx.db, one, name, before[one.id])
        for new, name in zip(added, names[len(known) :], strict=True):
            rows.add_dimension(tx.db, name, new.position)
        tx.audit("review.dimensions", "review_dimension", count=len(names))


def reviews_of(
    context: Context, db: Database, scope: Scope, student_ids: Iterable[int], term_id: int | None = None
) -> dict[int, tuple[Review, ...]]:
    """Student → reviews within a scope, of one term or of all, the latest first."""
    by_student: dict[int, list[Review]] = {}
    for row in rows.of_students(db, scope, student_ids, term_id):
        review = Review(
            row["student_id"],
            row["term_id"],
            row["dimension_id"],
            row["dimension"],
            row["body"],
            row["author"],
            context.day_of(row["written_at"]),
        )
        by_student.setdefault(review.student_id, []).append(review)
    return {student: tuple(found) for student, found in by_student.items()}


def _put(db: Database, one: Dimension, name: str, before: Row) -> None:
    fields = {"name": name, "position": one.position, "is_retired": int(one.is_retired)}
    if any(before[column] != value for column, value in fields.items()):
        moved = before["name"] != name
        rows.change_dimension(db, one.id, one.version + moved, fields)


def _check_asked(db: Database, term_id: int, wanted: Iterable[str]) -> None:
    asked = {str(row["id"]) for row in rows.dimensions(db) if not row["is_retired"]}
    if not set(wanted) <= asked:
        raise Invalid("其中有评价维度已经停用，没有保存。请重新打开再写。")
    if not rows.has_term(db, term_id):
        raise NotFound("没有这个学期。请从上面选一个。")


def _keep(tx: Writing, box: sealing.Box, place: tuple[int, int, int], stored: Row | None, body: str) -> None:
    """`place`: student, term, dimension."""
    by = {"written_by": tx.context.actor.staff_id, "written_at": tx.context.moment}
    if stored is None:
        rows.add(tx.db, *place, body, by)
        return
    if cells.loses_words({_WORDS: stored["body"]}, {_WORDS: body}):
        words = {_WORDS: stored["body"]}
        revisions.keep(tx, box, place[0], "review", stored["id"], stored["version"], words)
    rows.change(tx.db, stored["id"], stored["version"], body, by)


def _dimension(row: Row) -> Dimension:
    return Dimension(row["id"], row["name"], row["position"], bool(row["is_retired"]), row["version"])
