"""A mentor's day: nobody twice, the longest unseen first."""

from datetime import timedelta

import pytest

from domain.duty_presets import PRESETS
from domain.leave import Leave
from domain.record_kinds import Kind
from services import interactions, leave, today
from tests import duty_builder
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


# ── with duties ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def weekly(school):
    """Every student a talk a week and a contact with the family a month; every class a meeting a week."""
    duty_builder.put(school, PRESETS["S2"])


def duty(day, name):
    return next(one for one in day.others if one.rule.name == name and not one.late)


def test_who_has_no_talk_this_week_waits_even_if_somebody_else_saw_them(
    school, weekly, as_mentor, as_homeroom
):
    seen(as_mentor, school, FIRST, 1)
    seen(as_homeroom, school, SECOND, 0)
    seen(as_mentor, school, THIRD, 1, kind=Kind.GUARDIAN_CONTACT, talk_mode="电话")
    day = today.my_day(as_mentor)
    assert (names(day.waiting), names(day.seen)) == ([FOURTH, THIRD, SECOND], [FIRST])
    assert (day.talked, day.to_talk) == (1, 4)


def test_what_else_is_due_names_its_students(school, weekly, as_mentor):
    seen(as_mentor, school, FIRST, 1, kind=Kind.GUARDIAN_CONTACT, talk_mode="电话")
    day = today.my_day(as_mentor)
    assert sorted(names(day.due(duty(day, "家校联系")))) == sorted([SECOND, THIRD, FOURTH])
    assert duty(day, "月度小结").open == 1


def test_a_week_just_over_is_late_and_one_long_over_is_no_more_spoken_of(school, weekly, as_mentor):
    seen(as_mentor, school, FIRST, 8)
    late = [one for one in today.my_day(as_mentor).others if one.late]
    assert [(one.span.name[:6], one.late) for one in late] == [("第 11 周", 3)]


def test_a_student_on_leave_is_not_waited_for(school, weekly, as_mentor, as_office):
    leave.enter(as_office, "leave-0001", Leave(None, school.student(FIRST), days_before(4), days_before(0)))
    day = today.my_day(as_mentor)
    assert FIRST not in names(day.waiting)
    assert day.to_talk == 3


def test_a_class_teacher_sees_what_the_class_lacks(school, weekly, as_homeroom, as_mentor):
    seen(as_mentor, school, FIRST, 1)
    own = today.my_day(as_homeroom).own_class
    assert [(one.rule.name, one.open) for one in own.duties] == [
        ("班级会商", 1),
        ("谈心", 6),
        ("家校联系", 7),
    ]
    assert own.unseen == 6
    assert today.my_day(as_mentor).own_class is None


def test_the_news_of_two_days_without_what_is_restricted_or_one_s_own(school, as_mentor, as_homeroom):
    seen(as_homeroom, school, FIRST, 1)
    seen(as_homeroom, school, SECOND, 1, is_restricted=True, content="家里的事")
    seen(as_mentor, school, THIRD, 1)
    seen(as_homeroom, school, FOURTH, 3)
    (news,) = today.my_day(as_mentor).news
    assert (news.student_id, news.words) == (school.student(FIRST), f"方晓梅老师记了{FIRST}的谈心")
