"""The one table of who may do what."""

import pytest

from domain.permissions import ALLOWED, EVERYBODY, SYSTEM, WHOLE_SCHOOL, Action, Actor, Role

ONE_OF_EACH = {role: Actor(1, "某人", frozenset({role})) for role in Role}

# written out a second time, by role: the two must agree
MAY = {
    Role.ADMIN: {Action.IMPORT, Action.MANAGE_CALENDAR, Action.MANAGE_ACCOUNTS, Action.MANAGE_BACKUPS, Action.CHANGE_OWN_PASSWORD},
    Role.LEADER: {
        Action.SEE_OWN_DAY, Action.SEE_STUDENTS, Action.RECORD, Action.EDIT_ARCHIVE, Action.PRINT, Action.SEE_OVERVIEW, Action.ASK_ACCESS,
        Action.DECIDE_ACCESS, Action.CHANGE_OWN_PASSWORD, Action.SEE_WORKLOAD, Action.INSPECT, Action.REPORT, Action.SEE_LEADERS,
    },
    Role.OFFICE: set(Action) - {Action.MANAGE_ACCOUNTS, Action.MANAGE_BACKUPS, Action.CLAIM, Action.READ_AUDIT},
    Role.GRADE_HEAD: {
        Action.SEE_OWN_DAY, Action.SEE_STUDENTS, Action.RECORD, Action.EDIT_ARCHIVE, Action.PRINT, Action.SEE_OVERVIEW, Action.ASK_ACCESS,
        Action.CHANGE_OWN_PASSWORD,
    },
    Role.HOMEROOM: {
        Action.SEE_OWN_DAY, Action.SEE_STUDENTS, Action.RECORD, Action.EDIT_ARCHIVE, Action.PRINT, Action.SEE_OVERVIEW, Action.FORM_GROUPS,
        Action.CLAIM, Action.ASK_CHANGE, Action.ASK_ACCESS, Action.MANAGE_LEAVE, Action.CHANGE_OWN_PASSWORD,
        Action.EDIT_IDENTITY,
    },
    Role.MENTOR: {
        Action.SEE_OWN_DAY, Action.SEE_STUDENTS, Action.RECORD, Action.EDIT_ARCHIVE, Action.PRINT, Action.CLAIM, Action.ASK_CHANGE, Action.ASK_ACCESS,
        Action.CHANGE_OWN_PASSWORD,
    },
    Role.AUDITOR: {Action.READ_AUDIT, Action.CHANGE_OWN_PASSWORD},
}  # fmt: skip


def test_every_action_is_in_the_table():
    assert set(ALLOWED) | EVERYBODY == set(Action)
    assert not set(ALLOWED) & EVERYBODY


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_exactly(role):
    assert {action for action in Action if ONE_OF_EACH[role].may(action)} == MAY[role]


def test_who_runs_the_system_sees_no_child():
    content = {
        Action.SEE_OWN_DAY,
        Action.SEE_STUDENTS,
        Action.RECORD,
        Action.EDIT_ARCHIVE,
        Action.EDIT_IDENTITY,
        Action.PRINT,
        Action.PRINT_ANY,
        Action.SEE_OVERVIEW,
        Action.FORM_GROUPS,
        Action.APPROVE_GROUPS,
        Action.ASK_CHANGE,
        Action.DECIDE_CHANGE,
        Action.ASK_ACCESS,
        Action.DECIDE_ACCESS,
        Action.SEE_WORKLOAD,
        Action.INSPECT,
        Action.REPORT,
        Action.SEE_LEADERS,
        Action.ASSIGN_LEADERS,
    }
    assert not MAY[Role.ADMIN] & content
    assert not ONE_OF_EACH[Role.ADMIN].sees_whole_school


def test_who_sees_children_cannot_give_rights():
    assert ALLOWED[Action.MANAGE_ACCOUNTS] == {Role.ADMIN}


def test_somebody_without_a_role_may_only_change_the_own_password():
    nobody = Actor(1, "某人", frozenset())
    assert {action for action in Action if nobody.may(action)} == {Action.CHANGE_OWN_PASSWORD}
    assert not nobody.sees_whole_school


def test_two_roles_add_up():
    both = Actor(1, "某人", frozenset({Role.ADMIN, Role.MENTOR}))
    assert {action for action in Action if both.may(action)} == MAY[Role.ADMIN] | MAY[Role.MENTOR]


def test_only_leadership_and_office_see_the_whole_school():
    assert (
        {role for role, actor in ONE_OF_EACH.items() if actor.sees_whole_school}
        == WHOLE_SCHOOL
        == {Role.LEADER, Role.OFFICE}
    )


def test_the_system_may_everything_and_is_nobody():
    assert SYSTEM.staff_id is None
    assert all(SYSTEM.may(action) for action in Action)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_chinese_word(role):
    assert role.text
    assert not role.text.isascii()
