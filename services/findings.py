"""督导意见: what was found about a mentor's work, what is to be mended until when, the mentor's answer, the re-check.

Every step stays with who and when; what was written lies encrypted, for a finding may quote a child. It is read by those
who inspect and by the mentor it is about, by nobody else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from db import inspections as rows
from db.rows import Row
from domain.errors import Conflict, Invalid, NotFound
from domain.inspections import (
    RECHECKS,
    SEEN_BY_THE_MENTOR,
    VERDICTS,
    Act,
    State,
    after,
    check_step,
)
from domain.permissions import Action
from domain.records import clean_text
from services import sealing
from services.context import Context, Writing
from services.inspections import Line, line_for_inspector, line_of

_NOT_MINE = "没有找到这条督导意见，或者不是写给您的。"
_TAKEN = "这位导师的检查刚被别人改过，没有覆盖。请看过新的情况再保存，您写的还在。"


@dataclass(frozen=True)
class Step:
    """One step with its words."""

    act: Act
    at: datetime
    who: str
    words: str
    mend: str  # 限期整改: what is to be mended
    due_on: date | None


@dataclass(frozen=True)
class Told:
    """What somebody writes for a step."""

    words: str = ""
    mend: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Finding:
    """One mentor in one inspection with every step, the first first."""

    line: Line
    steps: list[Step]

    @property
    def verdict(self) -> Act | None:
        """What was found, as it stands."""
        return next((one.act for one in reversed(self.steps) if one.act in VERDICTS), None)


@dataclass(frozen=True)
class Due:
    """Something one has to mend."""

    inspection: str
    due_on: date
    is_late: bool


# ── those who inspect ────────────────────────────────────────────────────────────────────────────────


def open_line(context: Context, line_id: int) -> Finding:
    """One mentor in one inspection.

    :raises NotAllowed: it is the person's own work.
    """
    context.require(Action.INSPECT)
    box = sealing.box(context)
    with context.read() as db:
        row = line_for_inspector(context, db, line_id)
        found = rows.steps(db, [line_id])
    return Finding(line_of(context, row), [_step(context, box, one) for one in found])


def remove(context: Context, form_id: str, line_id: int, version: int, why: str) -> None:
    """Take a mentor out of an inspection while nothing was found; the ledger keeps who did and why."""
    context.require(Action.INSPECT)
    _inspect(context, form_id, line_id, version, Act.REMOVED, Told(why))


def find(context: Context, form_id: str, line_id: int, version: int, verdict: Act, told: Told) -> None:
    """Write what was found; what is to be mended reaches the mentor at once.

    :raises Conflict: somebody wrote meanwhile, or it is to be mended already.
    """
    context.require(Action.INSPECT)
    if verdict not in VERDICTS:
        raise Invalid("请选结论。")
    _inspect(context, form_id, line_id, version, verdict, told)


def recheck(context: Context, form_id: str, line_id: int, version: int, outcome: Act, told: Told) -> None:
    """Say whether what was to be mended is; if not, until when."""
    context.require(Action.INSPECT)
    if outcome not in RECHECKS:
        raise Invalid("请选复查通过还是不通过。")
    _inspect(context, form_id, line_id, version, outcome, told)


def _inspect(context: Context, form_id: str, line_id: int, version: int, act: Act, told: Told) -> None:
    box = sealing.box(context)
    with context.write() as tx:
        if tx.earlier(form_id) is not None:
            return
        row = line_for_inspector(context, tx.db, line_id)
        _move(tx, box, row, version, act, told)
        tx.answer(form_id, line_id)


# ── the mentor ───────────────────────────────────────────────────────────────────────────────────────


def mine(context: Context) -> list[Finding]:
    """What was found about one's own work, what is to be mended first."""
    context.require(Action.SEE_OWN_DAY)
    box = sealing.box(context)
    with context.read() as db:
        found = rows.of_mentor(db, context.actor.staff_id)
        steps = rows.steps(db, [row["id"] for row in found])
    seen = [
        (one["inspected_id"], _step(context, box, one)) for one in steps if one["act"] in SEEN_BY_THE_MENTOR
    ]
    return [
        Finding(line_of(context, row), [step for line_id, step in seen if line_id == row["id"]])
        for row in found
    ]


def answer(context: Context, form_id: str, line_id: int, version: int, words: str) -> None:
    """Tell how one has mended what was asked for.

    :raises NotFound: it is about somebody else, who is told nothing of.
    """
    context.require(Action.SEE_OWN_DAY)
    box = sealing.box(context)
    with context.write() as tx:
        if tx.earlier(form_id) is not None:
            return
        row = rows.line(tx.db, line_id)
        if row is None or row["mentor_id"] != context.actor.staff_id or _is_unseen(row):
            raise NotFound(_NOT_MINE)
        _move(tx, box, row, version, Act.ANSWERED, Told(words))
        tx.answer(form_id, line_id)


def due(context: Context) -> list[Due]:
    """What one has to mend, the most pressing first."""
    context.require(Action.SEE_OWN_DAY)
    with context.read() as db:
        found = rows.to_mend(db, context.actor.staff_id)
    days = [(row["inspection"], date.fromisoformat(row["due_on"])) for row in found]
    return [Due(name, day, day < context.today) for name, day in days]


def _is_unseen(row: Row) -> bool:
    """Nothing was found yet: the mentor does not know of being inspected."""
    return row["state"] in (State.WAITING, State.REMOVED)


# ── both ─────────────────────────────────────────────────────────────────────────────────────────────


def _move(tx: Writing, box: sealing.Box, row: Row, version: int, act: Act, told: Told) -> None:
    if row["version"] != version:
        raise Conflict(_TAKEN)
    state, context = State(row["state"]), tx.context
    target = after(state, act)
    words, mend = clean_text(told.words), clean_text(told.mend) if act is Act.MEND else ""
    due_on = told.due_on if act in (Act.MEND, Act.FAILED) else None
    check_step(act, state, words, mend, due_on, context.today)
    rows.move(tx.db, row, version, target, due_on)
    rows.add_step(tx.db, {
        "inspected_id": row["id"], "mentor_id": row["mentor_id"], "version": version + 1, "act": act,
        "due_on": due_on.isoformat() if due_on else None,
        "sealed": sealing.close_step(box, row["id"], version + 1, {"words": words, "mend": mend}),
        "by_staff": context.actor.staff_id, "at": context.moment,
    })  # fmt: skip
    tx.audit(f"inspection.{act}", f"inspection/{row['inspection_id']}", staff=row["mentor_id"])


def _step(context: Context, box: sealing.Box, row: Row) -> Step:
    texts = sealing.step(box, row)
    return Step(
        Act(row["act"]),
        context.local_time(row["at"]),
        row["who"] or "",
        texts.get("words", ""),
        texts.get("mend", ""),
        date.fromisoformat(row["due_on"]) if row["due_on"] else None,
    )


def steps_of(context: Context, lines: list[Line]) -> dict[int, list[Step]]:
    """Line → its steps: a step of the service that prints the ledger."""
    box = sealing.box(context)
    found: dict[int, list[Step]] = {one.id: [] for one in lines}
    with context.read() as db:
        for row in rows.steps(db, list(found)):
            found[row["inspected_id"]].append(_step(context, box, row))
    return found
