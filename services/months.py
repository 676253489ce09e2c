"""月度表现: what a mentor writes of each own student in each month of a term, beside what was recorded in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from db import calendar as calendar_rows
from db import months as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain import cells
from domain.calendar import Term, term_text
from domain.cells import Clashed
from domain.errors import Invalid, NotFound
from domain.months import FIELDS, MOST, TermMonth, labelled, month_on, term_months
from domain.permissions import Action
from domain.record_kinds import Kind
from services import revisions, sealing
from services.context import Context, Writing
from services.corrections import Correction
from services.remembered import until_written
from services.students import class_text

_BETTER: Final = "好转"
# the form keeps what is typed every few seconds: what one changes while still at it is no earlier wording
_SITTING: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class MonthNote:
    """What is written of a student in a month; `is_late`: begun when the month was long over (补写)."""

    student_id: int
    term_id: int
    month: TermMonth
    performance: str
    strength: str
    weakness: str
    measure: str
    author: str
    written_on: date
    is_late: bool

    @property
    def cells(self) -> dict[str, str]:
        """The four texts by name."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def is_empty(self) -> bool:
        """Whether every text has been taken out again."""
        return not any(self.cells.values())


@dataclass(frozen=True)
class Told:
    """A record of the month. `words` are empty where the text is not for the reader or lies encrypted."""

    record_id: int
    kind: Kind
    day: date
    effect: str
    words: str
    is_sealed: bool


@dataclass(frozen=True)
class Pupil:
    """A student on the desk: the note as it stands, and the month's records."""

    id: int
    name: str
    class_name: str
    number: str
    note: MonthNote | None
    told: tuple[Told, ...]

    @property
    def cells(self) -> dict[str, str]:
        """The four texts, empty ones too."""
        return self.note.cells if self.note else dict.fromkeys(FIELDS, "")

    @property
    def is_written(self) -> bool:
        """Whether there is a word."""
        return self.note is not None and not self.note.is_empty

    @property
    def logged(self) -> str:
        """谈心 2 · 家访 1."""
        return " · ".join(
            f"{kind.text} {count}" for kind, count in Counter(one.kind for one in self.told).most_common()
        )

    @property
    def better(self) -> tuple[str, ...]:
        """What was told of something that got better: to be taken over as 亮点."""
        return tuple(one.words for one in self.told if one.effect == _BETTER and one.words)


@dataclass(frozen=True)
class Desk:
    """One month of some students. `written`: number of the month → of how many something is written."""

    term: Term
    month: TermMonth
    has_begun: bool
    written: dict[int, int]
    pupils: tuple[Pupil, ...]
    may_write: bool


@dataclass(frozen=True)
class Edit:
    """What was typed into a student's cells, and what stood in them when it was read."""

    student_id: int
    read: Mapping[str, str]
    typed: Mapping[str, str]


def present(context: Context) -> tuple[Term, TermMonth] | None:
    """The term and month it is; None before any term is entered."""
    context.require(Action.EDIT_ARCHIVE)
    with context.read() as db:
        term = context.term(db)
    return (term, month_on(term, context.today)) if term else None


@until_written
def open_desk(context: Context, term_id: int, month: int, class_id: int | None = None) -> Desk:
    """The own students, or those of a class within one's circle, in one month."""
    context.require(Action.EDIT_ARCHIVE)
    with context.read() as db:
        term, at = _month(db, term_id, month)
        scope, year = context.scope(db), context.school_year(db)
        mentor = (context.actor.staff_id or 0) if class_id is None else None
        found = students.listed(db, scope, context.today, year, class_id=class_id, mentor_id=mentor)
        ids = tuple(row["id"] for row in found)
        notes = notes_of(context, db, rows.of_students(db, scope, ids, term_id))
        told = _told(rows.told(db, scope, context.actor.staff_id, ids, at.first, at.last))
        mine = students.ids_within(db, context.minding(db), ids) if ids else set()
    written = Counter(one.month.number for one in notes if not one.is_empty)
    here = {one.student_id: one for one in notes if one.month == at}
    return Desk(
        term,
        at,
        at.first <= context.today,
        dict(written),
        tuple(_pupil(row, here.get(row["id"]), told.get(row["id"], ())) for row in found),
        bool(ids) and mine == set(ids),
    )


def save(context: Context, term_id: int, month: int, edits: Sequence[Edit]) -> int:
    """Keep what was typed, all or nothing; returns of how many students something changed. Sent twice, it is kept once.

    :raises Clashed: in some cells somebody else has written something else meanwhile; nothing was written.
    """
    context.require(Action.EDIT_ARCHIVE)
    typed = {one.student_id: _typed(one) for one in edits}
    wanted = [one for one in edits if typed[one.student_id]]
    if not wanted:
        return 0
    box = sealing.box(context)
    with context.write() as tx:
        _check_month(context, tx.db, term_id, month)
        ids = tuple(one.student_id for one in wanted)
        if students.ids_within(tx.db, context.minding(tx.db), ids) != set(ids):
            raise NotFound("其中有学生不由您带，没有保存。只有导师和班主任能写。")
        stored = _stored(tx.db, context, ids, term_id, month)
        met = [
            clash
            for one in wanted
            for clash in cells.clashes(
                one.student_id, stored.get(one.student_id, {}), one.read, typed[one.student_id]
            )
        ]
        if met:
            raise Clashed(met)
        for one in wanted:
            row, new = stored.get(one.student_id), typed[one.student_id]
            if row is None:
                rows.add(tx.db, one.student_id, term_id, month, new, _by(context))
            else:
                _change(tx, box, row, new)
        fields = sorted({cell for one in wanted for cell in typed[one.student_id]})
        tx.audit("month.save", f"term/{term_id}", month=month, students=sorted(ids), fields=fields)
    return len(wanted)


def of_student(context: Context, student_id: int, term_id: int) -> tuple[MonthNote, ...]:
    """A student's months of a term, in order; none where the student is not of one's own circle."""
    context.require(Action.SEE_STUDENTS)
    return of_students(context, (student_id,), term_id).get(student_id, ())


def of_students(
    context: Context, student_ids: Iterable[int], term_id: int
) -> dict[int, tuple[MonthNote, ...]]:
    """Student → the months of a term, in order, of those of one's own circle; whoever has none is left out."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = notes_of(context, db, rows.of_students(db, context.scope(db), student_ids, term_id))
    by_student: dict[int, list[MonthNote]] = {}
    for note in found:
        if not note.is_empty:
            by_student.setdefault(note.student_id, []).append(note)
    return {student: tuple(notes) for student, notes in by_student.items()}


def history(context: Context, student_id: int) -> list[tuple[str, list[Correction]]]:
    """(month, what was changed in it) of a student one may read about, the latest term first; reading is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.of_student(db, context.reading(db), student_id)
        known = {one.id: one for one in calendar_rows.terms(db)}
    present = {row["id"]: labelled(row) for row in found}
    told = revisions.history(context, student_id, "month", present)
    return [
        (_heading(known[row["term_id"]], row["month"]), told[row["id"]]) for row in found if row["id"] in told
    ]


def _heading(term: Term, month: int) -> str:
    return f"{term_text(term)}{term_months(term)[month - 1].text}"


def _typed(edit: Edit) -> dict[str, str]:
    cleaned = {cell: cells.cleaned(FIELDS[cell], text, MOST) for cell, text in edit.typed.items()}
    return cells.changed(edit.read, cleaned)


def _by(context: Context) -> Row:
    return {"written_by": context.actor.staff_id, "written_at": context.moment}


def _change(tx: Writing, box: sealing.Box, stored: Row, typed: Mapping[str, str]) -> None:
    before = {cell: stored[cell] for cell in FIELDS}
    if cells.loses_words(before, before | dict(typed)) and not _is_at_it(tx.context, stored):
        words = labelled(before)
        revisions.keep(tx, box, stored["student_id"], "month", stored["id"], stored["version"], words)
    rows.change(tx.db, stored["id"], stored["version"], typed, _by(tx.context))


def _is_at_it(context: Context, stored: Row) -> bool:
    written = datetime.fromisoformat(stored["written_at"])
    return stored["written_by"] == context.actor.staff_id and context.now - written < _SITTING


def _stored(db: Database, context: Context, ids: Iterable[int], term_id: int, month: int) -> dict[int, Row]:
    found = rows.of_students(db, context.minding(db), ids, term_id)
    return {row["student_id"]: row for row in found if row["month"] == month}


def _check_month(context: Context, db: Database, term_id: int, month: int) -> None:
    _, at = _month(db, term_id, month)
    if at.first > context.today:
        raise Invalid(f"{at.name}还没有开始，到{at.first.month}月{at.first.day}日再写。")


def _month(db: Database, term_id: int, month: int) -> tuple[Term, TermMonth]:
    term = next((one for one in calendar_rows.terms(db) if one.id == term_id), None)
    at = next((one for one in term_months(term) if one.number == month), None) if term else None
    if term is None or at is None:
        raise NotFound("没有这个学期或月份。请从上面选一个。")
    return term, at


def notes_of(context: Context, db: Database, found: Iterable[Row]) -> list[MonthNote]:
    """Rows as notes."""
    known = {one.id: term_months(one) for one in calendar_rows.terms(db)}
    return [_note(context, row, known[row["term_id"]][row["month"] - 1]) for row in found]


def _note(context: Context, row: Row, month: TermMonth) -> MonthNote:
    return MonthNote(
        row["student_id"],
        row["term_id"],
        month,
        row["performance"],
        row["strength"],
        row["weakness"],
        row["measure"],
        row["author"],
        context.day_of(row["written_at"]),
        month.is_late(context.day_of(row["begun_at"])),
    )


def _told(found: Iterable[Row]) -> dict[int, tuple[Told, ...]]:
    by_student: dict[int, list[Told]] = {}
    for row in found:
        one = Told(
            row["id"],
            Kind(row["kind"]),
            date.fromisoformat(row["occurred_on"]),
            row["effect"] or "",
            row["content"] or "",
            bool(row["is_sealed"]),
        )
        by_student.setdefault(row["student_id"], []).append(one)
    return {student: tuple(told) for student, told in by_student.items()}


def _pupil(row: Row, note: MonthNote | None, told: tuple[Told, ...]) -> Pupil:
    class_name = class_text(row["grade"], row["class_number"])
    return Pupil(row["id"], row["name"], class_name, row["student_number"] or "", note, told)
