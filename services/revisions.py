"""Earlier wordings of the parts of an archive: kept with every change, read by who may read the present one.

A part's service calls `keep` within its own transaction, with the words as they stood (label → text), and `history` with
the words as they stand now. The words lie encrypted whatever the part, and that somebody read them is noted.
"""

from collections.abc import Mapping
from typing import Final, Literal

from db import revisions as rows
from db import students
from db.rows import Row
from domain.corrections import changes
from domain.errors import NotFound
from domain.permissions import Action
from services import sealing, step_up
from services.context import Context, Writing
from services.corrections import Correction
from services.sealing import Box

Part = Literal["profile", "family", "identity", "guardian", "care", "month", "goal", "review"]
Words = Mapping[str, str]  # as the form labels them → as they were written
_SEALED: Final = frozenset({"family"})  # whose present words lie encrypted, too


def keep(
    tx: Writing, box: Box, student_id: int, part: Part, row_id: int, version: int, before: Words
) -> None:
    """Keep what a row said up to now, before it is overwritten or taken away."""
    row = {"student_id": student_id, "part": part, "row_id": row_id, "version": version}
    sealed = sealing.close_words(box, row, dict(before))
    by = {"changed_by": tx.context.actor.staff_id, "changed_at": tx.context.moment}
    rows.keep(tx.db, {**row, "sealed": sealed, **by})


def history(
    context: Context, student_id: int, part: Part, present: Mapping[int, Words]
) -> dict[int, list[Correction]]:
    """Row → each change of it, the latest first. `present`: row → its words now; a row taken away has none.

    That earlier words were read is in the log before they are returned.
    """
    context.require(Action.SEE_STUDENTS)
    if part in _SEALED:
        step_up.require(context)
    box = sealing.box(context)
    found = _kept(context, student_id, part)
    if not found:
        return {}
    with context.write() as tx:
        tx.audit("archive.read_earlier", f"student/{student_id}", part=part)
    steps: dict[int, list[Row]] = {}
    for row in found:
        steps.setdefault(row["row_id"], []).append(row)
    return {row_id: _of_row(context, box, kept, present.get(row_id, {})) for row_id, kept in steps.items()}


def _kept(context: Context, student_id: int, part: Part) -> list[Row]:
    with context.read() as db:
        scope = context.reading(db)
        if not students.ids_within(db, scope, (student_id,)):
            raise NotFound("没有找到这名学生，或者不在您负责的范围内。")
        return rows.of_part(db, scope, student_id, part)


def _of_row(context: Context, box: Box, kept: list[Row], present: Words) -> list[Correction]:
    words = [*(sealing.words(box, row) for row in kept), present]
    told = zip(kept, words, words[1:], strict=False)
    return [_correction(context, row, before, after) for row, before, after in told][::-1]


def _correction(context: Context, row: Row, before: Words, after: Words) -> Correction:
    at = context.local_time(row["changed_at"])
    return Correction(row["by"], at.date(), f"{at:%H:%M}", changes(before, after))
