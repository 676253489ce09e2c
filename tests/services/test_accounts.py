"""Accounts of the staff."""

import pytest

from db import staff
from domain.errors import Invalid, NotFound
from domain.permissions import Role
from services import accounts, passwords, sign_in
from tests.school_builder import ADMIN, GRADE_HEAD, MENTOR, NOBODY, NOW, PASSWORD, PEOPLE

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def newcomers(school):
    """Two new colleagues of one name and nobody's number."""
    with school.store.write() as db:
        return [staff.add(db, "白新来"), staff.add(db, "白新来")]


def test_the_list_shows_everyone_with_roles_and_account_and_no_hash(as_admin):
    listed = {row["name"]: row for row in accounts.staff_list(as_admin)}
    assert set(listed) == set(PEOPLE)
    assert listed[GRADE_HEAD]["roles"] == "grade_head"
    assert listed[MENTOR]["username"] == "t007"
    assert "password_hash" not in listed[MENTOR]


def test_everyone_without_an_account_gets_one_and_nobody_a_second(school, as_admin, newcomers):
    created = accounts.create_missing(as_admin)
    assert [(one.name, one.username) for one in created] == [("白新来", "白新来"), ("白新来", "白新来2")]
    assert accounts.create_missing(as_admin) == []
    for one in created:
        assert passwords.matches(one.password, sign_in.password_hash_for(school.store, one.username, NOW))


def test_a_new_account_says_which_subject_its_slip_goes_to(school, as_admin, newcomers):
    (chinese,) = school.rows("select id from subject where name = '语文'")
    with school.store.write() as db:
        for class_name in ("三（1）班", "三（2）班"):
            db.table("teaching_assignment").insert(
                {"staff_id": newcomers[0], "class_id": school.class_id(class_name), "subject_id": chinese["id"],
                 "valid_from": "2026-09-01"}
            )  # fmt: skip
        db.execute("insert into teaching_assignment (staff_id, class_id, subject_id, valid_from) select :one, :class, id, "
                   "'2026-09-01' from subject where name = '数学'", {"one": newcomers[0], "class": school.class_id("三（1）班")})  # fmt: skip
    assert [one.subject for one in accounts.create_missing(as_admin)] == ["语文", ""]


def test_the_first_password_must_be_changed(school, as_admin, newcomers):
    (first, _) = accounts.create_missing(as_admin)
    token = sign_in.open_session(school.store, sign_in.issue_ticket(school.store, first.username, NOW), NOW)
    assert sign_in.current(school.store, token, NOW).must_change_password


def test_a_reset_ends_the_sessions_opens_the_lock_and_asks_for_a_new_password(school, as_admin):
    token = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    for _ in range(sign_in.LOCK_AFTER):
        sign_in.note_failure(school.store, "t007", NOW)
    slip = accounts.reset_password(as_admin, school.account(MENTOR))
    assert not sign_in.is_live(school.store, token, NOW)
    fresh = sign_in.password_hash_for(school.store, slip.username, NOW)
    assert passwords.matches(slip.password, fresh)
    assert not passwords.matches(PASSWORD, fresh)
    again = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    assert sign_in.current(school.store, again, NOW).must_change_password


def test_no_slip_s_password_is_kept_anywhere(school, as_admin):
    slip = accounts.reset_password(as_admin, school.account(MENTOR))
    assert slip.password.encode() not in b"".join(path.read_bytes() for path in school.folder.iterdir())


def test_an_unknown_account_is_not_found(as_admin):
    for act in (accounts.reset_password, lambda context, id_: accounts.set_disabled(context, id_, True)):
        with pytest.raises(NotFound):
            act(as_admin, 9999)


def test_nobody_locks_out_themselves(school, as_admin):
    with pytest.raises(Invalid, match="自己的账号"):
        accounts.set_disabled(as_admin, school.account(ADMIN), True)
    with pytest.raises(Invalid, match="自己的管理员身份"):
        accounts.set_role(as_admin, school.people[ADMIN], Role.ADMIN, held=False)


@pytest.mark.parametrize("role", [Role.HOMEROOM, Role.MENTOR])
def test_roles_that_follow_from_the_rosters_cannot_be_given(school, as_admin, role):
    with pytest.raises(Invalid, match="任课安排"):
        accounts.set_role(as_admin, school.people[NOBODY], role, held=True)


def test_a_grade_head_needs_a_grade(school, as_admin):
    with pytest.raises(Invalid, match="年级"):
        accounts.set_role(as_admin, school.people[NOBODY], Role.GRADE_HEAD, held=True)


def roles(school, name):
    return school.as_person(name).actor.roles


def test_a_role_can_be_given_twice_ended_and_given_again(school, as_admin):
    person = school.people[NOBODY]
    for held in (True, True, False, True):
        accounts.set_role(as_admin, person, Role.OFFICE, held=held)
        assert (Role.OFFICE in roles(school, NOBODY)) == held
    accounts.set_role(as_admin, person, Role.OFFICE, held=False)
    assert roles(school, NOBODY) == frozenset()


def test_ending_one_grade_leaves_the_other(school, as_admin):
    head = school.people[GRADE_HEAD]
    accounts.set_role(as_admin, head, Role.GRADE_HEAD, held=True, grade=7)
    accounts.set_role(as_admin, head, Role.GRADE_HEAD, held=False, grade=3)
    assert school.rows("select grade from staff_role where staff_id = :id and valid_to is null", id=head) == [
        {"grade": 7}
    ]


def test_every_act_leaves_its_audit_row_with_who_did_it(school, as_admin):
    accounts.set_disabled(as_admin, school.account(MENTOR), True)
    accounts.set_disabled(as_admin, school.account(MENTOR), False)
    accounts.set_role(as_admin, school.people[NOBODY], Role.LEADER, held=True)
    accounts.reset_password(as_admin, school.account(MENTOR))
    latest = school.rows("select action, staff_id from audit order by seq desc limit 4")
    assert [row["action"] for row in latest] == [
        "account.reset_password",
        "role.give",
        "account.enable",
        "account.disable",
    ]
    assert {row["staff_id"] for row in latest} == {school.people[ADMIN]}
