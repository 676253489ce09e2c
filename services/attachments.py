"""Photos and files of records: kept in the data folder, handed out to whoever may read the record."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db import attachments as rows
from db.connection import Store
from documents.attached import ENDINGS as ENDINGS
from documents.attached import MAX_BYTES as MAX_BYTES
from documents.attached import Checked, check_file, small_photo
from domain.errors import Invalid, Refused
from domain.permissions import Action
from services.context import Context, Writing

PHOTO: Final = "image/jpeg"
MOST: Final = 9  # of one record, as in the chat every teacher knows
FOLDER: Final = "files"


@dataclass(frozen=True)
class Attachment:
    """A file of a record, as lists show it."""

    id: int
    name: str
    media_type: str
    size: int

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type == PHOTO

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"/file/{self.id}"

    @property
    def size_text(self) -> str:
        """356 KB, 2.4 MB."""
        kilobytes = max(1, round(self.size / 1024))
        return f"{kilobytes} KB" if kilobytes < 1000 else f"{self.size / 1024 / 1024:.1f} MB"


@dataclass(frozen=True)
class Upload:
    """A file as it was chosen."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Fetched:
    """A file on its way to the browser."""

    name: str
    media_type: str
    content: bytes


def of_records(context: Context, record_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The files of these records, by record; without those the person may not have."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.of_records(
            db, context.records(db), context.scope(db), context.actor.staff_id, record_ids
        )
    by_record: dict[int, list[Attachment]] = {}
    for row in found:
        one = Attachment(row["id"], row["name"], row["media_type"], row["size"])
        by_record.setdefault(row["interaction_id"], []).append(one)
    return by_record


def fetch(context: Context, attachment_id: int, *, small: bool = False) -> Fetched | None:
    """A file's bytes, or the small picture of a photo; None when there is none, or not for this person."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        row = rows.one(db, context.records(db), context.scope(db), context.actor.staff_id, attachment_id)
    if row is None:
        return None
    try:
        content = (_folder(context.store) / row["file"]).read_bytes()
    except FileNotFoundError:  # a school restored without its folder of files
        return None
    is_small = small and row["media_type"] == PHOTO
    return Fetched(row["name"], row["media_type"], small_photo(content) if is_small else content)


def check_uploads(uploads: Sequence[Upload]) -> list[Checked]:
    """The files as they may be kept.

    :raises Refused: one of them may not; nothing has been stored.
    """
    if len(uploads) > MOST:
        raise Invalid(f"一条记录最多 {MOST} 个照片和文件，现在有 {len(uploads)} 个。请去掉几个。")
    return [check_file(one.name, one.content) for one in uploads]


@dataclass
class Written:
    """Files on the disk that no row speaks of yet."""

    checked: Sequence[Checked]
    names: list[str]
    is_kept: bool = False

    def keep(self, tx: Writing, interaction_id: int) -> None:
        """Their rows, in the record's own transaction."""
        for name, one in zip(self.names, self.checked, strict=True):
            rows.add(
                tx.db,
                {
                    "interaction_id": interaction_id,
                    "file": name,
                    "name": one.name,
                    "media_type": one.media_type,
                    "size": len(one.content),
                    "sha256": hashlib.sha256(one.content).hexdigest(),
                    "added_by": tx.context.actor.staff_id,
                    "added_at": tx.context.moment,
                },
            )
        self.is_kept = True


@contextmanager
def written(store: Store, checked: Sequence[Checked]) -> Iterator[Written]:
    """Files safely on the disk before any row speaks of them; gone again if the block fails or keeps none."""
    files = Written(checked, [secrets.token_hex(16) for _ in checked])
    is_settled = False
    try:
        _write_all(_folder(store), files)
        yield files
        is_settled = files.is_kept
    finally:  # also when Streamlit stops a script with an exception of its own
        if not is_settled:
            _remove(_folder(store), files.names)


def _write_all(folder: Path, files: Written) -> None:
    try:
        if files.names:
            folder.mkdir(mode=0o700, exist_ok=True)
            for name, one in zip(files.names, files.checked, strict=True):
                _write(folder / name, one.content)
            _settle(folder)
    except OSError as problem:
        raise Refused("照片和文件没有存上，可能是服务器的磁盘满了。写的还在，请告诉系统管理员。") from problem


def sweep(store: Store) -> int:
    """Remove files no record speaks of: left by a server that was stopped between file and row. Returns how many."""
    folder = _folder(store)
    if not folder.is_dir():
        return 0
    with store.read() as db:
        known = rows.files(db)
    lost = [one.name for one in folder.iterdir() if one.is_file() and one.name not in known]
    _remove(folder, lost)
    return len(lost)


def forget(store: Store, file: str) -> None:
    """The bytes of a file that no record has any more."""
    _remove(_folder(store), [file])


def _folder(store: Store) -> Path:
    return store.path.parent / FOLDER


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o600)


def _settle(folder: Path) -> None:
    """The folder's own list of names, onto the disk (Windows keeps it by itself)."""
    if os.name == "nt":
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):  # the disk is failing already: the next start sweeps
            (folder / name).unlink()
