"""Signing in, staying in, and being put out again."""

from datetime import timedelta

import bcrypt
import pytest

from db import accounts, settings, staff
from db.connection import open_store
from domain.errors import Invalid
from domain.permissions import Role
from services import passwords, sign_in
from services.accounts import set_disabled, set_role
from services.sign_in import LOCK_AFTER, LOCK_FOR, NOBODYS_HASH, THROTTLE_AFTER
from tests.school_builder import ADMIN, GRADE_HEAD, MENTOR, NOW, OFFICE, PASSWORD

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
REAL_ROUNDS = passwords.ROUNDS
pytestmark = pytest.mark.usefixtures("quick_hashes")

USERNAME = "t007"  # 田小雨


def lets_in(store, username, password, now=NOW):
    """What the form does: compare with the hash it is given."""
    return sign_in.is_right(store, username, password, now)


def fail(store, times, username=USERNAME, now=NOW):
    return {sign_in.note_failure(store, username, now) for _ in range(times)}


@pytest.fixture
def token(school):
    """A mentor's session, begun by the form and the ticket."""
    ticket = sign_in.issue_ticket(school.store, USERNAME, NOW)
    return sign_in.open_session(school.store, ticket, NOW)


@pytest.mark.parametrize("username", [USERNAME, " T007 ", "田小雨"], ids=["number", "untidy", "name"])
def test_the_right_password_lets_in_by_staff_number_or_name(school, username):
    assert lets_in(school.store, username, PASSWORD)
    ticket = sign_in.issue_ticket(school.store, username, NOW)
    token = sign_in.open_session(school.store, ticket, NOW)
    person = sign_in.current(school.store, token, NOW)
    assert (person.actor.name, person.actor.roles) == (MENTOR, {Role.MENTOR})


def test_two_people_of_one_name_must_use_their_numbers(school):
    with school.store.write() as db:
        accounts.add(
            db, staff.add(db, MENTOR), "t099", passwords.hash_password("另一位的密码", 4), must_change=False
        )
    assert not lets_in(school.store, MENTOR, PASSWORD)
    assert lets_in(school.store, USERNAME, PASSWORD)


def test_unknown_names_wrong_passwords_and_disabled_accounts_cannot_be_told_apart(school, as_admin):
    set_disabled(as_admin, school.account(GRADE_HEAD), True)
    tries = [("没有这个人", PASSWORD), (USERNAME, "错的密码啊"), ("t004", PASSWORD)]
    assert [lets_in(school.store, *attempt) for attempt in tries] == [False] * 3
    assert len({sign_in.note_failure(school.store, name, NOW) for name, _ in tries}) == 1


def test_every_try_is_compared_with_a_hash_that_costs_as_much_as_a_real_one(school, as_admin):
    set_disabled(as_admin, school.account(GRADE_HEAD), True)
    fail(school.store, LOCK_AFTER)
    given = {
        sign_in.password_hash_for(school.store, name, NOW)
        for name in ("没有这个人", "t004", "", "x" * 500, USERNAME)
    }
    assert given == {NOBODYS_HASH}
    assert NOBODYS_HASH.startswith(f"{passwords.SCHEME}$2b${REAL_ROUNDS}$")
    assert not passwords.matches(PASSWORD, NOBODYS_HASH)


def test_five_wrong_passwords_lock_even_against_the_right_one(school):
    fail(school.store, LOCK_AFTER - 1)
    assert lets_in(school.store, USERNAME, PASSWORD)
    assert len(fail(school.store, 1)) == 1
    assert not lets_in(school.store, USERNAME, PASSWORD)
    assert lets_in(school.store, "t008", PASSWORD)  # nobody else is shut out


def test_trying_by_name_and_by_number_counts_together(school):
    fail(school.store, 3, USERNAME)
    fail(school.store, 2, MENTOR)
    assert not lets_in(school.store, USERNAME, PASSWORD)


def test_the_lock_survives_a_restart_and_opens_after_fifteen_minutes(school):
    fail(school.store, LOCK_AFTER)
    restarted = open_store(school.store.path)
    assert not lets_in(restarted, USERNAME, PASSWORD, NOW + 14 * MINUTE)
    assert lets_in(restarted, USERNAME, PASSWORD, NOW + 15 * MINUTE + SECOND)


def test_a_computer_that_tries_many_names_is_held_up_and_nobody_else(school):
    names = [f"t{place:03}" for place in range(1, 11)]
    for turn in range(THROTTLE_AFTER):
        sign_in.note_failure(school.store, f"x{turn}", NOW, "10.1.1.7")
    for address, is_let_in in (("10.1.1.7", False), ("10.1.1.8", True), ("", True)):
        hashes = {sign_in.password_hash_for(school.store, name, NOW, address) for name in names}
        assert (hashes != {NOBODYS_HASH}) is is_let_in
    later = NOW + LOCK_FOR + SECOND
    assert sign_in.password_hash_for(school.store, USERNAME, later, "10.1.1.7") != NOBODYS_HASH


def test_without_an_address_nobody_is_held_up_by_others(school):
    """A proxy on this machine that does not say whom it speaks for must not lock out the school."""
    for turn in range(THROTTLE_AFTER * 2):
        sign_in.note_failure(school.store, f"x{turn}", NOW, "")
    assert lets_in(school.store, USERNAME, PASSWORD)


def test_a_success_forgets_the_failures_before_it(school):
    fail(school.store, LOCK_AFTER - 1)
    sign_in.issue_ticket(school.store, USERNAME, NOW)
    fail(school.store, LOCK_AFTER - 1)
    assert lets_in(school.store, USERNAME, PASSWORD)


def test_no_password_appears_in_what_is_stored_about_tries(school):
    fail(school.store, 2)
    kept = str(school.rows("select * from sign_in_attempt") + school.rows("select * from audit"))
    assert PASSWORD not in kept


def test_a_hash_of_the_time_before_goes_on_working_and_is_made_anew(school):
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    with school.store.write() as db:
        db.table("account").update(school.account(MENTOR), {"password_hash": old})
    token = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    assert not lets_in(school.store, USERNAME, "错的密码啊")
    assert hash_of(school) == old
    assert lets_in(school.store, USERNAME, PASSWORD)
    assert hash_of(school).startswith(passwords.SCHEME)
    assert lets_in(school.store, USERNAME, PASSWORD)
    assert sign_in.is_live(school.store, token, NOW)  # the password has not changed, so nobody is put out
    assert school.rows("select count(*) as n from audit where action = 'password.renew_hash'") == [{"n": 1}]


def hash_of(school):
    return school.rows("select password_hash from account where username = :u", u=USERNAME)[0][
        "password_hash"
    ]


@pytest.mark.parametrize(
    "typed", ["\ud800" * 8, "长" * 5000, "\0" * 9, ""], ids=["half", "long", "zero", "empty"]
)
def test_a_strange_password_is_merely_wrong(school, typed):
    assert not lets_in(school.store, USERNAME, typed)


# ── tickets ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_ticket_opens_one_session_and_no_second(school):
    ticket = sign_in.issue_ticket(school.store, USERNAME, NOW)
    assert sign_in.open_session(school.store, ticket, NOW)
    assert sign_in.open_session(school.store, ticket, NOW) is None


@pytest.mark.parametrize(("age", "is_good"), [(30, True), (31, False)])
def test_a_ticket_lasts_thirty_seconds(school, age, is_good):
    ticket = sign_in.issue_ticket(school.store, USERNAME, NOW)
    assert (sign_in.open_session(school.store, ticket, NOW + age * SECOND) is not None) == is_good


@pytest.mark.parametrize("ticket", ["", "x", "' or 1=1 --", "票" * 100])
def test_an_invented_ticket_opens_nothing(school, ticket):
    sign_in.issue_ticket(school.store, USERNAME, NOW)
    assert sign_in.open_session(school.store, ticket, NOW) is None


def test_a_ticket_is_worthless_once_the_account_is_disabled(school, as_admin):
    ticket = sign_in.issue_ticket(school.store, USERNAME, NOW)
    set_disabled(as_admin, school.account(MENTOR), True)
    assert sign_in.open_session(school.store, ticket, NOW) is None


def test_neither_ticket_nor_token_lies_in_the_database(school):
    ticket = sign_in.issue_ticket(school.store, USERNAME, NOW)
    token = sign_in.open_session(school.store, ticket, NOW)
    content = b"".join(path.read_bytes() for path in school.folder.iterdir())
    assert ticket.encode() not in content
    assert token.encode() not in content


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────


def test_half_an_hour_without_a_click_ends_a_session(school, token):
    assert sign_in.is_live(school.store, token, NOW + 29 * MINUTE)
    assert not sign_in.is_live(school.store, token, NOW + 30 * MINUTE)
    assert sign_in.current(school.store, token, NOW + 30 * MINUTE) is None


def test_clicks_keep_a_session_alive_for_twelve_hours_and_no_longer(school, token):
    now = NOW
    while now < NOW + 12 * HOUR - 20 * MINUTE:
        now += 20 * MINUTE
        alive = sign_in.current(school.store, token, now)
        assert (alive is not None) == (now < NOW + 12 * HOUR)
    assert sign_in.current(school.store, token, NOW + 12 * HOUR) is None


def test_being_watched_is_no_click(school, token):
    for minute in range(0, 30, 5):
        assert sign_in.is_live(school.store, token, NOW + minute * MINUTE)
    assert not sign_in.is_live(school.store, token, NOW + 30 * MINUTE)


def test_a_clock_set_back_does_not_lengthen_a_session(school, token):
    sign_in.current(school.store, token, NOW - 3 * HOUR)
    assert not sign_in.is_live(school.store, token, NOW + 30 * MINUTE)


def test_signing_out_ends_the_session_everywhere_and_only_that_one(school, token):
    other = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    sign_in.end_session(school.store, token, NOW)
    assert not sign_in.is_live(school.store, token, NOW)
    assert sign_in.is_live(school.store, other, NOW)


def test_signing_out_twice_or_with_an_invented_token_is_harmless(school, token):
    sign_in.end_session(school.store, token, NOW)
    sign_in.end_session(school.store, token, NOW)
    sign_in.end_session(school.store, "生造的", NOW)


@pytest.mark.parametrize("token", ["", "x", "%", "' or '1'='1", "会话" * 300])
def test_an_invented_token_is_nobody(school, token):
    assert sign_in.current(school.store, token, NOW) is None


def test_disabling_ends_the_session_and_enabling_does_not_bring_it_back(school, as_admin, token):
    set_disabled(as_admin, school.account(MENTOR), True)
    assert sign_in.current(school.store, token, NOW) is None
    set_disabled(as_admin, school.account(MENTOR), False)
    assert not sign_in.is_live(school.store, token, NOW)


def test_whoever_has_left_is_out_at_once(school, token):
    with school.store.write() as db:
        db.table("staff").update(school.people[MENTOR], {"left_on": "2026-11-20"})
    assert sign_in.current(school.store, token, NOW) is None
    assert not sign_in.is_live(school.store, token, NOW)


def test_a_role_taken_away_ends_the_sessions_begun_with_it(school, as_admin):
    token = sign_in.open_session_for(school.store, school.account(GRADE_HEAD), NOW)
    assert Role.GRADE_HEAD in sign_in.current(school.store, token, NOW).actor.roles
    set_role(as_admin, school.people[GRADE_HEAD], Role.GRADE_HEAD, held=False, grade=3)
    assert not sign_in.is_live(school.store, token, NOW)
    fresh = sign_in.open_session_for(school.store, school.account(GRADE_HEAD), NOW)
    assert sign_in.current(school.store, fresh, NOW).actor.roles == frozenset()


def test_a_role_given_ends_the_sessions_begun_without_it(school, as_admin, token):
    set_role(as_admin, school.people[MENTOR], Role.OFFICE, held=True)
    assert not sign_in.is_live(school.store, token, NOW)
    fresh = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    assert sign_in.current(school.store, fresh, NOW).actor.roles == {Role.MENTOR, Role.OFFICE}


def test_what_changes_no_role_ends_no_session(school, as_admin, token):
    set_role(as_admin, school.people[MENTOR], Role.OFFICE, held=False)
    set_role(as_admin, school.people[OFFICE], Role.OFFICE, held=True)
    set_role(as_admin, school.people[GRADE_HEAD], Role.GRADE_HEAD, held=False, grade=3)
    assert sign_in.is_live(school.store, token, NOW)
    office = sign_in.open_session_for(school.store, school.account(OFFICE), NOW)
    set_role(as_admin, school.people[OFFICE], Role.OFFICE, held=True)
    assert sign_in.is_live(school.store, office, NOW)


# ── changing one's password ──────────────────────────────────────────────────────────────────────────


def test_a_changed_password_ends_every_session_and_the_old_word_is_dead(school, as_mentor, token):
    other = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    sign_in.change_own_password(as_mentor, PASSWORD, "春眠不觉晓处处闻", "春眠不觉晓处处闻")
    assert not sign_in.is_live(school.store, token, NOW)
    assert not sign_in.is_live(school.store, other, NOW)
    assert lets_in(school.store, USERNAME, "春眠不觉晓处处闻")
    assert not lets_in(school.store, USERNAME, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("不是原来的密码", "春眠不觉晓处处闻", "春眠不觉晓处处闻", "原来的密码不对"),
        (PASSWORD, "春眠不觉晓处处闻", "春眠不觉晓", "不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "和原来的一样"),
        (PASSWORD, "短", "短", "至少 8 个字"),
        (PASSWORD, "12345678", "12345678", "太容易"),
        (PASSWORD, "aaaabbbb", "aaaabbbb", "太容易"),
        (PASSWORD, "一二三四五六七八九十" * 20 + "百", "一二三四五六七八九十" * 20 + "百", "最多 200 个字"),
    ],
    ids=[
        "old wrong",
        "not the same twice",
        "unchanged",
        "short",
        "common",
        "two letters",
        "201 characters",
    ],
)
def test_a_bad_new_password_is_refused_with_a_sentence_and_nothing_ends(
    school, as_mentor, token, old, new, again, says
):
    with pytest.raises(Invalid, match=says):
        sign_in.change_own_password(as_mentor, old, new, again)
    assert sign_in.is_live(school.store, token, NOW)
    assert lets_in(school.store, USERNAME, PASSWORD)


def change(context, old):
    sign_in.change_own_password(context, old, "春眠不觉晓处处闻", "春眠不觉晓处处闻")


def test_whoever_finds_a_tab_open_guesses_the_password_no_longer_than_at_the_door(school, as_mentor, token):
    for guess in range(LOCK_AFTER):
        with pytest.raises(Invalid, match="原来的密码不对"):
            change(as_mentor, f"猜的密码{guess}")
    with pytest.raises(Invalid, match="15 分钟"):
        change(as_mentor, PASSWORD)
    assert not lets_in(school.store, USERNAME, PASSWORD)
    acts = school.rows(
        "select action, count(*) as n from audit where action like 'password.%' group by action"
    )
    assert acts == [{"action": "password.wrong", "n": LOCK_AFTER}]
    change(as_mentor.at(NOW + LOCK_FOR), PASSWORD)
    assert lets_in(school.store, USERNAME, "春眠不觉晓处处闻", NOW + LOCK_FOR)


def test_a_password_changed_forgets_the_failures_before_it(school, as_mentor):
    fail(school.store, LOCK_AFTER - 1)
    change(as_mentor, PASSWORD)
    fail(school.store, 1)
    assert lets_in(school.store, USERNAME, "春眠不觉晓处处闻")


def test_the_school_s_day_is_not_the_server_s(school):
    """Before eight in the morning it is still yesterday in UTC."""
    early = NOW.replace(hour=0, minute=30)
    assert school.as_person(ADMIN, early).today == early.date()
    with school.store.read() as db:
        assert settings.get(db, "time_zone") == "Asia/Shanghai"


# ── one's own sessions ───────────────────────────────────────────────────────────────────────────────


def test_one_sees_where_one_is_signed_in_and_ends_the_others(school, token):
    phone = open_one(school, USERNAME, "手机")
    as_mentor = school.as_person(MENTOR)
    found = sign_in.own_sessions(as_mentor, token)
    assert [(one.device, one.is_this) for one in found] == [("电脑", True), ("手机", False)]
    assert sign_in.end_other_sessions(as_mentor, token) == 1
    assert (is_live(school, token), is_live(school, phone)) == (True, False)
    assert len(sign_in.own_sessions(as_mentor, token)) == 1


def test_nobody_ends_another_s(school, token):
    other = open_one(school, "t008", "手机")
    sign_in.end_other_sessions(school.as_person(MENTOR), token)
    assert is_live(school, other)
    assert [one.device for one in sign_in.own_sessions(school.as_person(MENTOR), token)] == ["电脑"]


def test_sessions_that_are_over_are_not_listed(school, token):
    later = school.as_person(MENTOR, NOW + timedelta(minutes=31))
    assert sign_in.own_sessions(later, token) == []


def open_one(school, username, device):
    opened = sign_in.open_session(
        school.store, sign_in.issue_ticket(school.store, username, NOW), NOW, device
    )
    assert opened
    return opened


def is_live(school, token):
    return sign_in.is_live(school.store, token, NOW)
