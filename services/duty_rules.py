"""履职要求: what the school asks for, put in force from a day by the office, read by everybody."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import duty_rules as rows
from db.connection import Database
from db.rows import Row
from domain.calendar import month_of
from domain.duty_editions import Act, Add, Adopt, Change, SwitchOff, after, check_day, earliest, in_force
from domain.duty_rules import DutyRule
from domain.errors import Conflict
from domain.permissions import Action
from services import duties
from services.context import Context, Writing
from services.duties import Effect
from services.remembered import until_written

Seen = frozenset[tuple[int, int]]  # (id, version) of every edition: what a change was made from


@dataclass(frozen=True)
class Past:
    """An edition that holds no longer, and who ended it."""

    rule: DutyRule
    ended_by: str


@dataclass(frozen=True)
class Book:
    """The school's rules as they stand: in force today, to come, and gone by (the latest first)."""

    present: list[DutyRule]
    coming: list[DutyRule]
    past: list[Past]
    care_categories: dict[int, str]
    seen: Seen
    earliest: date

    @property
    def is_empty(self) -> bool:
        """Whether nothing is or will be asked for."""
        return not self.present and not self.coming


@until_written
def open_book(context: Context) -> Book:
    """What is asked for, what will be, what was: everybody on the staff may know."""
    context.require(Action.SEE_OWN_DAY)
    with context.read() as db:
        known, whose = rows.editions(db), rows.whose(db)
        return Book(
            in_force(known, context.today),
            [one for one in known if one.valid_from > context.today],
            [Past(one, whose[one.id]["ended_by"]) for one in reversed(known) if _is_over(one, context.today)],
            rows.care_categories(db),
            _seen(known),
            _earliest(context, db, known, whose),
        )


def would_follow(context: Context, act: Act, on: date) -> list[DutyRule]:
    """All editions as they would be after the act: to show beforehand what it does.

    :raises Invalid: it cannot be done; the sentence says what to change.
    """
    context.require(Action.MANAGE_DUTIES)
    with context.read() as db:
        known = rows.editions(db)
        check_day(on, _earliest(context, db, known, rows.whose(db)))
    return after(known, act, on)


@dataclass(frozen=True)
class MonthEffect:
    """What an act does to this month's figures; where it comes too late for it, what it would do to a whole month."""

    is_whole_month: bool
    effects: list[Effect]

    @property
    def changed(self) -> list[Effect]:
        """Rules whose figures differ."""
        return [one for one in self.effects if one.is_changed]


@until_written
def effect_of(context: Context, act: Act, on: date) -> MonthEffect:
    """This month's figures before and after an act that holds from that day on.

    :raises Invalid: it cannot be done; the sentence says what to change.
    """
    context.require(Action.MANAGE_DUTIES)
    first, last = month_of(context.today)
    rules = would_follow(context, act, on)
    as_dated = MonthEffect(False, duties.preview(context, rules) if on <= last else [])
    if on <= first or as_dated.changed:
        return as_dated
    return MonthEffect(True, duties.preview(context, would_follow(context, act, first)))


def put_in_force(context: Context, form_id: str, seen: Seen, act: Act, on: date) -> None:
    """Do the act from that day on; the same form sent twice is one act.

    :raises Conflict: somebody has changed the rules since they were `seen`.
    """
    context.require(Action.MANAGE_DUTIES)
    with context.write() as tx:
        if tx.earlier(form_id) is not None:
            return
        known = rows.editions(tx.db)
        if _seen(known) != seen:
            raise Conflict("履职要求刚被别人改过，没有覆盖。请看过现在的要求再改一次。")
        check_day(on, _earliest(context, tx.db, known, rows.whose(tx.db)))
        _store(tx, known, after(known, act, on))
        _audit(tx, act, on)
        tx.answer(form_id, True)


def _store(tx: Writing, before: list[DutyRule], follow: list[DutyRule]) -> None:
    """Write what differs."""
    me, known = tx.context.actor.staff_id, {one.id: one for one in before}
    kept = {one.id: one for one in follow if one.id in known}
    rows.remove(tx.db, set(known) - set(kept))
    for one in kept.values():
        if one != known[one.id]:
            rows.end(tx.db, one, me)
    for one in follow:
        if not one.id:  # of a rule whose first edition never came to hold, the new one is the first
            first = one.origin_id if one.origin_id in kept else 0
            rows.add(tx.db, replace(one, origin_id=first), tx.context.today, me)


def starting_days(context: Context, book: Book) -> dict[date, str]:
    """The days usually wanted, each with its words, the first proposed; any later one may be typed."""
    context.require(Action.MANAGE_DUTIES)
    today, month = context.today, context.today.replace(day=1)
    days = {today: "从今天起", _next_month(month): "从下月 1 日起"}
    days |= {} if month in days else {month: "从本月 1 日起"}
    return days | ({book.earliest: "从学期第一天起"} if book.earliest < month else {})


def _next_month(month: date) -> date:
    return (month + timedelta(31)).replace(day=1)


def _is_over(rule: DutyRule, today: date) -> bool:
    return rule.valid_to is not None and rule.valid_to <= today


def _seen(known: list[DutyRule]) -> Seen:
    return frozenset((one.id, one.version) for one in known)


def _earliest(context: Context, db: Database, known: list[DutyRule], whose: dict[int, Row]) -> date:
    today = context.today
    fixed = [one for one in known if whose[one.id]["entered_on"] != today.isoformat()]
    return earliest(fixed, today, context.term(db))


def _audit(tx: Writing, act: Act, on: date) -> None:
    match act:
        case Adopt(rules):
            tx.audit("duty_rule.adopt", "duty_rule", count=len(rules), on=on.isoformat())
        case Add():
            tx.audit("duty_rule.add", "duty_rule", on=on.isoformat())
        case Change(rule_id):
            tx.audit("duty_rule.change", f"duty_rule/{rule_id}", on=on.isoformat())
        case SwitchOff(rule_id):
            tx.audit("duty_rule.end", f"duty_rule/{rule_id}", on=on.isoformat())
