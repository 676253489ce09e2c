"""What is kept in memory until an act of the school makes it untrue."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """A few things with the last act of the school each of them knows; the longest unasked makes room."""

    def __init__(self, most: int) -> None:
        self.most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[int, T]] = OrderedDict()

    def take(self, key: Hashable) -> tuple[int, T] | None:
        """What was kept, and the act it knows of last."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, head: int, kept: T) -> T:
        """Keep it, and hand it on."""
        with self._lock:
            self._kept[key] = head, kept
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return kept

    def clear(self) -> None:
        """As in a process that has just begun."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
