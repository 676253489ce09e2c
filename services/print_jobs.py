"""All mentors' handbooks as one zip: written beside the server, watched, cancelled, fetched by who asked for them."""

import base64
import json
import logging
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from documents.handbook_values import handbook_values
from domain.errors import Conflict, NotFound, SchoolError
from domain.permissions import Action
from services import exports, handbooks, papers, step_up
from services.context import Context
from services.exports import Paper
from services.growths import Choice
from services.papers import Form

ZIP: Final = "application/zip"
KEPT_FOR: Final = timedelta(minutes=10)
_HOME: Final = Path(__file__).resolve().parents[1]
_WORKER: Final = (sys.executable, "-m", "services.paper_worker")
_WRITERS: Final = min(2, os.cpu_count() or 1)
_BOOKS_OF_A_WRITER: Final = 12  # then a fresh one: what typesetting remembers of papers past is given back
_FAILED: Final = "手册没有做成，请再试一次；还是不行请告诉系统管理员。"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """A job seen from outside: how many of how many, whether it is over, and what went wrong."""

    done: int
    total: int
    is_over: bool
    is_ready: bool
    trouble: str = ""


class _Writer:
    """A process that writes one paper after the other."""

    def __init__(self, template: bytes | None) -> None:
        self.written = 0
        self._first = json.dumps({"template": base64.b64encode(template or b"").decode()}) + "\n"
        self._process = subprocess.Popen(
            _WORKER, cwd=_HOME, env={**os.environ, "PYTHONUTF8": "1"}, encoding="utf-8", text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip

    def write(self, wanted: dict[str, object]) -> bytes | None:
        """The file; None when the process is gone."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(self._first)
            self._first = ""
            self._process.stdin.write(json.dumps(wanted, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:
            return None
        self.written += 1
        return base64.b64decode(json.loads(answer)["file"]) if answer else None

    def kill(self) -> None:
        """At once."""
        self._process.kill()

    def close(self) -> None:
        """Whether it has ended or not, nothing of it is left."""
        self._process.kill()
        self._process.communicate()


class Job:
    """Handbooks being written. Everything may be asked from any thread."""

    def __init__(
        self, context: Context, mentor_ids: Sequence[int], term_id: int, choice: Choice, form: Form
    ) -> None:
        self.what = papers.what("handbooks", form, choice)  # what the log of acts calls it
        self._context, self._term_id, self._choice, self._form = context, term_id, choice, form
        self._template = papers.school_template(context, "handbook", form)  # one and the same for all of them
        self._total, self._waiting = len(mentor_ids), list(reversed(mentor_ids))
        self._files: dict[str, bytes] = {}
        self._zip, self._trouble = b"", ""
        self._writers: list[_Writer] = []
        self._lock = threading.Lock()
        self._is_cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def look(self) -> Look:
        """How far it is."""
        is_over = not self._thread.is_alive()
        done = self._total if self._zip else len(self._files)
        return Look(done, self._total, is_over, bool(self._zip), self._trouble)

    def cancel(self) -> None:
        """Give it up; nothing is kept."""
        self._is_cancelled.set()
        with self._lock:
            for writer in self._writers:
                writer.kill()
            self._zip = b""

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def content(self) -> bytes:
        """The zip."""
        return self._zip

    def _run(self) -> None:
        rows = [threading.Thread(target=self._write_some, daemon=True) for _ in range(_WRITERS)]
        for one in rows:
            one.start()
        for one in rows:
            one.join()
        if not self._is_cancelled.is_set():
            self._zip = _bundled(self._files)
        self._files = {}
        timer = threading.Timer(KEPT_FOR.total_seconds(), self.cancel)
        timer.daemon = True
        timer.start()

    def _write_some(self) -> None:
        """One writer after the other, until nothing is left to be written."""
        writer: _Writer | None = None
        try:
            while (mentor_id := self._next()) is not None:
                if writer is None or writer.written >= _BOOKS_OF_A_WRITER:
                    writer = self._fresh(writer)
                self._write(writer, mentor_id)
        except SchoolError as error:
            self._stop(error.message)
        finally:
            if writer is not None:
                writer.close()

    def _next(self) -> int | None:
        with self._lock:
            return self._waiting.pop() if self._waiting and not self._is_cancelled.is_set() else None

    def _fresh(self, former: _Writer | None) -> _Writer:
        if former is not None:
            former.close()
        with self._lock:
            writer = _Writer(self._template)
            self._writers = [one for one in self._writers if one is not former] + [writer]
        return writer

    def _write(self, writer: _Writer, mentor_id: int) -> None:
        book = handbooks.of_mentor(self._context, mentor_id, self._term_id, self._choice)
        made = writer.write({"kind": "handbook", "form": self._form, "values": handbook_values(book)})
        if made is None:
            if not self._is_cancelled.is_set():
                _log.error("a paper worker ended before its time")
                self._stop(_FAILED)
            return
        with self._lock:
            name = papers.handbook_name(book)
            while f"{name}.{self._form}" in self._files:
                name += "（同名）"
            self._files[f"{name}.{self._form}"] = made

    def _stop(self, trouble: str) -> None:
        self._trouble = trouble
        self.cancel()


def _bundled(files: dict[str, bytes]) -> bytes:
    """In one zip; Word and PDF files are packed already."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            bundle.writestr(name, files[name])
    return held.getvalue()


_jobs: dict[tuple[str, int | None], Job] = {}  # of whoever asked
_lock = threading.Lock()


def begin(context: Context, mentor_ids: Sequence[int], term_id: int, choice: Choice, form: Form) -> None:
    """Start to write the handbooks of these mentors.

    :raises Conflict: somebody's are being written; one at a time is as fast as two.
    """
    context.require(Action.PRINT_ANY)
    step_up.require(context)
    exports.require_room(context)
    if not mentor_ids:
        raise NotFound("还没有老师带学生，没有手册可打印。先在“分组与结对”里配好导师。")
    with _lock:
        if any(not one.look().is_over for one in _jobs.values()):
            raise Conflict("有一批手册正在生成，请等它做完，或先取消。")
        _jobs[_key(context)] = Job(context, mentor_ids, term_id, choice, form)


def look(context: Context) -> Look | None:
    """How far one's own job is; None when there is none."""
    context.require(Action.PRINT_ANY)
    found = _jobs.get(_key(context))
    return found.look() if found else None


def what(context: Context) -> str:
    """What the log of acts calls one's own job."""
    context.require(Action.PRINT_ANY)
    return _jobs[_key(context)].what


def cancel(context: Context) -> None:
    """Give one's own job up, or put its result away."""
    context.require(Action.PRINT_ANY)
    with _lock:
        found = _jobs.pop(_key(context), None)
    if found is not None:
        found.cancel()


def fetch(context: Context) -> Paper:
    """The zip of one's own job; it is then no longer kept."""
    context.require(Action.PRINT_ANY)
    with _lock:
        found = _jobs.get(_key(context))
        if found is None or not found.look().is_ready:
            raise NotFound("这批手册已经取走，或者没有做完。请重新生成。")
        del _jobs[_key(context)]
    return Paper("导师工作手册.zip", found.content(), ZIP)


def _key(context: Context) -> tuple[str, int | None]:
    return str(context.store.path), context.actor.staff_id
