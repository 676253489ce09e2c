"""What mentors know of a student and, encrypted, of the family. Each change keeps what stood there before."""

from collections.abc import Mapping
from dataclasses import dataclass

from db import profiles as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain.errors import Conflict, NotFound
from domain.permissions import Action
from domain.profile import FAMILY, PROFILE, cleaned, labelled
from services import revisions, sealing, step_up
from services.context import Context, Writing
from services.corrections import Correction
from services.students import require_visible

_NOT_FOUND = "没有找到这名学生，或者不在您负责的范围内。"
_CHANGED = "这一部分刚被别人改过，没有覆盖。下面是现在保存着的，您写的还在。"


@dataclass(frozen=True)
class Profile:
    """The texts by topic; `version` 0: nothing was written yet."""

    texts: dict[str, str]
    version: int


def of_student(context: Context, student_id: int) -> Profile:
    """What is written about a student one may read about."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        scope = context.reading(db)
        if not students.ids_within(db, scope, (student_id,)):
            raise NotFound(_NOT_FOUND)
        return _profile(rows.profile(db, scope, student_id))


def save(context: Context, student_id: int, version: int, texts: Mapping[str, str]) -> None:
    """Write about a student of the own circle.

    :raises Conflict: somebody else has since `version` was read; nothing is overwritten.
    """
    context.require(Action.EDIT_ARCHIVE)
    kept, box = cleaned(PROFILE, texts), sealing.box(context)
    with context.write() as tx:
        require_visible(context, tx.db, (student_id,))
        before = _profile(rows.profile(tx.db, context.scope(tx.db), student_id))
        _check_version(before, version)
        if version:
            words = labelled(PROFILE, before.texts)
            revisions.keep(tx, box, student_id, "profile", student_id, version, words)
        rows.put_profile(tx.db, student_id, version, kept, context.actor.staff_id, context.moment)
        _note(tx, "profile.save", student_id, version, before.texts, kept)


def history(context: Context, student_id: int) -> list[Correction]:
    """What was changed in it, the latest first; that it was read is noted."""
    present = labelled(PROFILE, of_student(context, student_id).texts)
    told = revisions.history(context, student_id, "profile", {student_id: present})
    return told.get(student_id, [])


# ── the family ───────────────────────────────────────────────────────────────────────────────────────


def reveal_family(context: Context, student_id: int) -> Profile:
    """What is known of the family of a student one may read about. That it was read is in the log first.

    :raises NotFound: out of reach; that is logged as well. :raises StepUpNeeded: a code from the phone is due first.
    """
    context.require(Action.SEE_STUDENTS)
    step_up.require(context)
    box = sealing.box(context)
    with context.write() as tx:
        may, row = _find_family(context, tx.db, student_id)
        if row or not may:
            tx.audit("family.read" if may else "family.refused", f"student/{student_id}")
        tx.audited = True  # where nothing is written, nothing was read
    if not may:
        raise NotFound(_NOT_FOUND)
    return Profile(sealing.family(box, row) if row else {}, row["version"] if row else 0)


def _find_family(context: Context, db: Database, student_id: int) -> tuple[bool, Row | None]:
    scope = context.reading(db)
    may = bool(students.ids_within(db, scope, (student_id,)))
    return may, rows.family(db, scope, student_id) if may else None


def save_family(context: Context, student_id: int, version: int, texts: Mapping[str, str]) -> None:
    """Write about the family of a student of the own circle.

    :raises Conflict: somebody else has since `version` was read; nothing is overwritten.
    """
    context.require(Action.EDIT_ARCHIVE)
    step_up.require(context)
    kept, box = cleaned(FAMILY, texts), sealing.box(context)
    with context.write() as tx:
        require_visible(context, tx.db, (student_id,))
        row = rows.family(tx.db, context.scope(tx.db), student_id)
        before = Profile(sealing.family(box, row) if row else {}, row["version"] if row else 0)
        _check_version(before, version)
        if version:
            revisions.keep(tx, box, student_id, "family", student_id, version, labelled(FAMILY, before.texts))
        sealed = sealing.close_family(box, student_id, kept)
        rows.put_family(tx.db, student_id, version, sealed, context.actor.staff_id, context.moment)
        _note(tx, "family.save", student_id, version, before.texts, kept)


def family_history(context: Context, student_id: int) -> list[Correction]:
    """What was changed in it, the latest first; that it was read is noted."""
    present = labelled(FAMILY, reveal_family(context, student_id).texts)
    return revisions.history(context, student_id, "family", {student_id: present}).get(student_id, [])


def _profile(row: Row | None) -> Profile:
    if row is None:
        return Profile({}, 0)
    return Profile({one.name: row[one.name] for one in PROFILE}, row["version"])


def _check_version(before: Profile, version: int) -> None:
    if before.version != version:
        raise Conflict(_CHANGED)


def _note(
    tx: Writing, act: str, student_id: int, version: int, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Which fields were changed, never what they say."""
    changed = [name for name, text in after.items() if text != before.get(name, "")]
    tx.audit(act, f"student/{student_id}", version=version + 1, fields=changed)
