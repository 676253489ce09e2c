"""The log keeps where something broke, never what an exception said: that may be a child's data.

Asked of every record of the process: Streamlit, the web server and asyncio each log in their own way, and setting up
the web server's log switches loggers on again that were switched off before. For the same reason the file in the data
folder is written here and not by a handler somewhere: Streamlit's loggers hand nothing on.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from components.errors import places

FOLDER: Final = "logs"
NAME: Final = "mentor.log"
FILES, BYTES = 10, 5_000_000
_OURS: Final = "mentor"
# what others write may quote a label or a name; what opens something is long, or a session's id
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SECRET = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|[A-Za-z0-9_-]{32,}")
_as_before = logging.getLogRecordFactory()
_file: RotatingFileHandler | None = None


def begin() -> None:
    """From now on; begun twice it is begun once."""
    logging.setLogRecordFactory(_record)
    # what breaks on a page is logged with its number by components/errors.py
    logging.getLogger("streamlit.error_util").addFilter(_nothing)


@contextmanager
def kept_in(data: Path) -> Iterator[None]:
    """What goes wrong is also written to files of this data folder, the newest fifty megabytes of it."""
    global _file
    begin()
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    _file = RotatingFileHandler(
        folder / NAME, maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
    )
    _file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    try:
        yield
    finally:
        _file.close()
        _file = None


def _record(name: str, *rest: Any, **more: Any) -> logging.LogRecord:
    record = _as_before(name, *rest, **more)
    error = record.exc_info[1] if record.exc_info else None
    if error is None and record.levelno < logging.WARNING:
        return record  # nobody keeps it
    said = _harmless(name, record.getMessage().strip())
    if error is not None:
        said = f"{said}: {type(error).__name__} at {places(error)}"
    record.msg, record.args, record.exc_info = said, None, None
    if _file is not None and record.levelno >= logging.WARNING and name != "streamlit.error_util":
        _file.handle(record)
    return record


def _harmless(name: str, said: str) -> str:
    return said if name.startswith(_OURS) else _HAN.sub("…", _SECRET.sub("…", said))


def _nothing(_: logging.LogRecord) -> bool:
    return False
