"""The code from the phone: when it is asked for, what it opens, what it survives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.connection import open_store
from domain.errors import Invalid, NotAllowed, Refused, StepUpNeeded
from domain.one_time_code import STEP, code_at, counter_of
from domain.record_kinds import Kind
from services import (
    accounts,
    audit_log,
    backups,
    exports,
    imports,
    interactions,
    keys,
    record_log,
    sealed_texts,
    sign_in,
    step_up,
)
from services.audit_log import Wanted
from services.exports import Paper
from services.step_up import GOOD_FOR, MOST_WRONG, SPARE_CODES, WAIT
from tests.make_files import csv_bytes
from tests.school_builder import ADMIN, AUDITOR, MENTOR, NOW, OFFICE

SECRET = bytes(range(20))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("quick_hashes")


def code(now=NOW, secret=SECRET):
    """What the phone shows."""
    return code_at(secret, counter_of(now))


def signed_in(school, name, now=NOW):
    """This person in a session of their own, as the gate hands it on."""
    token = sign_in.open_session_for(school.store, school.account(name), now)
    person = sign_in.current(school.store, token, now)
    assert person is not None
    return person.context


def with_phone(school, name):
    """This person, who has set it up in another session some time ago, in a fresh session; and the spare codes."""
    earlier = NOW - timedelta(hours=1)
    spares = step_up.set_up(signed_in(school, name, earlier), SECRET, code(earlier))
    return signed_in(school, name), spares


def is_asked(context):
    try:
        step_up.require(context)
    except StepUpNeeded:
        return True
    return False


# ── who is asked ─────────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_not_set_it_up_is_never_asked(school, as_admin):
    assert not is_asked(signed_in(school, ADMIN)) and not is_asked(as_admin)
    assert step_up.left(as_admin) is None


def test_the_system_is_never_asked(school):
    with_phone(school, ADMIN)
    assert not is_asked(school_system(school))


def school_system(school):
    return replace(school.as_person(ADMIN), actor=replace(school.as_person(ADMIN).actor, staff_id=None))


def test_a_code_opens_this_session_alone_and_for_a_quarter_of_an_hour(school):
    own, _ = with_phone(school, ADMIN)
    elsewhere = signed_in(school, ADMIN)
    assert is_asked(own)
    step_up.confirm(own, code())
    assert not is_asked(own)
    assert step_up.left(own.at(NOW + MINUTE)) == GOOD_FOR - MINUTE
    assert not is_asked(own.at(NOW + GOOD_FOR - SECOND))
    assert is_asked(own.at(NOW + GOOD_FOR))
    assert is_asked(elsewhere)
    assert is_asked(school.as_person(ADMIN))  # in no session at all
    assert not is_asked(signed_in(school, OFFICE))


def test_a_clock_set_back_does_not_lengthen_it(school):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, code())
    assert is_asked(own.at(NOW - MINUTE))


def test_setting_it_up_counts_as_the_first_code(school):
    own = signed_in(school, ADMIN)
    step_up.set_up(own, SECRET, code())
    assert not is_asked(own)


# ── codes ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_good_once(school):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, code())
    with pytest.raises(Invalid, match="已经用过"):
        step_up.confirm(signed_in(school, ADMIN), code())


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_may_be_typed_untidily(school, typed):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, typed.format(code()))
    assert not is_asked(own)


def test_a_code_may_be_typed_in_wide_digits(school):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, code().translate({ord("0") + n: 0xFF10 + n for n in range(10)}))
    assert not is_asked(own)


def test_a_wrong_clock_is_explained_by_the_time_it_is_here(school):
    own, _ = with_phone(school, ADMIN)
    with pytest.raises(Invalid, match="18:00:00"):
        step_up.confirm(own, code(NOW + timedelta(seconds=5 * STEP)))


def test_five_wrong_codes_and_even_the_right_one_waits(school):
    own, spares = with_phone(school, ADMIN)
    for _ in range(MOST_WRONG):
        with pytest.raises(Invalid, match="验证码不对"):
            step_up.confirm(own, "000000")
    restarted = replace(own, store=open_store(school.store.path))
    for typed in (code(), spares[0]):
        with pytest.raises(Invalid, match="15 分钟后"):
            step_up.confirm(restarted, typed)
    later = own.at(NOW + WAIT)
    step_up.confirm(later, code(later.now))
    assert not is_asked(later)


def test_wrong_codes_are_counted_over_all_sessions_and_forgotten_after_a_right_one(school):
    own, _ = with_phone(school, ADMIN)
    for context in (own, signed_in(school, ADMIN), own, own):
        with pytest.raises(Invalid, match="验证码不对"):
            step_up.confirm(context, "000000")
    step_up.confirm(own, code())
    with pytest.raises(Invalid, match="验证码不对"):
        step_up.confirm(own, "000000")
    later = NOW + MINUTE
    step_up.confirm(own.at(later), code(later))


def test_a_spare_code_is_good_once_and_stands_in_for_the_phone(school):
    own, spares = with_phone(school, ADMIN)
    assert len(set(spares)) == SPARE_CODES
    step_up.confirm(own, spares[3].upper())
    assert not is_asked(own)
    assert step_up.own(own).spares_left == SPARE_CODES - 1
    with pytest.raises(Invalid, match="验证码不对"):
        step_up.confirm(own, spares[3])


def test_another_s_spare_code_is_nothing(school):
    own, _ = with_phone(school, ADMIN)
    _, theirs = with_phone(school, OFFICE)
    with pytest.raises(Invalid, match="验证码不对"):
        step_up.confirm(own, theirs[0])


# ── setting up and removing ──────────────────────────────────────────────────────────────────────────


def test_nothing_is_kept_until_a_code_has_shown_that_the_secret_arrived(school):
    own = signed_in(school, MENTOR)
    with pytest.raises(Invalid, match="验证码不对"):
        step_up.set_up(own, SECRET, "000000")
    assert not step_up.own(own).is_set_up
    assert school.rows("select * from second_step") == []


def test_it_cannot_be_set_up_over_the_one_there_is(school):
    own, _ = with_phone(school, MENTOR)
    other = bytes(20)
    with pytest.raises(Invalid, match="先取消"):
        step_up.set_up(own, other, code(secret=other))


def test_only_a_code_removes_it_and_a_new_phone_can_be_set_up(school):
    own, _ = with_phone(school, MENTOR)
    with pytest.raises(Invalid):
        step_up.remove(own, "000000")
    assert step_up.own(own).is_set_up
    step_up.remove(own, code())
    assert not step_up.own(own).is_set_up and not is_asked(own)
    step_up.set_up(own, bytes(20), code(secret=bytes(20)))


def test_the_session_that_removed_it_is_asked_again_when_it_is_there_again(school):
    own, _ = with_phone(school, MENTOR)
    step_up.remove(own, code())
    step_up.set_up(signed_in(school, MENTOR), bytes(20), code(secret=bytes(20)))
    assert is_asked(own)


def test_the_administrator_takes_a_lost_phone_s_away_and_the_sessions_end(school, as_admin):
    token = sign_in.open_session_for(school.store, school.account(MENTOR), NOW)
    with_phone(school, MENTOR)
    step_up.remove_for(as_admin, school.account(MENTOR))
    assert not sign_in.is_live(school.store, token, NOW)
    assert not is_asked(signed_in(school, MENTOR))
    (last,) = school.rows("select action, target from audit where action like 'second_step.remove%'")
    assert last == {"action": "second_step.remove_for", "target": f"account/{school.account(MENTOR)}"}


def test_nobody_takes_away_their_own_in_the_administrator_s_way(school):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, code())
    with pytest.raises(Invalid, match="备用码"):
        step_up.remove_for(own, school.account(ADMIN))
    assert step_up.own(own).is_set_up


def test_the_terminal_lets_a_lone_administrator_without_phone_back_in(school):
    with_phone(school, ADMIN)
    accounts.reset_password_of(school_system(school), "t001", lost_phone=True)
    assert school.rows("select * from second_step") == [] == school.rows("select * from spare_code")


# ── what is guarded ──────────────────────────────────────────────────────────────────────────────────


def guarded(school):
    """Every act behind the second step, of the person who may do it."""
    mentor = school.account(MENTOR)
    wanted = Wanted(NOW.date(), NOW.date())
    form = school.talk("张书瑶", kind=Kind.HOME_VISIT, detail={"family": "在家"})
    visit = interactions.record(school.as_person(MENTOR), form)
    brought = bring_in(school.as_person(OFFICE), ["姓名", "电话"], [MENTOR, "13800009999"])
    return {
        "create": (ADMIN, accounts.create_missing),
        "reset": (ADMIN, lambda one: accounts.reset_password(one, mentor)),
        "disable": (ADMIN, lambda one: accounts.set_disabled(one, mentor, True)),
        "role": (ADMIN, lambda one: accounts.set_role(one, school.people[MENTOR], step_up.Role.OFFICE, True)),
        "demand": (ADMIN, lambda one: step_up.demand(one, False)),
        "import": (ADMIN, lambda one: bring_in(one, ["姓名", "身份"], [MENTOR, "校领导"])),
        "import a class": (ADMIN, lambda one: bring_in(one, ["姓名", "班主任"], [MENTOR, "三(2)班"])),
        "undo import": (ADMIN, lambda one: imports.undo(one, brought)),
        "key": (ADMIN, lambda one: backups.recovery_code(one, school.folder)),
        "look": (AUDITOR, lambda one: audit_log.look(one, wanted)),
        "sealed": (MENTOR, lambda one: sealed_texts.reveal(one, visit)),
        "allow": (ADMIN, lambda one: exports.allow(one, 80)),
        "export": (MENTOR, lambda one: exports.take(one, offered(one))),
    }


def bring_in(context, *lines):
    return imports.commit(context, f"form-{lines}", "staff", csv_bytes([*lines]), "教师.csv")


def offered(context):
    return exports.offer(context, "register.word", "class/1", lambda _: Paper("x", b"x", "text/plain"))


@pytest.mark.parametrize(
    "act",
    ["create", "reset", "disable", "role", "demand", "import", "import a class", "undo import", "key", "look",
     "sealed", "export"],
)  # fmt: skip
def test_the_act_waits_for_a_code_and_then_goes_through(school, act):
    name, do = guarded(school)[act]
    own, _ = with_phone(school, name)
    before = school.rows("select count(*) as n from audit")
    with pytest.raises(StepUpNeeded, match="手机验证码"):
        do(own)
    assert school.rows("select count(*) as n from audit") == before
    step_up.confirm(own, code())
    do(own)


def test_a_download_refused_for_want_of_a_code_can_still_be_taken(school):
    own, _ = with_phone(school, MENTOR)
    token = offered(own)
    with pytest.raises(StepUpNeeded):
        exports.take(own, token)
    step_up.confirm(own, code())
    assert exports.take(own, token).content == b"x"


def test_what_takes_a_code_to_be_read_is_not_guessed_by_searching(school):
    """Hit or no hit, word by word: a stolen session would read a home visit without the phone."""
    form = school.talk("张书瑶", kind=Kind.HOME_VISIT, detail={"family": "爸爸在外地"}, content="聊了很久")
    visit = interactions.record(school.as_person(MENTOR), form)
    own, _ = with_phone(school, MENTOR)
    stolen, asked = signed_in(school, MENTOR), record_log.Wanted(words=("外地",))

    def found(context):
        return [one.id for one in record_log.find(context, asked)[1]]

    assert found(own) == [] and record_log.leaves_out_sealed(own, asked)
    assert [one.id for one in record_log.find(own, record_log.Wanted(words=("张书瑶",)))[1]] == [visit]
    step_up.confirm(own, code())
    assert found(own) == [visit] and not record_log.leaves_out_sealed(own, asked)
    assert found(stolen) == [] and record_log.leaves_out_sealed(stolen, asked)
    assert found(own.at(NOW + GOOD_FOR)) == []


# ── the school's demand ──────────────────────────────────────────────────────────────────────────────


def test_what_the_school_demands_binds_those_who_run_it_and_nobody_else(
    school, as_leader, as_office, as_mentor
):
    own, _ = with_phone(school, ADMIN)
    step_up.confirm(own, code())
    step_up.demand(own, True)
    assert step_up.is_demanded(own)
    with pytest.raises(NotAllowed, match="手机验证码"):
        exports.take(as_office, offered(as_office))
    assert exports.take(as_mentor, offered(as_mentor))
    office = signed_in(school, OFFICE)
    assert step_up.own(office).is_demanded
    step_up.set_up(office, SECRET, code())
    assert exports.take(office, offered(office))
    step_up.demand(own, False)
    assert exports.take(as_leader, offered(as_leader))


def test_whoever_demands_it_has_it(as_admin):
    with pytest.raises(Invalid, match="给自己设好"):
        step_up.demand(as_admin, True)


# ── what is stored ───────────────────────────────────────────────────────────────────────────────────


def test_neither_secret_nor_spare_code_lies_in_the_folder(school):
    own, spares = with_phone(school, MENTOR)
    step_up.confirm(own, code())
    kept = b"".join(path.read_bytes() for path in school.folder.iterdir())
    assert SECRET not in kept and code().encode() not in kept
    assert not [one for one in spares if one.encode() in kept or one.replace("-", "").encode() in kept]


def test_a_secret_moved_to_another_account_does_not_open(school):
    own, _ = with_phone(school, MENTOR)
    other, _ = with_phone(school, OFFICE)
    with school.store.write() as db:
        db.execute(
            "update second_step set secret = (select secret from second_step where account_id = ?) where account_id = ?",
            [school.account(MENTOR), school.account(OFFICE)],
        )
    with pytest.raises(Refused, match="打不开"):
        step_up.confirm(other, code())
    step_up.confirm(own, code())


def test_without_the_school_s_key_it_is_said_what_to_do(school):
    own, _ = with_phone(school, MENTOR)
    (school.folder / keys.KEY_FILE).unlink()
    with pytest.raises(Refused, match="恢复码"):
        step_up.confirm(own, code())
