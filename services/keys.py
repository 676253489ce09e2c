"""The school's key: in a file beside the database, on paper as the recovery code, and nowhere else."""

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db import settings
from db.connection import Store
from domain.errors import Refused
from domain.recovery_code import KEY_BYTES, key_of
from services.context import Context

KEY_FILE = "school.key"
_LOST = (
    f"找不到本校的钥匙文件 {KEY_FILE}，或者它不是这所学校的。没有改动数据。"
    "请拿出建校时抄下的恢复码，运行 python start.py restore-key。"
)
_SPOILT = (
    f"钥匙文件 {KEY_FILE} 里不是钥匙，可能已损坏。没有改动数据。请拿出建校时抄下的恢复码，"
    "运行 python start.py restore-key；恢复备份时加上 --code 恢复码。"
)


def of(context: Context, folder: Path) -> bytes:
    """The key; made once, when a school has none yet.

    :raises Refused: the file is gone, or another school's: the recovery code brings it back.
    """
    with context.read() as db:
        mark = settings.get(db, "key_mark")
    path = folder / KEY_FILE
    if not path.exists() and not mark:
        return _make(context, folder)
    key = _read(path) if path.exists() else b""
    if not mark:
        _keep_mark(context, key)
    elif _mark(key) != mark:
        raise Refused(_LOST)
    return key


def look(context: Context, folder: Path) -> bool:
    """Whether the key is there; makes none.

    :raises Refused: it is gone, spoilt or another school's.
    """
    with context.read() as db:
        mark = settings.get(db, "key_mark")
    path = folder / KEY_FILE
    key = _read(path) if path.exists() else b""
    if mark and _mark(key) != mark:
        raise Refused(_LOST)
    return bool(key)


def derived(context: Context, purpose: str) -> bytes:
    """A key for one purpose, made from the school's; to be asked for before a transaction begins."""
    return derive(of(context, context.store.path.parent), purpose)


def derive(school_key: bytes, purpose: str) -> bytes:
    """The same of a key in hand."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(school_key)


def from_folder(folder: Path, code: str = "") -> bytes:
    """The key that opens a backup: the recovery code's if one is given, else the folder's own."""
    if code:
        return key_of(code)
    path = folder / KEY_FILE
    if not path.exists():
        raise Refused("这个文件夹里没有钥匙文件。请加上 --code 和建校时抄下的恢复码。")
    return _read(path)


def is_in(folder: Path, key: bytes) -> bool:
    """Whether no other key than this lies in the folder."""
    path = folder / KEY_FILE
    return not path.exists() or path.read_bytes() == key.hex().encode()


def _read(path: Path) -> bytes:
    """The key in a file; Refused where it holds none, as after a power cut."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused(_SPOILT)
    return key


def restore(store: Store, folder: Path, code: str) -> None:
    """Write the key file anew from the recovery code.

    :raises Invalid: the code is mistyped. :raises Refused: it is another school's.
    """
    key = key_of(code)
    with store.read() as db:
        mark = settings.get(db, "key_mark")
    if mark and _mark(key) != mark:
        raise Refused("这是另一所学校的恢复码，没有改动任何文件。")
    write(folder, key)


def _make(context: Context, folder: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    write(folder, key)
    _keep_mark(context, key)
    return key


def _keep_mark(context: Context, key: bytes) -> None:
    with context.write() as tx:
        settings.put(tx.db, "key_mark", _mark(key))
        tx.audit("key.make", "key")


def write(folder: Path, key: bytes) -> None:
    """Write the key file: owner only from the first moment, on the disk before anything is locked with it.

    The one before it lies there until then: a power cut in between takes no key away.
    """
    path = folder / KEY_FILE
    building = path.with_suffix(".building")
    building.unlink(missing_ok=True)
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)


def _mark(key: bytes) -> str:
    """Tells keys apart and gives none away."""
    return hashlib.sha256(b"mentor key mark" + key).hexdigest()[:32] if len(key) == KEY_BYTES else ""
