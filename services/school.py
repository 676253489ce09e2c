"""The data folder: found, made, opened once per process."""

import hmac
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from db import accounts, settings, staff
from db.connection import Store, create_store, open_store
from db.lock import sole_use as sole_use
from db.migrations import schema_text
from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.people import clean_name
from domain.permissions import SYSTEM, Role
from services import erasing, keys, passwords
from services.context import Context, clock, school_year_by_month
from services.seal_existing import seal_existing

DATABASE = "school.db"
_SETUP_CODE = "setup-code.txt"
_SIGNS_OF_A_SCHOOL = (
    "school.key",
    "backups",
)  # where these lie, a missing database is a loss, not a beginning
_LONGEST = 60
_ALREADY = "学校已经设置过了，请直接登录。"
_DEMO_MARK = "demo-accounts.txt"
_ADDRESS = "served-at.txt"


def existing(folder: Path) -> Path:
    """The folder, if a school lies in it; a mistyped one must not become a new, empty school."""
    if not (folder / DATABASE).exists():
        raise Refused(f"{folder.name} 里没有学校的数据。请核对 --data，或先运行 python start.py。")
    return folder


def build_whole(folder: Path, build: Callable[[Path], None]) -> None:
    """Build a school beside its folder and move it there when it is whole: an interrupted build leaves nothing."""
    workshop = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(workshop, ignore_errors=True)
    build(workshop)
    if folder.exists():
        folder.rmdir()  # only ever an empty one
    workshop.rename(folder)


def present_school_year(folder: Path) -> int:
    """The school year it is, by the school's own terms where there are any."""
    if (folder / DATABASE).exists():
        context = system_context(open_school(folder))
        with context.read() as db:
            return context.school_year(db)
    return school_year_by_month(clock().date())


def schema() -> str:
    """The database's structure as SQL."""
    with tempfile.TemporaryDirectory() as folder, create_store(Path(folder) / DATABASE).read() as db:
        return schema_text(db)


@cache
def open_school(folder: Path) -> Store:
    """The school's database; a folder without one gets a new, empty school and its key.

    What an earlier version kept in clear is encrypted here, once, and who was erased stays so.
    """
    store = open_unsealed(folder)
    context = system_context(store)
    with store.read() as db:
        has_key = bool(settings.get(db, "key_mark"))
    if not has_key:
        keys.of(context, folder)
    seal_existing(context)
    erasing.replay(context)
    return store


def open_unsealed(folder: Path) -> Store:
    """The database as it lies there: for whoever brings back a lost key."""
    path = folder / DATABASE
    if not path.exists() and any((folder / name).exists() for name in _SIGNS_OF_A_SCHOOL):
        raise Refused(
            f"{folder.name} 里有本校的钥匙或备份，却没有数据库 {DATABASE}，没有另建新的。"
            "请运行 python start.py restore，用最近的备份恢复。"
        )
    return open_store(path) if path.exists() else create_store(path)


def system_context(store: Store, now: datetime | None = None) -> Context:
    """The system itself acting: set-up, command line, demo."""
    now = now or clock()
    with store.read() as db:
        zone = settings.get(db, "time_zone")
    return Context(store, SYSTEM, now, zone)


def context_for(store: Store, staff_id: int, now: datetime | None = None) -> Context:
    """A member of staff acting, with the roles held at that moment: for the demo school and the command line."""
    context = system_context(store, now)
    with store.read() as db:
        actor = staff.actor(db, staff_id, context.today)
    if actor is None:
        raise NotFound("没有找到这位教职工，或者已经离校。")
    return replace(context, actor=actor)


def needs_setup(store: Store) -> bool:
    """Whether nobody can sign in yet."""
    with store.read() as db:
        return accounts.count(db) == 0


def setup_code(folder: Path) -> str:
    """The one-time code printed in the terminal; kept beside the database until it has been used."""
    path = folder / _SETUP_CODE
    if not path.exists():
        path.write_text(f"{secrets.randbelow(10**8):08d}", encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def set_up(
    context: Context,
    folder: Path,
    code: str,
    *,
    school_name: str,
    person: str,
    username: str,
    password: str,
    is_office: bool,
) -> int:
    """Create the first administrator; the code is used up. Returns the account's id.

    :raises NotAllowed: the code is wrong, or the school has been set up already.
    """
    if not needs_setup(context.store):
        raise NotAllowed(_ALREADY)
    if not hmac.compare_digest(code.strip().encode(), setup_code(folder).encode()):
        raise NotAllowed("设置码不对。请看启动程序的那个窗口里打印的 8 位数字。")
    if not school_name.strip() or not 1 <= len(clean_name(person)) <= _LONGEST:
        raise Invalid(f"请填写学校名称和您的姓名（最多 {_LONGEST} 个字）。")
    if not 1 <= len(passwords.clean_username(username)) <= _LONGEST:
        raise Invalid(f"请填写用户名（最多 {_LONGEST} 个字）。")
    password_hash = passwords.checked_hash(password, username, person, school_name)
    with context.write() as tx:
        if accounts.count(tx.db):
            raise NotAllowed(_ALREADY)
        settings.put(tx.db, "school_name", school_name.strip())
        staff_id = staff.add(tx.db, clean_name(person))
        for role in [Role.ADMIN, *([Role.OFFICE] if is_office else [])]:
            staff.give_role(tx.db, staff_id, role, None, context.today)
        account_id = accounts.add(tx.db, staff_id, passwords.clean_username(username), password_hash, False)
        tx.audit("school.set_up", f"account/{account_id}", roles=["admin"] + ["office"] * is_office)
    (folder / _SETUP_CODE).unlink(missing_ok=True)
    return account_id


def school_name(store: Store) -> str:
    """The school's name, for the sign-in page."""
    with store.read() as db:
        return str(settings.get(db, "school_name"))


def note_address(folder: Path, address: str) -> None:
    """Where the server listens, for whoever looks the installation over."""
    (folder / _ADDRESS).write_text(address, encoding="ascii")


def served_at(folder: Path) -> str:
    """Where the server listens, or listened last; empty when it never ran."""
    path = folder / _ADDRESS
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def is_demo(folder: Path) -> bool:
    """Whether all of it is invented."""
    return (folder / _DEMO_MARK).exists()


def demo_accounts(folder: Path) -> list[tuple[str, str, str]]:
    """(role, username, password) to show on the sign-in page of a demo school; none for a real one."""
    path = folder / _DEMO_MARK
    if not path.exists():
        return []
    return [tuple(line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]  # type: ignore[misc]


def mark_as_demo(folder: Path, shown: list[tuple[str, str, str]]) -> None:
    """Write the accounts a demo school shows."""
    (folder / _DEMO_MARK).write_text("\n".join("\t".join(row) for row in shown), encoding="utf-8")
