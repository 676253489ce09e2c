"""Who answers for what: a duty of several units, or of a period in which the mentor changed, taken apart.

The accountable days of a period are cut into as many slices as there are units, in order. Who answered for most of a
slice's days answers for its unit (of equals the later); people who answered together answer for it together. While
there is time, what those left undone who no longer answer is asked of those who answer next: only they can still do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shares:
    """One entry for each subject and person who answers for some of what it requires."""

    place: Ints  # among the subjects
    person: Ints
    required: Ints
    done: Ints


def share(
    answering: Ints, left: int, required: Ints, done: Ints, filling: Ints, people: Ints, offsets: Ints
) -> Shares:
    """From who answers on which day (sets as bits) and the records that fill units (place, record, author).

    The last `left` days are today and those to come; none once the period is over.
    """
    joint = np.bitwise_or.reduce(answering, axis=1)
    always = np.bitwise_and.reduce(np.where(answering == 0, -1, answering), axis=1)
    steady = np.flatnonzero((joint == always) & (required > 0))
    parts = np.column_stack([steady, joint[steady], required[steady], done[steady]])
    mixed = np.flatnonzero((joint != always) & (required > 0))
    if not len(mixed):
        return _by_person(parts, people, offsets)
    units = _units(answering[mixed], required[mixed])
    units[:, 0] = mixed[units[:, 0]]
    filled = _filled(units, required, done, filling, people, offsets)
    if left:
        units[:, 1] = _handed_on(units, filled, answering[:, -left:])
    parts = np.vstack([parts, np.column_stack([units, np.ones_like(filled), filled])])
    return _joined(_by_person(parts, people, offsets))


def rank(keys: Ints) -> Ints:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    found = np.empty_like(order)
    found[order] = np.arange(len(keys)) - np.searchsorted(keys[order], keys[order])
    return found


def _units(answering: Ints, required: Ints) -> Ints:
    """(row, team) of every unit, in order."""
    row, day = np.nonzero(answering)
    accountable = np.bincount(row, minlength=len(answering))
    # every day in as many parts as there are units: then a slice is as many parts as there are days
    row, day = np.repeat(row, required[row]), np.repeat(day, required[row])
    unit = rank(row) // accountable[row]
    team = answering[row, day]
    order = np.lexsort((day, team, unit, row))
    row, unit, team, day = row[order], unit[order], team[order], day[order]
    last = np.flatnonzero(np.r_[_steps([row, unit, team]), True])  # of each team's parts of a slice
    held = np.diff(last, prepend=-1)
    order = np.lexsort((day[last], held, unit[last], row[last]))
    best = last[order]
    chosen = best[np.r_[_steps([row[best], unit[best]]), True]]
    return np.column_stack([row[chosen], team[chosen]])


def _handed_on(units: Ints, filled: Ints, ahead: Ints) -> Ints:
    """The team of every unit, once what is undone by those who answer no more is asked of those who answer next."""
    row, team = units.T
    following = ahead[np.arange(len(ahead)), np.argmax(ahead != 0, axis=1)]
    anybody = np.bitwise_or.reduce(ahead, axis=1)
    stranded = (filled == 0) & (team & anybody[row] == 0) & (following[row] != 0)
    handed: Ints = np.where(stranded, following[row], team)
    return handed


def _steps(keys: Sequence[Ints]) -> Flags:
    """Where the next entry differs from this."""
    rows = np.column_stack(keys)
    return np.asarray((rows[1:] != rows[:-1]).any(axis=1))


def _filled(units: Ints, required: Ints, done: Ints, filling: Ints, people: Ints, offsets: Ints) -> Ints:
    """1 for every unit that is done: those of a record's author first, then whatever is open."""
    place = units[:, 0]
    filled: Ints = np.where(done[place] == required[place], 1, 0)
    for row in np.unique(place[(done[place] > 0) & (done[place] < required[place])]):
        own = np.flatnonzero(place == row)
        authors = filling[filling[:, 0] == row, 2]
        known = people[offsets[row] :].tolist()
        bits = [known.index(author) if author in known else None for author in authors.tolist()]
        filled[own] = _fill(units[own, 1].tolist(), bits)
    return filled


def _fill(teams: list[int], authors: list[int | None]) -> list[int]:
    filled, left = [0] * len(teams), 0
    for bit in authors:
        own = (at for at, team in enumerate(teams) if bit is not None and team >> bit & 1 and not filled[at])
        mine = next(own, None)
        if mine is None:
            left += 1
        else:
            filled[mine] = 1
    for at in [at for at, is_filled in enumerate(filled) if not is_filled][:left]:
        filled[at] = 1
    return filled


def _by_person(parts: Ints, people: Ints, offsets: Ints) -> Shares:
    """From (place, team, required, done): everybody of a team has the whole."""
    place, team = parts[:, 0], parts[:, 1]
    rows = [np.empty((0, 4), dtype=np.int64)]
    for bit in range(int(team.max(initial=0)).bit_length()):
        held = np.flatnonzero(team >> bit & 1)
        rows.append(np.column_stack([place[held], people[offsets[place[held]] + bit], parts[held, 2:]]))
    return Shares(*np.vstack(rows).T)


def _joined(shares: Shares) -> Shares:
    """Several units of one person as one entry."""
    keys = np.column_stack([shares.place, shares.person])
    known, where = np.unique(keys, axis=0, return_inverse=True)
    sums = [np.zeros(len(known), dtype=np.int64) for _ in range(2)]
    for total, values in zip(sums, (shares.required, shares.done), strict=True):
        np.add.at(total, where.reshape(-1), values)
    return Shares(known[:, 0], known[:, 1], *sums)
