"""What an inspection goes by: duties, records and students of the mentors in it, side by side; each number has its list.

Duties are judged as 完成情况 judges them and records counted as 交流记录 lists them; nothing is stored, so that what is
recorded late shows as late.
"""

from dataclasses import dataclass, field
from datetime import date

from db import inspections as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain.duty_rules import DutyRule
from domain.duty_tables import Figures
from domain.permissions import Action
from domain.record_kinds import Kind
from services import compliance
from services.compliance import Behind, Stretch
from services.context import Context
from services.inspections import Inspection, Line, line_for_inspector, line_of
from services.remembered import until_written
from services.students import StudentLine, line


@dataclass
class Facts:
    """One mentor's work on the days looked at."""

    students: int = 0
    unseen: int = 0  # of them, without a record by this mentor
    duties: dict[int, Figures] = field(default_factory=dict)
    kinds: dict[Kind, int] = field(default_factory=dict)
    late: int = 0  # records written days after the event

    @property
    def records(self) -> int:
        """Of every kind."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Compared:
    """The mentors of an inspection: one column a duty, and each mentor's facts."""

    columns: dict[int, DutyRule]
    by_mentor: dict[int, Facts]


def compare(context: Context, inspection: Inspection) -> Compared:
    """The facts of everybody in the inspection."""
    context.require(Action.INSPECT)
    return _facts(
        context, inspection.since, inspection.until, tuple(one.mentor_id for one in inspection.present)
    )


def of_line(context: Context, line_id: int) -> Compared:
    """The facts of one mentor in one inspection."""
    context.require(Action.INSPECT)
    found = _line(context, line_id)
    return _facts(context, found.since, found.until, (found.mentor_id,))


def mentees(context: Context, line_id: int, *, unseen_only: bool) -> list[StudentLine]:
    """The students a number counts: those of the mentor, or of them those without a record by the mentor."""
    context.require(Action.INSPECT)
    found = _line(context, line_id)
    with context.read() as db:
        wanted = {
            row["student_id"] for row in _mentees(context, db, found.since, found.until, (found.mentor_id,))
            if not (unseen_only and row["is_seen"])
        }  # fmt: skip
        on = _day(context, found.until)
        listed = students.listed(db, context.scope(db, on), on, context.school_year(db, on))
    return [line(row) for row in listed if row["id"] in wanted]


def behind_duty(context: Context, line_id: int, rule: int) -> list[Behind]:
    """Whom the mentor's number of a duty counts."""
    context.require(Action.INSPECT)
    found = _line(context, line_id)
    return compliance.behind(context, _stretch(found.since, found.until), "mentor", found.mentor_id, rule)


def _line(context: Context, line_id: int) -> Line:
    with context.read() as db:
        return line_of(context, line_for_inspector(context, db, line_id))


@until_written
def _facts(context: Context, since: date, until: date, mentors: tuple[int, ...]) -> Compared:
    judged = compliance.see(context, _stretch(since, until), "mentor")
    found = {mentor: Facts() for mentor in mentors}
    for row in judged.rows:
        if row.id in found:
            found[row.id].duties = row.cells
    with context.read() as db:
        for one in rows.records_by_kind(db, mentors, since, until, _wall_clock(context)):
            facts = found[one["author_id"]]
            facts.kinds[Kind(one["kind"])] = one["records"]
            facts.late += one["late"]
        for one in _mentees(context, db, since, until, mentors):
            found[one["mentor_id"]].students += 1
            found[one["mentor_id"]].unseen += not one["is_seen"]
    return Compared(judged.columns, found)


def _mentees(context: Context, db: Database, since: date, until: date, mentors: tuple[int, ...]) -> list[Row]:
    on = _day(context, until)
    return rows.mentees(db, context.scope(db, on), mentors, on, since, until)


def _day(context: Context, until: date) -> date:
    """Whose students they were at the end of the days looked at, or are."""
    return min(until, context.today)


def _stretch(since: date, until: date) -> Stretch:
    return Stretch(f"{since}/{until}", "", since, until)


def _wall_clock(context: Context) -> str:
    """What a stored moment is shifted by to be the school's."""
    offset = context.local_now.utcoffset()
    return f"{int(offset.total_seconds() // 60) if offset else 0:+d} minutes"
