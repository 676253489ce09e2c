"""A mentor's day: nobody twice, the longest unseen first."""

from datetime import timedelta

import pytest

from services import interactions, today
from tests.school_builder import LEADER, MONDAY, NOW, THREE_ONE, days_before

FIRST, SECOND, THIRD, FOURTH = THREE_ONE[:4]


def names(days):
    return [one.student.name for one in days]


def seen(context, school, name, days, **more):
    interactions.record(context, school.talk(name, on=days_before(days), **more))


def test_before_any_record_everybody_waits(as_mentor):
    day = today.my_day(as_mentor)
    assert (names(day.waiting), day.seen, day.follow_ups, day.total) == (list(THREE_ONE[:4]), [], [], 4)
    assert {one.last_words for one in day.waiting} == {"还没有记录"}


def test_never_seen_comes_first_then_the_longest_ago(school, as_mentor):
    seen(as_mentor, school, FIRST, 10)
    seen(as_mentor, school, SECOND, 40)
    seen(as_mentor, school, THIRD, 2)
    day = today.my_day(as_mentor)
    assert (names(day.waiting), names(day.seen)) == ([FOURTH, SECOND, FIRST], [THIRD])
    assert [one.days for one in day.waiting] == [None, 40, 10]


@pytest.mark.parametrize(
    ("days", "is_seen"), [(0, True), (4, True), (5, False)], ids=["today", "Monday", "Sunday"]
)
def test_the_week_begins_on_monday(school, as_mentor, days, is_seen):
    assert days_before(4) == MONDAY
    seen(as_mentor, school, FIRST, days)
    assert names(today.my_day(as_mentor).seen) == ([FIRST] if is_seen else [])


def test_anybody_s_talk_counts_as_seen(school, as_mentor, as_homeroom):
    seen(as_homeroom, school, FIRST, 0)
    assert names(today.my_day(as_mentor).seen) == [FIRST]


def test_nobody_is_listed_twice_and_nobody_is_missing(school, as_mentor):
    for days in (0, 0, 3, 6, 20):
        interactions.record(as_mentor, school.talk(FIRST, SECOND, on=days_before(days)))
    day = today.my_day(as_mentor)
    listed = names(day.waiting) + names(day.seen)
    assert sorted(listed) == sorted(THREE_ONE[:4])
    assert day.total == 4


def test_the_last_words_are_the_newest_and_a_restricted_text_is_its_author_s(school, as_mentor, as_homeroom):
    seen(as_mentor, school, FIRST, 9, content="数学跟不上")
    seen(as_homeroom, school, SECOND, 9, content="保密的话", is_restricted=True)
    seen(as_mentor, school, THIRD, 9, content="")
    words = {one.student.name: one.last_words for one in today.my_day(as_mentor).waiting}
    assert words[FIRST] == "上次谈学业：数学跟不上"
    assert words[SECOND] == words[THIRD] == "上次 11月11日 面谈"


def test_a_record_taken_back_is_no_contact(school, as_mentor):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    interactions.undo(as_mentor, record_id)
    assert names(today.my_day(as_mentor).seen) == []


def test_promises_come_by_their_day_and_not_before_it(school, as_mentor):
    early = as_mentor.at(NOW - timedelta(days=7))
    for name, days in ((FIRST, -1), (SECOND, 0), (THIRD, 3)):
        form = school.talk(
            name, on=days_before(8), effect="需关注", follow_up_on=days_before(days), content=""
        )
        interactions.record(early, form)
    due = today.my_day(as_mentor).follow_ups
    assert [(one.name, one.words) for one in due] == [
        (THIRD, "上次谈心后约好跟进"),
        (SECOND, "上次谈心后约好跟进"),
    ]


def test_a_leader_without_students_has_an_empty_day(school):
    assert today.my_day(school.as_person(LEADER)).total == 0
