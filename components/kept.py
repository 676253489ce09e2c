"""Figures of the whole school, worked out once a minute for the tab that shows them and not at every tap in it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from components import state
from services.context import Context

GOOD_FOR = timedelta(minutes=1)
Answer = TypeVar("Answer")


def for_a_minute(context: Context, name: str, key: object, make: Callable[[], Answer]) -> Answer:
    """What `make` gives, or gave within the last minute to this person in this tab under an equal `key`."""
    whole_key = (context.actor, key)
    kept: tuple[object, datetime, Answer] | None = state.get(state.KEPT + name)
    if kept is not None and kept[0] == whole_key and timedelta() <= context.now - kept[1] < GOOD_FOR:
        return kept[2]
    answer = make()
    state.put(state.KEPT + name, (whole_key, context.now, answer))
    return answer
