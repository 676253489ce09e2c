"""Charts: a pupil's curve, records per mentor, the make-up of groups. Titles are page text, not drawn here.

A rerun only adds rows to a specification built once, and adds them in an inner layer: data at the top would
be turned into an Arrow table, ten times as dear (0.9 ms against 0.1 ms).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.chart_specs import BAR_ROW, GROUP_ROW, Spec, curve_spec, group_spec, mentor_spec
from components.markup import show_table, show_tables
from domain.balance import DEFAULT_RATIO, LEVELS, GroupBalance, Ratio
from domain.calendar import day_text
from domain.exams import Band, CurvePoint, plain_label

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MentorCount:
    """How many records a mentor of so many pupils wrote in the time shown."""

    name: str
    count: int
    students: int


@dataclass(frozen=True, slots=True)
class _Panel:
    """One panel of the curve: what is drawn of each point, and between which values."""

    heading: str
    rows: list[Row]
    domain: tuple[float, float]
    ticks: list[float]
    is_rank: bool


def show_rank_curve(
    points: Sequence[CurvePoint], *, show_rank: bool = True, more: Sequence[tuple[str, Sequence[Row]]] = ()
) -> None:
    """Grade rank over total; the numbers, and `more` tables, to unfold. Nothing where no exam has either."""
    panels = [panel for panel in (_rank_panel(points) if show_rank else None, _total_panel(points)) if panel]
    if not panels:
        return
    for panel in panels:
        spoken = f"{panel.heading}。{curve_text(points, show_rank=panel.is_rank)}"
        _draw(curve_spec(panel.is_rank), panel.rows, spoken, **_bounds(panel))
    show_tables(_curve_caption(points), [("看数字", curve_table(points, show_rank=show_rank)), *more])


def curve_table(points: Sequence[CurvePoint], *, show_rank: bool = True) -> list[Row]:
    """The numbers behind a curve, one row per exam, 缺考 printed where the pupil was absent."""
    columns: dict[str, Callable[[CurvePoint], str]] = {
        "考试": plain_label,
        "日期": lambda point: f"{point.held_on.year}年{day_text(point.held_on)}",
        "总分": _total_text,
        "满分": lambda point: _number(point.full_marks),
    }
    if show_rank:
        columns |= {
            "班级名次": lambda point: _number(point.class_rank),
            "年级名次": lambda point: _number(point.grade_rank),
            "年级人数": lambda point: _number(point.cohort_size),
        }
    return [{name: text(point) for name, text in columns.items()} for point in points]


def curve_text(points: Sequence[CurvePoint], *, show_rank: bool = True) -> str:
    """The curve in words, for who cannot see it."""
    said = [f"{plain_label(point)}{_point_text(point, show_rank)}" for point in points]
    return "；".join(said) + "。" if said else "还没有成绩。"


def _point_text(point: CurvePoint, show_rank: bool) -> str:
    if point.status != "scored":
        return "缺考" if point.status == "absent" else "没有成绩"
    place = f"年级第 {point.grade_rank} 名，" if show_rank and point.grade_rank else ""
    return f"{place}总分 {_total_text(point)}"


def _total_text(point: CurvePoint) -> str:
    return "缺考" if point.status == "absent" else _number(point.total)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _curve_caption(points: Sequence[CurvePoint]) -> str:
    notes = ["灰带是班级中间一半学生"] if any(point.class_band or point.rank_band for point in points) else []
    notes += ["虚线跨过缺考"] if any(point.status == "absent" for point in points) else []
    return "；".join(notes)


def _rank_panel(points: Sequence[CurvePoint]) -> _Panel | None:
    values: list[float | None] = [point.grade_rank if point.status == "scored" else None for point in points]
    rows = _curve_rows(points, values, [point.rank_band for point in points])
    known = _known_values(rows)
    if not any(value is not None for value in values):
        return None
    worst = max(known)
    step = _step(worst, 3)
    ticks = [1.0, *(step * n for n in range(1, int(worst // step) + 1))]
    return _Panel("年级名次（越靠上越好）", rows, (1, max(worst * 1.12, 5)), ticks, is_rank=True)


def _total_panel(points: Sequence[CurvePoint]) -> _Panel | None:
    """Totals as they are; where full marks differ, as a part of them, because totals would not compare."""
    scored = [point for point in points if point.status == "scored" and point.total is not None]
    fulls = {point.full_marks for point in scored}
    if not scored:
        return None
    as_rate = len(fulls) > 1 and all(fulls)
    full = next(iter(fulls)) if len(fulls) == 1 else None
    heading = "得分率 %（各次满分不同）" if as_rate else f"总分（满分 {_number(full)}）" if full else "总分"
    values = [_scaled(point.total, point, as_rate) if point in scored else None for point in points]
    rows = _curve_rows(points, values, [_scaled_band(point, as_rate) for point in points])
    known = _known_values(rows)
    step = _step(max(max(known) - min(known), 10), 2)
    low = step * ((min(known) - step * 0.4) // step)
    count = int((max(known) - low) // step) + 1
    ticks = [low + step * n for n in range(count + 1)]
    return _Panel(heading, rows, (low, ticks[-1]), ticks, is_rank=False)


def _scaled(value: float | None, point: CurvePoint, as_rate: bool) -> float | None:
    if value is None or not as_rate or not point.full_marks:
        return value
    return round(100 * value / point.full_marks, 1)


def _scaled_band(point: CurvePoint, as_rate: bool) -> Band | None:
    if point.class_band is None:
        return None
    low, high = (_scaled(edge, point, as_rate) or 0.0 for edge in point.class_band)
    return low, high


def _curve_rows(
    points: Sequence[CurvePoint], values: Sequence[float | None], bands: Sequence[Band | None]
) -> list[Row]:
    """One row per exam; `next`/`next_exam` lead to the next exam with a value, `bridges` over one without."""
    exams = [f"{index:02}|{_wrapped(point.label)}" for index, point in enumerate(points)]
    rows: list[Row] = []
    for index, (point, value, band) in enumerate(zip(points, values, bands, strict=True)):
        row: Row = {"exam": exams[index], "low": band and band[0], "high": band and band[1]}
        following = next(
            (later for later in range(index + 1, len(values)) if values[later] is not None), None
        )
        if value is not None:
            row |= {"value": value, "number": _number(value)}
        if value is not None and following is not None:
            row |= {
                "next": values[following],
                "next_exam": exams[following],
                "bridges": following > index + 1,
            }
        rows.append(row | {"absent": "缺考" if point.status == "absent" else ""})
    return rows


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


def _bounds(panel: _Panel) -> Row:
    return {
        "heading": panel.heading, "least": panel.domain[0], "most": panel.domain[1], "ticks": panel.ticks,
    }  # fmt: skip


def show_mentor_bars(rows: Sequence[MentorCount], *, unit: str = "条") -> None:
    """Records per mentor as bars in the order given, every number printed, zero in the attention colour."""
    if not rows:
        return
    spoken = "；".join(f"{row.name}带 {row.students} 人，{row.count} {unit}" for row in rows) + "。"
    data = [
        {"mentor": f"{index:03}|{row.name} {row.students} 人", "count": row.count, "is_zero": row.count == 0}
        for index, row in enumerate(rows)
    ]
    most = max(1, *(row.count for row in rows))
    _draw(mentor_spec(), data, spoken, height=BAR_ROW * len(rows), most=most * 1.15)
    show_table("看数字", mentor_table(rows))


def mentor_table(rows: Sequence[MentorCount]) -> list[Row]:
    """The numbers behind the mentor bars."""
    return [{"导师": row.name, "受导学生": row.students, "记录": row.count} for row in rows]


def show_group_balance(
    balances: Sequence[GroupBalance], names: Sequence[str], *, ratio: Ratio = DEFAULT_RATIO
) -> None:
    """A bar per group in its parts A, B, C with dashed lines where the ratio would put the cuts."""
    if not balances:
        return
    data = [
        row
        for index, (group, name) in enumerate(zip(balances, names, strict=True))
        for row in _group_rows(f"{index:02}|{name}|{_sexes(group)}", group)
    ]
    spoken = "；".join(_group_text(group, name) for group, name in zip(balances, names, strict=True)) + "。"
    whole = sum(ratio)
    cuts = {"first_cut": ratio[0] / whole, "second_cut": (ratio[0] + ratio[1]) / whole}
    _draw(group_spec(), data, spoken, height=GROUP_ROW * len(balances), **cuts)
    st.caption(f"从左到右 A、B、C 层人数；虚线是 {':'.join(map(str, ratio))} 的位置")
    show_table("看数字", balance_table(balances, names))


def balance_table(balances: Sequence[GroupBalance], names: Sequence[str]) -> list[Row]:
    """The numbers behind the group bars."""
    return [
        {"小组": name, "人数": group.size, **{f"{level} 层": group.levels[level] for level in LEVELS},
         "女": group.girls, "男": group.boys, "均分": group.mean}
        for group, name in zip(balances, names, strict=True)
    ]  # fmt: skip


def _group_rows(name: str, group: GroupBalance) -> list[Row]:
    """One row per level that has anybody, with the part of the bar it fills."""
    rows: list[Row] = []
    start = 0
    for level in LEVELS:
        count = group.levels[level]
        end = start + count
        if count:
            edges = {
                "start": start / group.size,
                "middle": (start + end) / 2 / group.size,
                "end": end / group.size,
            }
            rows.append({"group": name, "level": level, "count": count} | edges)
        start = end
    return rows


def _sexes(group: GroupBalance) -> str:
    mean = "" if group.mean is None else f"　均分 {group.mean:.0f}"
    return f"{group.girls} 女 {group.boys} 男{mean}"


def _group_text(group: GroupBalance, name: str) -> str:
    levels = "、".join(f"{level} 层 {count} 人" for level, count in group.levels.items())
    return f"{name} {group.size} 人，{levels}，{_sexes(group)}"


def _draw(spec: Spec, rows: Sequence[Row], spoken: str, height: int | None = None, **values: Any) -> None:
    """Send a built specification with this rerun's rows and parameter values."""
    filled = {
        **spec,
        "layer": [{"data": {"values": rows}, "layer": spec["layer"]}],
        "params": [{"name": name, "value": value} for name, value in values.items()],
    }
    if height is not None:
        filled["height"] = height
    st.vega_lite_chart(None, filled, theme=None, alt=spoken)
