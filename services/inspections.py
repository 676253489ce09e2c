"""督导检查: mentors drawn by chance or chosen by name, and how far each inspection is. Nobody inspects oneself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import inspections as rows
from db import staff
from db.connection import Database
from db.rows import Row
from domain.calendar import month_of
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.inspections import (
    MOST_DRAWN,
    Act,
    State,
    check_name,
    drawn,
    is_overdue,
    is_running,
    lots,
)
from domain.leave import span_text
from domain.permissions import Action
from services import compliance
from services.compliance import Stretch
from services.context import Context, Writing

_GONE = "没有找到这次检查。请从“督导检查”里重新打开。"
_ONESELF = "自己的工作由别人检查，您不能检查自己。"


@dataclass(frozen=True)
class Candidate:
    """A mentor who could be inspected, when last, and with how many lots in the draw."""

    id: int
    name: str
    number: str
    last: date | None
    lots: int


@dataclass(frozen=True)
class Draw:
    """What would come of drawing: the number it is drawn by, and who comes out, the chosen ones first."""

    number: int
    drawn: list[Candidate]
    chosen: list[Candidate]


@dataclass(frozen=True)
class Line:
    """One mentor in one inspection."""

    id: int
    version: int
    inspection_id: int
    inspection: str
    since: date
    until: date
    mentor_id: int
    mentor: str
    is_drawn: bool
    state: State
    due_on: date | None
    is_overdue: bool

    @property
    def span(self) -> str:
        """The days looked at."""
        return span_text(self.since, self.until)


@dataclass(frozen=True)
class Inspection:
    """One inspection with its mentors, those taken out again included."""

    id: int
    name: str
    since: date
    until: date
    begun_on: date
    beginner: str
    lines: list[Line]

    @property
    def span(self) -> str:
        """The days looked at."""
        return span_text(self.since, self.until)

    @property
    def present(self) -> list[Line]:
        """Those not taken out."""
        return [one for one in self.lines if one.state is not State.REMOVED]

    @property
    def is_running(self) -> bool:
        """Whether somebody is still to be seen, to mend or to be seen again."""
        return is_running(one.state for one in self.lines)

    @property
    def counts(self) -> Mapping[State, int]:
        """How many are how far."""
        return Counter(one.state for one in self.lines)


@dataclass(frozen=True)
class Waiting:
    """What waits for whoever inspects."""

    answered: int
    overdue: int


# ── beginning ────────────────────────────────────────────────────────────────────────────────────────


def periods(context: Context) -> list[Stretch]:
    """Which days may be looked at: a month of the term, or the term so far to the end of this month."""
    context.require(Action.INSPECT)
    until = month_of(context.today)[1]
    known = compliance.stretches(context)
    return [replace(one, until=min(one.until, until)) if one.key == "term" else one for one in known]


def candidates(context: Context) -> list[Candidate]:
    """Everybody with students but oneself, in the school's order."""
    context.require(Action.INSPECT)
    with context.read() as db:
        return _candidates(context, db)


def propose(context: Context, count: int, chosen: Sequence[int] = ()) -> Draw:
    """Who would be drawn beside those chosen; asked again, the same come out."""
    context.require(Action.INSPECT)
    with context.read() as db:
        return _draw(context, db, count, chosen)


def begin(
    context: Context,
    form_id: str,
    name: str,
    days: tuple[date, date],
    draw: tuple[int, int],
    chosen: Sequence[int] = (),
) -> int:
    """Begin an inspection; `draw`: the number that was shown and how many are drawn. Returns its id.

    :raises Conflict: somebody has begun another meanwhile, so that others would be drawn.
    """
    context.require(Action.INSPECT)
    name, (since, until), (number, count) = check_name(name), days, draw
    _check_days(context, since, until)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = _draw(context, tx.db, count, chosen)
        if found.number != number:
            raise Conflict("刚有人新建了一次检查，编号往后排了一位，抽到的人变了。请看过新抽到的再保存。")
        if not found.drawn and not found.chosen:
            raise Invalid("还没有要检查的导师。请写抽几位，或者点名选人。")
        inspection_id = rows.add(tx.db, {
            "name": name, "since": since.isoformat(), "until": until.isoformat(),
            "begun_by": context.actor.staff_id, "begun_at": context.moment,
        })  # fmt: skip
        for way, people in (("chosen", found.chosen), ("drawn", found.drawn)):
            for one in people:
                _put_in(tx, inspection_id, one.id, way)
        tx.audit(
            "inspection.begin", f"inspection/{inspection_id}", count=len(found.drawn) + len(found.chosen)
        )
        return int(tx.answer(form_id, inspection_id))


def add(context: Context, inspection_id: int, mentor_id: int) -> None:
    """One mentor more, chosen by name; one who was taken out comes back."""
    context.require(Action.INSPECT)
    with context.write() as tx:
        if rows.one(tx.db, inspection_id) is None:
            raise NotFound(_GONE)
        if mentor_id not in {one.id for one in _candidates(context, tx.db)}:
            raise NotFound("没有找到这位导师，或者现在没有带学生。")
        known = rows.line_of(tx.db, inspection_id, mentor_id)
        if known is None:
            _put_in(tx, inspection_id, mentor_id, "chosen")
        elif known["state"] == State.REMOVED:
            _put_back(tx, known)
        else:
            raise Conflict("这位导师已经在这次检查里了。")
        tx.audit("inspection.add", f"inspection/{inspection_id}", staff=mentor_id)


def _put_in(tx: Writing, inspection_id: int, mentor_id: int, way: str) -> None:
    line_id = rows.add_mentor(tx.db, inspection_id, mentor_id, way)
    rows.add_step(tx.db, _added(tx, line_id, mentor_id, 1))


def _put_back(tx: Writing, known: Row) -> None:
    rows.move(tx.db, known, known["version"], State.WAITING, None)
    rows.add_step(tx.db, _added(tx, known["id"], known["mentor_id"], known["version"] + 1))


def _added(tx: Writing, line_id: int, mentor_id: int, version: int) -> Row:
    by = {"by_staff": tx.context.actor.staff_id, "at": tx.context.moment}
    return {"inspected_id": line_id, "mentor_id": mentor_id, "version": version, "act": Act.ADDED, **by}


def _check_days(context: Context, since: date, until: date) -> None:
    if not since <= until or since > context.today:
        raise Invalid("请选检查哪段时间。")
    if until - since > timedelta(days=366):
        raise Invalid("检查的时间最长一年。")


def _draw(context: Context, db: Database, count: int, chosen: Sequence[int]) -> Draw:
    if not 0 <= count <= MOST_DRAWN:
        raise Invalid(f"一次抽 0 到 {MOST_DRAWN} 位。")
    known = {one.id: one for one in _candidates(context, db)}
    if context.actor.staff_id in chosen:
        raise NotAllowed(_ONESELF)
    if not set(chosen) <= set(known):
        raise NotFound("点名的导师里有人已经不带学生了，请重新选。")
    number = rows.next_number(db)
    left = {key: one.lots for key, one in known.items() if key not in chosen}
    return Draw(
        number,
        [known[key] for key in drawn(number, left, count)],
        [known[key] for key in dict.fromkeys(chosen)],
    )


def _candidates(context: Context, db: Database) -> list[Candidate]:
    found = rows.candidates(db, context.today, context.actor.staff_id)
    last = {row["id"]: context.day_of(row["last"]) if row["last"] else None for row in found}
    return [
        Candidate(
            row["id"], row["name"], row["staff_number"] or "", last[row["id"]],
            lots(last[row["id"]], context.today),
        )
        for row in found
    ]  # fmt: skip


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────


def listed(context: Context) -> list[Inspection]:
    """Every inspection, the newest first."""
    context.require(Action.INSPECT)
    with context.read() as db:
        return _inspections(context, db, rows.listed(db))


def open_one(context: Context, inspection_id: int) -> Inspection:
    """One inspection."""
    context.require(Action.INSPECT)
    with context.read() as db:
        found = [row for row in rows.listed(db) if row["id"] == inspection_id]
        if not found:
            raise NotFound(_GONE)
        return _inspections(context, db, found)[0]


def waiting(context: Context) -> Waiting:
    """How many have told how they mended, and how many are late with it."""
    context.require(Action.INSPECT)
    with context.read() as db:
        row = rows.open_work(db, context.actor.staff_id, context.today)
    return Waiting(row["answered"], row["overdue"])


def name_of(context: Context, staff_id: int) -> str:
    """The name of a colleague whose records are looked at; empty for nobody."""
    context.require(Action.INSPECT)
    with context.read() as db:
        return staff.names(db).get(staff_id, "")


def line_for_inspector(context: Context, db: Database, line_id: int) -> Row:
    """A step of the services that inspect: one mentor in one inspection, never oneself.

    :raises NotAllowed: it is the person's own work.
    """
    found = rows.line(db, line_id)
    if found is None:
        raise NotFound(_GONE)
    if found["mentor_id"] == context.actor.staff_id:
        raise NotAllowed(_ONESELF)
    return found


def line_of(context: Context, row: Row) -> Line:
    """A row as the screens show it: a step of the services that do."""
    state, due_on = State(row["state"]), date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return Line(
        row["id"],
        row["version"],
        row["inspection_id"],
        row["inspection"],
        date.fromisoformat(row["since"]),
        date.fromisoformat(row["until"]),
        row["mentor_id"],
        row["mentor"],
        row["way"] == "drawn",
        state,
        due_on,
        is_overdue(state, due_on, context.today),
    )


def _inspections(context: Context, db: Database, found: list[Row]) -> list[Inspection]:
    """With their mentors but oneself: what is looked at of one's own work is not one's own to handle."""
    by_inspection: dict[int, list[Line]] = {row["id"]: [] for row in found}
    for row in rows.lines(db, list(by_inspection)):
        if row["mentor_id"] != context.actor.staff_id:
            by_inspection[row["inspection_id"]].append(line_of(context, row))
    return [
        Inspection(
            row["id"],
            row["name"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]),
            context.day_of(row["begun_at"]),
            row["beginner"] or "",
            by_inspection[row["id"]],
        )
        for row in found
    ]
