"""Marks, totals, ranks and what a curve of exams says. Absent, empty and zero are three different things."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar

from domain.calendar import day_text

Key = TypeVar("Key", bound=Hashable)
Band = tuple[float, float]
Status = Literal["scored", "absent", "none"]
Basis = Literal["grade", "class"]

# with fewer marks than this a "middle half" would be about single children
# what a subject given in words is worth, as a part of its full marks
LEVEL_PARTS: Final[Mapping[str, float]] = {
    "优": 1.0, "优秀": 1.0, "良": 0.75, "良好": 0.75, "合格": 0.5, "及格": 0.5, "中": 0.5, "达标": 0.5,
    "待合格": 0.25, "不合格": 0.25, "不及格": 0.25, "差": 0.25, "不达标": 0.25,
    "A+": 1.0, "A": 0.95, "A-": 0.9, "B+": 0.85, "B": 0.8, "B-": 0.75, "C+": 0.7, "C": 0.65, "C-": 0.6,
    "D": 0.5, "E": 0.25,
}  # fmt: skip
SMALLEST_BAND: Final = 4
# a move this small, as a part of the cohort, is called stable
STABLE_SHARE: Final = 0.02
# cohorts that differ more than this cannot be compared by rank
COHORT_CHANGE: Final = 1.2
COUNTS: Final = "零一两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Mark:
    """One subject of one pupil in one exam: a score, a level, absent, or (nothing set) empty."""

    score: float | None = None
    level: str | None = None
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One exam on a pupil's curve. In `label` a "|" parts two lines: 上学年|期中.

    The bands are the class's middle half: `class_band` of totals (low, high), `rank_band` of grade ranks
    (best, worst).
    """

    exam_id: int
    label: str
    held_on: date
    status: Status
    total: float | None = None
    full_marks: float | None = None
    class_rank: int | None = None
    grade_rank: int | None = None
    cohort_size: int | None = None
    class_band: Band | None = None
    rank_band: Band | None = None
    class_size: int | None = None  # classmates with a total


@dataclass(frozen=True, slots=True)
class RankTrend:
    """From the first to the last rank: `change` > 0 is progress, None when nothing can be compared."""

    first: CurvePoint | None
    last: CurvePoint | None
    change: int | None
    basis: Basis
    is_stable: bool
    cohort_changed: bool
    absences: tuple[CurvePoint, ...]


def rank(values: Mapping[Key, float | None]) -> dict[Key, int | None]:
    """Ranks from the highest value down, ties 1, 2, 2, 4; who has no value has no rank."""
    # six places drop the noise of adding floats and never merge two real scores
    known = sorted((round(value, 6) for value in values.values() if value is not None), reverse=True)
    first_place: dict[float, int] = {}
    for place, value in enumerate(known, start=1):
        first_place.setdefault(value, place)
    return {key: None if value is None else first_place[round(value, 6)] for key, value in values.items()}


def quartile_band(values: Iterable[float | None]) -> Band | None:
    """The middle half (first and third quartile, one decimal) of the known values; None below four."""
    known = sorted(value for value in values if value is not None)
    if len(known) < SMALLEST_BAND:
        return None
    return round(_quantile(known, 0.25), 1), round(_quantile(known, 0.75), 1)


def _quantile(ordered: Sequence[float], part: float) -> float:
    position = part * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def total(marks: Iterable[Mark]) -> float | None:
    """The sum of the scores; an empty subject is left out. None when any subject is absent or none scored."""
    known = list(marks)
    scores = [mark.score for mark in known if mark.score is not None]
    if not scores or any(mark.is_absent for mark in known):
        return None
    return round(sum(scores), 2)


def rank_trend(points: Sequence[CurvePoint]) -> RankTrend:
    """First against last rank: in the grade where two exams have one, else in the class."""
    ordered = sorted(points, key=lambda point: point.held_on)
    absences = tuple(point for point in ordered if point.status == "absent")
    basis: Basis = "grade" if len(_ranked(ordered, "grade")) >= 2 else "class"
    ranked = _ranked(ordered, basis)
    if len(ranked) < 2:
        return RankTrend(None, None, None, basis, False, False, absences)
    first, last = ranked[0], ranked[-1]
    if basis == "grade" and _cohort_changed(first, last):
        return RankTrend(first, last, None, basis, False, True, absences)
    change = _rank_of(first, basis) - _rank_of(last, basis)
    stable = basis == "grade" and abs(change) <= STABLE_SHARE * (last.cohort_size or 0)
    return RankTrend(first, last, change, basis, stable, False, absences)


def _ranked(points: Sequence[CurvePoint], basis: Basis) -> list[CurvePoint]:
    return [point for point in points if _rank_of(point, basis) and point.status == "scored"]


def _rank_of(point: CurvePoint, basis: Basis) -> int:
    """The rank, or 0 where there is none."""
    return (point.grade_rank if basis == "grade" else point.class_rank) or 0


def _cohort_changed(first: CurvePoint, last: CurvePoint) -> bool:
    sizes = [point.cohort_size for point in (first, last) if point.cohort_size]
    return len(sizes) == 2 and max(sizes) > COHORT_CHANGE * min(sizes)


def curve_title(points: Sequence[CurvePoint]) -> str:
    """The finding a curve is headed by: 一年进步 44 名，期中缺考一次."""
    scored = sorted((point for point in points if point.status == "scored"), key=lambda point: point.held_on)
    trend = rank_trend(points)
    parts = [_main_finding(scored, trend), absence_text(trend.absences)]
    return "，".join(part for part in parts if part)


def _main_finding(scored: Sequence[CurvePoint], trend: RankTrend) -> str:
    if not scored:
        return "还没有成绩"
    if len(scored) == 1:
        return f"只有{plain_label(scored[0])}一次成绩，还看不出变化"
    if trend.cohort_changed:
        return "年级人数变化大，前后名次不能直接比"
    if trend.change is None or trend.first is None or trend.last is None:
        return _place_in_class(scored)
    return _change_text(trend.change, trend.first, trend.last, trend)


def _change_text(change: int, first: CurvePoint, last: CurvePoint, trend: RankTrend) -> str:
    where = "班级名次" if trend.basis == "class" else ""
    span = _span_text((last.held_on - first.held_on).days)
    if change == 0:
        return f"{span}{where or '名次'}持平"
    moved = f"{'进步' if change > 0 else '退步'} {abs(change)} 名"
    return f"{span}名次基本稳定（{moved}）" if trend.is_stable else f"{span}{where}{moved}"


def _span_text(days: int) -> str:
    """How long ago the first exam was, in the words people use; empty below half a month."""
    months = round(days / 30.44)
    if months < 1:
        return ""
    if months in (5, 6, 7):
        return "半年"
    years = round(months / 12)
    if abs(months - 12 * years) > 1 or years == 0:
        return f"{count_text(months)}个月"
    return "一年" if years == 1 else f"{count_text(years)}年"


def _place_in_class(scored: Sequence[CurvePoint]) -> str:
    """Without ranks (switched off, or none given) only the place against the class's middle half is said."""
    last = scored[-1]
    if last.class_band is None or last.total is None:
        return f"有{count_text(len(scored))}次成绩，没有名次可比"
    low, high = last.class_band
    place = "高于" if last.total > high else "低于" if last.total < low else "在"
    return f"最近一次总分{place}班级中间一半" + ("学生" if place != "在" else "")


def absence_text(absences: Sequence[CurvePoint]) -> str:
    """期中缺考一次, 缺考两次; empty without any."""
    if len(absences) == 1:
        return f"{plain_label(absences[0])}缺考一次"
    return f"缺考{count_text(len(absences))}次" if absences else ""


def dated_name(name: str, held_on: date) -> str:
    """期中考试　2026年11月9日: every term has one of that name."""
    return f"{name}　{held_on.year}年{day_text(held_on)}"


def plain_label(point: CurvePoint) -> str:
    """The exam's label on one line."""
    return point.label.replace("|", "")


def count_text(count: int) -> str:
    """Small counts as teachers write them: 一, 两, … 十; larger ones in digits with spaces."""
    return COUNTS[count] if 0 <= count <= 10 else f" {count} "
