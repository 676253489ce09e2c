"""The duty engine: equal to judging one student and one day at a time, and fair whatever happens."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Holiday, Term
from domain.duties import judge
from domain.duty_coverage import looked_up
from domain.duty_periods import MajorExam, SchoolCalendar, Span
from domain.duty_rules import DutyRule, Period, Subject
from tests.domain.duty_oracle import STUDENTS, Stint, Verdict, World, Written, day, verdicts

KINDS = ("talk", "home_visit", "monthly_summary")
LAST = 110
days = st.integers(-4, LAST).map(day)


def maybe(strategy):
    return st.none() | strategy


@st.composite
def calendars(draw):
    ends, pause = draw(st.integers(20, 90)), draw(st.integers(1, 25))
    terms = [Term(1, 2026, 1, day(draw(st.integers(0, 6))), day(ends))]
    if draw(st.booleans()):
        terms.append(Term(2, 2026, 2, day(ends + pause), day(ends + pause + draw(st.integers(3, 40)))))
    holidays = [Holiday(day(start), day(start + draw(st.integers(0, 9))), "假")
                for start in draw(st.lists(st.integers(0, 80), max_size=2))]  # fmt: skip
    exams = [MajorExam(number, f"考{number % 2}", day(draw(st.integers(0, 70))), 2026, draw(st.sampled_from([3, 7])))
             for number in range(1, draw(st.integers(1, 4)))]  # fmt: skip
    return SchoolCalendar(tuple(terms), tuple(holidays), tuple(exams))


@st.composite
def rule_sets(draw):
    """Rules with few kinds, so that they meet; some in two editions."""
    rules = []
    for number in range(1, draw(st.integers(2, 5))):
        kinds = frozenset(draw(st.sampled_from([("talk",), ("talk",), ("home_visit",), KINDS])))
        subject = draw(st.sampled_from([Subject.STUDENT, Subject.STUDENT, Subject.CARE_STUDENT, *Subject]))
        category = draw(maybe(st.integers(1, 2))) if subject is Subject.CARE_STUDENT else None
        begins, changes = draw(st.just(day(-4)) | days), draw(maybe(days))
        fixed = (draw(st.sampled_from(Period)), subject)
        editions = [begins] if changes is None or changes <= begins else [begins, changes]
        for place, since in enumerate(editions):
            until = editions[place + 1] if place + 1 < len(editions) else None
            times = draw(st.integers(1, 4))
            rules.append(
                DutyRule(10 * place + number, "要求", kinds, times, *fixed, since, until, category, number)
            )
    return tuple(rules)


@st.composite
def stints(draw, who, whom, least, most, **more):
    """Who and whom, for days or months, often one after the other."""
    found = []
    for _ in range(draw(st.integers(least, most))):
        since = draw(st.just(day(-4)) | days)
        length = draw(maybe(st.integers(1, 70)))
        extra = {name: draw(strategy) for name, strategy in more.items()}
        end = None if length is None else since + timedelta(days=length)
        found.append(Stint(draw(who), draw(whom), since, end, **extra))
    return tuple(found)


@st.composite
def worlds(draw):
    """Three children and mentors, and everything that can happen to them in a few weeks."""
    students, mentors, classes = st.integers(1, 3), st.integers(11, 13), st.integers(1, 3)
    trial = st.none() | st.none() | days
    first = tuple(
        Stint(one, draw(mentors), day(-4), draw(maybe(days)), draw(st.integers(0, 3)), draw(trial))
        for one in (1, 2)
    )
    records = draw(st.lists(st.tuples(mentors, days, st.sampled_from(("talk", "home_visit")), st.sampled_from([(1,), (2,), (1, 2), (1, 2, 3)]),
                                      classes, st.integers(0, 3), st.integers(0, 2)), min_size=4, max_size=25))  # fmt: skip
    return World(
        draw(calendars()), draw(rule_sets()),
        tuple(Stint(one, draw(classes), day(-4)) for one in (1, 2)) + draw(stints(students, classes, 0, 2)),
        first + draw(stints(students, mentors, 1, 4, group=st.integers(0, 3), trial_until=trial)),
        draw(stints(students, st.integers(1, 2), 0, 3)),
        draw(stints(students, st.just(0), 0, 2)), draw(stints(mentors, st.just(0), 0, 2)),
        tuple(Stint(group, draw(classes), day(-4), None, root) for group, root in ((1, 1), (2, 1), (3, 3))),
        draw(stints(classes, mentors, 1, 3)),
        tuple(Written(number, *fields) for number, fields in enumerate(records, start=1)),
    )  # fmt: skip


def wanted(world: World) -> list[tuple[DutyRule, Span]]:
    return [(rule, span) for rule in world.rules for span in world.calendar.spans(rule.period)]


def judged(world: World, on: date) -> dict[tuple[DutyRule, Span], dict[int, Verdict]]:
    """What the engine says, in the oracle's words."""
    found = {}
    for one in judge(world.rules, wanted(world), world.coverage, world.known(on), on):
        shares = [{} for _ in one.subjects]
        for place, person, required, done in zip(
            *(column.tolist() for column in vars(one.shares).values()), strict=True
        ):
            assert person not in shares[place]
            shares[place][person] = (required, done)
        columns = (one.required, one.done, one.late, one.excused)
        found[one.rule, one.span] = {
            subject: Verdict(*figures, shares[place])
            for place, (subject, *figures) in enumerate(
                zip(one.subjects.tolist(), *(c.tolist() for c in columns), strict=True)
            )
        }
    return found


@settings(max_examples=150, deadline=None)
@given(worlds(), days)
def test_the_whole_school_at_once_is_judged_as_one_student_and_day_after_the_other(world, on):
    expected = {pair: one for pair in wanted(world) if (one := verdicts(world, *pair, on))}

    assert judged(world, on) == expected


def _totals(world: World, on: date) -> dict[tuple[DutyRule, Span], tuple[dict[int, int], ...]]:
    """Per rule and period: required, late and open of every subject."""
    return {
        pair: tuple(
            {subject: figure(one) for subject, one in subjects.items()}
            for figure in (lambda v: v.required, lambda v: v.late, lambda v: v.required - v.done - v.late)
        )
        for pair, subjects in judged(world, on).items()
    }


@settings(max_examples=60, deadline=None)
@given(worlds(), days)
def test_one_more_record_never_makes_more_due(world, on):
    fewer = world.but(records=world.records[:-1])

    before, after = _totals(fewer, on), _totals(world, on)

    assert before.keys() == after.keys()
    for pair, (required, *undone) in before.items():
        assert after[pair][0] == required
        for was, now in zip(undone, after[pair][1:], strict=True):
            assert all(now[subject] <= was[subject] for subject in was)


@settings(max_examples=60, deadline=None)
@given(worlds(), days)
def test_no_record_counts_twice_for_one_rule_and_period(world, on):
    seen = set()
    for one in judge(world.rules, wanted(world), world.coverage, world.known(on), on):
        filled = [0] * len(one.subjects)
        for place, record in one.records.tolist():
            key = (one.rule.origin_id, one.span, int(one.subjects[place]), record)
            assert key not in seen  # not even for two editions of the rule
            seen.add(key)
            filled[place] += 1
        assert filled == one.done.tolist()


@settings(max_examples=60, deadline=None)
@given(worlds(), days, days, st.integers(1, 3))
def test_leave_and_trial_never_make_more_due(world, on, since, student):
    excuses = [
        world.but(student_leave=(*world.student_leave, Stint(student, 0, since, since + timedelta(days=5)))),
        world.but(staff_leave=(*world.staff_leave, Stint(11, 0, since))),
        world.but(pairings=tuple(Stint(p.who, p.whom, p.since, p.until, p.group, max(p.trial_until or since, since)) for p in world.pairings)),
    ]  # fmt: skip
    plain = judged(world, on)
    for excused in excuses:
        for pair, subjects in judged(excused, on).items():
            assert all(one.required <= plain[pair][subject].required for subject, one in subjects.items())


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(0, LAST).map(day), days)
def test_two_mentors_one_after_the_other_answer_for_what_one_would_have(world, change, on):
    alone = world.but(
        pairings=tuple(Stint(student, 11, day(-4)) for student in (1, 2, 3)), staff_leave=(),
        records=tuple(Written(one.id, 11, one.day, one.kind, one.students) for one in world.records),
    )  # fmt: skip
    split = alone.but(
        pairings=tuple(
            stint for one in alone.pairings
            for stint in (Stint(one.who, 11, one.since, change), Stint(one.who, 12, change))
        ),
        records=tuple(
            Written(one.id, 11 if one.day < change else 12, one.day, one.kind, one.students)
            for one in alone.records
        ),
    )  # fmt: skip
    whole, parts = judged(alone, on), judged(split, on)
    for (rule, span), subjects in whole.items():
        if rule.subject in STUDENTS:
            for subject, one in subjects.items():
                other = parts[rule, span][subject]
                assert (other.required, other.done, other.late) == (one.required, one.done, one.late)
                assert tuple(map(sum, zip((0, 0), *other.shares.values(), strict=True))) == (
                    one.required,
                    one.done,
                )


# ── single days, worked by hand ──────────────────────────────────────────────────────────────────────

TERM = SchoolCalendar((Term(1, 2026, 1, date(2026, 9, 1), date(2027, 1, 20)), Term(2, 2026, 2, date(2027, 2, 25), date(2027, 7, 6))), ())  # fmt: skip
BEGIN = date(2026, 9, 1)
WEEKLY = DutyRule(1, "谈心", frozenset({"talk"}), 1, Period.WEEK, Subject.STUDENT, BEGIN, origin_id=1)
TWICE_A_TERM = DutyRule(
    2, "家访", frozenset({"home_visit"}), 2, Period.TERM, Subject.STUDENT, BEGIN, origin_id=2
)
ONE_CHILD = World(TERM, (WEEKLY, TWICE_A_TERM), (Stint(1, 1, BEGIN),), (Stint(1, 11, BEGIN),))


def verdict(world: World, rule: DutyRule, on: date, in_period_of: date | None = None) -> Verdict | None:
    (span,) = [one for one in world.calendar.spans(rule.period) if one.holds(in_period_of or on)]
    return judged(world, on).get((rule, span), {}).get(1)


@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2026, 11, 20), 0), (date(2026, 11, 21), 1), (date(2026, 11, 22), 1)],
    ids=["on the last school day there is time", "on Saturday it is late", "and on Sunday"],
)
def test_a_week_is_late_when_its_last_school_day_is_over(on, late):
    assert verdict(ONE_CHILD, WEEKLY, on) == Verdict(1, 0, late, 0, {11: (1, 0)})


def test_a_talk_on_sunday_still_counts_for_the_week():
    world = ONE_CHILD.but(records=(Written(1, 11, date(2026, 11, 22), "talk", (1,)),))

    assert verdict(world, WEEKLY, date(2026, 11, 23), date(2026, 11, 22)) == Verdict(1, 1, 0, 0, {11: (1, 1)})


def test_a_visit_in_the_winter_holidays_counts_for_the_term_just_over():
    visit = Written(1, 11, date(2027, 2, 3), "home_visit", (1,))
    world = ONE_CHILD.but(records=(visit,))

    assert verdict(world, TWICE_A_TERM, date(2027, 2, 2)) == Verdict(2, 0, 2, 0, {11: (2, 0)})
    assert verdict(world, TWICE_A_TERM, date(2027, 2, 3)) == Verdict(2, 1, 1, 0, {11: (2, 1)})
    assert verdict(world, TWICE_A_TERM, date(2027, 3, 1)) == Verdict(2, 0, 0, 0, {11: (2, 0)})


@pytest.mark.parametrize(
    ("changed_on", "answers"),
    [(date(2026, 11, 18), 12), (date(2026, 11, 19), 11)],
    ids=["two days of the old mentor, three of the new", "three of the old, two of the new"],
)
def test_who_had_the_child_for_most_of_the_week_answers_for_it(changed_on, answers):
    world = ONE_CHILD.but(pairings=(Stint(1, 11, BEGIN, changed_on), Stint(1, 12, changed_on)))

    assert verdict(world, WEEKLY, date(2026, 11, 21)) == Verdict(1, 0, 1, 0, {answers: (1, 0)})


@pytest.mark.parametrize("changed_on", [date(2026, 11, 18), date(2026, 11, 19)])
def test_while_there_is_time_it_is_asked_of_the_mentor_who_can_still_do_it(changed_on):
    world = ONE_CHILD.but(pairings=(Stint(1, 11, BEGIN, changed_on), Stint(1, 12, changed_on)))

    assert verdict(world, WEEKLY, changed_on - timedelta(days=1)).shares in ({11: (1, 0)}, {12: (1, 0)})
    assert verdict(world, WEEKLY, date(2026, 11, 20)) == Verdict(1, 0, 0, 0, {12: (1, 0)})


def test_each_mentor_answers_for_the_visit_of_the_own_half_and_own_visits_come_first():
    change = date(2026, 11, 9)
    world = ONE_CHILD.but(
        pairings=(Stint(1, 11, BEGIN, change), Stint(1, 12, change)),
        records=(Written(1, 12, date(2026, 12, 1), "home_visit", (1,)),),
    )

    assert verdict(world, TWICE_A_TERM, date(2026, 12, 2)) == Verdict(2, 1, 0, 0, {12: (2, 1)})
    assert verdict(world, TWICE_A_TERM, date(2027, 2, 1)) == Verdict(2, 1, 1, 0, {11: (1, 0), 12: (1, 1)})


def test_what_the_next_mentor_did_beyond_the_own_share_fills_the_earlier_one():
    change = date(2026, 11, 9)
    visits = (
        Written(1, 12, date(2026, 12, 1), "home_visit", (1,)),
        Written(2, 12, date(2026, 12, 8), "home_visit", (1,)),
    )
    world = ONE_CHILD.but(pairings=(Stint(1, 11, BEGIN, change), Stint(1, 12, change)), records=visits)

    assert verdict(world, TWICE_A_TERM, date(2026, 12, 9)) == Verdict(2, 2, 0, 0, {11: (1, 1), 12: (1, 1)})


def test_two_mentors_at_once_answer_together_and_the_child_counts_once():
    world = ONE_CHILD.but(pairings=(Stint(1, 11, BEGIN), Stint(1, 12, BEGIN)))

    assert verdict(world, WEEKLY, date(2026, 11, 20)) == Verdict(1, 0, 0, 0, {11: (1, 0), 12: (1, 0)})


def test_a_record_of_somebody_who_is_not_the_mentor_does_not_count():
    world = ONE_CHILD.but(records=(Written(1, 12, date(2026, 11, 18), "talk", (1,)),))

    assert verdict(world, WEEKLY, date(2026, 11, 20)) == Verdict(1, 0, 0, 0, {11: (1, 0)})


def test_what_one_look_up_did_not_find_the_next_does_not_take_for_the_last():
    known, values = np.array([2, 5]), np.array([20, 50])
    assert looked_up(np.array([5, -1, 2, 3]), known, values).tolist() == [50, -1, 20, -1]
    assert looked_up(np.array([], dtype=np.int64), known[:0], values[:0]).tolist() == []


def test_what_belongs_to_no_group_counts_for_none():
    rule = DutyRule(3, "小组活动", frozenset({"talk"}), 1, Period.WEEK, Subject.GROUP, BEGIN, origin_id=3)
    world = ONE_CHILD.but(
        rules=(rule,),
        pairings=(Stint(1, 11, BEGIN, group=1),),
        groups=(Stint(1, 1, BEGIN, group=1),),
        records=(Written(1, 11, date(2026, 11, 18), "talk", (1,)),),
    )

    assert verdict(world, rule, date(2026, 11, 20)) == Verdict(1, 0, 0, 0, {11: (1, 0)})
