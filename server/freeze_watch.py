"""Brings the database in line with the emergency brake soon after its file comes or goes (services/freezing.py)."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from db.connection import Store
from domain.errors import SchoolError
from services import freezing, school

LOOK_EVERY = 2.0  # seconds
log = logging.getLogger("mentor")


@contextmanager
def running(store: Store, every: float = LOOK_EVERY) -> Iterator[None]:
    """Look at once and then every two seconds; stops with the block."""
    freezing.honour(school.system_context(store))
    stopped = threading.Event()
    worker = threading.Thread(target=_work, args=(store, stopped, every), name="freezing", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join(timeout=10)


def _work(store: Store, stopped: threading.Event, every: float) -> None:
    while not stopped.wait(every):
        try:
            freezing.honour(school.system_context(store))
        except SchoolError as error:  # a full disk, a busy database: nobody gets in meanwhile all the same
            log.error("freeze: %s", error.message)
