"""The swap search behind `domain.grouping`: people are positions with traits and whole-number scores."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from domain.balance import Trait, fair_share, outside

Groups = list[list[int]]
Worth = tuple[int, float]

MOST_ROUNDS: Final = 30
MOST_STARTS: Final = 8
# looks at a pair that all starts together may take, about 0.15 s
EFFORT: Final = 60_000
# an improvement smaller than this is floating noise
NOISE: Final = 1e-9


def arrange(start: Groups, traits: Sequence[frozenset[Trait]], scores: Sequence[int], seed: int) -> Groups:
    """The best arrangement found from `start`, sizes kept; the same arguments give the same answer.

    Seed 0 begins with `start` itself, every other seed with `start` shaken.
    """
    chance = random.Random(seed)
    first = _Search(start if seed == 0 else _shaken(start, chance), traits, scores)
    first.run()
    best, worth = first.groups, first.worth()
    for _ in range(_starts(len(traits)) - 1):
        again = _Search(_shaken(best, chance), traits, scores)
        again.run()
        if again.worth() < worth:
            best, worth = again.groups, again.worth()
    return best


def _starts(people: int) -> int:
    return max(1, min(MOST_STARTS, EFFORT // max(1, people * people * 4)))


def _shaken(groups: Groups, chance: random.Random) -> Groups:
    """The same sizes with a third of the seats passed round."""
    seats = [(group, seat) for group, members in enumerate(groups) for seat in range(len(members))]
    chosen = chance.sample(seats, max(1, len(seats) // 3))
    moved = [groups[group][seat] for group, seat in chosen]
    shaken = [list(members) for members in groups]
    for (group, seat), person in zip(chosen, moved[1:] + moved[:1], strict=True):
        shaken[group][seat] = person
    return shaken


class _Search:
    """Swaps two people of two groups as long as that lowers the excess, or keeps it and evens the means."""

    def __init__(self, groups: Groups, traits: Sequence[frozenset[Trait]], scores: Sequence[int]) -> None:
        self.groups = [list(members) for members in groups]
        self.traits, self.scores = traits, scores
        self.sums = [sum(scores[person] for person in members) for members in groups]
        self.mean = sum(scores) / len(scores)
        everyone = Counter(trait for person in traits for trait in person)
        self.shares = [
            {trait: fair_share(total, len(members), len(traits)) for trait, total in everyone.items()}
            for members in groups
        ]
        self.counts = [Counter(trait for person in members for trait in traits[person]) for members in groups]

    def run(self) -> None:
        """Sweep over all pairs of groups until nothing improves or the rounds are used up."""
        pairs = [(one, two) for two in range(len(self.groups)) for one in range(two)]
        for _ in range(MOST_ROUNDS):
            if sum(self._improve(one, two) for one, two in pairs) == 0:
                return

    def worth(self) -> Worth:
        """What is compared: excess first, then the spread of means. Less is better."""
        means = [total / len(members) for total, members in zip(self.sums, self.groups, strict=True)]
        excess = sum(
            abs(outside(counts[trait], share))
            for counts, shares in zip(self.counts, self.shares, strict=True)
            for trait, share in shares.items()
        )
        return excess, max(means) - min(means)

    def _improve(self, one: int, two: int) -> bool:
        swap = self._best_swap(one, two)
        if swap is None:
            return False
        self._move(one, two, swap[0])
        self._move(two, one, swap[1])
        return True

    def _best_swap(self, one: int, two: int) -> tuple[int, int] | None:
        """The swap between two groups that lowers (excess, squared distance of the means) most."""
        square, slope = self._mean_change(one, two)
        known: dict[tuple[frozenset[Trait], frozenset[Trait]], int] = {}
        best, best_excess, best_spread = None, 0, -NOISE
        for left in self.groups[one]:
            for right in self.groups[two]:
                kinds = self.traits[left], self.traits[right]
                excess = known.get(kinds)
                if excess is None:
                    excess = known[kinds] = self._excess_change(one, two, *kinds)
                if excess > best_excess:
                    continue
                step = self.scores[right] - self.scores[left]
                spread = step * (square * step + slope)
                if excess < best_excess or spread < best_spread:
                    best, best_excess, best_spread = (left, right), excess, spread
        return best

    def _mean_change(self, one: int, two: int) -> tuple[float, float]:
        """Moving d points from two to one changes the squared distances by d·(square·d + slope)."""
        sizes = len(self.groups[one]), len(self.groups[two])
        off_one, off_two = self.sums[one] / sizes[0] - self.mean, self.sums[two] / sizes[1] - self.mean
        return 1 / sizes[0] ** 2 + 1 / sizes[1] ** 2, 2 * (off_one / sizes[0] - off_two / sizes[1])

    def _excess_change(self, one: int, two: int, left: frozenset[Trait], right: frozenset[Trait]) -> int:
        return self._passing(one, two, left - right) + self._passing(two, one, right - left)

    def _passing(self, giver: int, taker: int, traits: Iterable[Trait]) -> int:
        """The change of excess when one bearer of each trait goes from giver to taker."""
        return sum(self._step(giver, trait, -1) + self._step(taker, trait, 1) for trait in traits)

    def _step(self, group: int, trait: Trait, change: int) -> int:
        count, share = self.counts[group][trait], self.shares[group][trait]
        return abs(outside(count + change, share)) - abs(outside(count, share))

    def _move(self, giver: int, taker: int, person: int) -> None:
        self.groups[giver].remove(person)
        self.groups[taker].append(person)
        for group, change in ((giver, -1), (taker, 1)):
            self.sums[group] += change * self.scores[person]
            for trait in self.traits[person]:
                self.counts[group][trait] += change
