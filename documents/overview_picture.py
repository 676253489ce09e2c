"""The overview's charts as drawings for a paper: mentors and their weeks, classes by duty, children in need, the reach of
each week. They are given words and numbers; who is meant is the caller's to say or to leave out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Final

from PIL import Image

from documents import typeset
from documents.drawing import BAND, BLUE, GREY, GRID, INK, LOW, WIDTH, box, dot, line, svg, text
from domain.overview import NEVER
from domain.overview_words import percent

_SMALL: Final = 11.0
_WHITE: Final = "#FFFFFF"
_HEAT: Final = ("#DCEAF4", "#8BBEDD", "#0072B2", "#004C79")
_CALM: Final = "#EFEDE6"
_ORANGE: Final = "#D55E00"
_BARS: Final = {"low": _ORANGE, "nearly": "#E69F00", "ok": BLUE, "calm": GREY}
_SQUARES: Final = {
    "poor": (LOW, _WHITE), "weak": ("#F5C9A8", INK), "fair": ("#DCEAF4", INK), "full": ("#8BBEDD", INK),
    "calm": (_WHITE, GREY), "": (_WHITE, GREY),
}  # fmt: skip
_COLOURS: Final = 96  # of a picture that is kept: a third of the bytes


@dataclass(frozen=True)
class Bullet:
    """One mentor: what was due and done, how often students were seen week by week (None: not to be expected)."""

    label: str
    done: int
    due: int
    said: str
    look: str
    weeks: Sequence[int | None]


def pictures(drawings: Sequence[str]) -> list[bytes]:
    """A PNG for each, in one go."""
    if not drawings:
        return []
    return [_small(one) for one in typeset.pictures("drawings.typ", {"图": list(drawings), "宽": WIDTH})]


def _small(picture: bytes) -> bytes:
    made = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(made, "PNG")
    return made.getvalue()


def bullets_drawing(rows: Sequence[Bullet], weeks: Sequence[int], over: int) -> str:
    """A bar of what was due, filled as far as done; behind it a square a week, orange-edged where nobody was seen."""
    west, middle, tall, head = 96.0, 372.0, 24.0, 24.0
    most = max([1, *(one.due for one in rows)])
    steps = max([1, *(count or 0 for one in rows for count in one.weeks)])
    step = (WIDTH - middle) / max(len(weeks), 1)
    parts = [text(west, 14, "到期应做的做了多少", GREY, size=_SMALL)]
    parts += [
        text(middle + step * (at + 0.5), 14, str(week), GREY, "middle", size=_SMALL)
        for at, week in enumerate(weeks)
    ]
    if weeks:
        parts.append(text(middle - 6, 14, "第几周", GREY, "end", size=_SMALL))
    for place, one in enumerate(rows):
        top, whole = head + tall * place, 168 * one.due / most
        part = whole * one.done / one.due if one.due else 0
        parts += [
            text(0, top + 17, one.label, INK, size=13),
            box(west, top + 5, whole, 14, BAND),
            box(west, top + 5, part, 14, _BARS[one.look]),
            text(west + 168 + 8, top + 17, one.said, INK, size=12),
        ]
        for at, count in enumerate(one.weeks):
            parts += _week(middle + step * at, top + 2, step, count, steps, at < over)
    return svg(head + tall * len(rows) + 4, parts)


def _week(x: float, y: float, step: float, count: int | None, steps: int, is_over: bool) -> list[str]:
    wide, tall = min(step - 2, 26), 20.0
    west = x + (step - wide) / 2
    if count is None:
        return [box(west, y, wide, tall, _CALM)]
    if not count:
        edge = _ORANGE if is_over else GRID
        return [box(west, y, wide, tall, _WHITE, edge), _number(west + wide / 2, y, "0", INK)]
    level = min(4, -(-4 * count // steps)) - 1
    return [
        box(west, y, wide, tall, _HEAT[level]),
        _number(west + wide / 2, y, str(count), _WHITE if level > 1 else INK),
    ]


def _number(x: float, y: float, words: str, colour: str) -> str:
    return text(x, y + 14, words, colour, "middle", size=9 if len(words) > 2 else _SMALL)


def duties_drawing(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """Classes by duties: a square each, dark orange where least is done; a cell is (words, look)."""
    west, tall = 96.0, 24.0
    step = (WIDTH - west) / max(len(columns), 1)
    letters = max(2, int(step // 13))
    heads = [[name[at : at + letters] for at in range(0, len(name), letters)] for name in columns]
    deep = 15.0 * max([1, *(len(lines) for lines in heads)]) + 8
    parts = [
        text(
            west + step * (place + 0.5), deep - 8 - 15 * (len(lines) - 1 - at), words, GREY, "middle", size=12
        )
        for place, lines in enumerate(heads)
        for at, words in enumerate(lines)
    ]
    for row, (name, cells) in enumerate(rows):
        top = deep + tall * row
        parts.append(text(0, top + 17, name, INK, size=13))
        for place, (words, look) in enumerate(cells):
            ground, ink = _SQUARES[look]
            if words:
                parts += [
                    box(west + step * place + 1, top + 1, step - 2, tall - 2, ground),
                    text(west + step * (place + 0.5), top + 17, words, ink, "middle", size=12),
                ]
    return svg(deep + tall * len(rows) + 4, parts)


def care_drawing(rows: Sequence[tuple[str, int, int]]) -> str:
    """From (category, seen within the limit, students): a bar each, pale orange for those not seen."""
    west, tall, east = 120.0, 28.0, 150.0
    most = max([1, *(whole for _, _, whole in rows)])
    parts: list[str] = []
    for place, (name, done, whole) in enumerate(rows):
        top, wide = tall * place, (WIDTH - west - east) * whole / most
        still = f"还差 {whole - done} 人" if done < whole else "都联系过"
        parts += [
            text(0, top + 19, name, INK),
            box(west, top + 6, wide, 16, "#F3C7A6"),
            box(west, top + 6, wide * done / max(whole, 1), 16, BLUE),
            text(
                west + wide + 8, top + 19, f"{done}/{whole}　{still}", LOW if done < whole else GREY, size=13
            ),
        ]
    return svg(tall * len(rows) + 4, parts)


def days_drawing(rows: Sequence[tuple[str, Sequence[int]]], limit: int, longest: int) -> str:
    """From (category, days since each student was last seen): a point each, those behind the line in orange."""
    west, tall, aside = 120.0, 30.0, 64.0
    height = tall * len(rows) + 26

    def x(days: int) -> float:
        if days == NEVER:
            return WIDTH - 20
        return west + (WIDTH - west - aside) * min(days, longest) / longest

    parts = [line(x(limit), 2, x(limit), height - 22, _ORANGE, 1.5, "4 3")]
    for place, (name, days) in enumerate(rows):
        parts.append(text(0, tall * place + 20, name, INK))
        parts += _points(
            [x(one) for one in days], [one == NEVER or one > limit for one in days], tall * place + 15
        )
    for one in sorted({0, limit, longest}):
        words = f"{one} 天以上" if one == longest else f"{one} 天"
        parts.append(text(x(one), height - 6, words, GREY, "middle", size=_SMALL))
    if any(NEVER in days for _, days in rows):
        parts.append(text(x(NEVER), height - 6, "从未", GREY, "middle", size=_SMALL))
    return svg(height, parts)


def _points(places: Sequence[float], are_late: Sequence[bool], middle: float) -> list[str]:
    """Those of nearly the same day stand above and beneath each other."""
    taken: dict[int, int] = {}
    parts = []
    for x, is_late in zip(places, are_late, strict=True):
        at = round(x / 6)
        place = taken.get(at, 0)
        taken[at] = place + 1
        lift = (-1 if place % 2 else 1) * (place + 1) // 2 * 4
        parts.append(dot(x, middle + max(-12, min(12, lift)), LOW if is_late else BLUE, 3.2))
    return parts


def reach_drawing(now: Sequence[tuple[int, int]], before: Sequence[tuple[int, int]]) -> str:
    """From (seen, enrolled) of each week: how much of the school somebody saw, over the term before in dashes."""
    west, head, foot, height = 52.0, 24.0, 30.0, 220.0
    count = max(len(now), len(before), 1)
    step = (WIDTH - west - 24) / count

    def at(place: int, part: tuple[int, int]) -> tuple[float, float]:
        return west + step * (place + 0.5), head + (height - head - foot) * (1 - part[0] / part[1])

    parts: list[str] = []
    for tick in (0, 50, 100):
        y = at(0, (tick, 100))[1]
        parts += [line(west, y, WIDTH, y, GRID, 1), text(west - 8, y + 5, f"{tick}%", GREY, "end", size=12)]
    then = [at(place, part) for place, part in enumerate(before) if part[1]]
    shown = [(at(place, part), percent(part[0] / part[1])) for place, part in enumerate(now) if part[1]]
    here = [point for point, _ in shown]
    parts += [line(*one, *other, GREY, 1.5, "4 3") for one, other in pairwise(then)]
    parts += [line(*one, *other, BLUE, 2.6) for one, other in pairwise(here)]
    for (x, y), words in shown:
        parts += [dot(x, y, BLUE, 4), text(x, y - 9, words, BLUE, "middle", True, 12)]
    parts += [
        text(west + step * (place + 0.5), height - 8, f"{place + 1}", GREY, "middle", size=12)
        for place in range(count)
    ]
    parts.append(text(west - 8, height - 8, "第几周", GREY, "end", size=_SMALL))
    return svg(height, parts)
