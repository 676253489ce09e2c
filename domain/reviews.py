"""What a 综合素质 review's dimensions and texts must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.cells import cleaned
from domain.errors import Invalid

MOST: Final = 1000  # signs a dimension
MOST_DIMENSIONS: Final = 20
_LONGEST_NAME: Final = 12


@dataclass(frozen=True)
class NewDimension:
    """A dimension to be added."""

    name: str
    position: int


def checked_names(names: Sequence[str]) -> list[str]:
    """The names cleaned; raises Invalid, naming what to change."""
    found = [cleaned("名称", name, _LONGEST_NAME).replace("\n", " ") for name in names]
    if not all(found):
        raise Invalid("有一个维度没有名称，请写上。")
    if twice := sorted({name for name in found if found.count(name) > 1}):
        raise Invalid(f"“{'、'.join(twice)}”有两个，请改掉一个。")
    if len(found) > MOST_DIMENSIONS:
        raise Invalid(f"评价维度最多 {MOST_DIMENSIONS} 个。")
    return found
