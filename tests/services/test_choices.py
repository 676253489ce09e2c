"""双向选择: a round with a deadline, what was wished, who is missing, and two class teachers at one grid."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import calendar, choices, claims, wish_entry
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)

NEXT_FRIDAY = TODAY + timedelta(7)
FIRST, SECOND, THIRD = THREE_ONE[:3]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def round_id(as_homeroom, three_one):
    return opened(as_homeroom, three_one)


def opened(context, class_id, last_day=NEXT_FRIDAY, most=3, form_id=None):
    return choices.open_round(context, form_id or secrets.token_hex(8), class_id, last_day, most)


def slips(school, context, class_id, wished, read=None, form_id=None):
    """Enter names as the grid does."""
    entered = {
        school.student(student): tuple(school.people[one] for one in mentors)
        for student, mentors in wished.items()
    }
    found = choices.choosing(context, class_id)
    before = {one.student_id: one.mentors for one in found.answers} if read is None else read
    return wish_entry.save_slips(
        context, form_id or secrets.token_hex(8), class_id, found.round.id, entered, before
    )


def wished(school, context, class_id):
    """Student → mentors by name."""
    people = {number: name for name, number in school.people.items()}
    students = {number: name for name, number in school.students.items()}
    found = choices.wishes(context, class_id).students
    return {
        students[one]: [[people[mentor] for mentor in tier] for tier in own] for one, own in found.items()
    }


def test_before_any_round_nothing_is_wished_and_everybody_is_missing(school, as_homeroom, three_one):
    found = choices.wishes(as_homeroom, three_one)
    assert (found.students, found.claims, found.group_claims) == ({}, {}, {})
    assert found.missing_students == school.ids(*THREE_ONE)
    assert set(found.missing_mentors) == {school.people[one] for one in (HOMEROOM, MENTOR, OTHER_MENTOR)}
    assert (found.closes_at, found.is_open) == (None, False)


def test_a_round_lasts_to_the_end_of_its_last_day_on_the_school_s_clock(as_homeroom, three_one, round_id):
    last = choices.choosing(as_homeroom, three_one).round
    assert (last.closes_at.date(), last.closes_at.hour, last.is_open) == (NEXT_FRIDAY, 23, True)
    for moment, is_open in ((last.closes_at - timedelta(seconds=1), True), (last.closes_at, False)):
        assert choices.choosing(as_homeroom.at(moment), three_one).round.is_open is is_open


def test_slips_are_entered_in_one_act_and_who_is_missing_is_listed(school, as_homeroom, three_one, round_id):
    assert slips(school, as_homeroom, three_one, {FIRST: [MENTOR, OTHER_MENTOR], SECOND: [HOMEROOM]}) == 2
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR], [OTHER_MENTOR]], SECOND: [[HOMEROOM]]}
    found = choices.choosing(as_homeroom, three_one)
    assert [one.name for one in found.missing] == list(THREE_ONE[2:])
    assert [one.name for one in found.unclaiming] == [HOMEROOM, MENTOR, OTHER_MENTOR]
    assert found.round.answered == 2
    (audit,) = school.rows("select detail from audit where action = 'wishes.enter'")
    assert str(school.people[MENTOR]) not in str(audit["detail"]).replace(str(school.student(FIRST)), "")


def test_emptying_a_row_takes_the_wishes_back(school, as_homeroom, three_one, round_id):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]})
    slips(school, as_homeroom, three_one, {FIRST: []})
    assert wished(school, as_homeroom, three_one) == {}


def test_after_the_deadline_the_class_teacher_still_corrects_slips(school, as_homeroom, three_one, round_id):
    later = as_homeroom.at(NOW + timedelta(20))
    slips(school, later, three_one, {FIRST: [MENTOR]})
    assert wished(school, later, three_one) == {FIRST: [[MENTOR]]}


def test_a_round_is_closed_early_and_opened_again_with_what_was_answered(
    school, as_homeroom, three_one, round_id
):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]})
    choices.close_round(as_homeroom, three_one, round_id, 1)
    assert not choices.wishes(as_homeroom, three_one).is_open
    choices.move_deadline(as_homeroom, three_one, round_id, 2, TODAY)
    assert choices.wishes(as_homeroom, three_one).is_open
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR]]}


def test_a_later_round_erases_no_earlier_one_and_counts(school, as_homeroom, three_one, round_id):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]})
    choices.close_round(as_homeroom, three_one, round_id, 1)
    opened(as_homeroom, three_one)
    assert wished(school, as_homeroom, three_one) == {}
    found = choices.choosing(as_homeroom, three_one)
    assert (found.round.number, [(one.number, one.answered) for one in found.earlier]) == (2, [(1, 1)])
    with pytest.raises(Conflict, match="新的一轮"):
        choices.move_deadline(as_homeroom, three_one, round_id, 2, NEXT_FRIDAY)


def test_last_year_s_wishes_stay_readable_and_no_longer_count(
    school, as_homeroom, as_admin, as_mentor, three_one, round_id
):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]})
    calendar.save_term(as_admin, 2027, 1, date(2027, 9, 1), date(2028, 1, 20))
    autumn = NOW.replace(year=2027, month=9, day=3)
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR]]}
    assert choices.wishes(as_homeroom.at(autumn), three_one).students == {}
    found = choices.choosing(as_homeroom.at(autumn), three_one)
    assert (found.round, [one.answered for one in found.earlier]) == (None, [1])
    assert claims.my_rounds(as_mentor.at(autumn)) == []
    opened(as_homeroom.at(autumn), three_one, date(2027, 9, 10))
    assert choices.choosing(as_homeroom.at(autumn), three_one).round.number == 2


@pytest.mark.parametrize(
    ("last_day", "most", "says"),
    [
        (TODAY - timedelta(1), 3, "已经过了"),
        (TODAY + timedelta(61), 3, "60 天以内"),
        (date(9999, 1, 1), 3, "60 天以内"),
        (NEXT_FRIDAY, 0, "1 到 10"),
        (NEXT_FRIDAY, 11, "1 到 10"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(as_homeroom, three_one, last_day, most, says):
    with pytest.raises(Invalid, match=says):
        opened(as_homeroom, three_one, last_day, most)


def test_a_double_tap_opens_one_round_and_a_colleague_s_is_noticed(school, as_homeroom, as_office, three_one):
    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(lambda _: opened(as_homeroom, three_one, form_id="form-0001"), range(4)))
    assert len(answers) == 1
    with pytest.raises(Conflict, match="已经打开"):
        opened(as_office, three_one)
    assert school.rows("select count(*) as n from choice_round") == [{"n": 1}]


def test_a_deadline_moved_by_two_is_moved_once(as_homeroom, as_office, three_one, round_id):
    choices.move_deadline(as_office, three_one, round_id, 1, TODAY)
    with pytest.raises(Conflict):
        choices.move_deadline(as_homeroom, three_one, round_id, 1, NEXT_FRIDAY)
    assert choices.choosing(as_homeroom, three_one).round.closes_at.date() == TODAY


# ── what cannot be wished for ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mentors", "says"),
    [
        ([MENTOR, MENTOR], f"{FIRST}：第一志愿和第二志愿是同一位老师"),
        ([MENTOR, OTHER_MENTOR, MENTOR], f"{FIRST}：第一志愿和第三志愿是同一位老师"),
        ([THIRD_MENTOR], f"{FIRST}：第一志愿的老师不教这个班"),
        ([MENTOR, OTHER_MENTOR, HOMEROOM, MENTOR], "同一位"),
    ],
)
def test_wishes_that_cannot_stand_are_refused_by_row_and_nothing_is_kept(
    school, as_homeroom, three_one, round_id, mentors, says
):
    with pytest.raises(Invalid, match=says):
        slips(school, as_homeroom, three_one, {FIRST: mentors, SECOND: [MENTOR]})
    assert wished(school, as_homeroom, three_one) == {}


def test_more_wishes_than_the_round_asks_for_are_refused(school, as_homeroom, three_one):
    opened(as_homeroom, three_one, most=1)
    with pytest.raises(Invalid, match="最多填 1 个"):
        slips(school, as_homeroom, three_one, {FIRST: [MENTOR, OTHER_MENTOR]})


def leaves(school, name):
    with school.store.write() as db:
        db.execute("update staff set left_on = '2026-11-19' where id = :id", {"id": school.people[name]})


def test_a_wish_for_a_teacher_who_left_is_named_not_counted_and_not_lost(
    school, as_homeroom, three_one, round_id
):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR, OTHER_MENTOR], SECOND: [MENTOR]})
    leaves(school, MENTOR)
    assert wished(school, as_homeroom, three_one) == {FIRST: [[OTHER_MENTOR]]}
    found = choices.choosing(as_homeroom, three_one)
    assert found.gone == {school.people[MENTOR]: f"{MENTOR}已离校"}
    assert [len(one.mentors) for one in found.answers[:2]] == [2, 1]
    with pytest.raises(Invalid, match=f"{FIRST}：第二志愿的{MENTOR}已离校，请改选一位"):
        slips(school, as_homeroom, three_one, {FIRST: [OTHER_MENTOR, MENTOR]})


# ── two class teachers at once ───────────────────────────────────────────────────────────────────────


def test_two_who_enter_different_students_lose_nothing(school, as_homeroom, as_office, three_one, round_id):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]}, read={})
    slips(school, as_office, three_one, {SECOND: [OTHER_MENTOR]}, read={})
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR]], SECOND: [[OTHER_MENTOR]]}


def test_two_who_enter_the_same_student_are_told_and_nothing_is_overwritten(
    school, as_homeroom, as_office, three_one, round_id
):
    slips(school, as_homeroom, three_one, {FIRST: [MENTOR]}, read={})
    with pytest.raises(Conflict, match=f"{FIRST}现在是 {MENTOR}"):
        slips(school, as_office, three_one, {FIRST: [OTHER_MENTOR], SECOND: [MENTOR]}, read={})
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR]]}
    slips(school, as_office, three_one, {FIRST: [OTHER_MENTOR], SECOND: [MENTOR]})
    assert wished(school, as_homeroom, three_one)[FIRST] == [[OTHER_MENTOR]]


def test_two_who_enter_the_same_wishes_agree(school, as_homeroom, as_office, three_one, round_id):
    for context in (as_homeroom, as_office):
        slips(school, context, three_one, {FIRST: [MENTOR]}, read={})
    assert wished(school, as_homeroom, three_one) == {FIRST: [[MENTOR]]}


def test_the_same_form_sent_twice_is_saved_once(school, as_homeroom, three_one, round_id):
    for _ in range(2):
        assert slips(school, as_homeroom, three_one, {FIRST: [MENTOR]}, read={}, form_id="form-0002") == 1
    assert school.rows("select count(*) as n from audit where action = 'wishes.enter'") == [{"n": 1}]


def test_a_student_who_left_the_class_meanwhile_is_not_entered(school, as_homeroom, three_one, round_id):
    with pytest.raises(Conflict, match="1 名学生已不在这个班"):
        slips(school, as_homeroom, three_one, {THREE_TWO[0]: [MENTOR]})


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_class_teacher_reaches_the_own_class_the_office_every_class_and_nobody_else_any(
    school, as_homeroom, as_other_homeroom, as_office, as_leader, as_mentor, three_one
):
    assert choices.choosing(as_office, three_one).class_name.text == "三（1）班"
    three_two = school.class_id("三（2）班")
    for context, class_id in ((as_homeroom, three_two), (as_other_homeroom, three_one), (as_office, 999)):
        for ask in (choices.choosing, choices.wishes, opened):
            with pytest.raises(NotFound):
                ask(context, class_id)
    for context in (as_leader, as_mentor):
        for ask in (choices.choosing, choices.wishes, opened):
            with pytest.raises(NotAllowed):
                ask(context, three_one)


def test_another_class_s_round_cannot_be_changed_through_one_s_own(
    school, as_homeroom, as_other_homeroom, three_one
):
    seven_one = school.class_id("七（1）班")
    theirs, own = opened(as_other_homeroom, seven_one), opened(as_homeroom, three_one)
    for act in (
        lambda: choices.close_round(as_homeroom, three_one, theirs, 1),
        lambda: wish_entry.save_slips(as_homeroom, "form-0003", three_one, theirs, {}, {}),
    ):
        with pytest.raises(Conflict):
            act()
    assert own != theirs
