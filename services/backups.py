"""Backups: made while the school works, sealed with the school's key, looked through before they count."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from db import backup as copies
from db import settings
from documents import sealed
from domain.errors import Refused
from domain.permissions import Action
from services import keys
from services.context import Context, moment_text
from services.school import DATABASE

FOLDER: Final = "backups"
FILES: Final = "files"  # photos and documents of records; each has a random name and never changes
EVERY: Final = timedelta(hours=1)
COPY_IS_OLD: Final = timedelta(days=3)
_KEPT_HOURS, _KEPT_DAYS, _KEPT_MONTHS = 24, 35, 12
_NAME = re.compile(r"school-(\d{8}T\d{6})Z-(\d+)-([0-9a-f]{12})\.backup")
_COPIED = "last-copy.txt"


@dataclass(frozen=True)
class Backup:
    """A backup as its name tells it: when, and which act of the log was the last in it."""

    path: Path
    at: datetime
    seq: int
    hash: str

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size


@dataclass(frozen=True)
class Health:
    """What an administrator has to know."""

    backups: list[Backup]
    copies_to: str
    copied_at: datetime | None
    is_copy_old: bool


def make(context: Context, folder: Path) -> Backup:
    """Copy the database and new files, look through the copy, seal it, and only then call it a backup.

    :raises Refused: the copy does not hold what it should; the disk is full; the copies' folder is away.
    """
    context.require(Action.MANAGE_BACKUPS)
    key = keys.of(context, folder)
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    with telling_of_the_disk(), tempfile.TemporaryDirectory(dir=target) as workshop:
        plain = Path(workshop) / DATABASE
        context.store.copy_to(plain)
        held = checked(plain)
        made = target / f"school-{context.now.astimezone(UTC):%Y%m%dT%H%M%S}Z-{held.head.text}.backup"
        _seal(plain, made, key)
        for one in _files(folder):
            _seal_once(one, target / FILES / f"{one.name}.sealed", key)
    _tidy(target)
    with context.write() as tx:
        tx.audit("backup.make", "backup", rows=sum(held.rows.values()), seq=held.head.seq)
    _copy_out(context, target)
    return Backup(made, context.now, held.head.seq, held.head.text.partition("-")[2])


def is_due(context: Context, folder: Path) -> bool:
    """Whether an hour has passed since the last one and somebody has done something."""
    last = next(iter(listed(folder)), None)
    if last is None:
        return True
    return context.now - last.at >= EVERY and copies.head_of(context.store).seq > last.seq + 1


def listed(folder: Path) -> list[Backup]:
    """The backups that are there, newest first."""
    found = (named(path) for path in (folder / FOLDER).glob("school-*.backup"))
    return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)


def health(context: Context, folder: Path) -> Health:
    """The backups, and whether another disk has them."""
    context.require(Action.MANAGE_BACKUPS)
    with context.read() as db:
        copies_to = str(settings.get(db, "backup_copies_to"))
    note = folder / FOLDER / _COPIED
    copied = datetime.fromisoformat(note.read_text(encoding="ascii")) if note.exists() else None
    is_old = copied is None or context.now - copied > COPY_IS_OLD
    return Health(listed(folder), copies_to, copied, is_old)


def set_copies_to(context: Context, folder: Path, text: str) -> None:
    """Where copies go: a folder on another disk, or nowhere.

    :raises Refused: it is not there, cannot be written, or lies in the data folder.
    """
    context.require(Action.MANAGE_BACKUPS)
    place = text.strip().strip('"')
    if place:
        _check_place(Path(place), folder)
    with context.write() as tx:
        settings.put(tx.db, "backup_copies_to", place)
        tx.audit("backup.place", "backup")


def drill(context: Context, folder: Path) -> str:
    """Put the newest backup back into a folder of its own, look through it, throw it away; says how it went."""
    context.require(Action.MANAGE_BACKUPS)
    last = next(iter(listed(folder)), None)
    if last is None:
        raise Refused("还没有备份。请先做一次备份。")
    key = keys.of(context, folder)
    with telling_of_the_disk(), tempfile.TemporaryDirectory() as place:
        plain = Path(place) / DATABASE
        unseal(last.path, plain, key)
        held = checked(plain, last)
        for one in (folder / FOLDER / FILES).glob("*.sealed"):
            unseal(one, Path(place) / "file", key)
    with context.write() as tx:
        tx.audit("backup.drill", "backup", seq=last.seq, rows=sum(held.rows.values()))
    return f"演练成功：{context.day_of(moment_text(last.at)):%Y-%m-%d} 的备份能完整恢复，共 {sum(held.rows.values())} 行数据。"


def checked(plain: Path, expected: Backup | None = None) -> copies.Contents:
    """What a copy holds. A copy may pass SQLite's own check and hold nothing: rows, and the log's chain and head, must be there."""
    held = copies.of_file(plain)
    if held.broken_at is not None or not held.rows.get("audit"):
        raise Refused("备份的内容不完整，没有采用。请再做一次；再不行，请检查磁盘。")
    if expected and not held.head.text == f"{expected.seq}-{expected.hash}":
        raise Refused("这个备份的内容和它的名字对不上，可能被替换过，没有采用。")
    return held


def _seal(plain: Path, target: Path, key: bytes) -> None:
    """Whole and on the disk under another name first: a power cut leaves no half backup."""
    building = target.with_suffix(".building")
    with plain.open("rb") as source, building.open("wb") as file:
        sealed.seal(source, file, key)
        file.flush()
        os.fsync(file.fileno())
    building.replace(target)


def _seal_once(plain: Path, target: Path, key: bytes) -> None:
    target.parent.mkdir(exist_ok=True)
    if not target.exists():
        _seal(plain, target, key)


def unseal(path: Path, target: Path, key: bytes) -> None:
    """Open a sealed file into a plain one that is on the disk when this returns."""
    with path.open("rb") as source, target.open("wb") as file:
        sealed.unseal(source, file, key)
        file.flush()
        os.fsync(file.fileno())


def _files(folder: Path) -> Iterable[Path]:
    place = folder / FILES
    return sorted(one for one in place.iterdir() if one.is_file()) if place.is_dir() else []


def _tidy(target: Path) -> None:
    """Keep the last of each of 24 hours, 35 days, 12 months; what an interrupted one left behind goes."""
    known = listed(target.parent)
    keep: set[Path] = set()
    for span, most in (("%Y%m%d%H", _KEPT_HOURS), ("%Y%m%d", _KEPT_DAYS), ("%Y%m", _KEPT_MONTHS)):
        newest: dict[str, Path] = {}
        for one in known:
            newest.setdefault(one.at.strftime(span), one.path)
        keep |= set(list(newest.values())[:most])
    for one in known:
        if one.path not in keep:
            one.path.unlink()
    for left in target.glob("*.building"):
        left.unlink()


def _copy_out(context: Context, target: Path) -> None:
    """Bring what the other disk lacks there; a disk that is away is told on the administrator's page, not here."""
    with context.read() as db:
        place = Path(str(settings.get(db, "backup_copies_to")) or target)
    if place == target or not place.is_dir():
        return
    for one in (*target.glob("*.backup"), *(target / FILES).glob("*.sealed")):
        twin = place / one.relative_to(target)
        if not twin.exists():
            twin.parent.mkdir(exist_ok=True)
            building = twin.with_suffix(".building")
            shutil.copyfile(one, building)
            building.replace(twin)
    (target / _COPIED).write_text(context.now.isoformat(), encoding="ascii")


def _check_place(place: Path, folder: Path) -> None:
    if not place.is_absolute() or not place.is_dir():
        raise Refused("没有这个文件夹。请写完整的路径，例如 E:\\人人导师备份，并先建好它。")
    if place.resolve().is_relative_to(folder.resolve()):
        raise Refused("这个文件夹就在数据文件夹里，磁盘坏了会一起丢。请选另一块磁盘上的文件夹。")
    if not os.access(place, os.W_OK):
        raise Refused("这个文件夹写不进去。请检查磁盘是否只读、有没有权限。")


def named(path: Path) -> Backup | None:
    """The backup a path names; None for any other name."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    at = datetime.strptime(f"{match[1]}+0000", "%Y%m%dT%H%M%S%z")
    return Backup(path, at, int(match[2]), match[3])


@contextmanager
def telling_of_the_disk() -> Iterator[None]:
    """A full or vanished disk is something a person can mend."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.ENODEV):
            raise
        raise Refused("磁盘满了或不可用，备份没有做成，原来的数据没有动。请清理磁盘后再试。") from error
