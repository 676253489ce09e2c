"""The log keeps where something broke, never what an exception said: that may be a child's data.

Asked of every record of the process: Streamlit, the web server and asyncio each log in their own way, and setting up
the web server's log switches loggers on again that were switched off before.
"""

import logging
from typing import Any

from components.errors import places

_as_before = logging.getLogRecordFactory()


def begin() -> None:
    """From now on; begun twice it is begun once."""
    logging.setLogRecordFactory(_record)
    # what breaks on a page is logged with its number by components/errors.py
    logging.getLogger("streamlit.error_util").addFilter(_nothing)


def _record(name: str, *rest: Any, **more: Any) -> logging.LogRecord:
    record = _as_before(name, *rest, **more)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg = f"{record.getMessage().strip()}: {type(error).__name__} at {places(error)}"
        record.args = record.exc_info = None
    return record


def _nothing(_: logging.LogRecord) -> bool:
    return False
