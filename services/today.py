"""A mentor's first page: whom to see next, what was promised, what else is due, what is new about one's students."""

from dataclasses import dataclass
from datetime import date, timedelta

from db import classes, interactions, leave, news, overview, students
from db.connection import Database
from db.duties import Circle
from db.rows import Row
from db.scope import Scope
from domain.calendar import day_text, month_of
from domain.duty_periods import Span
from domain.duty_rules import DutyRule, Subject
from domain.permissions import Action
from domain.record_kinds import Kind
from services import duties, judging
from services.context import Context
from services.duties import MyDuty
from services.remembered import until_written
from services.students import StudentLine, line

_NEWS_FOR = timedelta(days=2)
_OF_CLASS = frozenset({Subject.CLASS, Subject.STUDENT, Subject.CARE_STUDENT})


@dataclass(frozen=True)
class StudentDay:
    """A student with what to know before the next talk."""

    student: StudentLine
    days: int | None
    last_words: str
    away_until: date | None = None  # on leave today


@dataclass(frozen=True)
class FollowUp:
    """A promise that is due."""

    student_id: int
    name: str
    due_on: date
    words: str


@dataclass(frozen=True)
class News:
    """Something new about one of one's students, in words that hold nothing confidential."""

    student_id: int
    words: str


@dataclass(frozen=True)
class ClassDuty:
    """What is undone in the class one leads: for the class as a whole, or by its mentors together."""

    class_id: int
    rule: DutyRule
    span: Span
    open: int
    late: int


@dataclass(frozen=True)
class ClassDay:
    """The class one leads."""

    duties: list[ClassDuty]
    unseen: int


@dataclass(frozen=True)
class Today:
    """Nobody is listed twice among `waiting` and `seen`.

    By the talk duties of the period where there are any; else by whether anybody has recorded a contact since Monday.
    """

    waiting: list[StudentDay]
    seen: list[StudentDay]
    follow_ups: list[FollowUp]
    talks: tuple[MyDuty, ...] = ()
    others: tuple[MyDuty, ...] = ()
    news: tuple[News, ...] = ()
    own_class: ClassDay | None = None  # of who leads one

    @property
    def total(self) -> int:
        """How many students one mentors."""
        return len(self.waiting) + len(self.seen)

    @property
    def to_talk(self) -> int:
        """How many talks the period asks for; without a rule, with how many students."""
        return sum(one.required for one in self.talks) if self.talks else self.total

    @property
    def talked(self) -> int:
        """How many of them have taken place."""
        return sum(one.done for one in self.talks) if self.talks else len(self.seen)

    def due(self, duty: MyDuty) -> list[StudentDay]:
        """One's students of whom this duty is not done, the longest unseen first."""
        return [one for one in self.waiting + self.seen if one.student.id in duty.waiting]


@until_written
def my_day(context: Context) -> Today:
    """The mentor's students, whose turn it is, and what else there is to do."""
    context.require(Action.SEE_OWN_DAY)
    me, on = context.actor.staff_id or 0, context.today
    with context.read() as db:
        scope = context.scope(db)
        rows = students.listed(db, scope, on, context.school_year(db), mentor_id=me)
        words = interactions.last_words(db, scope, context.actor.staff_id, on, mentor_id=me)
        due = interactions.open_follow_ups(db, scope, context.actor.staff_id, on)
        found = news.of_mentor(db, scope, me, on - _NEWS_FOR, on) if rows else []
        duties_due = duties.own_shares(context, db, scope) if rows else []
        own_class = _own_class(context, db, scope)
        away = _away(db, scope, me, on) if rows else {}
    days = [_student_day(line(row), words.get(row["id"]), on, away.get(row["id"])) for row in rows]
    days.sort(key=lambda one: (one.days is not None, -(one.days or 0), one.student.id))
    talks = tuple(one for one in duties_due if _is_talk(one) and one.span.holds(on))
    others = tuple(one for one in duties_due if one not in talks and one.undone)
    waiting = [one for one in days if _is_waiting(one, talks, on)]
    seen = [one for one in days if one not in waiting]
    follow_ups = [_follow_up(row) for row in due]
    return Today(waiting, seen, follow_ups, talks, others, tuple(map(_news, found)), own_class)


def _own_class(context: Context, db: Database, scope: Scope) -> ClassDay | None:
    """What is undone in the class one leads, its own meetings first, and whom nobody has seen this month."""
    on = context.today
    led = classes.led_by(db, context.actor.staff_id or 0, on)
    if not led:
        return None
    asked = [
        (one, judged) for one in led for judged in judging.now(context, db, Circle(scope, class_id=one)).asked
    ]
    unseen = overview.unseen(db, context.leading(db), on, month_of(on)[0], care_only=False)
    found = [
        ClassDuty(class_id, one.rule, one.span, int(one.open.sum()), int(one.late.sum()))
        for class_id, one in asked
        if one.rule.subject in _OF_CLASS and one.span.holds(on)
    ]
    undone = [one for one in found if one.open or one.late]
    undone.sort(key=lambda one: (one.rule.subject is not Subject.CLASS, one.span.due_on))
    return ClassDay(undone, len(unseen))


def _is_talk(duty: MyDuty) -> bool:
    return Kind.TALK in duty.rule.kinds and duty.rule.subject in judging.OF_STUDENTS


def _is_waiting(one: StudentDay, talks: tuple[MyDuty, ...], on: date) -> bool:
    if talks:
        return any(one.student.id in duty.waiting for duty in talks)
    return one.days is None or one.days > on.weekday()


def _news(row: Row) -> News:
    words = {
        "mentee": f"{row['student']} 开始由您带",
        "care": f"{row['student']} 有新登记的特殊情况",
        "exam": f"{row['who']}的成绩导入了",
        "record": f"{row['who']}老师记了{row['student']}的{Kind(row['kind']).text if row['kind'] else ''}",
    }
    return News(row["student_id"], words[row["what"]])


@until_written
def last_words(context: Context, student_id: int) -> str:
    """What was said with one student last time."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        scope = context.scope(db)
        found = interactions.last_words(
            db, scope, context.actor.staff_id, context.today, student_id=student_id
        )
    return _words(found.get(student_id))


def _away(db: Database, scope: Scope, mentor_id: int, on: date) -> dict[int, date]:
    """Who of the mentor's students is on leave today, and until when."""
    found = leave.of_students(db, scope, on, mentor_id=mentor_id)
    return {
        row["student_id"]: date.fromisoformat(row["ends_on"])
        for row in found if row["starts_on"] <= on.isoformat()
    }  # fmt: skip


def _student_day(student: StudentLine, last: Row | None, today: date, away_until: date | None) -> StudentDay:
    return StudentDay(student, student.days_since(today), _words(last), away_until)


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
