"""What is due, done and late by the school's own rules: the one door to these figures for every screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import staff
from db.connection import Database
from db.duties import Circle
from db.scope import Scope
from domain.calendar import Term, day_text, month_of
from domain.duties import Asked
from domain.duty_periods import Span
from domain.duty_rules import DutyRule, Subject
from domain.duty_tables import NOTHING, Figures, RuleFigures, by_rule, key_of, rule_figures
from domain.errors import Refused
from domain.permissions import Action
from services import judging
from services.context import Context

OFFICE, OFFICE_NAME = 0, "德育处"  # who answers for the whole school's duties


@dataclass(frozen=True)
class MyDuty:
    """What one answers for in a period, and whose turn it is (ids of what the duty is for, undone ones only)."""

    rule: DutyRule
    span: Span
    required: int
    done: int
    late: int
    waiting: tuple[int, ...]

    @property
    def undone(self) -> int:
        """Late or open."""
        return self.required - self.done

    @property
    def open(self) -> int:
        """Undone, and there is still time."""
        return self.required - self.done - self.late


@dataclass(frozen=True)
class Owed:
    """How much somebody has still to do of one duty in one period. Counts only: it names no student."""

    person_id: int  # OFFICE: the moral-education office, for the whole school
    person: str
    rule_id: int
    rule: str
    span: str
    due_on: date
    open: int
    late: int
    unit: str = "次"  # 人, where each count is one student


@dataclass(frozen=True)
class StudentDuty:
    """One duty towards one student in one period, with the records that count."""

    rule: DutyRule
    span: Span
    required: int
    done: int
    late: int
    excused: int
    records: tuple[int, ...]


@dataclass(frozen=True)
class Effect:
    """What a rule asks this month before and after a change; None where there is no such rule."""

    rule: DutyRule
    before: Figures | None
    after: Figures | None

    @property
    def is_changed(self) -> bool:
        """Whether another number is required, done or late."""
        old, new = self.before or NOTHING, self.after or NOTHING
        return (old.required, old.done, old.late) != (new.required, new.done, new.late)


def figures(context: Context, on: date) -> list[RuleFigures]:
    """Every rule on a day: the periods that hold it, and all since the term began.

    :raises Refused: that day no term has begun.
    """
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        circle, begun = Circle(context.scope(db, on)), require_term(context, db, on).starts_on
        judged = judging.where(
            context, db, circle, on, lambda span: span.starts_on <= on and span.ends_on >= begun
        )
    return rule_figures(judged.asked, on)


def require_term(context: Context, db: Database, on: date) -> Term:
    """The term that figures of a day are about.

    :raises Refused: none has begun.
    """
    term = context.term(db, on)
    if term is None or term.starts_on > on:
        raise Refused(f"{on.year}年{day_text(on)}之前还没有学期。请先在“学年学期”里填好，或者换一天。")
    return term


def mine(context: Context) -> list[MyDuty]:
    """What one answers for now: in the periods running today, and what those just over left undone."""
    context.require(Action.SEE_OWN_DAY)
    with context.read() as db:
        return own_shares(context, db, context.scope(db))


def own_shares(context: Context, db: Database, scope: Scope) -> list[MyDuty]:
    """A step of the services that show one's own duties."""
    me = context.actor.staff_id or 0
    judged = judging.now(context, db, Circle(scope, mentor_id=me))
    return [share for one in judged.asked if (share := _share_of(one, me)) is not None]


def owed_by_me(context: Context) -> list[Owed]:
    """The same as counts: for a reminder to oneself, or a calendar on a phone."""
    return [
        Owed(context.actor.staff_id or 0, context.actor.name, key_of(one.rule), one.rule.name, one.span.name,
             one.span.due_on, one.open, one.late, unit_of(one.rule))
        for one in mine(context) if one.open or one.late
    ]  # fmt: skip


def owed(context: Context, *, class_id: int | None = None) -> list[Owed]:
    """What everybody answers for now and has not done in the classes one leads; of one class only, or of all."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        judged = judging.now(context, db, Circle(context.leading(db), class_id=class_id))
        names = staff.names(db)
    is_shown = (one for one in judged.asked if class_id is None or one.rule.subject is not Subject.SCHOOL)
    return [line for one in is_shown for line in _owed(one, names)]


def of_student(context: Context, student_id: int) -> list[StudentDuty]:
    """What is due towards one student in the periods running today."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        judged = judging.now(context, db, Circle(context.scope(db), student_id=student_id))
    return [
        StudentDuty(
            one.rule, one.span, int(one.required[0]), int(one.done[0]), int(one.late[0]), int(one.excused[0]),
            tuple(one.records[:, 1].tolist()),
        )
        for one in judged.asked if one.rule.subject in judging.OF_STUDENTS
    ]  # fmt: skip


def preview(context: Context, rules_after: Sequence[DutyRule]) -> list[Effect]:
    """This month's figures by the rules as they are and by others, each in force from the day it says.

    Rules not stored yet (id 0) stand beside the rule of the same name and subject that they would take the place of.
    """
    context.require(Action.MANAGE_DUTIES)
    since, until = month_of(context.today)
    with context.read() as db:
        circle = Circle(context.scope(db))
        before = judging.between(context, db, circle, since, until)
        after_rules = _told_apart(rules_after, before.rules)
        after = judging.between(context, db, circle, since, until, rules=after_rules)
    old, new = by_rule(before.asked), by_rule(after.asked)
    shown = {key_of(rule): rule for rule in (*before.rules, *after_rules)}
    return [
        Effect(rule, old.get(key), new.get(key)) for key, rule in shown.items() if key in old or key in new
    ]


def _told_apart(rules: Sequence[DutyRule], known: Sequence[DutyRule]) -> list[DutyRule]:
    """New rules under the origin of the known one they take the place of, or under numbers nobody else has."""
    kept = {key_of(rule) for rule in rules if rule.id}
    replaced = {(rule.name, rule.subject): key_of(rule) for rule in known if key_of(rule) not in kept}
    return [
        rule if rule.id or rule.origin_id
        else replace(rule, id=-place, origin_id=replaced.get((rule.name, rule.subject), 0))
        for place, rule in enumerate(rules, start=1)
    ]  # fmt: skip


def _share_of(one: Asked, person: int) -> MyDuty | None:
    shares = one.shares
    held = shares.person == person
    required, done = int(shares.required[held].sum()), int(shares.done[held].sum())
    if not required:
        return None
    waiting = shares.place[held & (shares.done < shares.required)]
    return MyDuty(
        one.rule, one.span, required, done, required - done if one.is_over else 0,
        tuple(one.subjects[waiting].tolist()),
    )  # fmt: skip


def _owed(one: Asked, names: dict[int, str]) -> list[Owed]:
    undone: dict[int, int] = {}
    shares = one.shares
    for person, count in zip(shares.person.tolist(), (shares.required - shares.done).tolist(), strict=True):
        undone[person] = undone.get(person, 0) + count
    return [
        Owed(
            person, names.get(person, OFFICE_NAME), key_of(one.rule), one.rule.name, one.span.name, one.span.due_on,
            0 if one.is_over else count, count if one.is_over else 0, unit_of(one.rule),
        )
        for person, count in undone.items() if count
    ]  # fmt: skip


def unit_of(rule: DutyRule) -> str:
    """What a count of this duty is: 人, where each is one student, else 次."""
    return "人" if rule.times == 1 and rule.subject in judging.OF_STUDENTS else "次"
