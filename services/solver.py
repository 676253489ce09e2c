"""Solving a grouping problem beside the server: started, watched, cancelled, with the best so far at any time.

Nothing here touches the database or a page; a page starts a job, looks at it again and again, and takes the result.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from documents.grouping_answer import (
    infeasible_as_json,
    problem_as_json,
    read_infeasible,
    read_solution,
    solution_as_json,
)
from documents.grouping_instance import read_problem
from domain.conflicts import Infeasible
from domain.grouping import Solution
from domain.grouping_checks import validate
from domain.grouping_problem import Problem

HOME = Path(__file__).resolve().parents[1]
WORKER: Final = (sys.executable, "-m", "services.solver_worker")
WITHOUT_HIGHS: Final = "--without-highs"
# one thread each: two cores are to be shared with everybody who has a page open
ENVIRONMENT: Final = {
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# between two looks at whether somebody cancelled
LOOK_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)
_workers = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Progress:
    """The state after a round; `best` is the best grouping so far."""

    round: int
    best: Solution


class Job:
    """A problem being solved. Everything may be asked from any thread at any time."""

    def __init__(self, problem: Problem, worker: Sequence[str] = WORKER) -> None:
        self._problem, self._worker = problem, tuple(worker)
        self._latest: dict[str, Any] | None = None
        self._answer: dict[str, Any] | None = None
        self._process: subprocess.Popen[str] | None = None
        self._is_cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def progress(self) -> Progress | None:
        """The latest round; None before the first one is over."""
        latest = self._latest
        return None if latest is None else Progress(latest["round"], read_solution(self._problem, latest))

    def cancel(self) -> None:
        """End the search; `result` is then the best so far."""
        self._is_cancelled.set()
        if (process := self._process) is not None:
            process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Solution | Infeasible | None:
        """The answer; None while the job is running."""
        if self._thread.is_alive():
            return None
        if self._answer is not None:
            is_conflict = "infeasible" in self._answer
            return (
                read_infeasible(self._answer) if is_conflict else read_solution(self._problem, self._answer)
            )
        if self._latest is not None:
            return replace(read_solution(self._problem, self._latest), is_optimal=False, is_cancelled=True)
        return Infeasible(is_proven=False)

    # ── the worker ───────────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        while not _workers.acquire(timeout=LOOK_SECONDS):
            if self._is_cancelled.is_set():
                return
        try:
            for more in ((), (WITHOUT_HIGHS,)):
                if self._answer is None and not self._is_cancelled.is_set():
                    self._work([*self._worker, *more])
        finally:
            _workers.release()

    def _work(self, command: Sequence[str]) -> None:
        """One worker from start to end; what it said last is kept even if it died."""
        with subprocess.Popen(
            command, cwd=HOME, env={**os.environ, **ENVIRONMENT}, encoding="utf-8", text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:  # fmt: skip
            self._process = process
            if self._is_cancelled.is_set():  # cancelled while it was starting
                process.kill()
            self._tell(process)
            for line in process.stdout or ():
                self._hear(line)
        if process.returncode and not self._is_cancelled.is_set():
            _log.error("grouping worker ended with %s", process.returncode)

    def _tell(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        try:
            json.dump(problem_as_json(self._problem), process.stdin, ensure_ascii=False)
            process.stdin.close()
        except OSError:
            _log.error("grouping worker did not read its problem")

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:  # the line a worker was writing when it was killed
            return
        if "result" in said:
            self._answer = said["result"]
        else:
            self._latest = said


def start(problem: Problem) -> Job:
    """Begin to solve a problem; returns at once.

    :raises Invalid: the problem cannot be read; the sentence says why.
    """
    validate(problem)
    return Job(problem)


def solve(
    problem: Problem,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution | Infeasible:
    """Solve a problem and wait for it, looking every now and then whether to go on.

    :raises Invalid: the problem cannot be read; the sentence says why.
    """
    job, seen = start(problem), 0
    while not job.wait(LOOK_SECONDS):
        if cancelled is not None and cancelled():
            job.cancel()
        latest = job.progress() if on_progress else None
        if on_progress and latest is not None and latest.round > seen:
            seen = latest.round
            on_progress(latest)
    found = job.result()
    assert found is not None
    return found


def solve_for_print(instance: dict[str, Any]) -> dict[str, Any]:
    """What `group solve` prints for an instance, the seconds from reading it to its answer included.

    :raises Invalid: the instance cannot be read; the sentence says why.
    """
    began = time.monotonic()
    problem = read_problem(instance)
    found = solve(problem)
    printed = infeasible_as_json(found) if isinstance(found, Infeasible) else solution_as_json(problem, found)
    return {**printed, "seconds": round(time.monotonic() - began, 3)}
