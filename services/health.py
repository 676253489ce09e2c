"""Whether the running server is well, in a few words for a machine that asks; nothing about anybody."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from db import backup, settings
from db.connection import Store
from domain.errors import Refused
from services import backups, keys, school
from services.context import Context

ROOM: Final = 1_000_000_000  # bytes that must be free
BACKUP_IS_OLD: Final = timedelta(hours=26)
GRACE: Final = timedelta(minutes=10)  # after a start the first backup is still being made


def troubles(store: Store, started: datetime, now: datetime) -> list[str]:
    """What is wrong: database, key, disk full, backup old, copy old; empty when all is well."""
    folder = store.path.parent
    if not store.is_well():
        return ["database"]
    context = school.system_context(store, now)
    late = [] if now - started < GRACE or school.is_demo(folder) else _late(context, folder)
    writable = [] if os.access(folder, os.W_OK) else ["folder not writable"]
    key = [] if _has_its_key(context, folder) else ["key"]
    return [*key, *writable, *([] if has_room(folder) else ["disk full"]), *late]


def _has_its_key(context: Context, folder: Path) -> bool:
    """A server goes on sealing with the key it read at its start; without the file the next start reads none of it."""
    try:
        keys.look(context, folder)
    except (Refused, OSError):
        return False
    return True


def has_room(folder: Path) -> bool:
    """Whether the disk has room for what a school writes in a long time."""
    return shutil.disk_usage(folder).free >= ROOM


def is_backup_old(context: Context, folder: Path) -> bool:
    """Whether a day's acts are in no backup."""
    newest = next(iter(backups.listed(folder)), None)
    if newest is None:
        return backup.head_of(context.store).seq > 0
    # making a backup is itself an act
    return context.now - newest.at > BACKUP_IS_OLD and backup.head_of(context.store).seq > newest.seq + 1


def _late(context: Context, folder: Path) -> list[str]:
    with context.read() as db:
        copies_to = settings.get(db, "backup_copies_to")
    is_copy_old = bool(copies_to) and backups.health(context, folder).is_copy_old
    return [
        *(["backup old"] if is_backup_old(context, folder) else []),
        *(["copy old"] if is_copy_old else []),
    ]
