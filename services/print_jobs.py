"""All mentors' handbooks as one zip: written beside the server, watched, cancelled, fetched by who asked for them."""

import base64
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

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

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """A job seen from outside: how many of how many, whether it is over, and what went wrong."""

    done: int
    total: int
    is_over: bool
    is_ready: bool
    trouble: str = ""


class Job:
    """Handbooks being written. Everything may be asked from any thread."""

    def __init__(
        self, context: Context, mentor_ids: Sequence[int], term_id: int, choice: Choice, form: Form
    ) -> None:
        self._context, self._mentors = context, tuple(mentor_ids)
        self._term_id, self._choice, self._form = term_id, choice, form
        self._done, self._zip, self._trouble = 0, b"", ""
        self._is_cancelled = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def what(self) -> str:
        """What the log of acts calls it."""
        return papers.what("handbooks", self._form, self._choice)

    def look(self) -> Look:
        """How far it is."""
        return Look(
            self._done, len(self._mentors), not self._thread.is_alive(), bool(self._zip), self._trouble
        )

    def cancel(self) -> None:
        """Give it up; nothing is kept."""
        self._is_cancelled.set()
        if (process := self._process) is not None:
            process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def content(self) -> bytes:
        """The zip."""
        return self._zip

    def _run(self) -> None:
        try:
            self._work()
        except SchoolError as error:
            self._trouble = error.message
            self.cancel()
        timer = threading.Timer(KEPT_FOR.total_seconds(), self._forget)
        timer.daemon = True
        timer.start()

    def _forget(self) -> None:
        """A whole school's handbooks do not lie about."""
        self._zip = b""

    def _work(self) -> None:
        with subprocess.Popen(
            _WORKER, cwd=_HOME, env={**os.environ, "PYTHONUTF8": "1"}, encoding="utf-8", text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:  # fmt: skip
            self._process = process
            listener = threading.Thread(target=self._hear, args=(process,), daemon=True)
            listener.start()
            self._tell(process)
            listener.join()
        if process.returncode and not self._is_cancelled.is_set():
            _log.error("paper worker ended with %s", process.returncode)
            self._trouble = "手册没有做成，请再试一次；还是不行请告诉系统管理员。"

    def _tell(self, process: subprocess.Popen[str]) -> None:
        """One handbook at a time: as much as the worker takes, and never the whole school at once."""
        assert process.stdin
        try:
            for line in self._books():
                if self._is_cancelled.is_set():
                    process.kill()
                    break
                process.stdin.write(json.dumps(line, ensure_ascii=False) + "\n")
                process.stdin.flush()
            process.stdin.close()
        except OSError:  # the worker is gone: its return code says so
            return

    def _books(self) -> Iterator[dict[str, Any]]:
        names: set[str] = set()
        for mentor_id in self._mentors:
            book = handbooks.of_mentor(self._context, mentor_id, self._term_id, self._choice)
            name = papers.handbook_name(book)
            while name in names:
                name += "（同名）"
            names.add(name)
            yield {
                "name": f"{name}.{self._form}",
                "kind": "handbook",
                "form": self._form,
                "values": handbook_values(book),
            }

    def _hear(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            said = json.loads(line)
            if "zip" in said:
                self._zip = base64.b64decode(said["zip"])
            else:
                self._done = said["done"]


@dataclass(frozen=True)
class _Kept:
    job: Job
    owner: int | None
    term_id: int


_kept: dict[tuple[str, int | None], _Kept] = {}
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
        if any(not one.job.look().is_over for one in _kept.values()):
            raise Conflict("有一批手册正在生成，请等它做完，或先取消。")
        _kept[_key(context)] = _Kept(
            Job(context, mentor_ids, term_id, choice, form), context.actor.staff_id, term_id
        )


def look(context: Context) -> Look | None:
    """How far one's own job is; None when there is none."""
    context.require(Action.PRINT_ANY)
    found = _kept.get(_key(context))
    return found.job.look() if found else None


def what(context: Context) -> str:
    """What the log of acts calls one's own job."""
    context.require(Action.PRINT_ANY)
    return _kept[_key(context)].job.what


def cancel(context: Context) -> None:
    """Give one's own job up, or put its result away."""
    context.require(Action.PRINT_ANY)
    with _lock:
        found = _kept.pop(_key(context), None)
    if found is not None:
        found.job.cancel()


def fetch(context: Context) -> Paper:
    """The zip of one's own job; it is then no longer kept."""
    context.require(Action.PRINT_ANY)
    with _lock:
        found = _kept.get(_key(context))
        if found is None or not found.job.look().is_ready:
            raise NotFound("这批手册已经取走，或者没有做完。请重新生成。")
        del _kept[_key(context)]
    return Paper("导师工作手册.zip", found.job.content(), ZIP)


def _key(context: Context) -> tuple[str, int | None]:
    return str(context.store.path), context.actor.staff_id
