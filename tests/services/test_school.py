"""From an empty folder to the first administrator."""

import pytest

from domain.errors import Invalid, NotAllowed
from domain.permissions import Role
from services import passwords, school, sign_in
from tests.school_builder import NOW

pytestmark = pytest.mark.usefixtures("quick_hashes")

WORD = "操场边的老槐树"  # seven: one too short
PASSPHRASE = WORD + "下"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def system(folder):
    return school.system_context(school.open_school(folder), NOW)


def set_up(system, folder, code=None, **changes):
    fields = {
        "school_name": "实验小学", "person": "宋明远", "username": "SongMY", "password": PASSPHRASE, "is_office": False
    }  # fmt: skip
    return school.set_up(
        system, folder, school.setup_code(folder) if code is None else code, **(fields | changes)
    )


def test_a_new_school_has_no_account_and_waits_for_its_code(system, folder):
    assert school.needs_setup(system.store)
    assert len(school.setup_code(folder)) == 8
    assert school.setup_code(folder) == school.setup_code(folder)
    assert school.demo_accounts(folder) == []


def test_the_right_code_makes_the_first_administrator_and_is_used_up(system, folder):
    account = set_up(system, folder)
    assert not (folder / "setup-code.txt").exists()
    person = sign_in.current(system.store, sign_in.open_session_for(system.store, account, NOW), NOW)
    assert (person.actor.name, person.actor.roles, person.must_change_password) == (
        "宋明远",
        {Role.ADMIN},
        False,
    )
    assert passwords.matches(PASSPHRASE, sign_in.password_hash_for(system.store, "songmy", NOW))
    assert school.school_name(system.store) == "实验小学"


def test_who_also_works_in_the_office_gets_both_roles(system, folder):
    account = set_up(system, folder, is_office=True)
    token = sign_in.open_session_for(system.store, account, NOW)
    assert sign_in.current(system.store, token, NOW).actor.roles == {Role.ADMIN, Role.OFFICE}


@pytest.mark.parametrize("code", ["", "00000000x", "一二三四五六七八", "1" * 900])
def test_a_wrong_code_makes_nothing_and_the_right_one_still_works(system, folder, code):
    with pytest.raises(NotAllowed, match="设置码不对"):
        set_up(system, folder, code)
    assert school.needs_setup(system.store)
    set_up(system, folder)


def test_a_second_set_up_is_refused_whatever_the_code(system, folder):
    code = school.setup_code(folder)
    set_up(system, folder)
    for attempt in (code, "", school.setup_code(folder)):
        with pytest.raises(NotAllowed, match="已经设置过"):
            set_up(system, folder, attempt, username="second")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"school_name": " "}, "学校名称"),
        ({"person": "\u200b"}, "姓名"),
        ({"username": "  "}, "用户名"),
        ({"username": "长" * 61}, "用户名"),
        ({"person": "长" * 61}, "姓名"),
        ({"password": WORD}, "至少 8 个字"),
        ({"password": "songmysongmy", "username": "songmysongmy"}, "太容易"),
    ],
    ids=[
        "no school",
        "no person",
        "no user name",
        "user name too long",
        "name too long",
        "short password",
        "user name as password",
    ],
)
def test_what_is_missing_is_named_and_the_code_stays_good(system, folder, changes, says):
    with pytest.raises(Invalid, match=says):
        set_up(system, folder, **changes)
    assert school.needs_setup(system.store)
    set_up(system, folder)


def test_a_demo_school_shows_its_accounts_and_a_real_one_none(folder, system):
    shown = [("导师", "demo01", "演示密码一二三"), ("校领导", "demo02", "演示密码一二三")]
    school.mark_as_demo(folder, shown)
    assert school.demo_accounts(folder) == shown
