"""What is unsafe about this school's installation: looked at, never changed, beside a running server too."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from db import audit, installation, settings
from db.connection import SQLITE_VERSION, open_to_look
from domain.errors import Refused, SchoolError
from domain.permissions import Role
from services import audit_log, backups, freezing, health, keys, school, step_up
from services.context import Context

COPY_IS_LOST: Final = timedelta(days=14)
CLOCK_MAY_DRIFT: Final = timedelta(minutes=5)
_CLOUDS: Final = ("onedrive", "nutstore", "坚果云", "dropbox", "icloud", "baidusyncdisk", "百度网盘", "wps云盘",
                  "微云", "google drive", "googledrive", "seafile", "nextcloud")  # fmt: skip
_NETWORKS: Final = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs", "afs")
_FIXED_SQLITE: Final = (3, 51, 3)
_ALSO_FIXED: Final = ((3, 50, 7), (3, 44, 6))
_HERE_ONLY: Final = ("127.", "::1", "localhost")


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    DANGER = "danger"

    @property
    def text(self) -> str:
        """The word in the terminal."""
        return {"good": "好", "note": "注意", "danger": "危险"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One thing looked at, how it is, and what to do about it."""

    level: Level
    what: str
    text: str


def look(folder: Path, now: datetime) -> list[Finding]:
    """Everything there is to be said about a school's data folder.

    :raises Refused: no school lies there.
    """
    school.existing(folder)
    found = [*_sqlite(), *_place(folder), *_permissions(folder), *_room(folder)]
    try:
        context = school.system_context(open_to_look(folder / school.DATABASE), now)
        return [
            *found,
            _good("数据库", "完整，是这个版本的。"),
            *(one for look in _OF_A_SCHOOL for one in look(context, folder)),
        ]
    except SchoolError as error:
        return [*found, _danger("数据库", error.message)]


def is_unsafe(findings: list[Finding]) -> bool:
    """Whether something must be done."""
    return any(one.level is Level.DANGER for one in findings)


# ── the computer and the folder ──────────────────────────────────────────────────────────────────────


def _sqlite() -> Iterator[Finding]:
    if SQLITE_VERSION >= _FIXED_SQLITE or any(
        SQLITE_VERSION[:2] == one[:2] and one <= SQLITE_VERSION for one in _ALSO_FIXED
    ):
        yield _good("SQLite", f"{_dotted(SQLITE_VERSION)}。")
    else:
        yield _note(
            "SQLite",
            f"{_dotted(SQLITE_VERSION)} 有一个已知的缺陷：两个程序同时写会损坏数据库。本程序自己不会；"
            "服务开着时，不要用别的工具打开数据库。",
        )


def _place(folder: Path) -> Iterator[Finding]:
    cloud = next((one for one in _CLOUDS if one in str(folder).casefold()), None)
    if cloud:
        yield _danger(
            "数据文件夹", "在网盘的同步文件夹里，会损坏数据库，也会把学生资料传出学校。请移到本机普通文件夹。"
        )
    elif _is_on_network(folder):
        yield _danger("数据文件夹", "在网络磁盘上，会损坏数据库。请移到这台电脑自己的磁盘。")
    else:
        yield _good("数据文件夹", "在本机磁盘上。")


def _is_on_network(folder: Path) -> bool:
    if os.name == "nt":
        import ctypes

        drive = getattr(ctypes, "windll").kernel32.GetDriveTypeW(folder.anchor)  # noqa: B009 - on Windows only
        return str(folder).startswith("\\\\") or drive == 4
    mounts = Path("/proc/mounts")
    return mounts.exists() and filesystem_of(folder, mounts.read_text(encoding="utf-8")) in _NETWORKS


def filesystem_of(folder: Path, mounts: str) -> str:
    """The kind of file system a folder lies on, by the text of /proc/mounts."""
    places = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    holding = [
        (len(place), kind) for place, kind in places if folder.is_relative_to(place.replace("\\040", " "))
    ]
    return max(holding, default=(0, ""))[1]


def _permissions(folder: Path) -> Iterator[Finding]:
    if os.name == "nt":
        yield _note(
            "文件权限", "Windows 上没有检查。请在文件夹的“属性—安全”里确认，只有运行本程序的账户能打开。"
        )
        return
    files = [folder / name for name in (school.DATABASE, keys.KEY_FILE) if (folder / name).exists()]
    is_closed = not folder.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH)
    open_files = [one.name for one in files if one.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)]
    if open_files and not is_closed:
        names = "、".join(open_files)
        yield _danger(
            "文件权限",
            f"这台电脑上的其他用户能读 {names}。请运行 chmod 700 {folder.name}（在它的上一级文件夹里）。",
        )
    else:
        yield _good("文件权限", "别的用户读不到数据库和钥匙。")


def _room(folder: Path) -> Iterator[Finding]:
    if health.has_room(folder):
        yield _good("磁盘", "剩余空间够用。")
    else:
        yield _danger("磁盘", "剩余不到 1 GB，写满以后不能保存。请清理磁盘。")


# ── the school ───────────────────────────────────────────────────────────────────────────────────────


def _key(context: Context, folder: Path) -> Iterator[Finding]:
    try:
        is_there = keys.look(context, folder)
    except Refused as error:
        yield _danger("钥匙", error.message)
        return
    if is_there:
        yield _good("钥匙", "钥匙文件在，是本校的。恢复码请抄在纸上锁好。")
    else:
        yield _note("钥匙", "还没有钥匙，第一次备份时会生成。")


def _backup(context: Context, folder: Path) -> Iterator[Finding]:
    newest = next(iter(backups.listed(folder)), None)
    if newest is None:
        yield _danger("备份", "还没有备份。请运行 python start.py，服务开着时会自动备份。")
    elif health.is_backup_old(context, folder):
        yield _danger(
            "备份",
            f"最近一次是 {_days(context.now - newest.at)}前，之后的内容都没有备份。请运行 python start.py backup。",
        )
    else:
        yield _good("备份", "最近的内容都在备份里。")
    yield from _copy(context, folder)


def _copy(context: Context, folder: Path) -> Iterator[Finding]:
    state = backups.health(context, folder)
    if not state.copies_to:
        yield _danger(
            "备份副本", "备份都在这台电脑里，电脑坏了就都没了。请在“备份”页填上另一块磁盘的文件夹。"
        )
    elif state.copied_at is None:
        yield _danger("备份副本", "还没有复制到另一块磁盘。请接好磁盘，在“备份”页按“现在备份”。")
    elif state.is_copy_old:
        age = context.now - state.copied_at
        say = _danger if age > COPY_IS_LOST else _note
        yield say("备份副本", f"已经 {_days(age)}没有复制到另一块磁盘。请接好磁盘，在“备份”页按“现在备份”。")
    else:
        yield _good("备份副本", "三天内复制到了另一块磁盘。")


def _log(context: Context, folder: Path) -> Iterator[Finding]:
    verdict = audit_log.verify(context, look_only=True)
    newest = next(iter(backups.listed(folder)), None)
    with context.read() as db:
        is_cut = newest is not None and not audit.holds_head(db, newest.seq, newest.hash)
    if verdict.broken_at is not None:
        yield _danger("操作日志", verdict.text)
    elif is_cut:
        yield _danger(
            "操作日志",
            "比最近的备份还短，可能被截掉了一段，或者数据库被换成了旧的。请保留数据文件夹，和备份比对。",
        )
    else:
        yield _good("操作日志", "完整。")


def _clock(context: Context, folder: Path) -> Iterator[Finding]:
    with context.read() as db:
        last = installation.last_act_at(db)
    if last and context.now < datetime.fromisoformat(last) - CLOCK_MAY_DRIFT:
        yield _danger("时钟", "比最后一条操作日志还早，这台电脑的时间可能错了。请先校准时间，再启动服务。")
    else:
        yield _good("时钟", "没有走回去。")


def _people(context: Context, folder: Path) -> Iterator[Finding]:
    with context.read() as db:
        roles = installation.holders(db, context.today)
        unchanged = installation.never_changed(db)
        bare = installation.without_second_step(db, context.today, [one.value for one in step_up.DEMANDED_OF])
        is_demanded = bool(settings.get(db, "second_step_demanded"))
    admins, auditors = roles.get(Role.ADMIN, set()), roles.get(Role.AUDITOR, set())
    if admins & auditors:
        yield _danger("审计", "管理员和审计员是同一个人。请在“账号与权限”里把审计员换成另一位老师。")
    elif not auditors:
        yield _note("审计", "还没有审计员。请在“账号与权限”里指定一位不是管理员的老师。")
    else:
        yield _good("审计", "管理员和审计员是不同的人。")
    if unchanged:
        yield _note("初始密码", f"{unchanged} 个账号还没有改初始密码。请提醒本人登录一次；不用的请停用。")
    else:
        yield _good("初始密码", "都改过了。")
    if is_demanded and bare:
        yield _note("手机验证码", f"学校要求用，还有 {bare} 人没有设。请提醒他们到“更多”里设置。")
    elif is_demanded:
        yield _good("手机验证码", "该设的都设了。")


def _frozen(context: Context, folder: Path) -> Iterator[Finding]:
    if freezing.state(context.store):
        yield _note("冻结", "系统已冻结。查清以后运行 python start.py unfreeze。")


def _address(context: Context, folder: Path) -> Iterator[Finding]:
    address = school.served_at(folder)
    if not address:
        yield _note("网络", "没有运行过服务，没有检查监听的地址。")
    elif address.startswith(_HERE_ONLY):
        yield _good("网络", "只有本机能直接连上；对外由加密的代理转交。")
    else:
        yield _note(
            "网络",
            "校园网里直接连到本程序，中间没有加密，同一个 Wi-Fi 里可能被偷看。请在本机加一个 HTTPS 代理，"
            "再用 --address 127.0.0.1 启动。",
        )


_OF_A_SCHOOL: Final[tuple[Callable[[Context, Path], Iterator[Finding]], ...]] = (
    _key, _backup, _log, _clock, _people, _frozen, _address,
)  # fmt: skip


def _good(what: str, text: str) -> Finding:
    return Finding(Level.GOOD, what, text)


def _note(what: str, text: str) -> Finding:
    return Finding(Level.NOTE, what, text)


def _danger(what: str, text: str) -> Finding:
    return Finding(Level.DANGER, what, text)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _days(age: timedelta) -> str:
    return f"{age.days} 天" if age.days else f"{age.seconds // 3600} 小时"
