"""The log in the data folder: where something broke, and nothing about anybody."""

import logging
import secrets

import pytest
from streamlit.error_util import handle_user_script_exception
from streamlit.logger import get_logger

from components.errors import show_unexpected
from server import quiet_log

CANARY = "张书瑶的家庭情况"
SESSION = "0b54b0a2-9c4e-4b9f-8c1e-1a2b3c4d5e6f"
TOKEN = secrets.token_urlsafe(32)


@pytest.fixture
def written(tmp_path):
    """What lies in the log files so far."""
    before = logging.getLogRecordFactory()
    with quiet_log.kept_in(tmp_path):
        yield lambda: "".join(
            path.read_text(encoding="utf-8") for path in sorted((tmp_path / quiet_log.FOLDER).iterdir())
        )
    logging.setLogRecordFactory(before)


def provoke():
    """Everything that logs in this process, with what must not be kept."""
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        handle_user_script_exception(error, lambda _: True)
        show_unexpected(error)
        for name in ("streamlit.runtime", "uvicorn.error", "asyncio", "PIL", "py.warnings"):
            logging.getLogger(name).exception("it broke for %s in %s", CANARY, SESSION)
            logging.getLogger(name).warning(f"{CANARY} {TOKEN} {SESSION}")
    get_logger("streamlit.state.session_state").warning('The widget "%s" of %s', CANARY, SESSION)


def test_neither_names_nor_texts_nor_sessions_reach_the_file(written):
    provoke()
    kept = written()
    assert not [one for one in (CANARY, *"张书瑶", SESSION, TOKEN) if one in kept]
    assert kept.count("ValueError at provoke:") >= 6  # but where it broke does
    assert "incident" in kept and 'The widget "…"' in kept


def test_the_file_says_when_and_how_bad(written):
    logging.getLogger("mentor").error("backup: %s", "磁盘满了。")
    assert written().endswith("ERROR mentor backup: 磁盘满了。\n")


def test_what_is_no_warning_is_not_kept(written):
    before = logging.getLogger("mentor").level
    logging.getLogger("mentor").setLevel(logging.INFO)
    logging.getLogger("mentor").info("nothing to see")
    logging.getLogger("mentor").setLevel(before)
    logging.getLogger("mentor").error("something")
    assert "nothing" not in written()


def test_ten_files_and_no_more(written, tmp_path, monkeypatch):
    monkeypatch.setattr(quiet_log._file, "maxBytes", 300)
    for number in range(200):
        logging.getLogger("mentor").error("number %d", number)
    files = sorted((tmp_path / quiet_log.FOLDER).iterdir())
    assert len(files) == quiet_log.FILES == 10
    assert all(path.stat().st_size <= 300 for path in files)
    assert "number 199" in written() and "number 1\n" not in written()
    assert quiet_log.BYTES == 5_000_000


def test_afterwards_nothing_more_is_written(tmp_path):
    before = logging.getLogRecordFactory()
    with quiet_log.kept_in(tmp_path):
        logging.getLogger("mentor").error("first")
    logging.getLogger("mentor").error("second")
    logging.setLogRecordFactory(before)
    assert "second" not in (tmp_path / quiet_log.FOLDER / quiet_log.NAME).read_text(encoding="utf-8")
