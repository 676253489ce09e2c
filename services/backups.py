"""Backups: made while the school works, sealed with the school's key, looked through before they count."""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from db import backup as copies
from db import settings
from documents import sealed
from domain import disk
from domain.errors import Refused
from domain.permissions import Action
from domain.recovery_code import code_of
from services import erasure_ledger, keys, step_up
from services.context import Context, moment_text
from services.school import DATABASE

FOLDER: Final = "backups"
FILES: Final = "files"  # photos and documents of records; each has a random name and never changes
EVERY: Final = timedelta(hours=1)
COPY_IS_OLD: Final = timedelta(days=3)
_KEPT_HOURS, _KEPT_DAYS, _KEPT_MONTHS = 24, 35, 12
_NAME = re.compile(r"school-(\d{8}T\d{6})Z-(\d+)-([0-9a-f]{12})\.backup")
_COPIED = "last-copy.txt"
_WORKSHOP = "unsealed-"
_making = threading.Lock()  # the clock and an administrator may both begin one


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
    with telling_of_the_disk():
        target.mkdir(exist_ok=True)
    with telling_of_the_disk(), _making, workshop(target) as place:
        plain = place / DATABASE
        context.store.copy_to(plain)
        held = checked(plain)
        made = target / f"school-{context.now.astimezone(UTC):%Y%m%dT%H%M%S}Z-{held.head.text}.backup"
        for name in sorted(
            held.files
        ):  # those whose rows are in the copy are whole; others are being written
            _seal_once(folder / FILES / name, _sealed(target / FILES, name), key)
        _seal(plain, made, key)
        _tidy(target)
        erasure_ledger.merge(target, folder)
    with context.write() as tx:
        tx.audit("backup.make", "backup", rows=sum(held.rows.values()), seq=held.head.seq)
    gone = erasure_ledger.read(folder, key).files
    _forget(target / FILES, gone)
    _copy_out(context, target, gone)
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
    target = folder / FOLDER
    # beside the backups and nowhere else: what a drill that was killed leaves unsealed is gone with the next backup
    with telling_of_the_disk(), _making, workshop(target) as place:
        plain = place / DATABASE
        unseal(last.path, plain, key)
        held = checked(plain, last)
        lost = unseal_files(target / FILES, place, held.files, key)
    with context.write() as tx:
        tx.audit("backup.drill", "backup", seq=last.seq, rows=sum(held.rows.values()), lost=len(lost))
    if lost:
        _to_be_sealed_anew(folder, lost)
        raise Refused(
            f"演练没有通过：数据完整，但有 {len(lost)} 个照片和附件不在备份里或已损坏。请按“现在备份”再演练一次；还是这样，请检查磁盘。"
        )
    return f"演练成功：{context.day_of(moment_text(last.at)):%Y-%m-%d} 的备份能完整恢复，共 {sum(held.rows.values())} 行数据。"


def recovery_code(context: Context, folder: Path) -> str:
    """The school's key as it is to be written down; showing it is an act in the log."""
    context.require(Action.MANAGE_BACKUPS)
    step_up.require(context)
    code = code_of(keys.of(context, folder))
    with context.write() as tx:
        tx.audit("key.show", "key")
    return code


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
        with suppress(FileNotFoundError):  # taken off its record since the copy was made
            _seal(plain, target, key)


def _sealed(place: Path, name: str) -> Path:
    return place / f"{name}.sealed"


def _to_be_sealed_anew(folder: Path, names: Iterable[str]) -> None:
    """A sealed file that does not open is made again by the next backup, where its original is still there."""
    for name in names:
        if (folder / FILES / name).exists():
            _sealed(folder / FOLDER / FILES, name).unlink(missing_ok=True)


def unseal(path: Path, target: Path, key: bytes) -> None:
    """Open a sealed file into a plain one that is on the disk when this returns."""
    with path.open("rb") as source, target.open("wb") as file:
        sealed.unseal(source, file, key)
        file.flush()
        os.fsync(file.fileno())


def unseal_files(sealed_files: Path, target: Path, names: Iterable[str], key: bytes) -> list[str]:
    """Open the sealed files of these names into a folder; returns those that are missing or do not open."""
    lost = []
    for name in names:
        try:
            unseal(_sealed(sealed_files, name), target / name, key)
        except (FileNotFoundError, Refused):
            (target / name).unlink(missing_ok=True)
            lost.append(name)
    return lost


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A place for what is not sealed yet, gone afterwards; what one that was killed left there goes first."""
    for left in folder.glob(f"{_WORKSHOP}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP, dir=folder) as place:
        yield Path(place)


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


def _forget(sealed_files: Path, names: Iterable[str]) -> None:
    """What belonged to an erased student is not kept here either."""
    for name in names:
        _sealed(sealed_files, name).unlink(missing_ok=True)


def _copy_out(context: Context, target: Path, gone: Iterable[str]) -> None:
    """Bring what the other disk lacks there; a disk that is away is told on the administrator's page, not here."""
    with context.read() as db:
        place = Path(str(settings.get(db, "backup_copies_to")) or target)
    if place == target or not place.is_dir():
        return
    try:
        _copy_to(place, context, target, gone)
    except OSError as error:
        if disk.in_words(error) is None:
            raise
        raise Refused(
            "备份做好了，但没有复制到另一块磁盘：它满了、不能写或不可用。请检查那块磁盘，再按“现在备份”。"
        ) from error


def _copy_to(place: Path, context: Context, target: Path, gone: Iterable[str]) -> None:
    for one in (*target.glob("*.backup"), *(target / FILES).glob("*.sealed")):
        twin = place / one.relative_to(target)
        if not twin.exists():
            twin.parent.mkdir(exist_ok=True)
            building = twin.with_suffix(".building")
            shutil.copyfile(one, building)
            building.replace(twin)
    _forget(place / FILES, gone)
    erasure_ledger.merge(place, target)
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
        if disk.in_words(error) is None:
            raise
        raise Refused(
            "磁盘满了、不能写或不可用，备份没有做成，原来的数据没有动。请检查磁盘后再试。"
        ) from error
