"""The emergency brake: who is let in while the file lies there, and what is left of it afterwards."""

from datetime import timedelta

import pytest

import cli
from documents.spreadsheet import read_workbook
from domain.errors import NotAllowed, Refused
from services import freezing, sign_in
from services.context import clock
from services.school import system_context
from tests.school_builder import ADMIN, MENTOR, NOW, PASSWORD

pytestmark = pytest.mark.usefixtures("quick_hashes")
KEPT, OTHER = "t001", "t007"


@pytest.fixture
def system(school):
    return system_context(school.store, NOW)


def lets_in(own, username):
    return sign_in.is_right(own.store, username, PASSWORD, NOW)


def session_of(own, name):
    return sign_in.open_session_for(own.store, own.account(name), NOW)


def is_live(own, token):
    return sign_in.is_live(own.store, token, NOW) and sign_in.current(own.store, token, NOW) is not None


def test_from_the_moment_of_the_file_nobody_gets_in_and_nobody_stays(school, system):
    tokens = [session_of(school, name) for name in (ADMIN, MENTOR)]
    freezing.begin(system, "")
    assert not [one for one in (KEPT, OTHER) if lets_in(school, one)]
    assert not [one for one in tokens if is_live(school, one)]
    with pytest.raises(NotAllowed, match="已冻结"):
        sign_in.issue_ticket(school.store, OTHER, NOW)


def test_the_one_that_is_kept_gets_in(school, system):
    freezing.begin(system, " T001 ")
    assert lets_in(school, KEPT) and not lets_in(school, OTHER)
    ticket = sign_in.issue_ticket(school.store, KEPT, NOW)
    assert is_live(school, sign_in.open_session(school.store, ticket, NOW))


def test_a_ticket_from_just_before_opens_nothing(school, system):
    ticket = sign_in.issue_ticket(school.store, OTHER, NOW)
    freezing.begin(system, KEPT)
    assert sign_in.open_session(school.store, ticket, NOW) is None


@pytest.mark.parametrize("keep", ["没有这个人", "t0011"])
def test_an_unknown_account_is_not_kept_and_nothing_is_frozen(school, system, keep):
    with pytest.raises(Refused, match="没有冻结"):
        freezing.begin(system, keep)
    assert freezing.state(school.store) is None and lets_in(school, OTHER)


def test_a_file_that_says_nothing_readable_shuts_everybody_out(school):
    (school.folder / freezing.MARK).mkdir()
    assert freezing.state(school.store) == freezing.Frozen("", "")
    assert not lets_in(school, KEPT)


def test_once_honoured_every_session_is_over_for_good_the_kept_one_s_too(school, system):
    tokens = [session_of(school, name) for name in (ADMIN, MENTOR)]
    freezing.begin(system, KEPT)
    freezing.honour(system)
    freezing.honour(system)  # twice is once
    freezing.end(system)
    freezing.honour(system)
    assert not [one for one in tokens if is_live(school, one)]
    assert lets_in(school, OTHER)
    acts = school.rows("select action, target, detail from audit where action like 'school.%freeze'")
    assert [(one["action"], one["target"], one["detail"]) for one in acts] == [
        ("school.freeze", f"account/{school.account(ADMIN)}", '{"count": 2}'),
        ("school.unfreeze", "school", "{}"),
    ]


def test_frozen_twice_sessions_begun_between_end_too(school, system):
    freezing.begin(system, KEPT)
    freezing.honour(system)
    between = session_of(school, ADMIN)
    later = system.at(NOW + timedelta(minutes=1))
    freezing.begin(later, KEPT)
    freezing.honour(later)
    assert not is_live(school, between)


def test_what_is_not_frozen_is_not_thawed(system):
    with pytest.raises(Refused, match="没有冻结"):
        freezing.end(system)


# ── from the terminal, no server running ─────────────────────────────────────────────────────────────


def test_the_command_freezes_ends_exports_and_thaws(school, tmp_path, capsys):
    token = sign_in.open_session_for(school.store, school.account(MENTOR), clock())
    out = tmp_path / "log.xlsx"
    line = ["--data", str(school.folder)]
    assert cli.main(["freeze", *line, "--keep", KEPT, "--days", "3", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "只有 t001 可以登录" in said and "所有登录都已退出" in said
    assert not sign_in.is_live(school.store, token, clock())
    told = str(read_workbook(out.read_bytes(), out.name))
    assert "冻结系统" in told and "完整" in told
    assert "建立学校" not in told  # longer ago than asked for
    assert cli.main(["unfreeze", *line]) == 0
    assert freezing.state(school.store) is None
    assert not sign_in.is_live(school.store, token, clock())
    assert cli.main(["unfreeze", *line]) == 1
