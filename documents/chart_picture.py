"""Charts as pictures to keep: drawn as SVG from values, set with their words by typst. No browser, no machine's fonts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from documents import typeset
from documents.drawing import BAND, BLUE, GREY, GRID, INK, LOW, WIDTH, box, dot, line, svg, text
from domain.balance import LEVELS, GroupBalance, Ratio
from domain.contact_months import GROUPS, ContactMonth
from domain.curve_panels import Panel, Row
from domain.exam_measures import SubjectStanding

LEVEL_COLOURS: Final = ("#004C79", "#8BBEDD", "#DCEAF4")
MONTH_COLOURS: Final = ("#0072B2", "#56B4E9", "#E69F00", "#B84A00", "#8A8F94")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a chart: the finding, whose it is, how to read it, who took it out and when."""

    title: str
    whose: str
    note: str
    exported: str


def picture(drawing: str, words: Words) -> bytes:
    """A PNG of a drawing with its words."""
    values = {
        "标题": words.title,
        "谁": words.whose,
        "注": words.note,
        "导出": words.exported,
        "图": drawing,
        "宽": WIDTH,
    }
    return typeset.pictures("chart.typ", values)[0]


def curve_drawing(panel: Panel) -> str:
    """The line through a pupil's exams over the grey of the class."""
    west, head, foot, height = 52.0, 52.0, 64.0, 330.0
    least, most = panel.domain
    step = (WIDTH - west - 16) / len(panel.rows)
    places = {row["exam"]: west + step * (index + 0.5) for index, row in enumerate(panel.rows)}

    def y(value: float) -> float:
        part = (value - least) / (most - least)
        return head + (height - head - foot) * (part if panel.is_ranked else 1 - part)

    parts = [text(west, 20, panel.heading, GREY)]
    parts += [part for tick in panel.ticks for part in _tick(west, y(tick), f"{tick:g}")]
    parts += _band(
        [(places[row["exam"]], y(row["low"]), y(row["high"])) for row in panel.rows if row["low"] is not None]
    )
    for row in panel.rows:
        if row.get("next") is not None:
            ends = (places[row["exam"]], y(row["value"]), places[row["next_exam"]], y(row["next"]))
            parts.append(line(*ends, BLUE, 1.4 if row["bridges"] else 2.6, "3 4" if row["bridges"] else ""))
    is_crowded = step < 58
    for index, row in enumerate(panel.rows):
        parts += _point(row, places[row["exam"]], y, height - foot)
        if not is_crowded or index in (0, len(panel.rows) - 1):
            parts += _label(row["exam"], places[row["exam"]], height - foot + 22)
    return svg(height, parts)


def _point(row: Row, x: float, y: Callable[[float], float], bottom: float) -> list[str]:
    if row.get("value") is None:
        return [text(x, bottom - 8, "缺考", GREY, "middle")] if row["absent"] else []
    return [
        dot(x, y(row["value"]), BLUE),
        text(x, y(row["value"]) - 12, row["number"], BLUE, "middle", True),
    ]


def profile_drawing(subjects: Sequence[SubjectStanding]) -> str:
    """A point per subject on the grey bar of the class's middle half."""
    west, east, row_height = 96.0, 52.0, 34.0
    height = 34 + row_height * len(subjects)

    def x(rate: float) -> float:
        return west + (WIDTH - west - east) * rate / 100

    parts = [part for tick in (0, 25, 50, 75, 100) for part in _mark(x(tick), height, f"{tick}%")]
    for index, one in enumerate(subjects):
        middle = 34 + row_height * (index + 0.5)
        parts.append(text(0, middle + 5, one.subject, INK))
        if one.band is not None:
            low, high = (x(edge) for edge in one.band)
            parts.append(box(low, middle - 9, high - low, 18, BAND))
        if one.rate is not None:
            colour = LOW if one.side < 0 else BLUE
            parts += [
                dot(x(one.rate), middle, colour),
                text(x(one.rate) + 11, middle + 5, f"{one.rate:g}", colour, bold=True),
            ]
        else:
            parts.append(text(west + 6, middle + 5, one.said, GREY))
    return svg(height, parts)


def months_drawing(months: Sequence[ContactMonth]) -> str:
    """Bars by month, stacked by kind, each with its sum."""
    height, head, foot = 300.0, 54.0, 30.0
    most = max([1, *(one.total for one in months)])
    step = WIDTH / max(len(months), 1)
    wide = min(step * 0.66, 80)
    parts = list(_legend())
    for index, one in enumerate(months):
        middle, top = step * (index + 0.5), height - foot
        for colour, count in zip(MONTH_COLOURS, one.counts.values(), strict=True):
            tall = (height - head - foot - 20) * count / most
            top -= tall
            parts.append(box(middle - wide / 2, top, wide, tall, colour))
        parts += [
            text(middle, top - 7, str(one.total), INK, "middle", True),
            text(middle, height - 8, one.name, GREY, "middle"),
        ]
    return svg(height, parts)


def balance_drawing(balances: Sequence[GroupBalance], names: Sequence[str], ratio: Ratio) -> str:
    """A bar per group in its parts A, B, C, with dashed lines where the ratio would put the cuts."""
    west, row_height, head = 190.0, 46.0, 12.0
    height, wide = head + row_height * len(balances), WIDTH - west
    parts: list[str] = []
    for index, (group, name) in enumerate(zip(balances, names, strict=True)):
        top, at = head + row_height * index, west
        parts += [text(0, top + 14, name, INK), text(0, top + 31, _who(group), GREY)]
        for level, colour, ink in zip(LEVELS, LEVEL_COLOURS, ("#FFFFFF", INK, INK), strict=True):
            part = wide * group.levels[level] / max(group.size, 1)
            if part:
                number = text(at + part / 2, top + 22, str(group.levels[level]), ink, "middle", True)
                parts += [box(at, top, part, row_height - 14, colour), number]
            at += part
    for cut in (ratio[0], ratio[0] + ratio[1]):
        x = west + wide * cut / sum(ratio)
        parts.append(line(x, head - 6, x, height - 8, LOW, 1.5, "5 3"))
    return svg(height, parts)


def _who(group: GroupBalance) -> str:
    mean = "" if group.mean is None else f"　均分 {group.mean:.0f}"
    return f"{group.girls} 女 {group.boys} 男{mean}"


def _legend() -> Iterable[str]:
    for index, (name, colour) in enumerate(zip(GROUPS, MONTH_COLOURS, strict=True)):
        yield box(index * 110, 8, 13, 13, colour)
        yield text(index * 110 + 19, 20, name, GREY)


def _tick(west: float, y: float, words: str) -> list[str]:
    return [line(west, y, WIDTH, y, GRID, 1), text(west - 8, y + 5, words, GREY, "end")]


def _mark(x: float, height: float, words: str) -> list[str]:
    return [line(x, 28, x, height, GRID, 1), text(x, 18, words, GREY, "middle")]


def _band(edges: Sequence[tuple[float, float, float]]) -> list[str]:
    """The class's middle half from exam to exam."""
    if len(edges) < 2:
        return []
    around = [(x, low) for x, low, _ in edges] + [(x, high) for x, _, high in reversed(edges)]
    return [f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in around)}" fill="{BAND}"/>']


def _label(exam: str, x: float, y: float) -> list[str]:
    lines = exam.split("|")[1:]
    return [text(x, y + 17 * index, line, GREY, "middle") for index, line in enumerate(lines)]
