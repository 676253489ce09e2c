"""What is drawn of a pupil's curve by one measure: every point, the class's middle half, and between which values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.exam_measures import Measure, rate, rate_of, share_of
from domain.exams import Band, CurvePoint

Row = dict[str, Any]
RANKED: Final[frozenset[Measure]] = frozenset(
    {"grade_rank", "class_place"}
)  # best on top, and not for everybody
CROWD: Final = (
    7  # with more exams than these only the first, the last, the best and the worst carry their number
)
_HALF: Final[Band] = (25.0, 75.0)  # the middle half of a class, by the place in it
_SMALLEST_CLASS: Final = 4


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn of each point, and between which values; `is_ranked`: the best on top."""

    heading: str
    rows: list[Row]
    domain: tuple[float, float]
    ticks: list[float]
    is_ranked: bool


def panel_of(points: Sequence[CurvePoint], measure: Measure) -> Panel | None:
    """The panel; None where no exam has the measure."""
    return _PANELS[measure](points)


def number_text(value: float | None) -> str:
    """251.5, 266; empty for none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _rank_panel(points: Sequence[CurvePoint]) -> Panel | None:
    values: list[float | None] = [point.grade_rank if point.status == "scored" else None for point in points]
    rows = _curve_rows(points, values, [point.rank_band for point in points])
    if not any(value is not None for value in values):
        return None
    worst = max(_known_values(rows))
    step = _step(worst, 3)
    ticks = [1.0, *(step * n for n in range(1, int(worst // step) + 1))]
    return Panel("年级名次（越靠上越好）", rows, (1, max(worst * 1.12, 5)), ticks, is_ranked=True)


def _place_panel(points: Sequence[CurvePoint]) -> Panel | None:
    values: list[float | None] = [share_of(point) for point in points]
    if not any(value is not None for value in values):
        return None
    bands = [_HALF if (point.class_size or 0) >= _SMALLEST_CLASS else None for point in points]
    rows = _curve_rows(points, values, bands)
    for row, point in zip(rows, points, strict=True):
        if row.get("number"):
            row["number"] = f"{point.class_rank}/{point.class_size}"
    return Panel("班级位置：前百分之几（越靠上越好）", rows, (0, 100), [0, 25, 50, 75, 100], is_ranked=True)


def _total_panel(points: Sequence[CurvePoint]) -> Panel | None:
    scored = [point for point in points if point.status == "scored" and point.total is not None]
    fulls = {point.full_marks for point in scored}
    full = next(iter(fulls)) if len(fulls) == 1 else None
    values = [point.total if point in scored else None for point in points]
    heading = f"总分（满分 {number_text(full)}）" if full else "总分"
    return _high_panel(heading, _curve_rows(points, values, [point.class_band for point in points]))


def _rate_panel(points: Sequence[CurvePoint]) -> Panel | None:
    bands = [_rate_band(point) for point in points]
    return _high_panel("得分率 %", _curve_rows(points, [rate_of(point) for point in points], bands))


def _rate_band(point: CurvePoint) -> Band | None:
    if point.class_band is None:
        return None
    low, high = (rate(edge, point.full_marks) for edge in point.class_band)
    return None if low is None or high is None else (low, high)


def _high_panel(heading: str, rows: list[Row]) -> Panel | None:
    """A measure of which more is better, with a little room below the lowest."""
    if not any("value" in row for row in rows):
        return None
    known = _known_values(rows)
    step = _step(max(max(known) - min(known), 10), 2)
    low = step * ((min(known) - step * 0.4) // step)
    count = int((max(known) - low) // step) + 1
    ticks = [low + step * n for n in range(count + 1)]
    return Panel(heading, rows, (low, ticks[-1]), ticks, is_ranked=False)


def _curve_rows(
    points: Sequence[CurvePoint], values: Sequence[float | None], bands: Sequence[Band | None]
) -> list[Row]:
    """One row per exam; `next`/`next_exam` lead to the next exam with a value, `bridges` over one without."""
    exams = [f"{index:02}|{_wrapped(point.label)}" for index, point in enumerate(points)]
    rows: list[Row] = []
    told = _told(values)
    for index, (point, value, band) in enumerate(zip(points, values, bands, strict=True)):
        row: Row = {"exam": exams[index], "low": band and band[0], "high": band and band[1]}
        following = next(
            (later for later in range(index + 1, len(values)) if values[later] is not None), None
        )
        if value is not None:
            row |= {"value": value, "number": number_text(value) if index in told else ""}
        if value is not None and following is not None:
            row |= {
                "next": values[following],
                "next_exam": exams[following],
                "bridges": following > index + 1,
            }
        rows.append(row | {"absent": "缺考" if point.status == "absent" else ""})
    return rows


def _told(values: Sequence[float | None]) -> set[int]:
    """Which points carry their number: all of a few; of many the first, the last, the highest and the lowest."""
    known = [index for index, value in enumerate(values) if value is not None]
    if len(values) <= CROWD or not known:
        return set(known)
    order = sorted(known, key=lambda index: values[index] or 0)
    return {known[0], known[-1], order[0], order[-1]}


def _wrapped(label: str) -> str:
    """Lines of four characters at most, so that five exams stand side by side on a phone."""
    lines = [line for part in label.split("|") for line in _halves(part)]
    return "|".join(lines)


def _halves(line: str) -> list[str]:
    if len(line) <= 4:
        return [line]
    middle = (len(line) + 1) // 2
    return [line[:middle], line[middle:]]


def _known_values(rows: Sequence[Row]) -> list[float]:
    return [row[field] for row in rows for field in ("value", "low", "high") if row.get(field) is not None]


def _step(reach: float, wanted: int) -> float:
    """A round distance between grid lines: 1, 2, 5, 10, 20, 50 …, about `wanted` of them in `reach`."""
    rounds = (base * 10**power for power in range(5) for base in (1, 2, 5))
    return float(next(step for step in rounds if step * (wanted + 0.5) >= reach))


_PANELS: dict[Measure, Callable[[Sequence[CurvePoint]], Panel | None]] = {
    "grade_rank": _rank_panel,
    "class_place": _place_panel,
    "total": _total_panel,
    "rate": _rate_panel,
}
