"""督导检查: who is drawn, what a finding may become, and what has to be written for each step."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from domain.errors import Conflict, Invalid

MOST_NAME: Final = 30
MOST_WORDS: Final = 1000
MOST_DRAWN: Final = 60
LONGEST_MENDING: Final = timedelta(days=92)
MOST_LOTS: Final = 12
_MONTH: Final = 30  # days
DRAW_RULE: Final = (
    f"怎么抽：从没查过的导师放 {MOST_LOTS} 支签，查过的从 1 支起，每过一个月多放 1 支；"
    "签由检查编号定，重抽还是这几位。您自己不在里面。"
)


class State(StrEnum):
    """How far the inspection of one mentor is."""

    WAITING = "waiting"
    FINE = "fine"
    IMPROVE = "improve"
    MEND = "mend"
    ANSWERED = "answered"
    CLOSED = "closed"
    REMOVED = "removed"

    @property
    def text(self) -> str:
        """The word on the screen."""
        return _STATES[self]


class Act(StrEnum):
    """A step: each keeps who and when."""

    ADDED = "added"
    REMOVED = "removed"
    FINE = "fine"
    IMPROVE = "improve"
    MEND = "mend"
    ANSWERED = "answered"
    PASSED = "passed"
    FAILED = "failed"

    @property
    def text(self) -> str:
        """The word on the screen."""
        return _ACTS[self]


_STATES: Final = {
    State.WAITING: "待检查",
    State.FINE: "符合要求",
    State.IMPROVE: "需要改进",
    State.MEND: "整改中",
    State.ANSWERED: "待复查",
    State.CLOSED: "已闭环",
    State.REMOVED: "不查了",
}
_ACTS: Final = {
    Act.ADDED: "列入检查",
    Act.REMOVED: "不查了",
    Act.FINE: "符合要求",
    Act.IMPROVE: "需要改进",
    Act.MEND: "限期整改",
    Act.ANSWERED: "报整改情况",
    Act.PASSED: "复查通过",
    Act.FAILED: "复查不通过",
}
VERDICTS: Final = (Act.FINE, Act.IMPROVE, Act.MEND)
RECHECKS: Final = (Act.PASSED, Act.FAILED)
SEEN_BY_THE_MENTOR: Final = (*VERDICTS, Act.ANSWERED, *RECHECKS)
_BEFORE_MENDING: Final = frozenset({State.WAITING, State.FINE, State.IMPROVE})
_MENDING: Final = frozenset({State.MEND, State.ANSWERED})
# act → from which states, and what it makes of them; whatever was once to be mended is closed by a re-check alone
_MOVES: Final[Mapping[Act, tuple[frozenset[State], State]]] = {
    Act.ADDED: (frozenset({State.REMOVED}), State.WAITING),
    Act.REMOVED: (frozenset({State.WAITING}), State.REMOVED),
    Act.FINE: (_BEFORE_MENDING, State.FINE),
    Act.IMPROVE: (_BEFORE_MENDING, State.IMPROVE),
    Act.MEND: (_BEFORE_MENDING, State.MEND),
    Act.ANSWERED: (_MENDING, State.ANSWERED),
    Act.PASSED: (_MENDING, State.CLOSED),
    Act.FAILED: (_MENDING, State.MEND),
}


def is_possible(state: State, act: Act) -> bool:
    """Whether this step can follow."""
    return state in _MOVES[act][0]


def after(state: State, act: Act) -> State:
    """What the step makes of it.

    :raises Conflict: somebody was quicker, or a page stood open.
    """
    if not is_possible(state, act):
        raise Conflict(f"这位导师的检查现在是“{state.text}”，这一步做不了。请看最新的情况。")
    return _MOVES[act][1]


def check_name(name: str) -> str:
    """The inspection's name, tidied."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("请给这次检查起个名字，例如“11月抽查”。")
    if len(name) > MOST_NAME:
        raise Invalid(f"检查的名字最多 {MOST_NAME} 个字。")
    return name


def check_step(act: Act, state: State, words: str, mend: str, due_on: date | None, today: date) -> None:
    """Raise Invalid, saying what to write, unless the step is complete."""
    if max(len(words), len(mend)) > MOST_WORDS:
        raise Invalid(f"每一段最多 {MOST_WORDS} 个字。")
    if not words and (missing := _missing_words(act, state)):
        raise Invalid(missing)
    if act is Act.MEND and not mend:
        raise Invalid("请写明要整改什么，导师会照着做。")
    if act in (Act.MEND, Act.FAILED):
        _check_due(due_on, today)


def _missing_words(act: Act, state: State) -> str:
    if act is Act.PASSED:
        return "导师还没有报整改情况。要通过，请写明依据。" if state is State.MEND else ""
    return {
        Act.REMOVED: "请写一句为什么不查了，台账里会留下。",
        Act.IMPROVE: "请写明看到了什么、怎样改进，导师会看到。",
        Act.MEND: "请写明看到了什么，导师会看到。",
        Act.ANSWERED: "请写下整改情况：做了什么、补了什么。",
        Act.FAILED: "请写明还差什么，导师会看到。",
    }.get(act, "")


def _check_due(due_on: date | None, today: date) -> None:
    if due_on is None:
        raise Invalid("请选整改到哪一天为止。")
    if not today < due_on <= today + LONGEST_MENDING:
        raise Invalid("整改期限要在明天以后、三个月以内。")


def lots(last: date | None, today: date) -> int:
    """How many lots a mentor has in a draw: most who was never inspected, one who was just now."""
    return MOST_LOTS if last is None else min(MOST_LOTS, 1 + max(0, (today - last).days) // _MONTH)


def drawn(number: int, lots_of: Mapping[int, int], count: int) -> list[int]:
    """The mentors drawn by this number, the first drawn first; who has more lots is drawn sooner, nobody never.

    Each mentor's lot follows from the number and the mentor alone, so that the same draw comes out whenever it is made,
    and one more or one fewer drawn leaves the others as they are.
    """
    # whoever has n lots is at the place of the best of n of them (Efraimidis, Spirakis: weighted sampling)
    place = {mentor: _chance(number, mentor) ** (1 / weight) for mentor, weight in lots_of.items()}
    return sorted(place, key=lambda mentor: (-place[mentor], mentor))[: max(0, count)]


def _chance(number: int, mentor: int) -> float:
    """Between 0 and 1."""
    digest = sha256(f"inspection {number} mentor {mentor}".encode()).digest()
    return (int.from_bytes(digest[:6]) + 1) / 2**48


def is_overdue(state: State, due_on: date | None, today: date) -> bool:
    """Whether what was to be mended by a day before today is not."""
    return state is State.MEND and due_on is not None and due_on < today


def is_running(states: Iterable[State]) -> bool:
    """Whether an inspection has somebody still to be seen, to mend or to be seen again."""
    return any(one in (State.WAITING, *_MENDING) for one in states)
