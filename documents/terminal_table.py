"""Tables for a terminal: columns that stay under each other beside Chinese characters."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return [line.rstrip() for line in lines]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
