"""Putting a backup in the place of a school's data: looked through first, and what was there is kept."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from db import backup as copies
from domain.errors import Refused
from services import backups, erasing, erasure_ledger, keys, school
from services.backups import FILES
from services.erasing import NOBODY, Replayed
from services.school import DATABASE
from services.seal_existing import seal_existing

_HELD = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", FILES)


@dataclass(frozen=True)
class Restored:
    """Where the data of before now lie, how many photos and files of records did not come back, whom nobody is to see."""

    aside: Path | None
    lost: int
    erased: Replayed = NOBODY


def restore(path: Path, folder: Path, code: str = "") -> Restored:
    """Put a backup in the place of the school's data.

    The key is the one in the folder or, on a new computer, the recovery code's. One photo that is gone or spoilt keeps
    nobody's records back: it is counted.

    :raises Refused: the backup does not open or is damaged; nothing has been changed then.
    """
    found = backups.named(path)
    if found is None or not path.is_file():
        raise Refused(f"{path.name} 不是本程序的备份。备份的名字像 school-20261121T020000Z-….backup。")
    folder.mkdir(parents=True, exist_ok=True)
    key = keys.from_folder(folder, code)
    with backups.telling_of_the_disk(), backups.workshop(folder) as place:
        plain, files = place / DATABASE, place / FILES
        backups.unseal(path, plain, key)
        held = backups.checked(plain, found)
        copies.end_sessions(plain)
        files.mkdir(mode=0o700)
        erasure_ledger.merge(folder, path.parent)
        wanted = held.files - erasure_ledger.read(folder, key).files
        lost = backups.unseal_files(path.parent / FILES, files, wanted, key)
        aside = _put_aside(folder, found, key)
        keys.write(folder, key)
        files.replace(folder / FILES)
        plain.replace(
            folder / DATABASE
        )  # last: with a database everything is there, without one nothing starts
    return Restored(aside, len(lost), _take_out_again(folder))


def _take_out_again(folder: Path) -> Replayed:
    """Whom the ledger names; killed before this, the school does so when it is opened."""
    if not erasure_ledger.is_any(folder):
        return NOBODY
    context = school.system_context(school.open_unsealed(folder))
    seal_existing(context)
    return erasing.replay(context)


def _put_aside(folder: Path, found: backups.Backup, key: bytes) -> Path | None:
    """What lies there is never thrown away; the WAL of another database beside a restored one would spoil it.

    The database goes first. What a restore that was killed left without one goes too.
    """
    lying = [name for name in _HELD if (folder / name).exists()]
    if not lying:
        return None
    place, number = folder / f"before-restore-{found.seq}", 1
    while place.exists():
        place, number = folder / f"before-restore-{found.seq}-{number}", number + 1
    place.mkdir()
    for name in lying:
        (folder / name).replace(place / name)
    if not keys.is_in(folder, key):  # another school's, about to be written over
        shutil.copy(folder / keys.KEY_FILE, place / keys.KEY_FILE)
    return place
