"""Accounts of the staff: made in one go, handed out on paper, disabled at once."""

from dataclasses import dataclass

from db import accounts, staff
from db.rows import Row
from domain.errors import Invalid, NotFound
from domain.permissions import Action, Role
from services import passwords, step_up
from services.context import Context, Writing

_KEPT_APART = {Role.AUDITOR: Role.ADMIN, Role.ADMIN: Role.AUDITOR}  # R18


@dataclass(frozen=True)
class NewAccount:
    """Shown once, for the slip handed to its owner."""

    name: str
    username: str
    password: str
    subject: str = ""


def staff_list(context: Context) -> list[Row]:
    """Everyone still here with roles and account; no student content."""
    context.require(Action.MANAGE_ACCOUNTS)
    with context.read() as db:
        return staff.listed(db, context.today)


def create_missing(context: Context, password_rounds: int | None = None) -> list[NewAccount]:
    """An account with a single-use password for everyone on the staff list who has none."""
    context.require(Action.MANAGE_ACCOUNTS)
    step_up.require(context)
    with context.read() as db:
        waiting = [person for person in staff.listed(db, context.today) if person["account_id"] is None]
        subjects = staff.subject_of(db, context.today)
    fresh = [(person, passwords.initial_password()) for person in waiting]
    hashes = [passwords.hash_password(password, password_rounds) for _, password in fresh]
    created = []
    with context.write() as tx:
        for (person, password), password_hash in zip(fresh, hashes, strict=True):
            if accounts.by_staff(tx.db, person["id"]) is None:
                username = _free_username(tx, person)
                accounts.add(tx.db, person["id"], username, password_hash, must_change=True)
                subject = subjects.get(person["id"], "")
                created.append(NewAccount(person["name"], username, password, subject))
        tx.audit("account.create_missing", "account", count=len(created))
    return created


def reset_password(context: Context, account_id: int) -> NewAccount:
    """A new single-use password for somebody who forgot theirs; open sessions end."""
    context.require(Action.MANAGE_ACCOUNTS)
    step_up.require(context)
    with context.read() as db:
        own = accounts.by_staff(db, context.actor.staff_id or 0)
    if own is not None and own["id"] == account_id:
        raise Invalid("自己的密码请在“更多”里改。")
    password = passwords.initial_password()
    password_hash = passwords.hash_password(password)
    with context.write() as tx:
        person = _person(tx, context, account_id)
        accounts.set_password(tx.db, account_id, password_hash, must_change=True)
        # a forgotten password usually means a locked account: the right one opens it again
        accounts.note_attempt(tx.db, person["username"], context.moment, succeeded=True)
        tx.audit("account.reset_password", f"account/{account_id}")
    return NewAccount(person["name"], person["username"], password)


def reset_password_of(context: Context, username: str, lost_phone: bool = False) -> NewAccount:
    """The same by user name, for the command line: the way back in when the only administrator is locked out.

    `lost_phone`: without the codes from the phone too.
    """
    context.require(Action.MANAGE_ACCOUNTS)
    with context.read() as db:
        account = accounts.by_username(db, passwords.clean_username(username))
    if account is None:
        raise NotFound(f"没有用户名是“{username}”的账号。")
    if lost_phone:
        step_up.remove_for(context, account["id"])
    return reset_password(context, account["id"])


def set_disabled(context: Context, account_id: int, disabled: bool) -> None:
    """Disable or enable an account; its open pages close within seconds."""
    context.require(Action.MANAGE_ACCOUNTS)
    step_up.require(context)
    with context.write() as tx:
        person = _person(tx, context, account_id)
        if person["id"] == context.actor.staff_id:
            raise Invalid("不能停用自己的账号。")
        accounts.set_disabled(tx.db, account_id, disabled)
        tx.audit("account.disable" if disabled else "account.enable", f"account/{account_id}")


def set_role(context: Context, staff_id: int, role: Role, held: bool, grade: int | None = None) -> None:
    """Give or end a role. Homeroom and mentor follow from the rosters and cannot be given here."""
    context.require(Action.MANAGE_ACCOUNTS)
    step_up.require(context)
    if role in (Role.HOMEROOM, Role.MENTOR):
        raise Invalid("班主任和导师由任课安排和结对得出，不在这里指定。")
    if held and role is not Role.ADMIN and staff_id == context.actor.staff_id:
        raise Invalid("不能给自己加身份。请另一位管理员来做。")
    if role is Role.ADMIN and not held and staff_id == context.actor.staff_id:
        raise Invalid("不能取消自己的管理员身份。请另一位管理员来做。")
    if role is not Role.GRADE_HEAD:
        grade = None
    elif grade is None and held:
        raise Invalid("请选这位年级组长负责的年级。")
    with context.write() as tx:
        other = _KEPT_APART.get(role)
        if held and other and staff.holds_role(tx.db, staff_id, other, None):
            raise Invalid(f"{role.text}和{other.text}要由不同的人担任：管账号的人不看管自己的日志。")
        if held:
            staff.give_role(tx.db, staff_id, role, grade, context.today)
        else:
            staff.end_role(tx.db, staff_id, role, grade, context.today)
        tx.audit("role.give" if held else "role.end", f"staff/{staff_id}", role=role.value, grade=grade)


def _person(tx: Writing, context: Context, account_id: int) -> Row:
    for person in staff.listed(tx.db, context.today):
        if person["account_id"] == account_id:
            return person
    raise NotFound("没有这个账号。")


def _free_username(tx: Writing, person: Row) -> str:
    wanted = passwords.clean_username(person["staff_number"] or person["name"])
    candidates = [wanted, *(f"{wanted}{n}" for n in range(2, 100))]
    return next(name for name in candidates if not accounts.is_taken(tx.db, name))
