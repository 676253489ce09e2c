"""月度小结: drafted from one's own records, kept while it is written, handed in, read by office and leaders."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db import settings, summaries
from db.connection import Database
from db.rows import Row
from documents.summary_paper import summary_word
from domain import summaries as texts
from domain.calendar import month_of
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.record_kinds import Kind
from domain.records import AREAS, NEEDS_ATTENTION
from domain.summaries import Month, Note, Unreached, check_body, month_text
from services.context import Context
from services.exports import WORD, Paper
from services.remembered import until_written

MONTHS_BACK = 6
_NOT_THERE = "没有找到这份小结，或者还没有提交。"


@dataclass(frozen=True)
class Summary:
    """One's own summary of a month; version 0: nothing has been kept yet, and the body is the draft."""

    month: date
    body: str
    version: int
    submitted_on: date | None

    @property
    def title(self) -> str:
        """2026年11月谈话情况小结."""
        return f"{month_text(self.month)}谈话情况小结"


@dataclass(frozen=True)
class HandedIn:
    """A mentor of students within one's reach, and whether the month's summary is there."""

    mentor_id: int
    name: str
    students: int
    submitted_on: date | None


def months(context: Context) -> list[date]:
    """The months to choose from, this one first. Up to the tenth one still writes about the month before."""
    context.require(Action.RECORD)
    found = [context.today.replace(day=1)]
    while len(found) < MONTHS_BACK:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@until_written
def mine(context: Context, month: date) -> Summary:
    """One's own summary as it is kept, or a draft of it."""
    context.require(Action.RECORD)
    _check_month(context, month)
    with context.read() as db:
        row = summaries.of_mentor(db, context.actor.staff_id, month)
        if row is None:
            return Summary(month, texts.draft(_month(context, db, month)), 0, None)
    return Summary(month, row["body"], row["version"], _day(context, row["submitted_at"]))


def draft(context: Context, month: date) -> str:
    """The month in paragraphs, from one's own records as they are now."""
    context.require(Action.RECORD)
    _check_month(context, month)
    with context.read() as db:
        return texts.draft(_month(context, db, month))


def save(context: Context, month: date, version: int, body: str) -> int:
    """Keep the text as it stands; returns its version. A summary handed in is taken back first.

    :raises Conflict: another tab has kept another text since.
    """
    context.require(Action.RECORD)
    return _keep(context, month, version, check_body(body), None, "save")


def submit(context: Context, month: date, version: int, body: str) -> int:
    """Hand it in; from now on office and leaders can read it."""
    context.require(Action.RECORD)
    return _keep(context, month, version, check_body(body, must_say_something=True), context.moment, "submit")


def withdraw(context: Context, month: date, version: int) -> None:
    """Take it back, to be changed; until it is handed in again it counts for nothing."""
    context.require(Action.RECORD)
    with context.write() as tx:
        row = summaries.of_mentor(tx.db, context.actor.staff_id, month)
        if row is None or row["submitted_at"] is None:
            raise NotFound("这份小结没有提交过，不用撤回。")
        summaries.change(tx.db, row["id"], version, row["body"], None)
        tx.audit("monthly_summary.withdraw", f"monthly_summary/{row['id']}")


@until_written
def handed_in(context: Context, month: date) -> list[HandedIn]:
    """The mentors of students one leads, those who have not handed in first. Who leads no class sees nobody."""
    context.require(Action.SEE_OVERVIEW)
    first, last = month_of(month)
    with context.read() as db:
        rows = summaries.mentors(db, context.leading(db), first, last)
    return [
        HandedIn(row["id"], row["name"], row["students"], _day(context, row["submitted_at"])) for row in rows
    ]


def read(context: Context, mentor_id: int, month: date) -> tuple[str, Summary]:
    """(whose, the summary) handed in by somebody. It names children of several classes: for who sees the whole school."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        row = summaries.submitted(db, mentor_id, month) if context.actor.sees_whole_school else None
    if row is None:
        raise NotFound(_NOT_THERE)
    return row["name"], Summary(month, row["body"], row["version"], _day(context, row["submitted_at"]))


def word(context: Context, month: date) -> Paper:
    """One's own summary to print and sign, as it was last kept."""
    context.require(Action.RECORD)
    return _paper(context, context.actor.name, mine(context, month))


def word_of(context: Context, mentor_id: int, month: date) -> Paper:
    """Somebody's summary that was handed in."""
    context.require(Action.SEE_OVERVIEW)
    return _paper(context, *read(context, mentor_id, month))


def _paper(context: Context, name: str, summary: Summary) -> Paper:
    with context.read() as db:
        school = settings.get(db, "school_name")
    content = summary_word(school, name, summary.title, summary.body, summary.submitted_on, context.today)
    return Paper(f"{summary.title}（{name}）.docx", content, WORD)


def _keep(context: Context, month: date, version: int, body: str, submitted_at: str | None, act: str) -> int:
    _check_month(context, month)
    if context.actor.staff_id is None:
        raise Invalid("系统本身不写小结。")
    with context.write() as tx:
        row = summaries.of_mentor(tx.db, context.actor.staff_id, month)
        if row is not None and row["submitted_at"] is not None:
            raise Conflict("这份小结已经提交。要改，先按“撤回修改”。")
        if row is None and version == 0:
            summaries.keep(tx.db, context.actor.staff_id, month, body, submitted_at)
        elif row is not None and row["version"] == version:
            summaries.change(tx.db, row["id"], version, body, submitted_at)
        else:
            raise Conflict("这份小结刚在别的页面改过，没有覆盖。您写的还在下面。")
        tx.audit(f"monthly_summary.{act}", f"staff/{context.actor.staff_id}", month=month.isoformat())
    return version + 1


def _check_month(context: Context, month: date) -> None:
    if month.day != 1 or month > context.today:
        raise Invalid("只能写本月或以前的月份。")


def _month(context: Context, db: Database, month: date) -> Month:
    """What the records say, as far as the mentor may still read them."""
    scope, me = context.scope(db), context.actor.staff_id
    first, last = month_of(month)
    counted = summaries.counts(db, me, first, last)
    noted = summaries.notes(db, scope, me, first, last)
    mentees = summaries.mentees(db, scope, me, first, last)
    away = summaries.leaves(db, scope, me, first, last)
    return Month(
        first,
        _sorted({kind.text: _sum(counted, "kind", kind) for kind in Kind}),
        _sorted({area: _sum(counted, "guidance_area", area) for area in AREAS}),
        len(mentees),
        sum(row["name"] is None for row in mentees),
        _notes(row for row in noted if row["effect"] != NEEDS_ATTENTION),
        _notes(row for row in noted if row["effect"] == NEEDS_ATTENTION),
        tuple(
            Note(row["name"], date.fromisoformat(row["due_on"]), "")
            for row in summaries.promises(db, scope, me, first, last)
        ),
        tuple(_unreached(row, away) for row in mentees if row["name"] and not row["is_reached"]),
        sum(row["n"] for row in counted if row["is_restricted"]),
    )


def _sum(counted: Iterable[Row], column: str, value: str) -> int:
    return sum(row["n"] for row in counted if row[column] == value)


def _sorted(numbers: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((text, count) for text, count in Counter(numbers).most_common() if count)


def _notes(rows: Iterable[Row]) -> tuple[Note, ...]:
    return tuple(Note(row["name"], date.fromisoformat(row["occurred_on"]), row["content"]) for row in rows)


def _unreached(student: Row, away: Iterable[Row]) -> Unreached:
    days = (
        (date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]))
        for row in away
        if row["student_id"] == student["id"]
    )
    return Unreached(student["name"], tuple(days))


def _day(context: Context, moment: str | None) -> date | None:
    return context.day_of(moment) if moment else None
