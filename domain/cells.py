"""Texts that several people write into one row, cell by cell: what may be stored, and where two have met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Conflict, Invalid
from domain.records import clean_text

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """A cell somebody else has changed meanwhile. `row` is the student, or what else the row is about."""

    row: int
    cell: str
    theirs: str
    mine: str


class Clashed(Conflict):
    """Nothing was written: in these cells two people met. Both texts are there to be looked at."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(
            f"有 {len(clashes)} 格刚被别人改过，没有覆盖。两种写法都在下面，您写的还在；再按一次保存，就以您的为准。"
        )
        self.clashes = tuple(clashes)


def cleaned(name: str, text: str | None, most: int) -> str:
    """A cell's text as it is kept; raises Invalid when it is too long."""
    text = clean_text(text or "")
    if len(text) > most:
        raise Invalid(f"“{name}”有 {len(text)} 字，最多 {most} 字，请删短一些；写的还在。")
    return text


def changed(read: Cells, typed: Cells) -> dict[str, str]:
    """What was typed and is not what was read."""
    return {cell: text for cell, text in typed.items() if text != read.get(cell, "")}


def clashes(row: int, stored: Cells, read: Cells, typed: Cells) -> list[Clash]:
    """The cells of `typed` in which somebody else has meanwhile written something else."""
    return [
        Clash(row, cell, stored.get(cell, ""), text)
        for cell, text in changed(read, typed).items()
        if stored.get(cell, "") not in (read.get(cell, ""), text)
    ]


def loses_words(before: Cells, after: Cells) -> bool:
    """Whether something written goes: then the row as it stood is kept. Filling a cell or adding to it loses nothing."""
    return any(not after.get(cell, "").startswith(text) for cell, text in before.items())
