"""The office's rules: put in force from a day, changed with their history kept, never twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.duty_editions import Add, Adopt, Change, SwitchOff
from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Period, Subject
from domain.errors import Conflict, Invalid, NotFound
from domain.record_kinds import Kind
from services import duties, duty_rules, interactions, today
from tests.school_builder import MENTOR, NOW, OFFICE, TERM_BEGINS, THREE_ONE, TODAY

MONTH = TODAY.replace(day=1)
NEXT_MONTH = date(2026, 12, 1)
WEEKLY = DutyRule(0, "谈心", frozenset({Kind.TALK}), 1, Period.WEEK, Subject.STUDENT, date.min)
FAMILY = DutyRule(
    0, "家校联系", frozenset({Kind.GUARDIAN_CONTACT}), 1, Period.MONTH, Subject.STUDENT, date.min
)


@pytest.fixture
def later(school):
    """The office the next day."""
    return school.as_person(OFFICE, NOW + timedelta(1))


def act(context, what, on=MONTH, form_id=None):
    form = form_id or f"form-{context.moment}-{len(duty_rules.open_book(context).seen)}-{on}"
    duty_rules.put_in_force(context, form, duty_rules.open_book(context).seen, what, on)
    return duty_rules.open_book(context)


@pytest.fixture
def book(as_office):
    """Two rules in force since the term began."""
    return act(as_office, Adopt((WEEKLY, FAMILY)), TERM_BEGINS)


def said(rules):
    return [one.text for one in rules]


def test_a_school_without_rules_may_begin_with_the_term(as_office, book):
    assert said(book.present) == ["每名学生 每周 1 次谈心", "每名学生 每月 1 次家校联系"]
    assert {one.valid_from for one in book.present} == {TERM_BEGINS}


def test_what_was_asked_in_past_months_is_not_changed_any_more(book, later):
    assert duty_rules.open_book(later).earliest == MONTH
    with pytest.raises(Invalid, match="过去的月份按当时的要求算"):
        act(later, SwitchOff(book.present[0].id), MONTH - timedelta(1))


def test_what_was_entered_today_can_still_be_put_right_from_the_same_day(as_office, book):
    twice = act(as_office, Change(book.present[0].id, replace(WEEKLY, times=2)), TERM_BEGINS)
    assert said(twice.present)[0] == "每名学生 每周 2 次谈心"
    assert not twice.past


def test_an_edit_ends_the_edition_and_begins_the_next(book, later):
    changed = act(later, Change(book.present[0].id, replace(WEEKLY, times=2)), NEXT_MONTH)
    assert said(changed.present) == said(book.present)
    (coming,) = changed.coming
    assert (coming.times, coming.valid_from, coming.origin_id) == (2, NEXT_MONTH, book.present[0].id)
    assert changed.present[0].valid_to == NEXT_MONTH


def test_an_edit_from_the_same_day_replaces_the_one_before(book, later):
    coming = act(later, Change(book.present[0].id, replace(WEEKLY, times=2)), NEXT_MONTH).coming[0]
    again = act(later, Change(coming.id, replace(WEEKLY, times=3)), NEXT_MONTH)
    assert [one.times for one in again.coming] == [3]
    assert len(again.seen) == 3


def test_an_edit_back_to_what_was_asked_lets_the_edition_go_on(book, later):
    coming = act(later, Change(book.present[0].id, replace(WEEKLY, times=2)), NEXT_MONTH).coming[0]
    back = act(later, Change(coming.id, WEEKLY), NEXT_MONTH)
    assert (back.coming, back.present[0].valid_to) == ([], None)


def test_a_rule_switched_off_is_history_with_its_days_and_who_did_it(book, later):
    off = act(later, SwitchOff(book.present[0].id), TODAY)
    assert said(off.present) == said(book.present)[1:]
    (past,) = off.past
    assert (past.rule.valid_from, past.rule.valid_to, past.ended_by) == (TERM_BEGINS, TODAY, OFFICE)


def test_another_preset_takes_the_place_of_everything(book, later):
    monthly = replace(WEEKLY, period=Period.MONTH)
    changed = act(later, Adopt((monthly,)), NEXT_MONTH)
    assert (said(changed.present), said(changed.coming)) == (said(book.present), [monthly.text])
    assert {one.valid_to for one in changed.present} == {NEXT_MONTH}


def test_the_same_asked_twice_is_refused_with_the_one_there_is(book, later):
    with pytest.raises(Invalid, match="已经有一条同样的要求：每名学生 每周 1 次谈心"):
        act(later, Add(replace(WEEKLY, name="再谈", times=3)))


def test_whoever_saw_the_rules_before_a_colleague_changed_them_is_told(book, later):
    act(later, SwitchOff(book.present[0].id))
    with pytest.raises(Conflict, match="刚被别人改过"):
        duty_rules.put_in_force(later, "other-tab", book.seen, SwitchOff(book.present[1].id), TODAY)


def test_the_same_form_twice_is_one_act(book, later):
    seen, more = book.seen, Add(replace(FAMILY, name="家访", kinds=frozenset({Kind.HOME_VISIT})))
    for _ in range(2):
        duty_rules.put_in_force(later, "form-0001", seen, more, TODAY)
    assert len(duty_rules.open_book(later).present) == 3


def test_what_would_follow_is_what_follows(book, later):
    what = Change(book.present[0].id, replace(WEEKLY, times=2))
    would = duty_rules.would_follow(later, what, TODAY)
    done = act(later, what, TODAY)
    assert sorted(
        (one.text, one.valid_from, one.valid_to) for one in would if one.valid_to is None
    ) == sorted((one.text, one.valid_from, one.valid_to) for one in done.present)


def test_a_rule_of_nobody_is_not_found(book, later):
    with pytest.raises(NotFound):
        act(later, SwitchOff(999))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kinds": frozenset()}, "请选好记什么算数"),
        ({"times": 0}, "次数填 1 到 31"),
        ({"times": 32}, "次数填 1 到 31"),
        ({"name": " "}, "名称填 1 到 40 个字"),
        ({"name": "谈" * 41}, "名称填 1 到 40 个字"),
        ({"subject": Subject.MENTOR, "period": Period.AFTER_MAJOR_EXAM}, "每次大考后"),
        ({"subject": Subject.CLASS}, "谈心不是对每个班的要求"),
        ({"subject": Subject.MENTOR, "kinds": frozenset({MONTHLY_SUMMARY})}, "月度谈话小结按月交"),
    ],
)
def test_what_nobody_could_follow_is_refused(as_office, wrong, words):
    with pytest.raises(Invalid, match=words):
        act(as_office, Add(replace(WEEKLY, **wrong)))


def test_a_name_is_one_line_of_what_can_be_seen(book, later):
    act(later, Add(replace(WEEKLY, name="书信\n\0\ud800 日记", kinds=frozenset({Kind.LETTER}))))
    assert [one.name for one in duty_rules.open_book(later).present if Kind.LETTER in one.kinds] == [
        "书信 日记"
    ]


def test_the_audit_says_what_was_done_and_nothing_more(school, book, later):
    act(later, SwitchOff(book.present[0].id), TODAY)
    rows = school.rows("select * from audit where action like 'duty_rule%' order by seq")
    assert [(row["action"], row["target"]) for row in rows] == [
        ("duty_rule.adopt", "duty_rule"),
        ("duty_rule.end", f"duty_rule/{book.present[0].id}"),
    ]
    assert "谈心" not in str(rows)


def test_the_effect_on_this_month_is_said_beforehand(later, book):
    """18 students have a mentor; four weeks end in November."""
    twice = Change(book.present[0].id, replace(WEEKLY, times=2))
    effect = duty_rules.effect_of(later, twice, MONTH)
    (talk,) = effect.changed
    assert (effect.is_whole_month, talk.before.required, talk.after.required) == (False, 72, 144)
    assert len(effect.effects) == 2


def test_a_change_that_comes_after_this_month_is_shown_for_a_whole_one(later, book):
    effect = duty_rules.effect_of(later, SwitchOff(book.present[0].id), NEXT_MONTH)
    (talk,) = effect.changed
    assert (effect.is_whole_month, talk.before.required, talk.after) == (True, 72, None)


def test_the_effect_of_what_cannot_be_is_the_sentence_that_says_so(later, book):
    with pytest.raises(Invalid, match="已经有一条同样的要求"):
        duty_rules.effect_of(later, Add(replace(WEEKLY, times=3)), TODAY)
    with pytest.raises(Invalid, match="过去的月份按当时的要求算"):
        duty_rules.effect_of(later, SwitchOff(book.present[0].id), TERM_BEGINS)


# ── a period in which a rule was changed is one period ───────────────────────────────────────────────


def mine(school, kind):
    """(required, done, late) of what a mentor owes, period by period."""
    found = duties.mine(school.as_person(MENTOR))
    return [
        (one.required, one.done, one.late)
        for one in found
        if kind in one.rule.kinds and one.span.holds(TODAY)
    ]


@pytest.mark.parametrize("wish", [{"name": "个别谈心"}, {"kinds": frozenset({Kind.TALK, Kind.LETTER})}])
def test_a_talk_before_and_one_after_an_edit_in_the_same_week_both_count(
    school, as_mentor, later, book, wish
):
    interactions.record(as_mentor, school.talk(*THREE_ONE[:2], on=TODAY - timedelta(3)))
    before = mine(school, Kind.TALK)
    act(school.as_person(OFFICE), Change(book.present[0].id, replace(WEEKLY, **wish)), TODAY)
    assert mine(school, Kind.TALK) == before == [(4, 2, 0)]
    interactions.record(as_mentor, school.talk(*THREE_ONE[2:4]))
    assert mine(school, Kind.TALK) == [(4, 4, 0)]
    assert not today.my_day(school.as_person(MENTOR)).waiting


def test_a_call_early_in_the_month_still_counts_after_the_rule_was_renamed(school, as_mentor, book):
    call = school.talk(THREE_ONE[0], on=date(2026, 11, 4), kind=Kind.GUARDIAN_CONTACT, talk_mode="电话")
    interactions.record(as_mentor, call)
    act(school.as_person(OFFICE), Change(book.present[1].id, replace(FAMILY, name="联系家长")), TODAY)
    assert mine(school, Kind.GUARDIAN_CONTACT) == [(4, 1, 0)]
