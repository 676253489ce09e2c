"""Who was erased, in a file of its own: it outlives the restore of a backup that still holds them.

A line names nobody. Its marks are made with the school's key: whoever has only the file can neither guess who is meant
nor add a line that would erase somebody else.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from db.rows import Row
from services import keys

FILE: Final = "erased.jsonl"
_IDENTIFIERS: Final = ("name", "student_number", "national_number")


@dataclass(frozen=True)
class Entry:
    """One student erased: when, why, marks to know the child by again, and the names of the files that went too."""

    day: str
    student: int
    marks: tuple[str, ...]
    files: tuple[str, ...]
    reason: str

    def is_about(self, row: Row, key: bytes) -> bool:
        """Whether a student of that number is the one meant: numbers are given anew after an older backup is restored."""
        return bool(set(self.marks) & set(marks(row, key)))


@dataclass(frozen=True)
class Ledger:
    """The lines that hold, and how many do not: another school's, or spoilt."""

    entries: tuple[Entry, ...] = ()
    spoilt: int = 0

    @property
    def files(self) -> frozenset[str]:
        """Files that are to come back from nowhere."""
        return frozenset(file for one in self.entries for file in one.files)


def marks(row: Row, key: bytes) -> tuple[str, ...]:
    """What a student is known by, each made unreadable."""
    return tuple(_mac(key, f"{name}:{row[name]}") for name in _IDENTIFIERS if row[name])


def is_any(folder: Path) -> bool:
    """Whether anybody was ever erased, as this folder knows."""
    return (folder / FILE).exists()


def read(folder: Path, key: bytes) -> Ledger:
    """What a folder's ledger says."""
    known = [_entry(line, key) for line in _lines(folder)]
    held = tuple(one for one in known if one is not None)
    return Ledger(held, len(known) - len(held))


def add(folder: Path, key: bytes, entry: Entry) -> None:
    """One more line, on the disk when this returns."""
    body = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)
    sealed = json.dumps({"entry": body, "seal": _mac(key, body)}, ensure_ascii=False)
    _write(folder, [*_lines(folder), sealed])


def merge(folder: Path, *others: Path) -> None:
    """Bring the lines of other folders' ledgers into this one's; none is ever lost."""
    own = _lines(folder)
    missing = [line for other in others for line in _lines(other) if line not in own]
    if missing:
        _write(folder, [*own, *missing])


def _entry(line: str, key: bytes) -> Entry | None:
    try:
        held = json.loads(line)
        body, seal = str(held["entry"]), str(held["seal"])
        if not hmac.compare_digest(_mac(key, body), seal):
            return None
        told = json.loads(body)
    except (ValueError, KeyError, TypeError):
        return None
    return Entry(told["day"], told["student"], tuple(told["marks"]), tuple(told["files"]), told["reason"])


def _lines(folder: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return [line for line in (folder / FILE).read_text(encoding="utf-8").split("\n") if line]
    return []


def _write(folder: Path, lines: Iterable[str]) -> None:
    """Whole under another name first: a power cut leaves the one before."""
    building = folder / f"{FILE}.building"
    building.unlink(missing_ok=True)
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in dict.fromkeys(lines))
        file.flush()
        os.fsync(file.fileno())
    building.replace(folder / FILE)


def _mac(key: bytes, text: str) -> str:
    return hmac.new(keys.derive(key, "erased students"), text.encode(), hashlib.sha256).hexdigest()
