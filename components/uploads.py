"""Fields for files. Streamlit keeps what was chosen until the tab is closed; here it goes soon after its field.

Thirty photos sent in one visit were a hundred and twenty megabytes that nobody needed any more.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import state


def one(label: str, key: str, types: Sequence[str], most_megabytes: int | None = None) -> UploadedFile | None:
    """A field for one file; its size as the server's settings say, or smaller."""
    chosen = st.file_uploader(label, type=types, key=key, max_upload_size=most_megabytes)
    _note(key, chosen)
    return chosen


def several(label: str, key: str, types: Sequence[str], most_megabytes: int) -> None:
    """A field for several; they lie under the key."""
    chosen = st.file_uploader(
        label, type=types, accept_multiple_files=True, key=key, max_upload_size=most_megabytes
    )
    _note(key, chosen)


def forget_left() -> None:
    """Let go of the files whose field is gone or holds others by now; asked at every click."""
    noted: dict[str, list[str]] = state.get(state.UPLOADS, {})
    context = get_script_run_ctx()
    if not noted or context is None or not isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        return
    for key in list(noted):
        held = _ids(st.session_state.get(key))
        for file_id in set(noted[key]) - set(held):
            context.uploaded_file_mgr.remove_file(context.session_id, file_id)
        noted[key] = held
    state.put(state.UPLOADS, {key: held for key, held in noted.items() if held})


def _note(key: str, chosen: Any) -> None:
    if held := _ids(chosen):
        noted: dict[str, list[str]] = state.get(state.UPLOADS, {})
        state.put(state.UPLOADS, {**noted, key: [*noted.get(key, []), *held]})


def _ids(chosen: Any) -> list[str]:
    return [file.file_id for file in (chosen if isinstance(chosen, list) else [chosen]) if file is not None]
