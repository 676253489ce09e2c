"""Putting a backup in the place of a school's data: looked through first, and what was there is kept."""

import tempfile
from pathlib import Path

from domain.errors import Refused
from services import backups, keys
from services.backups import FILES
from services.school import DATABASE


def restore(path: Path, folder: Path, code: str = "") -> Path | None:
    """Put a backup in the place of the school's data; returns where the data of before now lie.

    The key is the one in the folder or, on a new computer, the recovery code's.

    :raises Refused: the backup does not open or is damaged; nothing has been changed then.
    """
    found = backups.named(path)
    if found is None or not path.is_file():
        raise Refused(f"{path.name} 不是本程序的备份。备份的名字像 school-20261121T020000Z-….backup。")
    folder.mkdir(parents=True, exist_ok=True)
    key = keys.from_folder(folder, code)
    with backups.telling_of_the_disk(), tempfile.TemporaryDirectory(dir=folder) as workshop:
        plain = Path(workshop) / DATABASE
        backups.unseal(path, plain, key)
        backups.checked(plain, found)
        files = Path(workshop) / FILES
        files.mkdir()
        for one in (path.parent / FILES).glob("*.sealed"):
            backups.unseal(one, files / one.stem, key)
        aside = _put_aside(folder, found)
        plain.replace(folder / DATABASE)
        files.replace(folder / FILES)
        keys.write(folder, key)
    return aside


def _put_aside(folder: Path, found: backups.Backup) -> Path | None:
    """What lies there is never thrown away; the WAL of another database beside a restored one would spoil it."""
    if not (folder / DATABASE).exists():
        return None
    place, number = folder / f"before-restore-{found.seq}", 1
    while place.exists():
        place, number = folder / f"before-restore-{found.seq}-{number}", number + 1
    place.mkdir()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", FILES):
        if (folder / name).exists():
            (folder / name).replace(place / name)
    return place
