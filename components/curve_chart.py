"""The curve of a pupil's exams by one measure: the chart, its words for who cannot see it, its numbers as a table."""

from collections.abc import Callable, Sequence
from typing import Any

from components.chart_specs import curve_spec
from components.charts import draw
from domain.calendar import day_text
from domain.curve_panels import CROWD, RANKED, number_text, panel_of
from domain.exam_measures import Measure, place_text, rate_of
from domain.exams import CurvePoint, plain_label

Row = dict[str, Any]


def show_curve(points: Sequence[CurvePoint], measure: Measure) -> None:
    """The curve; nothing where no exam has the measure."""
    panel = panel_of(points, measure)
    if panel is None:
        return
    spoken = f"{panel.heading}。{curve_text(points, measure)}"
    least, most = panel.domain
    draw(
        curve_spec(panel.is_ranked, len(points) > CROWD), panel.rows, spoken,
        heading=panel.heading, least=least, most=most, ticks=panel.ticks,
    )  # fmt: skip


def curve_table(points: Sequence[CurvePoint], measure: Measure) -> list[Row]:
    """The numbers behind a curve, one row per exam, 缺考 printed where the pupil was absent; ranks where they are asked for."""
    columns: dict[str, Callable[[CurvePoint], str]] = {
        "考试": plain_label,
        "日期": lambda point: f"{point.held_on.year}年{day_text(point.held_on)}",
        "总分": _total_text,
        "满分": lambda point: number_text(point.full_marks),
        "得分率": _rate_text,
    }
    if measure in RANKED:
        columns |= {
            "班级位置": lambda point: place_text(point.class_rank, point.class_size),
            "年级名次": lambda point: number_text(point.grade_rank),
            "年级人数": lambda point: number_text(point.cohort_size),
        }
    return [{name: text(point) for name, text in columns.items()} for point in points]


def curve_text(points: Sequence[CurvePoint], measure: Measure) -> str:
    """The curve in words, for who cannot see it."""
    said = [f"{plain_label(point)}{_point_text(point, measure)}" for point in points]
    return "；".join(said) + "。" if said else "还没有成绩。"


def curve_note(points: Sequence[CurvePoint], measure: Measure) -> str:
    """How to read it."""
    band = ["灰带是班级中间一半学生"] if any(point.class_band or point.rank_band for point in points) else []
    absent = ["虚线跨过缺考"] if any(point.status == "absent" for point in points) else []
    whose = ["名次只给导师、班主任、年级组长、德育处和校领导看"] if measure in RANKED else []
    return "；".join(band + absent + whose)


def _point_text(point: CurvePoint, measure: Measure) -> str:
    if point.status != "scored":
        return "缺考" if point.status == "absent" else "没有成绩"
    words = {
        "grade_rank": f"年级第 {point.grade_rank} 名，" if point.grade_rank else "",
        "class_place": f"班级{place_text(point.class_rank, point.class_size)}，" if point.class_rank else "",
        "rate": f"得分率 {_rate_text(point)}，" if _rate_text(point) else "",
    }
    return f"{words.get(measure, '')}总分 {_total_text(point)}"


def _total_text(point: CurvePoint) -> str:
    return "缺考" if point.status == "absent" else number_text(point.total)


def _rate_text(point: CurvePoint) -> str:
    known = rate_of(point)
    return "" if known is None else f"{known:g}%"
