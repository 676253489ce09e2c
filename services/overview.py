"""The leadership overview: is every child somebody's, has every child been seen. Every figure has its list."""

from dataclasses import dataclass
from datetime import date, timedelta

from db import overview as rows
from db import settings, students
from db.rows import Row
from domain.calendar import days_late, month_of
from domain.permissions import Action
from domain.record_kinds import Kind
from services.context import Context
from services.remembered import until_written
from services.students import StudentLine, line


@dataclass(frozen=True)
class MentorLine:
    """One mentor this month: `seen` of `mentees` have a record by this mentor; `records` counts all written."""

    mentor_id: int
    name: str
    mentees: int
    seen: int
    records: int


@dataclass(frozen=True)
class CareLine:
    """One care category: how many of its students anybody has contacted within the limit."""

    category: str
    students: int
    contacted: int


@dataclass(frozen=True)
class Overview:
    """The figures of one month up to today, of the classes the viewer leads, or of the whole school."""

    since: date
    until: date
    students: int
    without_mentor: int
    seen: int
    records: int
    records_last_month: int
    limit_days: int
    care_students: int
    care_unseen: int
    mentors: list[MentorLine]
    care: list[CareLine]

    @property
    def idle_mentors(self) -> list[MentorLine]:
        """Mentors with students and no record this month."""
        return [one for one in self.mentors if one.mentees and not one.records]

    @property
    def mentors_finding(self) -> str:
        """What the mentors' figures say; nothing to say is said as such."""
        if not any(one.mentees for one in self.mentors):
            return "还没有导师带学生"
        idle = len(self.idle_mentors)
        return f"{idle} 位导师本月还没有交流记录" if idle else "每位带学生的导师本月都有交流记录"

    @property
    def care_finding(self) -> str:
        """What the care figures say."""
        if not self.care_students:
            return "还没有登记特殊学生"
        if self.care_unseen:
            return f"{self.care_unseen} 名特殊学生超过 {self.limit_days} 天没有联系"
        return f"特殊学生近 {self.limit_days} 天都联系过"

    @property
    def finding(self) -> str:
        """The page's title: what the figures say, the most pressing first."""
        if not self.students:
            return "还没有学生，先导入名单"
        if self.without_mentor:
            return f"还有 {self.without_mentor} 名学生没有导师"
        if self.idle_mentors:
            return f"每名学生都有导师，{len(self.idle_mentors)} 位导师本月还没有交流记录"
        if self.care_unseen:
            return self.care_finding
        return "每名学生都有导师，每位导师本月都有交流记录"


@until_written
def see(context: Context) -> Overview:
    """Every figure of the page."""
    context.require(Action.SEE_OVERVIEW)
    since, _ = month_of(context.today)
    last_since, last_until = month_of(since - timedelta(days=1))
    with context.read() as db:
        scope, on = context.leading(db), context.today
        limit = int(settings.get(db, "contact_limit_days"))
        coverage = rows.coverage(db, scope, on)
        mentors = [MentorLine(**row) for row in rows.mentors(db, scope, on, since, on)]
        care_since = on - timedelta(days=limit)
        return Overview(
            since,
            on,
            coverage["students"],
            coverage["without_mentor"],
            coverage["students"] - len(rows.unseen(db, scope, on, since, care_only=False)),
            rows.record_count(db, scope, since, on),
            rows.record_count(db, scope, last_since, min(last_until, _same_day(last_since, on))),
            limit,
            rows.care_students(db, scope, on),
            len(rows.unseen(db, scope, on, care_since, care_only=True)),
            mentors,
            [CareLine(**row) for row in rows.care(db, scope, on, care_since)],
        )


def students_without_mentor(context: Context) -> list[StudentLine]:
    """The students the first figure counts."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        found = students.without_mentor(db, context.leading(db), context.today, context.school_year(db))
    return [line(row) for row in found]


def unseen_students(context: Context, *, care_only: bool) -> list[StudentLine]:
    """Students without any record this month, or with a care status and none within the limit."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        scope, on = context.leading(db), context.today
        since = (
            on - timedelta(days=int(settings.get(db, "contact_limit_days"))) if care_only else month_of(on)[0]
        )
        wanted = set(rows.unseen(db, scope, on, since, care_only=care_only))
        listed = students.listed(db, scope, on, context.school_year(db))
    return [line(row) for row in listed if row["id"] in wanted]


def records(context: Context, mentor_id: int | None = None) -> list[Row]:
    """The records a figure counts: day, how many days late, who wrote it, about whom, what kind; never their text."""
    context.require(Action.SEE_OVERVIEW)
    since, _ = month_of(context.today)
    with context.read() as db:
        found = rows.records(db, context.leading(db), since, context.today, author_id=mentor_id)
    return [{**row, "kind": Kind(row["kind"]).text, "days_late": _days_late(context, row)} for row in found]


def _days_late(context: Context, row: Row) -> int:
    return days_late(date.fromisoformat(row["occurred_on"]), context.day_of(row["recorded_at"]))


def _same_day(month: date, on: date) -> date:
    """The last month up to the same day, so that half a month is not compared with a whole one."""
    return month + timedelta(days=on.day - 1)
