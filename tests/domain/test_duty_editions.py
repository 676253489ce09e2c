"""The history of rules: whatever the office does, on every day at most one edition of a rule holds, and the past stands."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Term
from domain.duty_editions import (
    Add,
    Adopt,
    Change,
    SwitchOff,
    after,
    asks_the_same,
    by_whole_periods,
    check_day,
    check_rule,
    earliest,
    in_force,
    kinds_for,
    origin_of,
    periods_for,
)
from domain.duty_periods import SchoolCalendar
from domain.duty_presets import PRESETS
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Period, Subject
from domain.errors import Invalid
from domain.record_kinds import Kind

FIRST = date(2026, 9, 1)
KINDS = (Kind.TALK, Kind.HOME_VISIT, Kind.LETTER)
DAYS = st.integers(0, 120).map(lambda offset: FIRST + timedelta(offset))
WISHES = st.builds(
    lambda kind, times, period: DutyRule(
        0, kind.text, frozenset({kind}), times, period, Subject.STUDENT, date.min
    ),
    st.sampled_from(KINDS),
    st.integers(1, 3),
    st.sampled_from([Period.WEEK, Period.MONTH]),
)
# what is done, to which of the editions there are (as a share of the list), from when
ACTS = st.lists(
    st.tuples(st.sampled_from(["adopt", "add", "change", "off"]), st.floats(0, 0.99), WISHES, WISHES, DAYS)
)


def done(editions, acts):
    """Every act in turn, those that are refused left out; each step's list, ids as the database gives them."""
    fresh = 1
    for what, where, wish, other, on in acts:
        target = editions[int(where * len(editions))].id if editions else 0
        act = {
            "adopt": Adopt((wish, other)),
            "add": Add(wish),
            "change": Change(target, wish),
            "off": SwitchOff(target),
        }[what]
        if what in ("change", "off") and not editions:
            continue
        try:
            follow = after(editions, act, on)
        except Invalid:
            continue
        kept = {one.id for one in follow}
        stored = []
        for one in follow:
            if not one.id:
                origin = one.origin_id if one.origin_id in kept else 0
                one = replace(one, id=fresh, origin_id=origin)
                fresh += 1
            stored.append(one)
        yield act, on, editions, stored
        editions = stored


def days_of(editions):
    ends = {one.valid_to for one in editions if one.valid_to} | {one.valid_from for one in editions}
    return {day + timedelta(shift) for day in ends for shift in (-1, 0, 1)}


@given(ACTS)
def test_on_every_day_at_most_one_edition_of_a_rule_holds_and_nothing_is_asked_twice(acts):
    for _, _, _, editions in done([], acts):
        for day in days_of(editions):
            held = in_force(editions, day)
            assert len({origin_of(one) for one in held}) == len(held)
            assert len({(one.kinds, one.period) for one in held}) == len(held)
        assert len({origin_of(one) for one in editions if one.valid_to is None}) == len(
            [one for one in editions if one.valid_to is None]
        )


@given(ACTS)
def test_what_held_before_the_day_of_an_act_is_what_held(acts):
    for _, on, before, editions in done([], acts):
        for day in (one for one in days_of([*before, *editions]) if one < on):
            assert [one.text for one in in_force(editions, day)] == [
                one.text for one in in_force(before, day)
            ]


@given(ACTS)
def test_from_its_day_on_the_act_holds_for_good(acts):
    for act, on, _, editions in done([], acts):
        for day in (one for one in days_of(editions) | {on} if one >= on):
            held = in_force(editions, day)
            if isinstance(act, Adopt):
                assert sorted(one.text for one in held) == sorted(one.text for one in act.rules)
            elif isinstance(act, SwitchOff):
                assert act.rule_id not in {one.id for one in held}
            else:
                assert any(asks_the_same(one, act.rule) for one in held)


@given(ACTS)
def test_no_edition_is_empty_and_none_follows_one_that_asked_for_the_same(acts):
    for _, _, _, editions in done([], acts):
        assert all(one.valid_to is None or one.valid_from < one.valid_to for one in editions)
        for one in editions:
            for other in editions:
                is_next = origin_of(one) == origin_of(other) and one.valid_to == other.valid_from
                assert not (is_next and asks_the_same(one, other))


def test_what_two_schemes_have_in_common_goes_on_as_the_same_rule():
    """Talk is weekly in both: it is not ended and begun again, and reports from both times are one column."""
    first = after([], Adopt(tuple(PRESETS["S0"].rules(FIRST))), FIRST)
    known = [replace(one, id=place) for place, one in enumerate(first, 1)]
    on = FIRST + timedelta(60)
    follow = after(known, Adopt(tuple(PRESETS["S2"].rules(FIRST))), on)
    talk, family = ([one for one in follow if one.name == name] for name in ("谈心", "家校联系"))
    assert [(one.id, one.valid_to) for one in talk] == [(1, None)]
    assert [(origin_of(one), one.period) for one in family] == [(3, Period.TWO_MONTHS), (3, Period.MONTH)]
    assert [one.valid_to for one in follow if one.name == "学生汇报"] == [on]


@pytest.mark.parametrize("key", PRESETS)
def test_every_scheme_can_be_put_in_force_as_it_stands(key):
    rules = PRESETS[key].rules(FIRST)
    held = in_force(after([], Adopt(tuple(rules)), FIRST), FIRST)
    assert [one.text for one in held] == [one.text for one in rules]


def test_past_months_are_closed_once_there_are_rules(term):
    today = date(2026, 11, 20)
    rule = after([], Add(PRESETS["S2"].rules(FIRST)[0]), FIRST)
    assert earliest([], today, term) == FIRST
    assert earliest(rule, today, term) == earliest([], today, None) == date(2026, 11, 1)
    with pytest.raises(Invalid, match="请选 11月1日 或以后的日子"):
        check_day(date(2026, 10, 31), date(2026, 11, 1))
    check_day(date(2026, 11, 1), date(2026, 11, 1))


@pytest.fixture
def term():
    """The first term of the school year."""
    from domain.calendar import Term

    return Term(1, 2026, 1, FIRST, date(2027, 1, 20))


@pytest.mark.parametrize("subject", list(Subject))
def test_what_the_form_offers_is_what_may_be_asked(subject):
    for kind in kinds_for(subject):
        for period in periods_for(subject):
            rule = DutyRule(0, "要求", frozenset({kind}), 1, period, subject, FIRST)
            if kind == MONTHLY_SUMMARY and period is not Period.MONTH:
                with pytest.raises(Invalid, match="按月交"):
                    check_rule(rule)
            else:
                check_rule(rule)


# ── how periods are judged ───────────────────────────────────────────────────────────────────────────

CALENDAR = SchoolCalendar((Term(1, 2026, 1, FIRST, date(2027, 1, 20)),), ())


def holds_within(rule, span):
    return rule.valid_from <= span.ends_on and (rule.valid_to is None or span.starts_on < rule.valid_to)


@given(ACTS)
def test_where_one_edition_follows_another_a_period_has_one(acts):
    for _, _, _, editions in done([], acts):
        judged = by_whole_periods(editions, CALENDAR)
        for one in judged:
            twins = [two for two in judged if (origin_of(two), two.period) == (origin_of(one), one.period)]
            for span in CALENDAR.spans(one.period):
                held = sorted(
                    (two for two in twins if holds_within(two, span)), key=lambda two: two.valid_from
                )
                # two only where the rule was switched off in between, or asked in other periods for a while
                assert all(early.valid_to != late.valid_from for early, late in pairwise(held))


@given(ACTS)
def test_the_days_on_which_something_is_asked_stay_what_they_were(acts):
    for _, _, _, editions in done([], acts):
        judged = by_whole_periods(editions, CALENDAR)
        for day in days_of([*editions, *judged]):
            asked = {(origin_of(one), one.period) for one in in_force(editions, day)}
            assert {(origin_of(one), one.period) for one in in_force(judged, day)} == asked


def test_a_rule_renamed_on_wednesday_judges_the_week_and_the_one_before_it_the_week_before():
    talk = replace(PRESETS["S2"].rules(FIRST)[0], id=1)
    week = CALENDAR.running(talk.period, date(2026, 11, 18))[0]
    editions = after([talk], Change(1, replace(talk, name="个别谈心")), date(2026, 11, 18))
    before, now = by_whole_periods(editions, CALENDAR)
    assert (before.valid_to, now.valid_from, now.name) == (week.starts_on, week.starts_on, "个别谈心")


def test_asked_in_other_periods_from_a_day_on_each_keeps_its_own_days():
    talk = replace(PRESETS["S2"].rules(FIRST)[0], id=1)
    editions = after([talk], Change(1, replace(talk, period=Period.FORTNIGHT)), date(2026, 11, 18))
    assert by_whole_periods(editions, CALENDAR) == editions
