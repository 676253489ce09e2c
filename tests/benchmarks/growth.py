"""Ten times the records: what the overview costs in two schools alike but for that, each beside its own empty page."""

import sys
from pathlib import Path

from seed import bench_school
from services import school
from tests.benchmarks.bench import Result, run_bench
from tests.benchmarks.pages import _targets, serving

SIZES = (20_000, 200_000)
MOST = 1.5  # times the cost
_PAGES = ("overview", "overview, term", "overview, after a talk")


def measure(folder: Path, rounds: int, strict: bool) -> int:
    """Build both schools once, serve one after the other, say how the costs compare; 1 if strict and it is too much."""
    few, many = ({one.name: one for one in _results(folder, size, rounds)} for size in SIZES)
    print(f"{'page':<30}{'CPU ×':>8}{'CPU ×':>8}{'more':>7}{'wall ×':>9}{'wall ×':>8}{'more':>7}")
    grown = [_line(few[name], many[name]) for name in _PAGES]
    return int(strict and max(grown) > MOST)


def _results(folder: Path, size: int, rounds: int) -> list[Result]:
    own = folder / f"records-{size}"
    if not (own / school.DATABASE).exists():
        print(f"正在建立有 {size} 条记录的学校…", file=sys.stderr, flush=True)
        school.build_whole(
            own, lambda place: bench_school.build_large(place, records=size // 10, a_year=size)
        )
    targets = [one for one in _targets(own) if one.name in _PAGES]
    with serving(own) as (address, pid):
        return run_bench(address, targets[0].cookie or "", pid, targets, rounds)


def _line(few: Result, many: Result) -> float:
    """Prints one page; how many times the CPU (elsewhere than on Linux, the time) it costs."""
    wall = many.wall_ratio / few.wall_ratio
    cpu = many.cpu_ratio / few.cpu_ratio if many.cpu_ratio and few.cpu_ratio else wall
    print(
        f"{few.name:<30}{few.cpu_ratio or 0:>8.2f}{many.cpu_ratio or 0:>8.2f}{cpu:>7.2f}"
        f"{few.wall_ratio:>9.2f}{many.wall_ratio:>8.2f}{wall:>7.2f}"
    )
    return cpu
