"""What is fair between groups (S0, S4: 组间同质、组内异质): each holds its share of every level, sex and care.

The share of a group is its part of everybody; with floor and ceiling, because nobody can be divided. Who lies
outside is counted as excess; then the mean scores are compared.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Level = Literal["A", "B", "C"]
Sex = Literal["男", "女"]
Ratio = tuple[int, int, int]
Tag = int | str
Trait = tuple[str, object]

LEVELS: Final[tuple[Level, ...]] = ("A", "B", "C")
DEFAULT_RATIO: Final[Ratio] = (3, 5, 2)
# a mean further than this part from the mean of all is called uneven
UNEVEN_MEAN: Final = 0.03


class Member(Protocol):
    """Whoever can be counted in a group. What is unknown is None and weighs nothing."""

    @property
    def sex(self) -> Sex | None: ...
    @property
    def score(self) -> float | None: ...
    @property
    def level(self) -> Level | None: ...
    @property
    def care(self) -> frozenset[Tag]: ...


@dataclass(frozen=True, slots=True)
class GroupBalance:
    """What a group is made of; `mean` is over the known scores, `care` counts by category."""

    size: int
    levels: Mapping[Level, int]
    girls: int
    boys: int
    mean: float | None
    care: Mapping[Tag, int]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A group's count of a trait, as ("level", "A"), ("sex", "女") or ("care", 3); `beyond` < 0 is a lack."""

    group: int
    trait: Trait
    count: int
    share: float
    beyond: int


def levels_by_ratio(scores: Mapping[Key, float | None], ratio: Ratio = DEFAULT_RATIO) -> dict[Key, Level]:
    """Level A, B or C for everybody, as near the ratio as equal scores allow.

    Equal scores always share a level: each cut goes to the nearest place between two different scores (the
    higher when two are equally near). Who has no score is B, the neutral middle, and moves no cut.
    """
    known = sorted((score for score in scores.values() if score is not None), reverse=True)
    places = [cut for cut in range(len(known) + 1) if known[cut - 1 : cut] != known[cut : cut + 1]] or [0]
    top = _nearest(places, len(known) * ratio[0], sum(ratio))
    low = _nearest(places, len(known) * (ratio[0] + ratio[1]), sum(ratio))
    high, deep = set(known[:top]), set(known[low:])
    return {key: "A" if score in high else "C" if score in deep else "B" for key, score in scores.items()}


def _nearest(places: Iterable[int], aim: int, parts: int) -> int:
    return min(places, key=lambda place: abs(place * parts - aim))


def fair_share(total: int, size: int, everyone: int) -> tuple[int, int]:
    """Floor and ceiling of what a group of `size` out of `everyone` should hold of `total`."""
    return total * size // everyone, -(-total * size // everyone)


def outside(count: int, share: tuple[int, int]) -> int:
    """How far a count lies beyond the ceiling (> 0) or short of the floor (< 0)."""
    return max(0, count - share[1]) - max(0, share[0] - count)


def mean_score(candidates: Iterable[Member]) -> float | None:
    """The mean of the known scores to one decimal, None when none is known."""
    known = [one.score for one in candidates if one.score is not None]
    return round(sum(known) / len(known), 1) if known else None


def balance(groups: Iterable[Sequence[Member]]) -> list[GroupBalance]:
    """What each group is made of."""
    return [_balance(group) for group in groups]


def _balance(group: Sequence[Member]) -> GroupBalance:
    levels = Counter(one.level for one in group)
    sexes = Counter(one.sex for one in group)
    care = Counter(category for one in group for category in one.care)
    return GroupBalance(
        size=len(group),
        levels={level: levels[level] for level in LEVELS},
        girls=sexes["女"],
        boys=sexes["男"],
        mean=mean_score(group),
        care=dict(sorted(care.items(), key=lambda one: str(one[0]))),
    )


def excess(groups: Iterable[Sequence[Member]]) -> int:
    """How many pupils lie outside the fair shares of level, sex and care category, over all groups."""
    return sum(abs(one.beyond) for one in deviations(balance(groups)))


def spread(groups: Iterable[Sequence[Member]]) -> float:
    """The highest less the lowest mean score of the groups, in points."""
    means = [mean for mean in map(mean_score, groups) if mean is not None]
    return round(max(means) - min(means), 1) if means else 0.0


def _shares(group: GroupBalance) -> dict[Trait, int]:
    counts: dict[Trait, int] = {("level", level): count for level, count in group.levels.items()}
    counts |= {("sex", "女"): group.girls, ("sex", "男"): group.boys}
    return counts | {("care", category): count for category, count in group.care.items()}


def deviations(balances: Sequence[GroupBalance]) -> list[Deviation]:
    """Every trait of every group that lies outside its fair share, the furthest first."""
    everyone = sum(group.size for group in balances)
    counts = [_shares(group) for group in balances]
    totals: Counter[Trait] = Counter()
    for one in counts:
        totals.update(one)
    found = [
        Deviation(
            index,
            trait,
            count,
            share=round(total * group.size / everyone, 1),
            beyond=outside(count, fair_share(total, group.size, everyone)),
        )
        for index, group in enumerate(balances)
        for trait, total in totals.items()
        for count in [counts[index].get(trait, 0)]
    ]
    return sorted((one for one in found if one.beyond), key=_distance, reverse=True)


def _distance(deviation: Deviation) -> tuple[int, float]:
    return abs(deviation.beyond), abs(deviation.count - deviation.share)


def finding(balances: Sequence[GroupBalance], names: Sequence[str] | None = None) -> str:
    """The head of the page: the worst of what is uneven (two kinds at most), or that all is even."""
    if not balances:
        return "还没有分组"
    called = names or [f"第 {index + 1} 组" for index in range(len(balances))]
    worst = _worst_of_each_kind(deviations(balances))
    if worst:
        return "，".join(called[one.group] + _deviation_text(one) for one in worst[:2])
    return _uneven_size(balances, called) or _uneven_mean(balances, called) or _all_even(balances)


def _worst_of_each_kind(uneven: Sequence[Deviation]) -> list[Deviation]:
    """Eight girls here are too many boys elsewhere: once said is enough; a surplus is what can be moved."""
    worst: dict[str, Deviation] = {}
    for one in sorted(uneven, key=lambda one: one.beyond < 0):
        worst.setdefault(one.trait[0], one)
    return sorted(worst.values(), key=_distance, reverse=True)


def _deviation_text(deviation: Deviation) -> str:
    kind, value = deviation.trait
    words = {"level": f" {value} 层", "sex": f"{value}生", "care": "同类特殊学生"}
    return f"{words[kind]}{'偏多' if deviation.beyond > 0 else '偏少'}（{deviation.count} 人）"


def _uneven_size(balances: Sequence[GroupBalance], names: Sequence[str]) -> str | None:
    sizes = [group.size for group in balances]
    if max(sizes) - min(sizes) <= 1:
        return None
    return f"{names[sizes.index(max(sizes))]}人数偏多（{max(sizes)} 人）"


def _uneven_mean(balances: Sequence[GroupBalance], names: Sequence[str]) -> str | None:
    means = {name: group.mean for name, group in zip(names, balances, strict=True) if group.mean is not None}
    if not means:
        return None
    middle = sum(means.values()) / len(means)
    name, mean = max(means.items(), key=lambda one: abs(one[1] - middle))
    if abs(mean - middle) <= UNEVEN_MEAN * middle:
        return None
    side = "高" if mean > middle else "低"
    return f"{name}均分偏{side}（{side} {abs(mean - middle):.0f} 分）"


def _all_even(balances: Sequence[GroupBalance]) -> str:
    """Names only what is known: nobody can be even in a sex that was never entered."""
    levels = {level for group in balances for level, count in group.levels.items() if count}
    known = [
        ("层次", len(levels) > 1),
        ("男女", any(group.girls + group.boys for group in balances)),
        ("特殊学生", any(group.care for group in balances)),
    ]
    words = "、".join(word for word, is_known in known if is_known)
    return f"各组{words or '人数'}都均衡"
