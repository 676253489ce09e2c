"""What each page costs, side by side with an empty page in the same process.

Ratios to the empty page carry from one machine to another; milliseconds do not. Every page is run once a
round, so that whatever else the machine does meanwhile falls on all alike. CPU is that of the server process
and can be read on Linux only.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.client import Run, Tab

WARM_UP = 3
BLOCK = 5
# After its last byte the server still tidies up a little; this much later that is over and can be counted.
TIDYING_SECONDS = 0.01


@dataclass(frozen=True)
class Budget:
    """The most a page may cost: CPU and wall time as multiples of the empty page, kB sent per rerun."""

    cpu: float
    wall: float
    kilobytes: float = 50


BUDGETS = {
    "empty": Budget(cpu=1, wall=1),
    "fragment": Budget(cpu=3, wall=1.5),
    "list": Budget(cpu=5, wall=2),  # lists and forms
    "table": Budget(cpu=10, wall=3),  # a table and a chart
    "dashboard": Budget(cpu=16, wall=5),
}


@dataclass(frozen=True)
class Target:
    """A page to measure; `click` presses that button (label or key) instead of running the whole page."""

    name: str
    path: str
    kind: str
    query: str = ""
    click: str = ""
    cookie: str | None = None  # another person than the rest of the bench
    before: Callable[[], None] | None = None  # what happens at the school before each click


EMPTY = Target("(empty)", "hello-bench", "empty")


@dataclass(frozen=True)
class Result:
    """Medians over the rounds; `missed` names each budget exceeded. CPU is None where it cannot be read."""

    name: str
    kind: str
    open_ms: float
    wall_ms: float
    wall_ratio: float
    cpu_ms: float | None
    cpu_ratio: float | None
    kilobytes: float
    missed: list[str] = field(default_factory=list)


@dataclass
class _Lane:
    target: Target
    tab: Tab
    opened: Run
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def step(self) -> Run:
        return self.tab.click(self.target.click) if self.target.click else self.tab.rerun()

    def prepared(self) -> Run:
        if self.target.before:
            self.target.before()
        return self.step()

    def measure(self, server_pid: int) -> None:
        """A few runs one after the other, as the budgets were measured: the server sends every five milliseconds."""
        before = cpu_seconds(server_pid)
        runs = [self.prepared() for _ in range(BLOCK)]
        time.sleep(TIDYING_SECONDS)
        after = cpu_seconds(server_pid)
        self.walls += [run.wall_ms for run in runs]
        self.sizes += [run.received for run in runs]
        if before is not None and after is not None:
            self.cpus.append((after - before) * 1000 / BLOCK)


def run_bench(
    base_url: str, cookie_header: str, server_pid: int, targets: Sequence[Target], rounds: int = 10
) -> list[Result]:
    """Measure the targets and the empty page, which comes first in the answer."""
    with ExitStack() as tabs:
        lanes = [_open(tabs, base_url, cookie_header, target) for target in (EMPTY, *targets)]
        for _ in range(rounds):
            for lane in lanes:
                lane.measure(server_pid)
    return [_result(lane, lanes[0]) for lane in lanes]


def _open(tabs: ExitStack, base_url: str, cookie_header: str, target: Target) -> _Lane:
    cookie = cookie_header if target.cookie is None else target.cookie
    tab = tabs.enter_context(Tab(base_url, cookie))
    lane = _Lane(target, tab, tab.open(target.path, target.query))
    for _ in range(WARM_UP):
        lane.step()
    return lane


def _result(lane: _Lane, empty: _Lane) -> Result:
    wall, cpu, kilobytes = _median(lane.walls), _median(lane.cpus), (_median(lane.sizes) or 0) / 1000
    wall_ratio, cpu_ratio = _ratio(wall, _median(empty.walls)), _ratio(cpu, _median(empty.cpus))
    return Result(
        name=lane.target.name,
        kind=lane.target.kind,
        open_ms=round(lane.opened.wall_ms, 1),
        wall_ms=round(wall or 0, 2),
        wall_ratio=wall_ratio or 0,
        cpu_ms=None if cpu is None else round(cpu, 2),
        cpu_ratio=cpu_ratio,
        kilobytes=round(kilobytes, 1),
        missed=missed(BUDGETS[lane.target.kind], wall_ratio, cpu_ratio, kilobytes),
    )


def missed(budget: Budget, wall: float | None, cpu: float | None, kilobytes: float) -> list[str]:
    """Each budget that is exceeded, in words; a figure that could not be read exceeds nothing."""
    figures = [("wall", wall, budget.wall), ("CPU", cpu, budget.cpu), ("kB", kilobytes, budget.kilobytes)]
    return [f"{name} {had:.1f} > {most:g}" for name, had, most in figures if had is not None and had > most]


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def _ratio(value: float | None, base: float | None) -> float | None:
    return round(value / base, 2) if value is not None and base else None


def cpu_seconds(pid: int) -> float | None:
    """CPU time a process has used, with its ended threads, to the microsecond; None except on Linux."""
    if sys.platform != "linux":
        return None
    return time.clock_gettime((~pid << 3) | 2)  # the kernel's number for that process's CPU clock


# ---- saying it


def table(results: Sequence[Result]) -> str:
    """The results as lines of text."""
    lines = [
        f"{'page':<30}{'kind':<11}{'open ms':>8}{'wall ms':>9}{'×':>6}{'CPU ms':>8}{'×':>6}{'kB':>7}  budget"
    ]
    return "\n".join(lines + [_line(result) for result in results])


def _line(r: Result) -> str:
    cpu = (
        f"{'–':>8}{'–':>6}"
        if r.cpu_ms is None or r.cpu_ratio is None
        else f"{r.cpu_ms:>8.2f}{r.cpu_ratio:>6.2f}"
    )
    verdict = "OVER: " + ", ".join(r.missed) if r.missed else "ok"
    measured = f"{r.open_ms:>8.0f}{r.wall_ms:>9.1f}{r.wall_ratio:>6.2f}{cpu}{r.kilobytes:>7.1f}"
    return f"{r.name:<30}{r.kind:<11}{measured}  {verdict}"


def as_json(results: Sequence[Result]) -> str:
    """The results and the budgets as JSON."""
    budgets = {kind: asdict(budget) for kind, budget in BUDGETS.items()}
    return json.dumps(
        {"budgets": budgets, "pages": [asdict(r) for r in results]}, ensure_ascii=False, indent=1
    )


def report(results: Sequence[Result], json_to: str | None = None, strict: bool = False) -> int:
    """Print the table, or JSON for `-`, or write JSON to a file; 1 only if strict and a budget is missed."""
    if json_to != "-":
        print(table(results))
    if json_to == "-":
        print(as_json(results))
    elif json_to:
        Path(json_to).write_text(as_json(results) + "\n", encoding="utf-8")
    return int(strict and any(result.missed for result in results))
