"""联系点 and 包靠: given by the office, kept by dates, first on the leader's page, and opening nothing more."""

from dataclasses import replace

import pytest

from domain.duty_editions import kinds_for
from domain.duty_rules import Subject
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.permissions import Role
from domain.record_kinds import Kind
from domain.records import InteractionForm
from services import (
    accounts,
    calendar,
    departures,
    interactions,
    leaders,
    record_log,
    record_subjects,
    students,
)
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    NOW,
    OFFICE,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
    days_before,
)

CHARGED, ALSO = THREE_ONE[0], THREE_TWO[0]  # both with a care status
CLASSES = ("三（1）班", "七（1）班")


@pytest.fixture
def as_leader(school):
    return school.as_person(LEADER)


@pytest.fixture
def given(school, as_office):
    """The leader has two classes and two students."""
    give(school, as_office, LEADER, CLASSES, (CHARGED, ALSO))
    return school


def give(school, context, whose, classes=(), names=()):
    seen = leaders.given(context, school.people[whose])
    leaders.give(context, seen, frozenset(map(school.class_id, classes)), frozenset(school.ids(*names)))


def visit(school, context, class_name=CLASSES[0], on=TODAY):
    form = InteractionForm(
        f"visit-{class_name}-{on}", Kind.CLASS_VISIT, (), on, content="作业批改细致",
        detail={"looked_at": "听课"}, class_id=school.class_id(class_name),
    )  # fmt: skip
    return interactions.record(context, form)


def held(school, table):
    return school.rows(f"select staff_id, valid_from, valid_to from {table} order by id")


# ── who has what ─────────────────────────────────────────────────────────────────────────────────────


def test_every_class_stands_with_its_leader_and_what_is_to_be_known_of_it(given, as_office):
    visit(given, given.as_person(LEADER), on=days_before(2))
    board = leaders.see(as_office)
    assert board.finding == "2 个班还没有联系领导"
    assert [(one.name, one.leader, one.homeroom, one.students, one.cares, one.charged) for one in board.classes] == [
        ("三（1）班", LEADER, HOMEROOM, 7, 2, 1), ("三（2）班", "", "", 7, 1, 1),
        ("七（1）班", LEADER, "贺志强", 7, 1, 0), ("七（2）班", "", "", 7, 0, 0),
    ]  # fmt: skip
    assert [one.visited_on for one in board.classes] == [days_before(2), None, None, None]
    assert [(one.name, one.classes, one.students) for one in board.leaders] == [(LEADER, CLASSES, 2), (OFFICE, (), 0)]  # fmt: skip


def test_the_finding_says_when_nothing_or_everything_is_given(school, as_office):
    assert leaders.see(as_office).finding == "还没有安排联系点"
    give(school, as_office, OFFICE, ("三（1）班", "三（2）班", "七（1）班", "七（2）班"))
    assert leaders.see(as_office).finding == "每个班都有联系领导"


def test_what_another_had_goes_over_and_history_stays(given, as_office):
    earlier = as_office.at(NOW.replace(day=26))
    give(given, earlier, OFFICE, ("七（1）班",), (ALSO,))
    assert [one.leader for one in leaders.see(earlier).classes] == [LEADER, "", OFFICE, ""]
    later = given.as_person(LEADER, earlier.now)
    assert [one.name for one in leaders.mine(later).students] == [CHARGED]
    assert [one.name for one in leaders.mine(later).classes] == ["三（1）班"]
    me, office = given.people[LEADER], given.people[OFFICE]
    assert held(given, "linked_class") == [
        {"staff_id": me, "valid_from": "2026-11-20", "valid_to": None},
        {"staff_id": me, "valid_from": "2026-11-20", "valid_to": "2026-11-26"},
        {"staff_id": office, "valid_from": "2026-11-26", "valid_to": None},
    ]
    assert [row["valid_to"] for row in held(given, "leader_charge")] == [None, "2026-11-26", None]


def test_saving_the_same_again_changes_no_row(given, as_office):
    before = held(given, "linked_class"), held(given, "leader_charge")
    give(given, as_office, LEADER, CLASSES, (CHARGED, ALSO))
    assert (held(given, "linked_class"), held(given, "leader_charge")) == before


def test_two_in_the_office_at_once_the_second_is_told_and_overwrites_nothing(school, as_office):
    mine = leaders.given(as_office, school.people[LEADER])
    theirs = leaders.given(as_office, school.people[OFFICE])
    one = frozenset({school.class_id(CLASSES[0])})
    leaders.give(as_office, mine, one, frozenset())
    with pytest.raises(Conflict, match="刚被别人改过"):
        leaders.give(as_office, mine, frozenset(), frozenset())
    with pytest.raises(Conflict):  # the class was nobody's when this form was opened
        leaders.give(as_office, theirs, one, frozenset())
    assert leaders.see(as_office).classes[0].leader == LEADER
    other = frozenset({school.class_id(CLASSES[1])})
    leaders.give(as_office, theirs, other, frozenset())  # what it did not ask for may have changed


@pytest.mark.parametrize("person", [MENTOR, HOMEROOM, GRADE_HEAD, ADMIN, NOBODY])
def test_classes_are_given_to_leaders_and_the_office_alone(school, as_office, person):
    with pytest.raises(NotFound, match="不是校领导"):
        leaders.given(as_office, school.people[person])


def test_a_leader_reads_and_does_not_assign(given, as_leader):
    seen = leaders.given(as_leader, given.people[LEADER])
    with pytest.raises(NotAllowed):
        leaders.give(as_leader, seen, frozenset(), frozenset())


def test_what_is_not_there_cannot_be_given(school, as_office):
    seen = leaders.given(as_office, school.people[LEADER])
    with pytest.raises(NotFound, match="没有找到这个班"):
        leaders.give(as_office, seen, frozenset({999}), frozenset())
    departures.student_left(as_office, school.student(CHARGED))
    with pytest.raises(NotFound, match="已经离校"):
        leaders.give(as_office, seen, frozenset(), frozenset(school.ids(CHARGED)))


def test_offered_are_students_in_care_first_and_everybody_when_asked(given, as_office):
    give(given, as_office, LEADER, (), (CHARGED, SEVEN_ONE[0]))
    found = leaders.candidates(as_office)
    assert {one.name for one in found} == {"张书瑶", "王子墨", "黄梓轩", "何佳琪", SEVEN_ONE[0]}
    assert next(one for one in found if one.name == "王子墨").cares == "留守儿童、单亲家庭"
    assert {one.name for one in found if one.charge_id} == {CHARGED, SEVEN_ONE[0]}
    assert len(leaders.everybody(as_office)) == 28


# ── who goes ─────────────────────────────────────────────────────────────────────────────────────────


def test_who_leaves_the_school_is_in_nobody_s_charge(given, as_office, as_leader):
    departures.student_left(as_office, given.student(CHARGED))
    assert [one.name for one in leaders.mine(as_leader).students] == [ALSO]
    assert [row["valid_to"] for row in held(given, "leader_charge")] == ["2026-11-20", None]


def test_a_leader_who_leaves_the_school_leaves_classes_and_students_free(given, as_office):
    departures.teacher_left_school(as_office, given.people[LEADER])
    assert leaders.see(as_office).finding == "还没有安排联系点"
    assert held(given, "leader_charge")[0]["valid_to"] == "2026-11-20"


def test_who_is_a_leader_no_longer_is_shown_until_somebody_takes_over_and_gets_nothing_new(
    given, as_office, as_admin
):
    accounts.set_role(as_admin, given.people[LEADER], Role.LEADER, False)
    (lapsed,) = [one for one in leaders.see(as_office).leaders if one.is_lapsed]
    assert (lapsed.name, lapsed.classes, lapsed.students) == (LEADER, CLASSES, 2)
    with pytest.raises(Invalid, match="不是校领导"):
        give(given, as_office, LEADER, (*CLASSES, "三（2）班"), (CHARGED, ALSO))
    give(given, as_office, LEADER)
    assert not any(one.is_lapsed for one in leaders.see(as_office).leaders)


def test_a_class_that_has_graduated_is_nobody_s(given, as_office):
    calendar.save_term(
        as_office, 2029, 1, TODAY.replace(year=2029, month=9, day=1), TODAY.replace(year=2030, month=1)
    )
    assert [row["valid_to"] for row in held(given, "linked_class")] == [None, "2029-09-01"]


# ── one's own, first ─────────────────────────────────────────────────────────────────────────────────


def test_a_leader_sees_the_own_classes_and_students(given, as_leader, as_mentor):
    interactions.record(
        as_mentor, given.talk(CHARGED, on=days_before(4), effect="需关注", follow_up_on=TODAY)
    )
    interactions.record(as_leader, given.talk(CHARGED, on=days_before(9)))
    visit(given, as_leader, on=days_before(3))
    visit(given, given.as_person(OFFICE), CLASSES[1])  # somebody else's visit is not mine
    mine = leaders.mine(as_leader)
    assert [(one.name, one.students, one.without_mentor, one.unseen, one.visited_on) for one in mine.classes] == [
        ("三（1）班", 7, 0, 6, days_before(3)), ("七（1）班", 7, 3, 7, None),
    ]  # fmt: skip
    assert [(one.name, one.class_name, one.last_on, one.mine_on, one.promised_on) for one in mine.students] == [
        (ALSO, "三（2）班", None, None, None), (CHARGED, "三（1）班", days_before(4), days_before(9), TODAY),
    ]  # fmt: skip


def test_a_visit_and_a_talk_show_at_once_and_are_gone_when_undone(given, as_leader):
    assert leaders.mine(as_leader).classes[0].visited_on is None
    record = visit(given, as_leader)
    talk = interactions.record(as_leader, given.talk(CHARGED))
    mine = leaders.mine(as_leader)
    assert (mine.classes[0].visited_on, mine.students[-1].mine_on) == (TODAY, TODAY)
    interactions.undo(as_leader, record)
    interactions.undo(as_leader, talk)
    mine = leaders.mine(as_leader)
    assert (mine.classes[0].visited_on, mine.students[0].mine_on) == (None, None)


def test_a_visit_to_a_class_is_no_contact_with_its_children(given, as_leader):
    before = leaders.mine(as_leader).classes[0].unseen
    visit(given, as_leader)
    assert leaders.mine(as_leader).classes[0].unseen == before == 7


def test_of_a_class_everybody_is_there_by_number(given, as_leader, as_mentor):
    interactions.record(as_mentor, given.talk(CHARGED))
    line, children = leaders.of_class(as_leader, given.class_id(CLASSES[0]))
    assert (line.leader, tuple(one.name for one in children)) == (LEADER, THREE_ONE)
    assert [one.charge for one in children if one.charge] == [LEADER]
    assert [one.name for one in children if not one.is_unseen] == [CHARGED]
    with pytest.raises(NotFound):
        leaders.of_class(as_leader, 999)


@pytest.mark.parametrize("person", [OFFICE, GRADE_HEAD, HOMEROOM, MENTOR, NOBODY])
def test_who_has_none_is_told_nothing(given, person):
    if person != NOBODY:
        mine = leaders.mine(given.as_person(person))
        assert (mine.classes, mine.students) == ([], [])
    else:
        with pytest.raises(NotAllowed):
            leaders.mine(given.as_person(person))


def test_a_charge_opens_nothing_to_who_is_a_leader_no_longer(given, as_admin):
    accounts.set_role(as_admin, given.people[LEADER], Role.LEADER, False)
    lapsed = given.as_person(LEADER)
    lapsed = replace(lapsed, actor=replace(lapsed.actor, roles=frozenset({Role.MENTOR})))
    assert (leaders.mine(lapsed).students, students.find(lapsed)) == ([], [])


def test_one_s_own_classes_are_offered_first(given, as_leader, as_office):
    assert [one.name for one in record_subjects.classes(as_leader)] == [*CLASSES, "三（2）班", "七（2）班"]
    assert record_subjects.classes(as_office)[1].name == "三（2）班"


@pytest.mark.parametrize("subject", list(Subject))
def test_no_mentor_is_asked_for_what_only_leaders_write(subject):
    assert Kind.CLASS_VISIT not in kinds_for(subject)


def test_the_class_teacher_reads_what_the_leader_saw_and_a_mentor_does_not(given, as_leader):
    visit(given, as_leader)
    wanted = record_log.Wanted("all", kind=Kind.CLASS_VISIT.value)
    found = {
        who: record_log.find(given.as_person(who), wanted)[0] for who in (HOMEROOM, MENTOR, THIRD_MENTOR)
    }
    assert found == {HOMEROOM: 1, MENTOR: 0, THIRD_MENTOR: 0}
