"""A mentor's first page: whom have I not seen, what did I promise, whom have I seen this week."""

from dataclasses import dataclass
from datetime import date, timedelta

from db import interactions, students
from db.rows import Row
from domain.calendar import day_text
from domain.permissions import Action
from domain.record_kinds import Kind
from services.context import Context
from services.students import StudentLine, line


@dataclass(frozen=True)
class StudentDay:
    """A student with what to know before the next talk."""

    student: StudentLine
    days: int | None
    last_words: str


@dataclass(frozen=True)
class FollowUp:
    """A promise that is due."""

    student_id: int
    name: str
    due_on: date
    words: str


@dataclass(frozen=True)
class Today:
    """Nobody is listed twice among `waiting` and `seen`."""

    waiting: list[StudentDay]
    seen: list[StudentDay]
    follow_ups: list[FollowUp]

    @property
    def total(self) -> int:
        """How many students one mentors."""
        return len(self.waiting) + len(self.seen)


def my_day(context: Context) -> Today:
    """The mentor's students split by whether anybody has recorded a contact since Monday."""
    context.require(Action.SEE_OWN_DAY)
    monday = context.today - timedelta(days=context.today.weekday())
    with context.read() as db:
        scope = context.scope(db)
        rows = students.listed(
            db, scope, context.today, context.school_year(db), mentor_id=context.actor.staff_id or 0
        )
        words = interactions.last_words(
            db, scope, context.actor.staff_id, context.today, mentor_id=context.actor.staff_id or 0
        )
        due = interactions.open_follow_ups(db, scope, context.actor.staff_id, context.today)
    days = [_student_day(line(row), words.get(row["id"]), context.today) for row in rows]
    days.sort(key=lambda one: (one.days is not None, -(one.days or 0), one.student.id))
    week = (context.today - monday).days
    seen = [one for one in days if one.days is not None and one.days <= week]
    return Today([one for one in days if one not in seen], seen, [_follow_up(row) for row in due])


def last_words(context: Context, student_id: int) -> str:
    """What was said with one student last time."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = interactions.last_words(
            db, context.scope(db), context.actor.staff_id, context.today, student_id=student_id
        )
    return _words(found.get(student_id))


def _student_day(student: StudentLine, last: Row | None, today: date) -> StudentDay:
    return StudentDay(student, student.days_since(today), _words(last))


def _words(last: Row | None) -> str:
    """上次谈学业：数学跟不上; a restricted or wordless record shows only its day and mode."""
    if last is None:
        return "还没有记录"
    if not last["content"]:
        return f"上次 {day_text(date.fromisoformat(last['occurred_on']))} {last['talk_mode'] or Kind(last['kind']).text}"
    topic = (
        f"上次谈{last['guidance_area']}" if last["kind"] == Kind.TALK else f"上次{Kind(last['kind']).text}"
    )
    return f"{topic}：{last['content']}"


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(
        row["student_id"],
        row["name"],
        date.fromisoformat(row["due_on"]),
        row["content"] or f"上次{Kind(row['kind']).text}后约好跟进",
    )
