"""The shapes that pictures are drawn of, as SVG; every word goes through `escape`."""

from collections.abc import Iterable
from html import escape
from typing import Final

WIDTH: Final = 640
BLUE, LOW, INK, GREY, GRID, BAND = "#0072B2", "#B84A00", "#1E2A33", "#5A6570", "#E4E1D9", "#E6E3DB"
SIZE: Final = 14


def svg(height: float, parts: Iterable[str]) -> str:
    """A drawing of the usual width."""
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" '
        f'viewBox="0 0 {WIDTH} {height:g}" font-family="Noto Sans SC" font-size="{SIZE}">{inside}</svg>'
    )


def text(
    x: float, y: float, words: str, colour: str, anchor: str = "start", bold: bool = False, size: float = SIZE
) -> str:
    """Words."""
    weight = "700" if bold else "400"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}" '
        f'font-size="{size:g}">{escape(words)}</text>'
    )


def line(x: float, y: float, to_x: float, to_y: float, colour: str, wide: float, dashes: str = "") -> str:
    """A line."""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" '
        f'stroke-width="{wide:g}" stroke-linecap="round" stroke-dasharray="{dashes or "none"}"/>'
    )


def dot(x: float, y: float, colour: str, radius: float = 5.5) -> str:
    """A point with a white edge."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}" stroke="#FFFFFF" '
        f'stroke-width="{min(1.5, radius / 4):g}"/>'
    )


def box(x: float, y: float, wide: float, tall: float, colour: str, edge: str = "none") -> str:
    """A filled rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, wide):.1f}" height="{tall:.1f}" fill="{colour}" '
        f'stroke="{edge}" stroke-width="1.5"/>'
    )
