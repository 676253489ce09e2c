"""One process at a time may write to a school: two that both tidy the WAL can damage it on older SQLite versions."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from domain.errors import Refused

_NAME = "in-use.lock"


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold the data folder; the operating system lets go by itself when the process ends.

    :raises Refused: another process holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / _NAME).open("a") as file:
        try:
            _lock(file)
        except OSError as error:
            raise Refused(
                f"数据文件夹 {folder.name} 正被另一个正在运行的本程序使用。请先关掉它（Ctrl+C），再运行一次。"
            ) from error
        yield


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
