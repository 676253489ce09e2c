"""What makes exams of different papers comparable: the part of the full marks, the place in the class; and what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from domain.exams import Band, CurvePoint, Mark, absence_text, curve_title, plain_label, quartile_band

Measure = Literal["grade_rank", "class_place", "total", "rate"]
MEASURE_NAMES: dict[Measure, str] = {
    "grade_rank": "年级名次", "class_place": "班级位置", "total": "总分", "rate": "得分率"
}  # fmt: skip
# a move of less than this, in hundredths, is called level
STEADY = 2


def rate(total: float | None, full_marks: float | None) -> float | None:
    """得分率 in per cent, one decimal; None unless both are known."""
    if total is None or not full_marks:
        return None
    return round(100 * total / full_marks, 1)


def share(rank: int | None, size: int | None) -> int | None:
    """前 27%: the part of a class that stands as high or higher, rounded up; None where the rank is beyond the size."""
    if not rank or not size or rank > size:
        return None
    return ceil(100 * rank / size)


def place_text(rank: int | None, size: int | None) -> str:
    """第 12 / 45，前 27%."""
    if not rank:
        return ""
    part = share(rank, size)
    return f"第 {rank} 名" if part is None else f"第 {rank} / {size}，前 {part}%"


def rate_of(point: CurvePoint) -> float | None:
    """The point's 得分率."""
    return rate(point.total, point.full_marks) if point.status == "scored" else None


def share_of(point: CurvePoint) -> int | None:
    """The point's place in the class, in hundredths."""
    return share(point.class_rank, point.class_size) if point.status == "scored" else None


def measures_of(points: Sequence[CurvePoint]) -> list[Measure]:
    """Which measures say something of these exams; totals of different full marks would not compare."""
    scored = [point for point in points if point.status == "scored"]
    fulls = {point.full_marks for point in scored}
    says: dict[Measure, bool] = {
        "grade_rank": any(point.grade_rank for point in scored),
        "class_place": any(share_of(point) for point in scored),
        "total": bool(scored) and not (len(fulls) > 1 and all(fulls)),
        "rate": any(rate_of(point) is not None for point in scored),
    }
    return [measure for measure, is_so in says.items() if is_so]


def total_title(points: Sequence[CurvePoint]) -> str:
    """Where the last total stands against the class's middle half: it tells no rank."""
    return curve_title([replace(point, class_rank=None, grade_rank=None) for point in points])


def rate_title(points: Sequence[CurvePoint]) -> str:
    """得分率从 72% 到 85%，升 13 个百分点; absences are said."""
    return _with_absences(points, _moved([(point, rate_of(point)) for point in points], _rate_moved))


def place_title(points: Sequence[CurvePoint]) -> str:
    """班级位置从前 40% 到前 27%，往前 13 个百分点; absences are said."""
    found = [(point, None if (part := share_of(point)) is None else float(part)) for point in points]
    return _with_absences(points, _moved(found, _place_moved))


def _moved(values: Sequence[tuple[CurvePoint, float | None]], words: Callable[[float, float], str]) -> str:
    known = [
        (point, value) for point, value in sorted(values, key=lambda one: one[0].held_on) if value is not None
    ]
    if not known:
        return "还没有可比的成绩"
    if len(known) == 1:
        return f"只有{plain_label(known[0][0])}一次，还看不出变化"
    return words(known[0][1], known[-1][1])


def _rate_moved(first: float, last: float) -> str:
    """Said of whole numbers, and the difference is that of the numbers said."""
    low, high = round(first), round(last)
    if abs(high - low) < STEADY:
        return f"得分率平稳，最近 {high}%"
    return f"得分率从 {low}% 到 {high}%，{'升' if high > low else '降'} {abs(high - low)} 个百分点"


def _place_moved(first: float, last: float) -> str:
    before, now = int(first), int(last)
    if abs(before - now) < STEADY:
        return f"班级位置平稳，最近在前 {now}%"
    return f"班级位置从前 {before}% 到前 {now}%，{'往前' if now < before else '往后'} {abs(before - now)} 个百分点"


def _with_absences(points: Sequence[CurvePoint], said: str) -> str:
    absent = tuple(point for point in points if point.status == "absent")
    return "，".join(part for part in (said, absence_text(absent)) if part)


def title_of(points: Sequence[CurvePoint], measure: Measure) -> str:
    """The finding a curve of this measure is headed by."""
    titles = {"grade_rank": curve_title, "class_place": place_title, "total": total_title, "rate": rate_title}
    return titles[measure](points)


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """One subject of one exam: the pupil's 得分率 and the class's middle half; `said` where there is no rate."""

    subject: str
    rate: float | None
    band: Band | None
    said: str = ""  # 缺考, a level, or nothing

    @property
    def side(self) -> int:
        """-1 below the class's middle half, 1 above, 0 within or not to be told."""
        if self.rate is None or self.band is None:
            return 0
        return (self.rate > self.band[1]) - (self.rate < self.band[0])


def standing(
    subject: str, mark: Mark, full_mark: float | None, class_scores: Sequence[float]
) -> SubjectStanding:
    """A pupil's mark beside the class's scores in the same subject."""
    own = rate(mark.score, full_mark)
    rates = [part for score in class_scores if (part := rate(score, full_mark)) is not None]
    said = "缺考" if mark.is_absent else mark.level or ("" if own is not None else _plain(mark.score))
    return SubjectStanding(subject, own, quartile_band(rates), said)


def _plain(score: float | None) -> str:
    return "" if score is None else f"{score:g} 分"


def profile_title(subjects: Sequence[SubjectStanding]) -> str:
    """语文高于班级中间一半学生，数学、英语低于."""
    told = [one for one in subjects if one.rate is not None and one.band is not None]
    if not told:
        return "还没有可以和班级比的各科成绩"
    above = "、".join(one.subject for one in told if one.side > 0)
    below = "、".join(one.subject for one in told if one.side < 0)
    if not above and not below:
        return "各科都在班级中间一半学生之间"
    half = "班级中间一半学生"
    if above and below:
        return f"{above}高于{half}，{below}低于"
    return f"{above or below}{'高于' if above else '低于'}{half}"
