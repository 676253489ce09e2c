"""The swap search: the best swap of two students, again and again, even where it is a step back (tabu search).

All pairs are looked at together, as arrays. What was just moved may not move back for a few steps, so that the
search leaves a dead end. It stops on counts and draws from a seed: the same problem gives the same groups.
"""

from typing import Final

import numpy as np

from domain.grouping_table import Bools, Floats, Ints, Table, beyond, members
from domain.grouping_worth import Freedom, meets_apart, worth_of

STEPS_PER_ROUND: Final = 25
# how long a student may not go back, in steps: at least this, below twice this
REST: Final = 5
# beside the groups that stand out, this many are looked at by chance
CHANCE_GROUPS: Final = 3
# after so many rounds without a better arrangement the best is taken up again
PATIENCE: Final = 6
# pairs whose subjects are looked at closely once the bands are met
SHORT_LIST: Final = 48
# what guides the search: a student in excess, 1 % beyond a band or a step of a wish, a 750th part of the total
PER_EXCESS: Final = 1000.0
PER_PRICE: Final = 5.0
PER_PRICE_WITH_WISHES: Final = 20.0
PARTS: Final = 750.0
EVENNESS: Final = 0.01


class Search:
    """A search from one arrangement; `best` is the best seen, `worth` what it is worth."""

    def __init__(self, table: Table, freedom: Freedom, start: Ints, seed: int) -> None:
        self.table, self.freedom = table, freedom
        self.chance = np.random.default_rng(seed)
        self.groups = len(table.sizes)
        self.single = np.ones(len(start), dtype=bool)
        for block in freedom.blocks:
            self.single[list(block)] = False
        self.scale, self.overall = 100 / table.full, table.overall
        self.per_price = PER_PRICE_WITH_WISHES if freedom.price.any() else PER_PRICE
        self.is_complete = bool(table.known.all())
        self.is_total = np.arange(len(table.full)) == 0
        self.step_count = 0
        self.rests = np.zeros((len(start), self.groups), dtype=np.int64)
        self._take(start)
        self.best, self.worth = start.copy(), worth_of(table, freedom.price, start)
        self.fresh = 0

    def run_round(self) -> None:
        """So many steps; every few rounds without a better one a block is moved, or the best is taken up again."""
        before = self.worth
        if self.fresh and self.fresh % PATIENCE == 0:
            self._take(self.best)
        if self.freedom.blocks and self.fresh:
            self._move_block()
        for _ in range(STEPS_PER_ROUND):
            if not self._step():
                break
        self.fresh = 0 if self.worth < before else self.fresh + 1

    def best_swaps(self, rows: Ints, count: int) -> list[Ints]:
        """The arrangements after the most promising allowed swaps of `rows`, from where the search stands."""
        self._look()
        guide = self._guide(rows)
        order = np.argsort(guide, axis=None, kind="stable")[:count]
        pairs = [
            (int(rows[one // guide.shape[1]]), int(one % guide.shape[1]))
            for one in order
            if np.isfinite(guide.flat[one])
        ]
        return [self._swapped(one, two) for one, two in pairs]

    def _swapped(self, one: int, two: int) -> Ints:
        places = self.places.copy()
        places[[one, two]] = places[[two, one]]
        return places

    def _take(self, places: Ints) -> None:
        self.places = places.copy()
        belongs = members(places, self.groups)
        self.counts = belongs.T @ self.table.has
        self.sums = self.table.values @ belongs
        self.knowns = self.table.known @ belongs

    def _step(self) -> bool:
        """The best swap that is not at rest; False when there is none."""
        self.step_count += 1
        self._look()
        rows = self._rows()
        if len(rows) == 0:  # only groups without anybody stand out
            return True
        guide = self._guide(rows)
        place = int(np.argmin(guide))
        if not np.isfinite(guide.flat[place]):
            return False
        one, two = int(rows[place // guide.shape[1]]), place % guide.shape[1]
        self._swap(one, two)
        self._note_best()
        return True

    def _look(self) -> None:
        """What every swap of this step is compared with."""
        self.means = self._divided(self.overall, self.sums, self.knowns)
        self.highest, self.lowest = _best_of_others(self.means), _best_of_others(-self.means)
        self.missed = (self.means.max(1) - self.means.min(1)) > self.table.bands

    def _note_best(self) -> None:
        worth = worth_of(self.table, self.freedom.price, self.places)
        if worth < self.worth:
            self.best, self.worth = self.places.copy(), worth

    def _rows(self) -> Ints:
        """Whose swaps are looked at: those of the groups that stand out, and of some by chance."""
        marked = {
            int(end)
            for row in self.means[self.missed | self.is_total]
            for end in (row.argmax(), row.argmin())
        }
        uneven = np.flatnonzero(np.abs(beyond(self.table, self.counts)).sum(1))
        if len(uneven):
            marked = {int(one) for one in self.chance.permutation(uneven)[:4]}
        marked |= {int(one) for one in self.chance.integers(0, self.groups, CHANCE_GROUPS)}
        return np.flatnonzero(np.isin(self.places, list(marked)))

    # ── what every swap would be worth ───────────────────────────────────────────────────────────────

    def _guide(self, rows: Ints) -> Floats:
        """For each of `rows` with everybody: what is compared after the swap; infinite where it may not be."""
        columns = np.arange(len(self.places))
        guide = self._excess_change(rows) * PER_EXCESS
        widths, evenness = self._total(rows[:, None], columns[None, :])
        guide += widths + evenness * EVENNESS
        if self.freedom.price.any():
            guide += self._price_change(rows) * self.per_price
        guide[~self._may_swap(rows)] = np.inf
        return self._with_subjects(guide, rows)

    def _excess_change(self, rows: Ints) -> Floats:
        has, places = self.table.has, self.places
        now = np.abs(beyond(self.table, self.counts))
        up = np.abs(beyond(self.table, self.counts + 1)) - now
        down = np.abs(beyond(self.table, self.counts - 1)) - now
        gains, losses = (1 - has) * up[places], has * down[places]
        left = np.concatenate([gains[rows], losses[rows], has[rows], (1 - has)[rows]], axis=1)
        right = np.concatenate([has, 1 - has, gains, losses], axis=1)
        return np.asarray(left @ right.T)

    def _price_change(self, rows: Ints) -> Floats:
        price, places = self.freedom.price, self.places
        here = price[np.arange(len(places)), places]
        there = price[:, places]
        return np.asarray(there[rows] - here[rows][:, None] + there[:, rows].T - here[None, :])

    def _may_swap(self, rows: Ints) -> Bools:
        places, free = self.places, self.freedom
        fits = free.allowed[:, places]
        resting = self.rests[:, places] > self.step_count
        ok = fits[rows] & fits[:, rows].T & ~(resting[rows] | resting[:, rows].T)
        ok &= (places[rows][:, None] != places[None, :]) & self.single[rows][:, None] & self.single[None, :]
        return np.asarray(ok & ~self._clashes(rows) if free.apart.any() else ok)

    def _clashes(self, rows: Ints) -> Bools:
        """Whether one of the two would join somebody to be kept apart from (the other leaves, and does not count)."""
        apart = self.freedom.apart
        foes = apart.astype(float) @ members(self.places, self.groups)
        meets = foes[:, self.places] - apart
        return np.asarray((meets[rows] > 0) | (meets[:, rows].T > 0))

    def _with_subjects(self, guide: Floats, rows: Ints) -> Floats:
        """Bands of the subjects on top: those missed now for all pairs, the others for the pairs that look best."""
        missed, met = self.missed & ~self.is_total, ~self.missed & ~self.is_total
        if missed.any():
            guide = guide + self._subject_price(missed, rows[:, None], np.arange(len(self.places))[None, :])
        if not met.any():
            return guide
        short = np.argpartition(guide, min(SHORT_LIST, guide.size - 1), axis=None)[:SHORT_LIST]
        ones, twos = rows[short // guide.shape[1]], short % guide.shape[1]
        narrowed = np.full(guide.shape, np.inf)
        narrowed.flat[short] = guide.flat[short] + self._subject_price(met, ones, twos)
        return narrowed

    # ── means after a swap ───────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _divided(overall: Floats, sums: Floats, counts: Floats) -> Floats:
        """Means; without a count that of everybody, which pulls nowhere."""
        shaped = overall.reshape(-1, *[1] * (sums.ndim - 1))
        return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), shaped))

    def _after(self, measures: Bools, ones: Ints, twos: Ints) -> Floats:
        """The mean of the group of `ones` once `twos` have come in their stead."""
        values, known, places = self.table.values[measures], self.table.known[measures], self.places
        sums = (self.sums[measures][:, places] - values)[:, ones] + values[:, twos]
        if self.is_complete:
            return np.asarray(sums / self.table.sizes[places][ones])
        counts = (self.knowns[measures][:, places] - known)[:, ones] + known[:, twos]
        return self._divided(self.overall[measures], sums, counts)

    def _ends(self, measures: Bools, ones: Ints, twos: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Means of both groups after the swap, then the highest and the lowest of all groups."""
        left, right = self._after(measures, ones, twos), self._after(measures, twos, ones)
        pairs = self.places[ones] * self.groups + self.places[twos]
        highest = np.take(self.highest[measures], pairs, axis=1)
        lowest = np.take(self.lowest[measures], pairs, axis=1)
        np.maximum(highest, np.maximum(left, right), out=highest)
        np.maximum(lowest, np.maximum(-left, -right), out=lowest)
        return left, right, highest, -lowest

    def _total(self, ones: Ints, twos: Ints) -> tuple[Floats, Floats]:
        """Spread of the total with what lies beyond its band, and how unevenly the means lie, in 750ths."""
        left, right, highest, lowest = self._ends(self.is_total, ones, twos)
        part = PARTS / self.table.full[0]
        width = highest[0] - lowest[0]
        over = np.maximum(0, width - self.table.bands[0]) * self.scale[0]
        middle = self.overall[0]
        off = ((self.means[0] - middle) * part) ** 2
        change = ((left[0] - middle) * part) ** 2 + ((right[0] - middle) * part) ** 2
        evenness = change - off[self.places][ones] - off[self.places][twos]
        return width * part + over * self.per_price, evenness

    def _subject_price(self, measures: Bools, ones: Ints, twos: Ints) -> Floats:
        _, _, highest, lowest = self._ends(measures, ones, twos)
        shape = (-1, *[1] * (highest.ndim - 1))
        over = np.maximum(0, highest - lowest - self.table.bands[measures].reshape(shape))
        return np.asarray((over * self.scale[measures].reshape(shape)).sum(0) * self.per_price)

    # ── moving ───────────────────────────────────────────────────────────────────────────────────────

    def _swap(self, one: int, two: int) -> None:
        here, there = self.places[one], self.places[two]
        until = self.step_count + self.chance.integers(REST, 2 * REST, 2)
        self.rests[one, here], self.rests[two, there] = until
        self._move(one, there)
        self._move(two, here)

    def _move(self, one: int, to: int) -> None:
        table, here = self.table, self.places[one]
        for group, sign in ((here, -1), (to, 1)):
            self.counts[group] += sign * table.has[one]
            self.sums[:, group] += sign * table.values[:, one]
            self.knowns[:, group] += sign * table.known[:, one]
        self.places[one] = to

    def _move_block(self) -> None:
        """Pass a block to another group and as many single students back, if the rules let them."""
        block = list(self.freedom.blocks[self.chance.integers(len(self.freedom.blocks))])
        here, to = int(self.places[block[0]]), int(self.chance.integers(self.groups))
        back = np.flatnonzero((self.places == to) & self.single & self.freedom.allowed[:, here])
        if here == to or len(back) < len(block) or not self.freedom.allowed[block, to].all():
            return
        moved = self.places.copy()
        moved[block] = to
        moved[self.chance.permutation(back)[: len(block)]] = here
        if not meets_apart(self.freedom.apart, moved):
            self._take(moved)
            self._note_best()


def _best_of_others(means: Floats) -> Floats:
    """For each measure and pair of groups (in one row) the highest mean of all others, -∞ when there are none."""
    measures, groups = means.shape
    padded = np.concatenate([means, np.full((measures, 2), -np.inf)], axis=1)
    first, second, third = np.argsort(-padded, axis=1, kind="stable")[:, :3].T
    every = np.arange(measures)
    is_first, is_second = (_is_either(place, groups) for place in (first, second))
    runner_up = np.where(is_second, padded[every, third][:, None, None], padded[every, second][:, None, None])
    found = np.where(is_first, runner_up, padded[every, first][:, None, None])
    return np.asarray(found.reshape(measures, groups * groups))


def _is_either(place: Ints, groups: int) -> Bools:
    one = np.arange(groups)[None, :, None] == place[:, None, None]
    return np.asarray(one | one.transpose(0, 2, 1))
