"""What the duties of the whole school are judged by, kept and brought up to date instead of being read anew.

A step of the services that show the figures, which ask for the right to them first: here are numbers and no words.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from db import audit, duty_records
from db import duties as rows
from db.connection import Database
from db.duties import Circle
from db.duty_records import Window
from db.rows import Row
from domain.audit_words import TELLS_NOTHING
from domain.duty_coverage import Coverage, Records
from domain.duty_rules import Subject
from domain.record_kinds import NOT_A_CONTACT, About, Kind
from services.context import Context
from services.remembered import until_arranged

Windows = tuple[Window, ...]
MOST: Final = 8  # of some megabytes each, where a term of a large school is read
_MOST_ACTS: Final = 500
_CONTACTS: Final = frozenset(one for one in Kind if one.shape.about is About.STUDENTS) - NOT_A_CONTACT
_known: OrderedDict[Hashable, tuple[int, Records]] = (
    OrderedDict()
)  # (acts known, records), the longest unasked first
_lock = threading.Lock()


@until_arranged
def coverage(context: Context, since: date, until: date, subjects: frozenset[Subject]) -> Coverage:
    """Who was whose on these days, as far as duties for such subjects ask for it."""
    with context.read() as db:
        return rows.coverage(db, Circle(context.scope(db)), since, until, subjects)


def records(
    context: Context, db: Database, of_students: Windows, acts: Windows, handed_in_before: str
) -> Records:
    """What was recorded in the windows; what colleagues have recorded since the last time is added to it."""
    key = (str(context.store.path), of_students, acts, handed_in_before)
    with _lock:
        head, found = _known.get(key, (0, None))
    new = audit.since(db, head, _MOST_ACTS) if found else []
    added = _only_added(new, acts)
    if found is None or added is None:
        head = audit.head(db).seq
        found = duty_records.records(db, Circle(context.scope(db)), of_students, acts, handed_in_before)
    elif new:
        head, found = new[-1]["seq"], _with(db, found, of_students, added)
    with _lock:
        _known[key] = head, found
        _known.move_to_end(key)
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found


def _only_added(new: Sequence[Row], acts: Windows) -> list[int] | None:
    """The records that were added about single students, if nothing else has been done that could be counted."""
    counted_as_acts = {kind for window in acts for kind in window.kinds}
    telling = [one for one in new if one["action"] not in TELLS_NOTHING]
    is_simple = all(
        one["action"] == "interaction.record" and one["kind"] in _CONTACTS - counted_as_acts
        for one in telling
    )
    if len(new) >= _MOST_ACTS or not is_simple:
        return None
    return [int(one["target"].removeprefix("interaction/")) for one in telling]


def _with(db: Database, found: Records, windows: Windows, record_ids: list[int]) -> Records:
    """In the order they would be read: by day, and of a day by author."""
    more = [duty_records.added(db, window, record_ids) for window in windows] if record_ids else []
    if not any(len(one) for one in more):
        return found
    students = np.vstack([found.students, *more])
    return replace(found, students=students[np.lexsort((students[:, 1], students[:, 2]))])
