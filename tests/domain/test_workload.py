"""The rule of 工作量: a table of cases, and what must hold whatever the school."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Term, teaching_days
from domain.errors import Invalid
from domain.months import term_months
from domain.workload import (
    Fairness,
    Load,
    LoadRule,
    Standing,
    check_rule,
    fairness,
    loads,
    months_held,
    periods,
    range_text,
)

RULE = LoadRule()
IDS = st.integers(1, 12)
PAIRS = st.lists(st.tuples(IDS, IDS), max_size=40)
HALVES = st.integers(0, 60).map(lambda value: value / 2)
RULES = st.builds(LoadRule, HALVES, HALVES, HALVES, HALVES, st.integers(1, 200))
STANDINGS = st.builds(
    Standing, PAIRS, st.frozensets(IDS), PAIRS, PAIRS, st.dictionaries(IDS, st.integers(0, 30))
)
TERM = Term(1, 2026, 1, date(2026, 9, 1), date(2027, 1, 20))
MONTHS = term_months(TERM)
DAYS = teaching_days(TERM.starts_on, TERM.ends_on, [])


def one(load: Load | None) -> float:
    return load.total if load else 0


def carrying(**totals):
    """Mentors who carry so many students each."""
    return {place: Load(students, 0, 0, 0, 24, RULE) for place, students in enumerate(totals["of"], start=1)}


# ── the load ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("students", "care", "groups", "classes", "total"),
    [
        (0, 0, 0, 1, 4),  # a class teacher without students of the own
        (1, 0, 0, 0, 1),
        (8, 0, 1, 0, 8.5),
        (8, 2, 1, 0, 9.5),
        (8, 2, 1, 1, 13.5),
        (12, 12, 2, 0, 19),
    ],
)
def test_a_load_is_students_and_what_care_groups_and_the_class_add(students, care, groups, classes, total):
    standing = Standing(
        [(1, student) for student in range(students)],
        frozenset(range(care)),
        [(1, group) for group in range(groups)],
        [(1, one) for one in range(classes)],
    )
    assert loads(standing, RULE)[1].total == total


def test_whoever_holds_nothing_is_not_there():
    assert loads(Standing(care=frozenset({3}), limits={7: 3}), RULE) == {}


def test_two_mentors_of_one_student_each_have_the_student():
    found = loads(Standing([(1, 5), (2, 5)], frozenset({5})), RULE)
    assert [load.total for load in found.values()] == [1.5, 1.5]


@pytest.mark.parametrize(("students", "card", "above"), [(8, 8, False), (9, 8, True), (24, None, False), (25, None, True), (1, 0, True)])  # fmt: skip
def test_the_limit_is_one_of_students_and_the_card_goes_before_the_school(students, card, above):
    limits = {} if card is None else {1: card}
    everyone = frozenset(range(students))  # what care adds is no student more
    standing = Standing([(1, student) for student in range(students)], everyone, [(1, 1)], [(1, 1)], limits)
    assert loads(standing, RULE)[1].is_above is above


@given(STANDINGS, RULES, IDS, IDS)
def test_a_student_more_never_lowers_a_load_and_changes_no_other(standing, rule, mentor, student):
    before = loads(standing, rule)
    after = loads(replace(standing, pairs=[*standing.pairs, (mentor, student)]), rule)
    assert one(after[mentor]) >= one(before.get(mentor))
    assert {key: load for key, load in after.items() if key != mentor} == {
        key: load for key, load in before.items() if key != mentor
    }


@given(STANDINGS, RULES, st.randoms())
def test_neither_order_nor_what_is_said_twice_matters(standing, rule, chance):
    shuffled = [[*part, *part] for part in (standing.pairs, standing.led, standing.homerooms)]
    for part in shuffled:
        chance.shuffle(part)
    pairs, led, homerooms = shuffled
    assert loads(replace(standing, pairs=pairs, led=led, homerooms=homerooms), rule) == loads(standing, rule)


@given(STANDINGS, RULES)
def test_nobody_s_load_depends_on_another_s(standing, rule):
    for mentor, load in loads(standing, rule).items():
        alone = replace(
            standing,
            **{
                name: [pair for pair in getattr(standing, name) if pair[0] == mentor]
                for name in ("pairs", "led", "homerooms")
            },
        )
        assert loads(alone, rule) == {mentor: load}


# ── whether it is shared evenly ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("students", "text"),
    [
        ([], "还没有导师带学生"),
        ([7], "1 位导师带学生，折合 7 人"),
        ([4, 4, 11], "3 位导师带学生，折合 4–11 人；1 位明显偏重"),
        ([8, 8, 8, 8], "负担大体均匀：一半导师折合带 8 人"),
        ([8, 9, 10, 11, 12], "负担大体均匀：一半导师折合带 9–11 人"),
        ([8, 9, 10, 11, 26], "负担不够均匀：一半导师折合带 9–11 人；1 位明显偏重；1 位超过自己的上限"),
        ([3, 10, 10, 10, 16], "负担不够均匀：一半导师折合带 10 人；1 位明显偏重，1 位明显偏轻"),
        ([10] * 19 + [16], "负担大体均匀：一半导师折合带 10 人；1 位明显偏重"),
        (
            [5, 10, 10, 15],
            "负担大体均匀：一半导师折合带 10 人",
        ),  # half and one and a half are still inside
    ],
)
def test_what_is_said_of_how_the_loads_lie(students, text):
    assert fairness(carrying(of=students)).text == text


def test_who_only_leads_a_class_is_not_compared():
    with_teacher = carrying(of=[8, 8, 8, 8]) | {9: Load(0, 0, 0, 1, 24, RULE)}
    assert fairness(with_teacher) == fairness(carrying(of=[8, 8, 8, 8]))


@given(STANDINGS, RULES, st.permutations(range(1, 13)))
def test_fairness_does_not_know_who_is_who(standing, rule, names):
    known = loads(standing, rule)
    renamed = {names[mentor - 1]: load for mentor, load in known.items()}

    found, other = fairness(known), fairness(renamed)

    def moved(ids):
        return tuple(names[mentor - 1] for mentor in ids)

    assert other == replace(
        found, heavy=moved(found.heavy), light=moved(found.light), above=moved(found.above)
    )


@given(st.lists(HALVES, max_size=40))
def test_the_middle_half_holds_the_middle_and_half_of_them(weights):
    known = {place: Load(1, 1, 0, 0, 24, LoadRule(care_extra=one)) for place, one in enumerate(weights)}
    found = fairness(known)
    totals = [load.total for load in known.values() if load.students]
    if not totals:
        assert found == Fairness(0)
        return
    assert min(totals) <= found.low <= found.middle <= found.high <= max(totals)
    assert 2 * sum(found.low <= total <= found.high for total in totals) >= len(totals)
    assert not {*found.heavy} & {*found.light}


# ── periods (S3 三.15: 每月2课时) ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("held", "today", "counted", "hours"),
    [
        # all term: five months, ten periods
        ([(date(2026, 9, 1), date(2027, 2, 1))], date(2027, 1, 21), [1, 2, 3, 4, 5], 10),
        # a month not over is not counted, on its last day neither
        ([(date(2026, 9, 1), date(2027, 2, 1))], date(2026, 11, 30), [1, 2], 4),
        ([(date(2026, 9, 1), date(2027, 2, 1))], date(2026, 12, 1), [1, 2, 3], 6),
        # September has 22 school days: from the 16th on there are 11, from the 17th on 10
        ([(date(2026, 9, 16), date(2026, 10, 1))], date(2026, 10, 2), [1], 2),
        ([(date(2026, 9, 17), date(2026, 10, 1))], date(2026, 10, 2), [], 0),
        # the last day is no longer one
        ([(date(2026, 9, 1), date(2026, 9, 15))], date(2026, 10, 2), [], 0),
        ([(date(2026, 9, 1), date(2026, 9, 16))], date(2026, 10, 2), [1], 2),
        # two students one after the other, and two at once
        ([(date(2026, 9, 1), date(2026, 9, 8)), (date(2026, 9, 21), date(2026, 10, 1))], date(2026, 10, 2), [1], 2),
        ([(date(2026, 9, 1), date(2026, 9, 8)), (date(2026, 9, 1), date(2026, 9, 9))], date(2026, 10, 2), [], 0),
        ([], date(2027, 1, 21), [], 0),
    ],
)  # fmt: skip
def test_a_month_counts_with_a_student_on_half_of_its_school_days(held, today, counted, hours):
    found = months_held(MONTHS, DAYS, held, today)
    assert [one.month.number for one in found if one.counts] == counted
    assert periods(found, RULE) == hours


def test_a_month_without_school_days_does_not_count():
    found = months_held(MONTHS, [], [(date(2026, 9, 1), date(2027, 2, 1))], date(2027, 2, 1))
    assert [one.counts for one in found] == [False] * 5


DAY = st.integers(-10, 160).map(lambda days: TERM.starts_on + timedelta(days))


@given(st.lists(st.tuples(DAY, DAY), max_size=6), DAY)
def test_the_days_of_a_month_are_those_on_which_anybody_was_there(spans, today):
    for found in months_held(MONTHS, DAYS, spans, today):
        there = [
            day
            for day in DAYS
            if found.month.first <= day <= found.month.last
            and any(since <= day < until for since, until in spans)
        ]
        assert found.days == len(there)
        assert found.month.last < today


# ── the rule itself ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"care_extra": -0.5}, "特殊学生"),
        ({"care_extra": 0.3}, "特殊学生"),
        ({"group": 31}, "带一个小组"),
        ({"homeroom": 4.2}, "当班主任"),
        ({"homeroom": float("nan")}, "当班主任"),
        ({"periods_a_month": 41}, "每月课时"),
        ({"most_mentees": 0}, "最多带几人"),
        ({"most_mentees": 201}, "最多带几人"),
    ],
)
def test_a_rule_nobody_can_count_by_is_refused_by_name(change, word):
    check_rule(RULE)
    with pytest.raises(Invalid, match=word):
        check_rule(replace(RULE, **change))


@pytest.mark.parametrize(("low", "high", "text"), [(8, 8, "8"), (8, 12.5, "8–12.5"), (7.75, 9, "7.8–9")])
def test_numbers_are_said_to_one_place(low, high, text):
    assert range_text(low, high) == text
