"""Every number of the overview as JSON for programs and as a table for a terminal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from documents.terminal_table import in_columns
from domain.calendar import day_text_long
from domain.figure_words import Figure, Value


def as_json(on: date, figures: Sequence[Figure]) -> dict[str, Any]:
    """A flat list; null where there is no number."""
    found = [
        {"key": one.key, "name": one.name, "value": one.value, "definition": one.definition}
        for one in figures
    ]  # fmt: skip
    return {"on": on.isoformat(), "figures": found}


def as_text(on: date, figures: Sequence[Figure]) -> str:
    """A line for each, and below them once what they count."""
    lines = in_columns([(one.name, _shown(one.value)) for one in figures])
    counts = dict.fromkeys((one.name.rpartition(" ")[2], one.counts) for one in figures)
    return "\n".join([day_text_long(on), *lines, "", "怎么数的", *in_columns([*counts])])


def _shown(value: Value) -> str:
    if value is None:
        return "－"
    return f"{value:.1%}" if isinstance(value, float) else str(value)
