"""The history of 履职要求: what an act of the office makes of the editions of its rules.

A rule in force is never changed. Its edition ends on a day and the next begins on that day, so that a month gone by
is judged by what was asked in it. Every act is worked out here as the whole list that follows from it: what is shown
beforehand (what would this do to our figures?) is then what is stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Final

from domain.calendar import Term, day_text
from domain.duty_periods import SchoolCalendar
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Period, Subject, kind_text
from domain.errors import Invalid, NotFound
from domain.record_kinds import About, Kind
from domain.records import clean_text

MOST_TIMES: Final = 31
MOST_LETTERS: Final = 40


@dataclass(frozen=True)
class Adopt:
    """Ask for these and nothing else: a preset, or another one in its place."""

    rules: tuple[DutyRule, ...]


@dataclass(frozen=True)
class Add:
    """Ask for one thing more."""

    rule: DutyRule


@dataclass(frozen=True)
class Change:
    """Ask for something else in place of the edition with this id."""

    rule_id: int
    rule: DutyRule


@dataclass(frozen=True)
class SwitchOff:
    """Ask for it no longer."""

    rule_id: int


Act = Adopt | Add | Change | SwitchOff


def after(editions: Sequence[DutyRule], act: Act, on: date) -> list[DutyRule]:
    """Every edition once the act holds from that day on. New ones have id 0; those that never come to hold are gone.

    :raises Invalid: a rule asks for what cannot be, or for the same as another.
    """
    match act:
        case Adopt(rules):
            follow = _adopted(editions, rules, on)
        case Add(rule):
            follow = [*editions, _beginning(rule, on, 1 + max((one.position for one in editions), default=0))]
        case Change(rule_id, rule):
            follow = _changed(editions, rule_id, rule, on)
        case SwitchOff(rule_id):
            chain, others = _parted(editions, rule_id)
            follow = [*others, *_ended(chain, on)]
    for one in follow:
        check_rule(one)
    _check_no_twins(follow)
    return follow


def _adopted(editions: Sequence[DutyRule], rules: Sequence[DutyRule], on: date) -> list[DutyRule]:
    """What is asked now and will be goes on, changed or not, as the same rule; everything else ends."""
    held, follow, kept = in_force(editions, on), list(editions), set[int]()
    for place, rule in enumerate(rules, 1):
        known = _counterpart(rule, [one for one in held if origin_of(one) not in kept])
        if known is None:
            follow.append(_beginning(rule, on, place))
        else:
            kept.add(origin_of(known))
            follow = _changed(follow, known.id, rule, on)
    ending = [one for one in follow if one.id and origin_of(one) not in kept]
    return [*(one for one in follow if one not in ending), *_ended(ending, on)]


def _counterpart(rule: DutyRule, held: Sequence[DutyRule]) -> DutyRule | None:
    """The rule of today whose place this one takes."""
    same = (one for one in held if _asked(one) == _asked(rule))
    alike = (one for one in held if (one.name, one.subject) == (rule.name, rule.subject))
    return next(same, None) or next(alike, None)


def _changed(editions: Sequence[DutyRule], rule_id: int, rule: DutyRule, on: date) -> list[DutyRule]:
    chain, others = _parted(editions, rule_id)
    kept = _ended(chain, on)
    same = next((one for one in kept if one.valid_to == on and asks_the_same(one, rule)), None)
    if same is not None:  # nothing new: the edition before goes on
        return [*others, *(replace(one, valid_to=None) if one is same else one for one in kept)]
    now = next(one for one in chain if one.id == rule_id)
    return [*others, *kept, replace(_beginning(rule, on, now.position), origin_id=origin_of(now))]


def _beginning(rule: DutyRule, on: date, position: int) -> DutyRule:
    name = " ".join(clean_text(rule.name).split())
    return replace(
        rule, id=0, name=name, origin_id=0, version=1, position=position, valid_from=on, valid_to=None
    )


def _ended(editions: Iterable[DutyRule], on: date) -> list[DutyRule]:
    """Those begun before the day, in force up to it at the latest."""
    begun = [one for one in editions if one.valid_from < on]
    return [replace(one, valid_to=on) if one.valid_to is None or one.valid_to > on else one for one in begun]


def _parted(editions: Sequence[DutyRule], rule_id: int) -> tuple[list[DutyRule], list[DutyRule]]:
    """All editions of the rule with this edition, oldest first, and those of other rules."""
    wanted = next((one for one in editions if one.id == rule_id), None)
    if wanted is None:
        raise NotFound("没有找到这条要求，可能刚被别人改过。请看过现在的要求再改。")
    own = [one for one in editions if origin_of(one) == origin_of(wanted)]
    return sorted(own, key=lambda one: one.valid_from), [one for one in editions if one not in own]


def origin_of(rule: DutyRule) -> int:
    """The id of the rule's first edition."""
    return rule.origin_id or rule.id


def asks_the_same(one: DutyRule, other: DutyRule) -> bool:
    """Whether two editions ask for the same, whenever they do."""
    return _asked(one) == _asked(other) and (one.name, one.times) == (other.name, other.times)


def _asked(rule: DutyRule) -> tuple[object, ...]:
    return rule.kinds, rule.subject, rule.care_category_id, rule.period


def in_force(editions: Iterable[DutyRule], on: date) -> list[DutyRule]:
    """What is asked that day, in the order of the list."""
    held = [one for one in editions if one.valid_from <= on and (one.valid_to is None or on < one.valid_to)]
    return sorted(held, key=lambda one: (one.position, origin_of(one)))


# ── how periods are judged ──


def by_whole_periods(editions: Sequence[DutyRule], calendar: SchoolCalendar) -> list[DutyRule]:
    """The editions as figures are worked out by them: one period, one edition.

    Where an edition follows another that asks the same subjects in the same periods, it judges the whole of the period
    in which it begins: a talk of Monday still counts after the rule was renamed on Wednesday. Editions that never hold
    for a whole period are gone.
    """
    follow: list[DutyRule] = []
    for edition in sorted(editions, key=lambda one: (origin_of(one), one.valid_from)):
        before = follow[-1] if follow else None
        if before and _goes_on(before, edition):
            seam = min((one.starts_on for one in calendar.spans(edition.period) if one.holds(edition.valid_from)),
                       default=edition.valid_from)  # fmt: skip
            begins = max(seam, before.valid_from)
            edition = replace(edition, valid_from=begins)
            follow[-1:] = [replace(before, valid_to=begins)] if before.valid_from < begins else []
        follow.append(edition)
    return sorted(follow, key=lambda one: (one.position, origin_of(one), one.valid_from))


def _goes_on(before: DutyRule, edition: DutyRule) -> bool:
    return _line_of(before) == _line_of(edition) and before.valid_to == edition.valid_from


def _line_of(rule: DutyRule) -> tuple[object, ...]:
    return origin_of(rule), rule.period, rule.subject, rule.care_category_id


# ── from which day ───────────────────────────────────────────────────────────────────────────────────


def earliest(fixed: Iterable[DutyRule], today: date, term: Term | None) -> date:
    """The first day an act may hold from: past months have been judged by what was asked in them.

    `fixed` are the editions not entered just today. A school without any may begin with the term: nobody has been
    judged yet.
    """
    month = today.replace(day=1)
    return month if term is None or any(True for _ in fixed) else min(month, term.starts_on)


def check_day(on: date, first: date) -> None:
    """Raise Invalid for a day of a month that is over."""
    if on < first:
        raise Invalid(f"过去的月份按当时的要求算，不再改。请选 {day_text(first)} 或以后的日子。")


# ── what can be asked ────────────────────────────────────────────────────────────────────────────────

_ABOUT: Final = {
    Subject.STUDENT: (About.STUDENTS, About.GROUP),
    Subject.CARE_STUDENT: (About.STUDENTS, About.GROUP),
    Subject.MENTOR: (About.STUDENTS, About.GROUP, About.CLASS, About.SCHOOL),
    Subject.GROUP: (About.GROUP,),
    Subject.CLASS: (About.CLASS,),
    Subject.SCHOOL: (About.SCHOOL,),
}
_AFTER_EXAMS: Final = (Subject.STUDENT, Subject.CARE_STUDENT)


def kinds_for(subject: Subject) -> list[str]:
    """What may be asked for, in the order of the list."""
    found: list[str] = [
        kind for kind in Kind if kind.shape.about in _ABOUT[subject] and kind is not Kind.CLASS_VISIT
    ]  # a mentor cannot write what leaders look in on
    return [*found, MONTHLY_SUMMARY] if subject is Subject.MENTOR else found


def periods_for(subject: Subject) -> list[Period]:
    """How often it may be asked for: only students sit exams."""
    return [one for one in Period if one is not Period.AFTER_MAJOR_EXAM or subject in _AFTER_EXAMS]


def check_rule(rule: DutyRule) -> None:
    """Raise Invalid, naming what to change, for a rule nobody could follow."""
    if not rule.kinds:
        raise Invalid("请选好记什么算数，例如谈心。")
    if not 1 <= rule.times <= MOST_TIMES:
        raise Invalid(f"次数填 1 到 {MOST_TIMES}。")
    if not 1 <= len(rule.name.strip()) <= MOST_LETTERS:
        raise Invalid(f"名称填 1 到 {MOST_LETTERS} 个字。")
    if rule.period not in periods_for(rule.subject):
        raise Invalid("“每次大考后”只能用在学生身上。")
    if wrong := rule.kinds - set(kinds_for(rule.subject)):
        raise Invalid(f"{kind_text(min(wrong))}不是对{rule.subject.text}的要求。")
    if MONTHLY_SUMMARY in rule.kinds and (len(rule.kinds) > 1 or rule.period is not Period.MONTH):
        raise Invalid("月度谈话小结按月交，单独立一条要求。")


def _check_no_twins(editions: Sequence[DutyRule]) -> None:
    """The same asked twice would be done twice or judged twice."""
    for one, other in combinations(editions, 2):
        if _asked(one) == _asked(other) and _overlap(one, other):
            raise Invalid(f"“{one.name}”已经有一条同样的要求：{one.text}。请修改那一条。")


def _overlap(one: DutyRule, other: DutyRule) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )
