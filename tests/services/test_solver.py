"""Solving beside the server: progress, cancel, a worker that dies, one without HiGHS."""

import sys
import time
from dataclasses import replace

import pytest

from domain.conflicts import Infeasible
from domain.errors import Invalid
from domain.grouping_problem import Problem, Rule
from services import solver
from tests.benchmarks.classes import invented_class, with_wishes
from tests.domain.small_problems import fits

CLASS = invented_class(45, 4, 1)
RULES = (Rule("a", "together", (1, 2, 3)), Rule("b", "apart", (4, 5, 6)), Rule("c", "lock", (7,), 3))
ENDLESS = replace(CLASS, rounds=100_000, time_limit=60, rules=(Rule("x", "together", (1, 2)),))


def finished(job):
    assert job.wait(60)
    return job.result()


def until(condition, seconds=30):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_class_is_solved_with_progress_on_the_way():
    seen = []

    found = solver.solve(replace(CLASS, rules=RULES), seen.append)

    assert (found.excess, found.is_optimal) == (0, True)
    assert fits(CLASS, found.placement, RULES)
    assert [one.round for one in seen] == sorted({one.round for one in seen})


def test_a_cancelled_job_gives_the_best_so_far_at_once():
    job = solver.start(ENDLESS)
    until(lambda: (latest := job.progress()) and latest.best.excess == 0)
    assert job.result() is None

    began = time.monotonic()
    job.cancel()
    found = finished(job)

    assert time.monotonic() - began < 0.3
    assert (found.excess, found.is_cancelled, found.is_optimal) == (0, True, False)


def test_a_job_cancelled_before_it_began_says_that_nothing_is_known():
    jobs = [solver.start(ENDLESS) for _ in range(3)]
    until(lambda: sum(job.progress() is not None for job in jobs) == 2)
    waiting = next(job for job in jobs if job.progress() is None)

    waiting.cancel()
    assert finished(waiting) == Infeasible(is_proven=False)

    for job in jobs:
        job.cancel()
        finished(job)


def test_a_worker_that_dies_is_run_again_without_highs(tmp_path):
    dies_once = tmp_path / "worker.py"
    dies_once.write_text(
        "import os, sys\n"
        "if '--without-highs' not in sys.argv: os._exit(3)\n"
        f"sys.path.insert(0, {str(solver.HOME)!r})\n"
        "from services.solver_worker import main, own_stdout\n"
        "main(sys.argv[1:], own_stdout())\n",
        encoding="utf-8",
    )
    problem = replace(with_wishes(CLASS, 1, 6, 15), rules=RULES, rounds=5)

    found = finished(solver.Job(problem, (sys.executable, str(dies_once))))

    assert fits(problem, found.placement, RULES)
    assert not found.is_optimal


def test_a_worker_that_always_dies_leaves_a_plain_answer():
    assert finished(solver.Job(CLASS, (sys.executable, "-c", "raise SystemExit(3)"))) == Infeasible(
        is_proven=False
    )


@pytest.mark.parametrize("more", [(), (solver.WITHOUT_HIGHS,)], ids=["HiGHS", "without"])
def test_a_contradiction_is_named(more):
    rules = (Rule("r1", "lock", (1,), 1), Rule("r2", "together", (1, 2)), Rule("r3", "lock", (2,), 2))

    found = finished(solver.Job(replace(CLASS, rules=rules), (*solver.WORKER, *more)))

    assert (found.conflict, len(found.drop), found.is_proven) == (("r1", "r2", "r3"), 1, True)


def test_what_cannot_be_read_is_refused_before_anything_starts():
    with pytest.raises(Invalid, match="没有学生"):
        solver.start(Problem(()))
