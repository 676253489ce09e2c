"""Groups alike to each other, mixed inside (S0, S4: 组间同质、组内异质): levels, sex, care, then mean scores.

A snake deal (蛇形分组) starts, swaps improve it (`grouping_search`). What counts, in this order: how many
pupils lie outside the floor and ceiling of each group's fair share of every level, sex and care category;
then how far the mean scores lie apart. The search stops on counts, never on a clock: the same class gives
the same groups.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from domain.errors import Invalid
from domain.grouping_search import Trait, arrange, fair_share, outside

Key = TypeVar("Key", bound=Hashable)
Level = Literal["A", "B", "C"]
Sex = Literal["男", "女"]
Ratio = tuple[int, int, int]

LEVELS: Final[tuple[Level, ...]] = ("A", "B", "C")
DEFAULT_RATIO: Final[Ratio] = (3, 5, 2)
# a mean further than this part from the mean of all is called uneven
UNEVEN_MEAN: Final = 0.03
# scores are searched as whole numbers of this part of a point
POINT: Final = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil to be placed. What is unknown is None and weighs nothing."""

    id: int
    sex: Sex | None = None
    score: float | None = None
    level: Level | None = None
    care: frozenset[int] = frozenset()


Group = tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A proposal: groups of candidates (each with a level), the excess and the spread of the mean scores."""

    groups: tuple[Group, ...]
    excess: int
    spread: float

    @property
    def ids(self) -> list[list[int]]:
        """The candidates' ids, group by group."""
        return [[candidate.id for candidate in group] for group in self.groups]


@dataclass(frozen=True, slots=True)
class GroupBalance:
    """What a group is made of; `mean` is over the known scores, `care` counts by category."""

    size: int
    levels: Mapping[Level, int]
    girls: int
    boys: int
    mean: float | None
    care: Mapping[int, int]


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


def form_groups(
    candidates: Sequence[Candidate], group_count: int, ratio: Ratio = DEFAULT_RATIO, seed: int = 0
) -> Grouping:
    """Deal everybody into groups whose sizes differ by at most one; another seed gives another good answer.

    The order of `candidates` does not matter. A missing level comes from the scores by `ratio`.
    """
    if not 1 <= group_count <= len(candidates):
        raise Invalid(f"{len(candidates)} 名学生不能分成 {group_count} 组。组数请填 1 到学生人数之间。")
    ranked = _with_levels(candidates, ratio)
    traits = [_traits(one) for one in ranked]
    places = arrange(_snake(len(ranked), group_count), traits, _points(ranked), seed)
    groups = tuple(tuple(ranked[place] for place in sorted(group)) for group in places)
    return Grouping(groups, excess(groups), spread(groups))


def _with_levels(candidates: Sequence[Candidate], ratio: Ratio) -> list[Candidate]:
    """Everybody with a level, strongest first; unknown scores come last in their level."""
    levels = levels_by_ratio({one.id: one.score for one in candidates}, ratio)
    levelled = [replace(one, level=one.level or levels[one.id]) for one in candidates]
    return sorted(levelled, key=_strength)


def _strength(candidate: Candidate) -> tuple[str, float, int]:
    score = float("-inf") if candidate.score is None else candidate.score
    return candidate.level or "B", -score, candidate.id


def _snake(people: int, group_count: int) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(group_count)]
    for place in range(people):
        lap, step = divmod(place, group_count)
        groups[step if lap % 2 == 0 else group_count - 1 - step].append(place)
    return groups


def _points(candidates: Sequence[Candidate]) -> list[int]:
    """Whole-number scores for the search; an unknown score counts as the mean, so that it pulls nowhere."""
    mean = _mean(candidates) or 0.0
    return [round((mean if one.score is None else one.score) * POINT) for one in candidates]


def _mean(candidates: Iterable[Candidate]) -> float | None:
    known = [one.score for one in candidates if one.score is not None]
    return round(sum(known) / len(known), 1) if known else None


def _traits(candidate: Candidate) -> frozenset[Trait]:
    """Everything that is shared out by head."""
    traits: set[Trait] = {("care", category) for category in candidate.care}
    traits |= {("level", candidate.level)} if candidate.level else set()
    traits |= {("sex", candidate.sex)} if candidate.sex else set()
    return frozenset(traits)


def balance(groups: Iterable[Sequence[Candidate]]) -> list[GroupBalance]:
    """What each group is made of."""
    return [_balance(group) for group in groups]


def _balance(group: Sequence[Candidate]) -> GroupBalance:
    levels = Counter(one.level for one in group)
    sexes = Counter(one.sex for one in group)
    care = Counter(category for one in group for category in one.care)
    return GroupBalance(
        size=len(group),
        levels={level: levels[level] for level in LEVELS},
        girls=sexes["女"],
        boys=sexes["男"],
        mean=_mean(group),
        care=dict(sorted(care.items())),
    )


def excess(groups: Iterable[Sequence[Candidate]]) -> int:
    """How many pupils lie outside the fair shares of level, sex and care category, over all groups."""
    return sum(abs(one.beyond) for one in deviations(balance(groups)))


def spread(groups: Iterable[Sequence[Candidate]]) -> float:
    """The highest less the lowest mean score of the groups, in points."""
    means = [mean for mean in map(_mean, groups) if mean is not None]
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
