"""How even the groups are and how long that takes: the engine beside the snake deal and the lot, on invented classes."""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from domain.conflicts import Infeasible
from domain.grouping import Solution, at_random, rated, snake
from domain.grouping_problem import Problem
from services import solver
from tests.benchmarks.classes import invented_class


@dataclass(frozen=True)
class Case:
    """A class to be dealt, and the most that is allowed: spread of the total in points of 750, seconds."""

    size: int
    groups: int
    spread: float
    seconds: float
    seeds: int

    @property
    def name(self) -> str:
        return f"{self.size}/{self.groups}"


CASES = (
    Case(45, 4, 1.0, 2, 5),
    Case(54, 6, 2.5, 2, 5),
    Case(60, 10, 4.5, 2, 5),
    Case(480, 48, 4.5, 20, 2),
)


@dataclass(frozen=True)
class Result:
    """One way on one class with one seed; `seconds` count the start of the worker."""

    case: str
    seed: int
    way: str
    spread: float
    excess: int
    bands_met: bool
    seconds: float
    missed: list[str] = field(default_factory=list)


def measure(json_to: str | None = None, strict: bool = False, beside: bool = False) -> int:
    """Deal every class in each way and report; 1 only if strict and a target is missed."""
    results = [one for case in CASES for seed in range(case.seeds) for one in _ways(case, seed)]
    printed = json.dumps({"grouping": [asdict(one) for one in results]}, ensure_ascii=False, indent=1)
    print(printed if json_to == "-" else table(results))
    if json_to and json_to != "-":
        _write(Path(json_to), results, beside)
    return int(strict and any(one.missed for one in results))


def _write(file: Path, results: Sequence[Result], beside: bool) -> None:
    """The results as JSON, beside what the pages have written there already."""
    there = json.loads(file.read_text(encoding="utf-8")) if beside else {}
    there["grouping"] = [asdict(one) for one in results]
    file.write_text(json.dumps(there, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _ways(case: Case, seed: int) -> list[Result]:
    problem = invented_class(case.size, case.groups, seed)
    began = time.perf_counter()
    found = solver.solve(replace(problem, time_limit=case.seconds))
    seconds = time.perf_counter() - began
    assert not isinstance(found, Infeasible)
    engine = _result(case, problem, "engine", found, seconds)
    others = [
        _result(case, problem, way, rated(problem, deal(problem)), 0.0)
        for way, deal in (("snake", snake), ("random", at_random))
    ]
    return [replace(engine, missed=_missed(case, engine)), *others]


def _result(case: Case, problem: Problem, way: str, found: Solution, seconds: float) -> Result:
    spread, took = round(found.spread, 2), round(seconds, 2)
    return Result(case.name, problem.seed, way, spread, found.excess, found.are_bands_met, took)


def _missed(case: Case, result: Result) -> list[str]:
    """Each target that is missed, in words."""
    figures = [
        ("excess", result.excess, 0),
        ("spread", result.spread, case.spread),
        ("seconds", result.seconds, case.seconds),
        ("bands", int(not result.bands_met), 0),
    ]
    return [f"{name} {had:g} > {most:g}" for name, had, most in figures if had > most]


def table(results: Sequence[Result]) -> str:
    """Each class and way on a line: the median and the worst of the seeds."""
    lines = [f"{'class':<10}{'way':<9}{'spread':>16}{'excess':>14}{'bands met':>11}{'seconds':>15}  targets"]
    keys = dict.fromkeys((one.case, one.way) for one in results)
    return "\n".join(lines + [_line([one for one in results if (one.case, one.way) == key]) for key in keys])


def _line(seeds: Sequence[Result]) -> str:
    spread, excess, seconds = (
        f"{statistics.median(values):g} ({max(values):g})"
        for values in (
            [one.spread for one in seeds],
            [one.excess for one in seeds],
            [one.seconds for one in seeds],
        )
    )
    met = f"{sum(one.bands_met for one in seeds)} of {len(seeds)}"
    missed = "; ".join(f"seed {one.seed}: {', '.join(one.missed)}" for one in seeds if one.missed)
    verdict = ("MISSED " + missed if missed else "ok") if seeds[0].way == "engine" else ""
    return f"{seeds[0].case:<10}{seeds[0].way:<9}{spread:>16}{excess:>14}{met:>11}{seconds:>15}  {verdict}"
