"""备案: the states of a class's groups on their way to being in force, and whether a plan still fits the class."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.grouping_plan import Plan


class FilingState(StrEnum):
    """How far a class is. `NONE`: no plan and no groups; `APPROVED`: also groups formed without a plan."""

    NONE = "none"
    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def text(self) -> str:
        """The words on the screen."""
        return _STATE_TEXT[self]


class FilingAct(StrEnum):
    """A step of the way; each is kept with its words."""

    FILED = "filed"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def text(self) -> str:
        """The words on the screen."""
        return _ACT_TEXT[self]


_STATE_TEXT = {
    FilingState.NONE: "没有开始",
    FilingState.DRAFT: "草稿",
    FilingState.FILED: "已报备案",
    FilingState.RETURNED: "退回修改",
    FilingState.APPROVED: "已生效",
}
_ACT_TEXT = {
    FilingAct.FILED: "报备案",
    FilingAct.WITHDRAWN: "撤回",
    FilingAct.RETURNED: "退回",
    FilingAct.APPROVED: "批准",
}


@dataclass(frozen=True)
class Mismatch:
    """How the class has changed since its plan was made: ids of students and mentors."""

    newcomers: tuple[int, ...]
    leavers: tuple[int, ...]
    gone_mentors: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.newcomers or self.leavers or self.gone_mentors)


def mismatch(plan: Plan, students: Collection[int], mentors: Collection[int]) -> Mismatch:
    """Students without a group, students who are no longer in the class, mentors who no longer teach it."""
    placed = [student for group in plan.groups for student in group.students]
    led = [group.mentor for group in plan.groups if group.mentor is not None]
    return Mismatch(
        tuple(one for one in students if one not in placed),
        tuple(one for one in placed if one not in students),
        tuple(dict.fromkeys(one for one in led if one not in mentors)),
    )
