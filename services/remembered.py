"""Answers over the whole school that hold until somebody writes: the next click need not work them out again.

Every write leaves a row in the log of acts (`Context.write` refuses one that does not), so the head of the log says
whether anything has changed. An answer is kept for the person who asked, with the roles held and on that day only:
what it may show cannot differ, and nobody is answered with what another was told.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from db import audit
from services.context import Context

P = ParamSpec("P")
T = TypeVar("T")
MOST: Final = 200  # answers, of a few kilobytes each
_kept: OrderedDict[Hashable, Any] = OrderedDict()  # the longest unasked first
_lock = threading.Lock()


def until_written(question: Callable[Concatenate[Context, P], T]) -> Callable[Concatenate[Context, P], T]:
    """For a question whose answer depends on the database, the person and the day, and on no hour."""

    @wraps(question)
    def asked(context: Context, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with context.read() as db:
            head = audit.head(db)
        actor = context.actor
        key = (question.__module__, question.__qualname__, str(context.store.path), head, actor.staff_id, actor.roles,
               context.today, args, tuple(kwargs.items()))  # fmt: skip
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                answer: T = _kept[key]
                return answer
        answer = question(context, *args, **kwargs)
        with _lock:
            _kept[key] = answer
            while len(_kept) > MOST:
                _kept.popitem(last=False)
        return answer

    return asked
