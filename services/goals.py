"""发展目标: kept by a student's mentor or class teacher, with how they go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db import goals as rows
from db import students
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.errors import NotFound
from domain.goals import STATES, GoalForm, checked, labelled
from domain.permissions import Action
from services import revisions, sealing
from services.context import Context, Writing
from services.corrections import Correction

_NOT_MINE = "没有找到这名学生，或者不由您带。目标由导师和班主任写。"


@dataclass(frozen=True)
class Progress:
    """A line on how a goal goes."""

    noted_on: date
    note: str
    author: str


@dataclass(frozen=True)
class Goal:
    """What a student has set out to reach."""

    id: int
    student_id: int
    area: str
    aim: str
    measure: str
    due_on: date | None
    state: str
    closed_on: date | None
    begun_on: date
    author: str
    version: int
    progress: tuple[Progress, ...]

    @property
    def state_text(self) -> str:
        """进行中, 已完成, 不再做."""
        return STATES[self.state]

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been reached by now."""
        return self.state == "open" and self.due_on is not None and self.due_on < today


def of_student(context: Context, student_id: int) -> tuple[Goal, ...]:
    """A student's goals; none where the student is not of one's own circle."""
    context.require(Action.SEE_STUDENTS)
    return of_students(context, (student_id,)).get(student_id, ())


def of_students(context: Context, student_ids: Iterable[int]) -> dict[int, tuple[Goal, ...]]:
    """Student → goals, open ones first, of those of one's own circle; whoever has none is left out."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        return goals_of(db, context.scope(db), student_ids)


def save(
    context: Context, form_id: str, student_id: int, goal_id: int | None, version: int, form: GoalForm
) -> int:
    """A new goal (no id) or another wording or state of one; its id. The same form sent twice is kept once.

    :raises Conflict: somebody has changed it since this version was read.
    """
    context.require(Action.EDIT_ARCHIVE)
    form = checked(form, context.today)
    box = sealing.box(context)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        if not students.ids_within(tx.db, context.minding(tx.db), (student_id,)):
            raise NotFound(_NOT_MINE)
        known = None if goal_id is None else _known(tx.db, goal_id, student_id)
        if known is not None and labelled(_form(known)) != labelled(form):
            words = labelled(_form(known))
            revisions.keep(tx, box, student_id, "goal", known["id"], known["version"], words)
        kept = _keep(tx, student_id, known, version, form)
        if form.progress:
            rows.add_progress(tx.db, kept, context.today, form.progress, context.actor.staff_id or 0)
        tx.audit("goal.save", f"goal/{kept}", students=[student_id], state=form.state)
        return int(tx.answer(form_id, kept))


def history(context: Context, student_id: int) -> list[tuple[str, list[Correction]]]:
    """(goal, what was changed in it) of a student one may read about; that it was read is noted."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.of_students(db, context.reading(db), (student_id,))
    told = revisions.history(context, student_id, "goal", {row["id"]: labelled(_form(row)) for row in found})
    return [(row["aim"], told[row["id"]]) for row in found if row["id"] in told]


def goals_of(db: Database, scope: Scope, student_ids: Iterable[int]) -> dict[int, tuple[Goal, ...]]:
    """Student → goals within a scope."""
    found = rows.of_students(db, scope, student_ids)
    going: dict[int, list[Progress]] = {}
    for row in rows.progress(db, [row["id"] for row in found]):
        line = Progress(date.fromisoformat(row["noted_on"]), row["note"], row["author"])
        going.setdefault(row["goal_id"], []).append(line)
    by_student: dict[int, list[Goal]] = {}
    for row in found:
        goal = _goal(row, tuple(going.get(row["id"], ())))
        by_student.setdefault(goal.student_id, []).append(goal)
    return {student: tuple(goals) for student, goals in by_student.items()}


def _form(row: Row) -> GoalForm:
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return GoalForm(row["area"], row["aim"], row["measure"], due_on, row["state"])


def _known(db: Database, goal_id: int, student_id: int) -> Row:
    row = rows.one(db, goal_id, student_id)
    if row is None:
        raise NotFound("没有找到这个目标，请重新打开再改。")
    return row


def _keep(tx: Writing, student_id: int, known: Row | None, version: int, form: GoalForm) -> int:
    today = tx.context.today
    was_open = known is None or known["state"] == "open"
    closed_on = (
        None if form.state == "open" else today.isoformat() if was_open else known and known["closed_on"]
    )
    fields = {
        "area": form.area,
        "aim": form.aim,
        "measure": form.measure,
        "due_on": form.due_on.isoformat() if form.due_on else None,
        "state": form.state,
        "closed_on": closed_on,
        "written_by": tx.context.actor.staff_id,
        "written_at": tx.context.moment,
    }
    if known is None:
        return rows.add(tx.db, student_id, today, fields)
    rows.change(tx.db, known["id"], version, fields)
    return int(known["id"])


def _goal(row: Row, progress: tuple[Progress, ...]) -> Goal:
    return Goal(
        row["id"],
        row["student_id"],
        row["area"],
        row["aim"],
        row["measure"],
        date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        row["state"],
        date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        date.fromisoformat(row["begun_on"]),
        row["author"],
        row["version"],
        progress,
    )
