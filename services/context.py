"""Who is acting, when, in which school: the first argument of every service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db import audit, receipts, scope
from db import calendar as calendar_rows
from db.connection import Database, Store
from db.scope import Scope
from domain.calendar import Term, term_on
from domain.errors import NotAllowed
from domain.permissions import Action, Actor

_SCHOOL_YEAR_TURNS_IN = 8  # only while no term has been entered


@dataclass(frozen=True)
class Context:
    """One person's act at one moment. `now` is aware; `today` is the school's own day, not the server's."""

    store: Store
    actor: Actor
    now: datetime
    zone: str = "Asia/Shanghai"
    session_id: int | None = None  # where the person is signed in; the system is nowhere

    @property
    def today(self) -> date:
        """The day it is at the school."""
        return self.local_now.date()

    @property
    def local_now(self) -> datetime:
        """`now` on the school's wall clock."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def moment(self) -> str:
        """`now` as it is stored."""
        return moment_text(self.now)

    def day_of(self, moment: str) -> date:
        """The school's day of a stored moment."""
        return self.local_time(moment).date()

    def local_time(self, moment: str) -> datetime:
        """A stored moment on the school's wall clock."""
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(self.zone))

    def end_of(self, day: date) -> str:
        """The moment a day ends at the school, as moments are stored."""
        return moment_text(
            datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)) + timedelta(days=1)
        )

    def require(self, action: Action) -> None:
        """Raise NotAllowed unless the person may do this."""
        if not self.actor.may(action):
            raise NotAllowed()

    def acting_as(self, actor: Actor) -> "Context":
        """The same moment, another person."""
        return replace(self, actor=actor, session_id=None)

    def at(self, now: datetime) -> "Context":
        """The same person at another moment."""
        return replace(self, now=now)

    @contextmanager
    def read(self) -> Iterator[Database]:
        """One consistent view of the database."""
        with self.store.read() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator["Writing"]:
        """One transaction; it must leave at least one audit row."""
        with self.store.write() as db:
            writing = Writing(db, self)
            yield writing
            if not writing.audited:
                raise AssertionError("a write without an audit row")

    def scope(self, db: Database, on: date | None = None) -> Scope:
        """The students of the person's own circle today (or on another day): to write about, count, take along."""
        on = on or self.today
        return scope.scope_of(self.actor, on, self.school_year(db, on))

    def reading(self, db: Database) -> Scope:
        """Those and whom the person was granted to read about for a time: to read and for nothing else."""
        if not self.actor.has_grants:
            return self.scope(db)
        return scope.reading_of(self.actor, self.today, self.school_year(db), self.moment)

    def leading(self, db: Database) -> Scope:
        """Of them those whose whole class this person leads or heads today."""
        return scope.scope_of_leading(self.actor, self.today, self.school_year(db))

    def minding(self, db: Database) -> Scope:
        """Those whose mentor or class teacher this person is today: to write what the archive says of them."""
        return scope.scope_of_minding(self.actor, self.today, self.school_year(db))

    def records(self, db: Database) -> Scope:
        """The records this person may read now, those granted for a time included: to read and for nothing else."""
        if not self.actor.has_grants:
            return self.own_records(db)
        return scope.readable_records_of(self.actor, self.today, self.school_year(db), self.moment)

    def own_records(self, db: Database) -> Scope:
        """The records of the person's own circle: to change and to take along."""
        return scope.records_of(self.actor, self.today, self.school_year(db))

    def led_records(self, db: Database) -> Scope:
        """Of them those of the classes this person leads or heads."""
        return scope.records_of_leading(self.actor, self.today, self.school_year(db))

    def school_year(self, db: Database, on: date | None = None) -> int:
        """The start year of the school year that day belongs to."""
        on = on or self.today
        term = self.term(db, on)
        if term is not None:
            return term.school_year
        return school_year_by_month(on)

    def term(self, db: Database, on: date | None = None) -> Term | None:
        """The term that day is read through; None before any term is entered."""
        return term_on(calendar_rows.terms(db), on or self.today)


@dataclass
class Writing:
    """An open write transaction with what belongs to every write: the audit row and the form's receipt."""

    db: Database
    context: Context
    audited: bool = False

    def audit(self, action: str, target: str, **detail: Any) -> None:
        """Note what is being done in the same transaction: ids and field names, never contents."""
        audit.append(self.db, self.context.moment, self.context.actor.staff_id, action, target, detail)
        self.audited = True

    def earlier(self, form_id: str) -> Any | None:
        """What this form was answered before, if it has been here already; then nothing more is to be done."""
        answer = receipts.find(self.db, form_id)
        if answer is not None:
            self.audited = True
        return answer

    def answer(self, form_id: str, result: Any) -> Any:
        """Remember and return the form's answer."""
        receipts.keep(self.db, form_id, self.context.moment, result)
        return result


def school_year_by_month(on: date) -> int:
    """The school year a day belongs to while no term has been entered."""
    return on.year if on.month >= _SCHOOL_YEAR_TURNS_IN else on.year - 1


def moment_text(now: datetime) -> str:
    """A moment as stored: UTC, to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC)
