"""What paper costs: one handbook of ten students, and every mentor's of a school of 2,000 as a zip, as Word and as PDF.

Beside each time stands that of an empty PDF page set in the same process, which carries from one machine to another.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from documents import typeset
from seed import bench_school
from services import calendar, handbooks, papers, school
from services.context import Context
from services.growths import Choice
from services.papers import Form
from services.print_jobs import Job

ROUNDS: Final = 5
STUDENTS: Final = 10
MENTORS: Final = 100
ALL: Final = Choice(ranks=True, confidential=True)
BUDGETS: Final[dict[str, float]] = {  # seconds
    "one, docx": 2, "one, pdf": 2, "hundred, docx": 120, "hundred, pdf": 30,
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One line of the table; `students`: how many a handbook holds on average."""

    what: str
    students: float
    seconds: float
    times_empty: float
    kilobytes: float
    budget: float

    @property
    def is_within(self) -> bool:
        """Whether the budget, which is for handbooks of ten students, is met."""
        return self.seconds * STUDENTS / max(STUDENTS, self.students) <= self.budget


def measure(folder: Path, json_to: str | None, strict: bool) -> int:
    """Print the table; 1 if strict and a budget is missed."""
    if not (folder / school.DATABASE).exists():
        print("正在建立两千人的学校…", file=sys.stderr)
        school.build_whole(folder, bench_school.build_large)
    store = school.open_school(school.existing(folder))
    store.keep_connections()
    context = school.system_context(store)
    empty = statistics.median(_seconds(lambda: typeset.pdf("empty.typ", {}))[0] for _ in range(ROUNDS))
    found = [_one(context, form, empty) for form in papers.MEDIA] + [
        _hundred(context, form, empty) for form in papers.MEDIA
    ]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _show(found, empty, peak)
    if json_to:
        text = json.dumps(
            {"empty": empty, "worker_mb": peak, "papers": [asdict(one) for one in found]}, ensure_ascii=False
        )
        print(text) if json_to == "-" else Path(json_to).write_text(text, encoding="utf-8")
    return int(strict and not all(one.is_within for one in found))


def _seconds(make: Callable[[], bytes]) -> tuple[float, int]:
    began = time.perf_counter()
    made = make()
    return time.perf_counter() - began, len(made)


def _one(context: Context, form: Form, empty: float) -> Measured:
    """The handbook of the mentor whose number of students is nearest to ten, read from the database and written."""
    term = calendar.begun_terms(context)[0].id
    mentor, _, students = min(handbooks.mentors(context), key=lambda one: abs(one[2] - STUDENTS))
    runs = [
        _seconds(lambda: papers.handbook(context, mentor, term, ALL, form).content) for _ in range(ROUNDS)
    ]
    seconds = statistics.median(one for one, _ in runs)
    return Measured(
        f"one, {form}", students, seconds, seconds / empty, runs[-1][1] / 1024, BUDGETS[f"one, {form}"]
    )


def _hundred(context: Context, form: Form, empty: float) -> Measured:
    """A hundred mentors' handbooks in a zip, through the process that writes them for the page."""
    term = calendar.begun_terms(context)[0].id
    chosen = handbooks.mentors(context)[:MENTORS]
    students = sum(one[2] for one in chosen) / len(chosen)
    began = time.perf_counter()
    job = Job(context, [one for one, _, _ in chosen], term, ALL, form)
    job.wait()
    seconds = time.perf_counter() - began
    assert job.look().is_ready, job.look().trouble
    return Measured(
        f"hundred, {form}",
        students,
        seconds,
        seconds / empty,
        len(job.content()) / 1024,
        BUDGETS[f"hundred, {form}"],
    )


def _show(found: list[Measured], empty: float, peak: float) -> None:
    print(f"an empty PDF page: {1000 * empty:.1f} ms; the writing process took at most {peak:.0f} MB")
    print(f"{'paper':<16}{'students':>9}{'seconds':>9}{'× empty':>9}{'kB':>9}{'budget':>8}")
    for one in found:
        mark = "" if one.is_within else "  over"
        print(
            f"{one.what:<16}{one.students:>9.1f}{one.seconds:>9.2f}{one.times_empty:>9.0f}{one.kilobytes:>9.0f}{one.budget:>8.0f}{mark}"
        )
