"""What the rules leave free in an arrangement, and what an arrangement is worth."""

from dataclasses import dataclass

import numpy as np

from domain.grouping_table import Bools, Floats, Ints, Table, band_excess, excess_of, means_of

Worth = tuple[int, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Freedom:
    """What the rules leave to the search: who may be where, who not together, who stays with whom, what it costs.

    `blocks` are students who move together; `price` is what a place costs in wishes and moves.
    """

    allowed: Bools
    apart: Bools
    blocks: tuple[tuple[int, ...], ...]
    price: Floats


def worth_of(table: Table, price: Floats, places: Ints) -> Worth:
    """What is compared, less is better: excess, then price and bands, then the spread of the total."""
    found = means_of(table, places)
    widths = found.max(1) - found.min(1)
    cost = float(price[np.arange(len(places)), places].sum()) + band_excess(table, widths)
    return excess_of(table, places), round(cost, 6), round(float(widths[0]), 6)


def meets_apart(apart: Bools, places: Ints) -> bool:
    """Whether two who are to be kept apart sit in one group."""
    return bool((apart & (places[:, None] == places[None, :])).any())
