"""交流记录: the list of records as far as one may read them, one opened, and the list as a table to take along."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from db import interactions, record_log, students
from db.connection import Database
from db.record_log import MOST_LISTED as MOST_LISTED  # the names the screens use
from db.record_log import Found, Reader
from db.record_log import Wanted as Wanted
from db.record_log import Whose as Whose
from db.rows import Row
from documents.record_papers import RecordRow, records_excel
from domain.calendar import days_late
from domain.errors import Invalid, NotAllowed, NotFound, StepUpNeeded
from domain.permissions import Action
from domain.record_kinds import About, Kind
from domain.record_search import Span, days_of
from services import attachments, corrections, granted, readers, sealed_texts, sealing, step_up
from services.attachments import Attachment
from services.context import Context
from services.exports import EXCEL, Paper
from services.remembered import until_written
from services.students import class_text

PAGE: Final = 30
_SEALED: Final = "（加密，不导出）"
_NOT_FOUND = "没有找到这条记录，或者它不在您能看的范围内。"


@dataclass(frozen=True)
class Deletion:
    """Who took a record away, when and why."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class Line:
    """A record as the list shows it. `words` None: they are not for the reader."""

    id: int
    version: int
    kind: Kind
    occurred_on: date
    recorded_on: date
    students: tuple[tuple[int, str], ...]  # those one may see
    others: int  # how many more it is about
    about: str  # the class, the group, the exam
    area: str
    mode: str
    effect: str
    minutes: int | None
    place: str
    words: str | None
    details: tuple[tuple[str, str], ...]
    author: str
    is_own: bool
    is_restricted: bool
    corrections: int
    files: int
    deletion: Deletion | None
    is_sealed: bool = False  # there is a text one may read, which lies encrypted: `open_sealed`

    @property
    def days_late(self) -> int:
        """How many days after the event it was written, where that makes it 补记; else 0."""
        return days_late(self.occurred_on, self.recorded_on)

    @property
    def who(self) -> str:
        """马依然、李沐阳 等 3 人; the group and how many of it; the class; 全校."""
        names = [name for _, name in self.students]
        everybody = len(names) + self.others
        if self.kind.shape.about is About.GROUP:
            return f"{self.about}（{everybody} 人）"
        shown = "、".join(names[:3])
        return (f"{shown} 等 {everybody} 人" if everybody > len(names[:3]) else shown) or self.about or "全校"

    @property
    def state(self) -> str:
        """补记 5 天 · 更正过 2 次 · 附件 1 个 · 保密."""
        parts = [
            f"补记（晚 {self.days_late} 天）" if self.days_late else "",
            f"更正过 {self.corrections} 次" if self.corrections else "",
            f"附件 {self.files} 个" if self.files else "",
            "保密" if self.is_restricted else "",
        ]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Promise:
    """A day to look again at a student, and who has."""

    due_on: date
    student: str
    done_by: str


@dataclass(frozen=True)
class Opened:
    """One record in full."""

    line: Line
    promises: list[Promise]
    history: list[corrections.Correction]
    is_to_open: bool  # the text, or an earlier wording, is read through `open_sealed`
    files: list[Attachment]
    is_within: bool  # everybody it is about is of the reader's own circle
    told_to: tuple[str, ...] | None = (
        None  # confidential: who can read it, where that is the reader's to know
    )

    @property
    def may_change(self) -> bool:
        """Whether the reader may correct or delete it."""
        return self.line.is_own and self.line.deletion is None and self.is_within


@dataclass(frozen=True)
class Texts:
    """What lies encrypted of a record, opened."""

    words: str
    place: str
    details: tuple[tuple[str, str], ...]
    history: list[corrections.Correction]


def days(context: Context, span: Span) -> tuple[date | None, date | None]:
    """The first and last day of this week, month or term."""
    context.require(Action.RECORD)
    with context.read() as db:
        return days_of(span, context.today, context.term(db))


def find(context: Context, wanted: Wanted, first: int = 0) -> tuple[int, list[Line]]:
    """How many records there are, and a page of them from `first` on."""
    context.require(Action.RECORD)
    total, lines = _until_written(context, wanted, first, _opens_sealed(context, wanted))
    # beside the kept answer: shown again, it is read again
    granted.note_reading(context, (student for one in lines for student, _ in one.students))
    return total, lines


@until_written
def _until_written(
    context: Context, wanted: Wanted, first: int, opens_sealed: bool
) -> tuple[int, list[Line]]:
    with context.read() as db:
        reader = _reader(context, db)
        sealed = _searched(context, db, wanted) if opens_sealed else Found()
        total, rows = record_log.listed(db, reader, wanted, sealed, first, PAGE)
        return total, [_line(context, row) for row in rows]


def leaves_out_sealed(context: Context, wanted: Wanted) -> bool:
    """Whether a search passes one's own encrypted texts by until a code is given."""
    context.require(Action.RECORD)
    if not wanted.words or _opens_sealed(context, wanted):
        return False
    with context.read() as db:
        return bool(record_log.own_sealed(db, context.actor.staff_id, wanted.whose == "deleted"))


def _opens_sealed(context: Context, wanted: Wanted) -> bool:
    """Hit by hit a text can be guessed that takes a code to be read, so it takes one to be searched."""
    if not wanted.words:
        return False
    try:
        step_up.require(context)
    except (StepUpNeeded, NotAllowed):
        return False
    return True


def open_record(context: Context, record_id: int) -> Opened:
    """One record with its earlier wordings; of a deleted one who, when and why, and the text for its author only."""
    context.require(Action.RECORD)
    with context.read() as db:
        reader = _reader(context, db)
        row = record_log.one(db, reader, record_id)
        if row is None:
            raise NotFound(_NOT_FOUND)
        line = _line(context, row)
        promises = [
            Promise(date.fromisoformat(one["due_on"]), one["name"], _done(one))
            for one in record_log.follow_ups(db, reader, record_id)
        ]
        about = interactions.participants(db, record_id)
        own = students.ids_within(db, context.scope(db), about)
        is_told_who = line.is_restricted and bool(own or not about)
        told_to = readers.told_to(context, db, row, about) if is_told_who else None
    granted.note_reading(context, about)
    told = sealed_texts.plain(context, record_id) if line.corrections and not line.is_sealed else None
    return Opened(
        line,
        promises,
        corrections.history_of(context, told) if told else [],
        line.is_sealed or (line.corrections > 0 and told is None),
        attachments.of_records(context, [record_id]).get(record_id, []),
        own == set(about),
        told_to,
    )


def open_sealed(context: Context, record_id: int) -> Texts:
    """What lies encrypted of one record; the log says first that this person read it.

    :raises NotFound: it is out of reach.
    """
    context.require(Action.RECORD)
    told = sealed_texts.reveal(context, record_id)
    row = told.row or {}
    return Texts(
        row["content"],
        row["place"] or "",
        _details(Kind(row["kind"]), row["detail"]),
        corrections.history_of(context, told),
    )


def _searched(context: Context, db: Database, wanted: Wanted) -> Found:
    """Which of one's own encrypted texts hold each word. Nothing of them is shown, so nothing is noted."""
    rows = (
        record_log.own_sealed(db, context.actor.staff_id, wanted.whose == "deleted") if wanted.words else []
    )
    if not rows:
        return Found()
    box = sealing.box(context)
    texts = [
        (row["id"], "\0".join(sealing.words_of(box, row, json.loads(row["students"]))).lower())
        for row in rows
    ]
    return Found(tuple(tuple(key for key, text in texts if word.lower() in text) for word in wanted.words))


def excel(context: Context, wanted: Wanted) -> Paper:
    """What the list shows of one's own circle, as a table. Restricted texts and what one reads by a grant stay in the
    system: a file goes from hand to hand.
    """
    context.require(Action.RECORD)
    with context.read() as db:
        reader = replace(_reader(context, db), students=context.scope(db), records=context.own_records(db))
        total, rows = record_log.listed(db, reader, wanted, _searched(context, db, wanted), 0, MOST_LISTED)
    if total > MOST_LISTED:
        raise Invalid(f"超过 {MOST_LISTED} 条，不能一次导出。请先选时间或班级，缩小范围再导出。")
    name = f"交流记录{context.today:%Y%m%d}.xlsx"
    return Paper(name, records_excel([_paper_row(_line(context, row)) for row in rows], context.today), EXCEL)


def _reader(context: Context, db: Database) -> Reader:
    offset = context.local_now.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return Reader(
        context.actor.staff_id,
        context.today,
        context.school_year(db),
        f"{minutes:+d} minutes",
        context.reading(db),
        context.records(db),
        context.led_records(db),
        context.scope(db),
    )


def _line(context: Context, row: Row) -> Line:
    kind = Kind(row["kind"])
    known = tuple((key, name) for key, name in json.loads(row["students"]))
    line = Line(
        row["id"],
        row["version"],
        kind,
        date.fromisoformat(row["occurred_on"]),
        context.day_of(row["recorded_at"]),
        known,
        row["people"] - len(known),
        _about(row),
        row["guidance_area"] or "",
        row["talk_mode"] or "",
        row["effect"] or "",
        row["minutes"],
        row["place"] or "",
        row["content"],
        _details(kind, row["detail"]),
        row["author"],
        bool(row["is_own"]),
        bool(row["is_restricted"]),
        row["corrections"],
        row["files"],
        _deletion(context, row),
        bool(row["is_sealed"] and row["is_told"]),
    )
    # of a deleted record others see that it was, when, whose and why
    return line if line.deletion is None or line.is_own else replace(line, area="", mode="", effect="")


def _details(kind: Kind, detail: str) -> tuple[tuple[str, str], ...]:
    told = json.loads(detail)
    return tuple((one.label, told[one.name]) for one in kind.shape.fields if told.get(one.name))


def _about(row: Row) -> str:
    class_name = class_text(row["grade"], row["class_number"]) if row["class_number"] else ""
    return "　".join(part for part in (class_name, row["group_name"] or "", row["exam"] or "") if part)


def _deletion(context: Context, row: Row) -> Deletion | None:
    if row["deleted_at"] is None:
        return None
    return Deletion(
        row["deleted_by"] or row["author"], context.day_of(row["deleted_at"]), row["deleted_reason"] or ""
    )


def _done(row: Row) -> str:
    return (row["done_by"] or "") if row["done_at"] else ""


def _paper_row(one: Line) -> RecordRow:
    hidden = one.is_restricted or one.words is None or one.is_sealed
    words = (
        "（保密，不导出）"
        if one.is_restricted or one.words is None
        else _SEALED
        if one.is_sealed
        else one.words
    )
    return RecordRow(
        one.occurred_on,
        one.kind.text,
        one.who,
        one.about,
        one.area,
        one.mode,
        one.effect,
        None if hidden else one.minutes,
        "" if hidden else one.place,
        words,
        "" if hidden else "；".join(f"{label}：{text}" for label, text in one.details),
        one.author,
        one.recorded_on,
        one.state if one.deletion is None else f"已删除：{one.deletion.reason}",
    )
