"""The specifications behind `components.charts`, built by Altair once per process, then plain dictionaries.

They hold no data: a rerun adds rows and the parameters each docstring names.
"""

from functools import cache
from typing import Any, Final

import altair as alt

from documents import chart_picture
from domain.balance import LEVELS

Spec = dict[str, Any]

FONT: Final = "PingFang SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif"
BLUE: Final = "#0072B2"
ATTENTION: Final = "#B84A00"
INK: Final = "#1E2A33"
SECOND_INK: Final = "#5A6570"
GRID: Final = "#E4E1D9"
BAND: Final = "#E6E3DB"
LEVEL_COLOURS: Final = list(chart_picture.LEVEL_COLOURS)
GROUP_ROW: Final = 48
# both panels of the curve keep this for the numbers on the left, so that exams stand under each other
AXIS_WIDTH: Final = 34
GROUP_WIDTH: Final = 124
SUBJECT_WIDTH: Final = 84
SUBJECT_ROW: Final = 34
MONTHS_HEIGHT: Final = 180
REACH_HEIGHT: Final = 160
# Okabe–Ito without a pair that red-green blindness merges; the order is that of domain.contact_months.GROUPS
MONTH_COLOURS: Final = list(chart_picture.MONTH_COLOURS)
_SHAPES: Final = alt.Scale(domain=[False, True], range=["circle", "triangle-down"])
# a label is "order|line|line": the order keeps namesakes and equal exam names apart and is not shown
LINES: Final = "slice(split(datum.label, '|'), 1)"


@cache
def curve_spec(is_rank: bool, is_crowded: bool) -> Spec:
    """The curve, with the best rank on top; parameters: heading, least, most, ticks. In a crowd some labels give way."""
    height = 200
    x = (
        alt.X("exam:O")
        .axis(labelExpr=LINES, labelAngle=0, labelPadding=8, title=None, labelOverlap=is_crowded)
        .scale(padding=0.5)
    )
    axis = alt.Axis(values=_expr("ticks"), grid=True, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH, title=None)
    scale = alt.Scale(domain=[_expr("least"), _expr("most")], reverse=is_rank, zero=False, nice=False)
    y = alt.Y("value:Q", axis=axis, scale=scale)
    base = alt.Chart().encode(x=x)
    solid_or_dashed = alt.when("datum.bridges")
    layers = [
        base.mark_area(color=BAND).encode(y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q"),
        base.transform_filter("isValid(datum.next)")
        .mark_rule(color=BLUE, strokeCap="round")
        .encode(
            y=y,
            x2="next_exam:O",
            y2="next:Q",
            strokeDash=solid_or_dashed.then(alt.value([3, 4])).otherwise(alt.value([1, 0])),
            strokeWidth=solid_or_dashed.then(alt.value(1.4)).otherwise(alt.value(2.6)),
        ),
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, color=BLUE, stroke="#FFFFFF", strokeWidth=1.5, size=80, opacity=1)
        .encode(y=y),
        base.transform_filter("isValid(datum.value)")
        .mark_text(color=BLUE, fontSize=14, fontWeight="bold", dy=-14)
        .encode(y=y, text="number:N"),
        base.mark_text(color=SECOND_INK, fontSize=13).encode(y=alt.value(height - 10), text="absent:N"),
    ]
    spec = _spec(alt.layer(*layers), height=height, title=True)
    # said once for all layers, which Altair cannot: a third less to write, read and send at every run
    shared = [layer["encoding"].pop("x") for layer in spec["layer"]]
    spec["encoding"] = {"x": shared[0]}
    return spec


@cache
def profile_spec() -> Spec:
    """A grey bar per subject for the class's middle half, the pupil as a point on it; parameters: least, most, ticks."""
    scale = alt.Scale(domain=[_expr("least"), _expr("most")], nice=False, zero=False)
    axis = alt.Axis(values=_expr("ticks"), grid=True, title=None, orient="top")
    x = alt.X("rate:Q", scale=scale, axis=axis)
    base = alt.Chart().encode(y=alt.Y("subject:O", axis=_names(SUBJECT_WIDTH)).scale(padding=0.35))
    colour = alt.when("datum.is_low").then(alt.value(ATTENTION)).otherwise(alt.value(BLUE))
    layers = [
        base.mark_bar(color=BAND).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
        base.transform_filter("isValid(datum.rate)")
        .mark_point(filled=True, stroke="#FFFFFF", strokeWidth=1.5, size=110, opacity=1)
        .encode(x=x, color=colour, shape=alt.Shape("is_low:N", legend=None, scale=_SHAPES)),
        base.transform_filter("isValid(datum.rate)")
        .mark_text(align="left", dx=10, fontSize=14, fontWeight="bold")
        .encode(x=x, text="number:N", color=colour),
        base.mark_text(align="left", dx=6, fontSize=13, color=SECOND_INK).encode(
            x=alt.value(0), text="said:N"
        ),
    ]
    return _spec(alt.layer(*layers), height=SUBJECT_ROW, title=True)


@cache
def months_spec() -> Spec:
    """Stacked bars a month, the whole printed on top; parameters: heading, most."""
    scale = alt.Scale(domain=[0, _expr("most")], nice=False)
    axis = alt.Axis(labelExpr=LINES, labelAngle=0, labelPadding=8, title=None)
    base = alt.Chart().encode(x=alt.X("month:O", axis=axis).scale(padding=0.3))
    legend = alt.Legend(
        orient="bottom", direction="horizontal", title=None, labelFontSize=13, symbolType="square", columns=3
    )
    colour = alt.Color("kind:N", legend=legend, scale=alt.Scale(domain=_expr("kinds"), range=MONTH_COLOURS))
    bars = (
        base.transform_filter("datum.end > datum.start")
        .mark_bar(stroke="#FFFFFF")
        .encode(y=alt.Y("start:Q", axis=None, scale=scale), y2="end:Q", color=colour)
    )
    numbers = (
        base.transform_filter("isValid(datum.total)")
        .mark_text(dy=-9, fontSize=14, fontWeight="bold", color=INK)
        .encode(y=alt.Y("total:Q", axis=None, scale=scale), text="total:Q")
    )
    return _spec(alt.layer(bars, numbers), height=MONTHS_HEIGHT, title=True)


@cache
def reach_spec() -> Spec:
    """Two lines over the weeks of a term, from nothing to everybody."""
    x = alt.X(
        "week:Q",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(title=None, format="d", tickMinStep=1),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(values=[0, 50, 100], grid=True, title=None, labelExpr="datum.label + '%'"),
    )
    base = alt.Chart().encode(x=x, y=y)
    now, before = (base.transform_filter(f"datum.term == '{name}'") for name in ("本学期", "上学期"))
    # said as a whole by the words beside it (`charts.draw`), not mark by mark
    layers = [
        before.mark_line(aria=False, color=SECOND_INK, strokeWidth=1.5, strokeDash=[4, 3]),
        now.mark_line(aria=False, color=BLUE, strokeWidth=2.6),
        now.mark_point(aria=False, filled=True, color=BLUE, size=50, opacity=1),
    ]
    return _spec(alt.layer(*layers), height=REACH_HEIGHT, title=False)


@cache
def group_spec() -> Spec:
    """Stacked bars from 0 to 1; parameters: first_cut, second_cut."""
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart().encode(y=alt.Y("group:O", axis=_names(GROUP_WIDTH, lift=-8)).scale(padding=0.35))
    colours = alt.Color("level:N", legend=None, scale=alt.Scale(domain=LEVELS, range=LEVEL_COLOURS))
    bars = base.mark_bar(stroke="#FFFFFF").encode(
        x=alt.X("start:Q", axis=None, scale=scale), x2="end:Q", color=colours
    )
    on_dark = alt.when("datum.level == 'A'").then(alt.value("#FFFFFF")).otherwise(alt.value(INK))
    numbers = base.mark_text(fontSize=14, fontWeight="bold").encode(
        x=alt.X("middle:Q", axis=None, scale=scale), text="count:Q", color=on_dark
    )
    cuts = [
        alt.Chart()
        .transform_aggregate(rows="count()")  # one line, not one on top of the other for every row
        .mark_rule(color=ATTENTION, strokeDash=[5, 3], strokeWidth=1.5)
        .encode(x=alt.datum(_expr(name), type="quantitative", scale=scale, axis=None))
        for name in ("first_cut", "second_cut")
    ]
    return _spec(alt.layer(bars, *cuts, numbers), height=GROUP_ROW, title=False)


def _names(width: int, lift: int = 0) -> alt.Axis:
    """Row names that start at the left edge; `lift` centres those of two lines on their bar."""
    return alt.Axis(
        labelExpr=LINES, title=None, labelAlign="left", labelPadding=width, labelLimit=width - 4,
        minExtent=width, maxExtent=width, labelOffset=lift, labelColor=INK,
    )  # fmt: skip


def _expr(name: str) -> alt.ExprRef:
    """A value that each rerun passes as a parameter."""
    return alt.ExprRef(expr=name)


def _spec(chart: alt.LayerChart | alt.FacetChart, *, height: int, title: bool) -> Spec:
    """The chart as a plain dictionary in the house's look, without data."""
    if title:
        chart = chart.properties(title=alt.TitleParams(text=_expr("heading"), anchor="start", frame="group"))
    # "fit" would take the axis and the title out of the height; only the width is given by the page
    sized = chart.properties(
        height=height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 0, "right": 4, "top": 4, "bottom": 4},
    )
    styled = sized.configure(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(fontSize=14, fontWeight="normal", color=SECOND_INK, offset=16),
        axis=alt.AxisConfig(
            labelLineHeight=17,
            labelFontSize=13,
            labelColor=SECOND_INK,
            gridColor=GRID,
            domain=False,
            ticks=False,
            grid=False,
        ),
        text=alt.MarkConfig(font=FONT),
    )
    spec: Spec = styled.to_dict(validate=True)
    del spec["datasets"]  # Altair's empty one: Streamlit would make an Arrow table of it at every run
    for layer in spec["layer"]:
        # Altair marks a chart without data as empty, which would hide the rows given around it
        del layer["data"]
    return spec
