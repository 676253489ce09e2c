"""What the duties of the whole school are judged by, kept and brought up to date instead of being read anew.

A step of the services that show the figures, which ask for the right to them first: here are numbers and no words.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from db import audit, duty_records, overview
from db.connection import Database
from db.duties import Circle
from db.duty_records import Window
from db.rows import Row
from domain.audit_words import ARCHIVING, RECORDING, TELLS_NOTHING
from domain.duties import Judging
from domain.duty_coverage import Ints, Records
from domain.duty_periods import Span
from domain.duty_rules import DutyRule
from domain.overview import Contacts
from domain.record_kinds import NOT_A_CONTACT, About, Kind
from services.context import Context
from services.shelf import Shelf

Windows = tuple[Window, ...]
_MOST_ACTS: Final = 500  # after so many everything is read anew rather than looked through
_CONTACTS: Final = frozenset(one for one in Kind if one.shape.about is About.STUDENTS) - NOT_A_CONTACT


# of some megabytes each, where a term of a large school is read
CONTACTS: Final = Shelf[Contacts](6)
RECORDS: Final = Shelf[Records](8)
JUDGING: Final = Shelf[Judging](6)


def judging(
    context: Context,
    db: Database,
    rules: Sequence[DutyRule],
    spans: Sequence[Span],
    prepared: Callable[[], Judging],
) -> Judging:
    """Who was whose on the days of these periods, what the rules ask of whom: the same until something is arranged."""
    key = (str(context.store.path), tuple(rules), tuple(spans))
    kept = JUDGING.take(key)
    if kept is not None:
        acts = audit.since(db, kept[0], _MOST_ACTS)
        if len(acts) < _MOST_ACTS and all(
            one["action"] in TELLS_NOTHING | RECORDING | ARCHIVING for one in acts
        ):
            return JUDGING.keep(key, acts[-1]["seq"] if acts else kept[0], kept[1])
    return JUDGING.keep(key, audit.head(db).seq, prepared())


def records(
    context: Context, db: Database, circle: Circle, of_students: Windows, acts: Windows, before: str
) -> Records:
    """What was recorded in the windows, summaries handed in before a moment; what colleagues add is added to it."""
    key = (str(context.store.path), of_students, acts, before)
    kept = RECORDS.take(key)
    if kept is not None:
        new = audit.since(db, kept[0], _MOST_ACTS)
        added = _only_added(new, acts)
        if added is not None:
            found = _with(db, kept[1], of_students, added)
            return RECORDS.keep(key, new[-1]["seq"] if new else kept[0], found)
    found = duty_records.records(db, circle, of_students, acts, before)
    return RECORDS.keep(key, audit.head(db).seq, found)


def contacts(context: Context, db: Database, since: date) -> Contacts:
    """Everything recorded about students from a day on; what is added to the school is added to it."""
    key = (str(context.store.path), since)
    kept = CONTACTS.take(key)
    if kept is not None:
        new = audit.since(db, kept[0], _MOST_ACTS)
        added = _only_added(new)
        if added is not None:
            more = overview.contacts_of(db, added, since) if added else None
            found = kept[1] if more is None else Contacts.of(np.vstack([kept[1].rows, more]))
            return CONTACTS.keep(key, new[-1]["seq"] if new else kept[0], found)
    return CONTACTS.keep(key, audit.head(db).seq, Contacts.of(overview.contacts(db, since)))


def _only_added(new: Sequence[Row], acts: Windows = ()) -> list[int] | None:
    """The records that were added about single students, if nothing else has been done that could be counted."""
    counted_as_acts = {kind for window in acts for kind in window.kinds}
    telling = [one for one in new if one["action"] not in TELLS_NOTHING | ARCHIVING]
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
    new = np.vstack(more)
    new = new[np.lexsort((new[:, 1], new[:, 2]))]
    places = np.searchsorted(_order(found.students), _order(new), side="right")
    return replace(found, students=np.insert(found.students, places, new, axis=0))


def _order(rows: Ints) -> Ints:
    """What records are read by: the day, then the author."""
    ordered: Ints = rows[:, 2] << 32 | rows[:, 1]
    return ordered
