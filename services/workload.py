"""工作量: what every mentor carries, whether it is shared evenly, the periods of the allowance. The rule: docs/workload.md."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

from db import calendar as calendar_rows
from db import classes, settings, staff, students
from db import workload as rows
from db.connection import Database
from db.duties import Circle
from domain.calendar import Term, month_of, teaching_days
from domain.class_names import ClassName
from domain.duty_rules import DutyRule
from domain.duty_tables import NOTHING, Figures, by_mentor, key_of
from domain.errors import Conflict, Invalid, NotFound
from domain.months import TermMonth, term_months
from domain.permissions import Action
from domain.workload import (
    Fairness,
    Load,
    LoadRule,
    MonthHeld,
    Standing,
    check_rule,
    fairness,
    months_held,
    periods,
)
from domain.workload import loads as loads_of
from services import compliance
from services.context import Context
from services.judging import Judged
from services.remembered import until_arranged, until_written
from services.students import StudentLine, line

NO_MENTOR = "没有找到这位老师，或者今天没有带学生、也不是班主任。"
_SETTINGS = {
    "care_extra": "load_care_extra",
    "group": "load_group",
    "homeroom": "load_homeroom",
    "periods_a_month": "load_periods_a_month",
    "most_mentees": "most_mentees",
}


@dataclass(frozen=True)
class MentorLine:
    """One mentor: the load today, what is asked this month, the months of this term that are over."""

    id: int
    name: str
    load: Load
    asked: Figures
    months: list[MonthHeld]
    away_until: date | None = None

    @property
    def periods(self) -> float:
        """课时 of the term so far."""
        return periods(self.months, self.load.rule)


@dataclass(frozen=True)
class Workload:
    """Everybody who has students or leads a class: above the own limit first, else in the order of names."""

    on: date
    rule: LoadRule
    fairness: Fairness
    lines: list[MentorLine]
    idle: dict[int, str]  # teachers without a student
    months: list[TermMonth]  # of the term, those that are over


@dataclass(frozen=True)
class PeriodLine:
    """One mentor in the list for the allowance; `days_away` are school days on leave in these months."""

    name: str
    number: str
    months: list[MonthHeld]
    periods: float
    days_away: int
    students: int
    load: float


@dataclass(frozen=True)
class PeriodList:
    """课时统计表: everybody with a student on any day of these months, or today."""

    term: Term
    rule: LoadRule
    months: list[TermMonth]
    lines: list[PeriodLine]


@dataclass(frozen=True)
class MentorWork:
    """What stands behind one mentor's numbers."""

    line: MentorLine
    students: list[StudentLine]
    groups: list[str]
    classes: list[str]
    duties: list[tuple[DutyRule, Figures]]
    records_timed: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class RuleEffect:
    """What another rule would say of today: the findings, and whose load would change by how much."""

    before: Fairness
    after: Fairness
    changed: int
    periods_before: float
    periods_after: float


@dataclass(frozen=True)
class _Days:
    """The term's months that are over, with its school days, and who had a student when."""

    months: list[TermMonth] = field(default_factory=list)
    school_days: list[date] = field(default_factory=list)
    held: dict[int, list[tuple[date, date]]] = field(default_factory=dict)

    def of(self, mentor_id: int, today: date) -> list[MonthHeld]:
        return months_held(self.months, self.school_days, self.held.get(mentor_id, ()), today)


@dataclass(frozen=True)
class _Arranged:
    """All that no record changes: who holds what today, the months of who had a student, who is away."""

    rule: LoadRule
    standing: Standing
    carried: dict[int, Load]  # by the rule
    months: dict[int, list[MonthHeld]]
    nothing: list[MonthHeld]  # the same months of who had none
    away: dict[int, date]
    idle: frozenset[int]
    names: dict[int, str]


def rule_of(db: Database) -> LoadRule:
    """The school's rule."""
    return LoadRule(**{name: settings.get(db, key) for name, key in _SETTINGS.items()})


def loads(context: Context, db: Database, rule: LoadRule | None = None) -> dict[int, Load]:
    """What every mentor and class teacher of the school carries today; a step of the services that show it."""
    return loads_of(_standing(db, context.today), rule or rule_of(db))


@until_written
def see(context: Context) -> Workload:
    """Every mentor's load, what is asked this month, the periods of the term so far."""
    context.require(Action.SEE_WORKLOAD)
    known = _arranged(context)
    with context.read() as db:
        asked = by_mentor(_judged(context, db).asked)
    carried = known.carried
    lines = [
        MentorLine(
            one, name, carried[one], sum(asked.get(one, {}).values(), NOTHING),
            known.months.get(one, known.nothing), known.away.get(one),
        )
        for one, name in known.names.items() if one in carried
    ]  # fmt: skip
    return Workload(
        context.today, known.rule, fairness({one.id: one.load for one in lines}),
        sorted(lines, key=lambda one: not one.load.is_above),
        {one: name for one, name in known.names.items() if one in known.idle},
        [one.month for one in known.nothing],
    )  # fmt: skip


def of_mentor(context: Context, mentor_id: int) -> MentorWork:
    """The students, groups, classes, duties and months behind one line."""
    context.require(Action.SEE_WORKLOAD)
    found = next((one for one in see(context).lines if one.id == mentor_id), None)
    if found is None:
        raise NotFound(NO_MENTOR)
    with context.read() as db:
        on, year = context.today, context.school_year(db)
        scope = context.leading(db)
        own = students.listed(db, scope, on, year, mentor_id=mentor_id)
        judged = _judged(context, db)
        asked = by_mentor(judged.asked).get(mentor_id, {})
        known = classes.with_students_in(db, scope, year, on)
        names = {row["id"]: ClassName(row["grade"], row["number"]).text for row in known}
        led = [one for teacher, one in rows.homerooms(db, on) if teacher == mentor_id]
        groups = rows.group_names(db, mentor_id, on)
        timed, minutes = rows.minutes(db, mentor_id, month_of(on)[0], on)
    return MentorWork(
        found,
        [line(row) for row in own],
        [f"{names.get(row['class_id'], '')}{row['name']}" for row in groups],
        [names[one] for one in led if one in names],
        [(rule, asked[key_of(rule)]) for rule in _latest(judged.rules) if key_of(rule) in asked],
        timed,
        minutes,
    )


def period_list(context: Context, month: int | None = None) -> PeriodList:
    """The list for the allowance: one month of the term that is over, or all of them so far.

    :raises Invalid: there is no such month yet.
    """
    context.require(Action.SEE_WORKLOAD)
    with context.read() as db:
        term, days, rule = context.term(db), _days(context, db), rule_of(db)
        wanted = [one for one in days.months if month in (None, one.number)]
        if term is None or not wanted:
            raise Invalid("这个月还没有过完，月末以后再取课时统计表。")
        known, names, present = loads(context, db, rule), staff.names(db), staff.present(db)
        away = rows.away(db, wanted[0].first, wanted[-1].last)
    days = _Days(wanted, days.school_days, days.held)
    taught = [day for day in days.school_days if any(one.first <= day <= one.last for one in wanted)]
    lines = []
    for one, name in names.items():
        held, load = days.of(one, context.today), known.get(one)
        if any(month.days for month in held) or (load and load.students):
            lines.append(
                PeriodLine(
                    name, present.get(one, ("", ""))[1], held, periods(held, rule),
                    _days_away(away, one, taught), load.students if load else 0, load.total if load else 0,
                )
            )  # fmt: skip
    return PeriodList(term, rule, wanted, lines)


def known_rule(context: Context) -> LoadRule:
    """The rule, for whoever may change it."""
    context.require(Action.MANAGE_DUTIES)
    with context.read() as db:
        return rule_of(db)


def effect_of(context: Context, wanted: LoadRule) -> RuleEffect:
    """What would be said of today by another rule.

    :raises Invalid: a school cannot count by it.
    """
    context.require(Action.MANAGE_DUTIES)
    check_rule(wanted)
    known = _arranged(context)
    before = known.carried
    after = before if wanted == known.rule else loads_of(known.standing, wanted)
    return RuleEffect(
        fairness(before), fairness(after),
        sum(before[one].total != after[one].total for one in before),
        sum(periods(one, known.rule) for one in known.months.values()),
        sum(periods(one, wanted) for one in known.months.values()),
    )  # fmt: skip


def set_rule(context: Context, seen: LoadRule, wanted: LoadRule) -> None:
    """Count by another rule from now on, from what was `seen` on the screen.

    :raises Conflict: somebody else has changed it meanwhile.
    """
    context.require(Action.MANAGE_DUTIES)
    check_rule(wanted)
    with context.write() as tx:
        if rule_of(tx.db) != seen:
            raise Conflict("工作量的算法刚被别人改过，没有覆盖。请看过现在的算法再改一次。")
        before = asdict(seen)
        changed = {name: value for name, value in asdict(wanted).items() if value != before[name]}
        for name, value in changed.items():
            settings.put(tx.db, _SETTINGS[name], value)
        tx.audit("workload.rule", "school", fields=sorted(changed))


@until_arranged
def _arranged(context: Context) -> _Arranged:
    on = context.today
    with context.read() as db:
        days, rule, standing = _days(context, db), rule_of(db), _standing(db, on)
        return _Arranged(
            rule, standing, loads_of(standing, rule),
            {one: days.of(one, on) for one in days.held}, days.of(0, on),
            {one: last for one, _, last in rows.away(db, on, on)},
            frozenset(rows.idle(db, on)), staff.names(db),
        )  # fmt: skip


def _standing(db: Database, on: date) -> Standing:
    found = rows.pairs(db, on)
    return Standing(
        pairs=[(mentor, student) for mentor, student, _ in found],
        care=frozenset(student for _, student, has_care in found if has_care),
        led=rows.led(db, on),
        homerooms=rows.homerooms(db, on),
        limits=rows.limits(db),
    )


def _days(context: Context, db: Database) -> _Days:
    term = context.term(db)
    if term is None:
        return _Days()
    over = [one for one in term_months(term) if one.last < context.today]
    if not over:
        return _Days()
    days = teaching_days(term.starts_on, min(term.ends_on, over[-1].last), calendar_rows.holidays(db))
    return _Days(over, days, rows.held(db, term.starts_on, over[-1].last))


def _judged(context: Context, db: Database) -> Judged:
    """What this month asks, as 完成情况 says it."""
    first, last = month_of(context.today)
    circle = Circle(context.leading(db), school_year=context.school_year(db))
    return compliance.judged(context, db, circle, first, last, context.today)


def _latest(rules: Iterable[DutyRule]) -> list[DutyRule]:
    """Of the editions of a rule the last."""
    return list({key_of(rule): rule for rule in rules}.values())


def _days_away(away: list[tuple[int, date, date]], mentor_id: int, taught: list[date]) -> int:
    spans = [(first, last) for one, first, last in away if one == mentor_id]
    return sum(any(first <= day <= last for first, last in spans) for day in taught)
