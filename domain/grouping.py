"""Groups alike to each other, mixed inside (S0, S4: 组间同质、组内异质): levels, sex, care, then mean scores.

A snake deal (蛇形分组) starts, swaps improve it (`grouping_search`). What counts, in this order: how many
pupils lie outside the floor and ceiling of each group's fair share of every level, sex and care category;
then how far the mean scores lie apart. The search stops on counts, never on a clock: the same class gives
the same groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.balance import (
    DEFAULT_RATIO,
    Level,
    Ratio,
    Sex,
    Trait,
    excess,
    levels_by_ratio,
    mean_score,
    spread,
)
from domain.errors import Invalid
from domain.grouping_search import arrange

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
    mean = mean_score(candidates) or 0.0
    return [round((mean if one.score is None else one.score) * POINT) for one in candidates]


def _traits(candidate: Candidate) -> frozenset[Trait]:
    """Everything that is shared out by head."""
    traits: set[Trait] = {("care", category) for category in candidate.care}
    traits |= {("level", candidate.level)} if candidate.level else set()
    traits |= {("sex", candidate.sex)} if candidate.sex else set()
    return frozenset(traits)
