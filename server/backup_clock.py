"""Makes the hourly backup while the school is served. A failure is logged with its sentence and tried again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.connection import Store
from domain.errors import SchoolError
from services import backups, keys, school

LOOK_EVERY = 60.0  # seconds
log = logging.getLogger("mentor")


@contextmanager
def running(store: Store, folder: Path, every: float = LOOK_EVERY) -> Iterator[None]:
    """Look every minute whether a backup is due; stops with the block.

    :raises Refused: the school's key is lost. Better said at the start than found out with the next broken disk.
    """
    keys.of(school.system_context(store), folder)
    stopped = threading.Event()
    worker = threading.Thread(target=_work, args=(store, folder, stopped, every), name="backups", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join(timeout=10)


def _work(store: Store, folder: Path, stopped: threading.Event, every: float) -> None:
    while not stopped.wait(every):
        try:
            look(store, folder)
        except SchoolError as error:
            log.error("backup: %s", error.message)
        except OSError as error:  # a file held by a virus scanner: the next look tries again
            log.error("backup: %s %s", type(error).__name__, error.errno)


def look(store: Store, folder: Path) -> None:
    """Make a backup if one is due."""
    context = school.system_context(store)
    if backups.is_due(context, folder):
        backups.make(context, folder)
