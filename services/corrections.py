"""Changing what was recorded: corrections that keep the earlier wording, deletions that keep a trace."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from db import corrections, interactions, record_subjects, students
from db import readers as rows
from db.connection import Database
from db.rows import Row
from domain.confidence import told_text
from domain.corrections import Change, changes, check_reason, wording
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.record_kinds import About, Kind
from domain.records import NEEDS_ATTENTION, InteractionForm, check_form, cleaned
from services import sealed_texts, sealing
from services.context import Context, Writing
from services.readers import require_within
from services.record_subjects import require_kept_subject
from services.sealed_texts import Wordings
from services.sealing import Box
from services.students import require_visible

_NOT_OWN = "只能更正自己写的记录。"
_OTHER_SUBJECT = "更正时不能换学生、小组或班级。记错了，请删除这条（写明理由），再记一条对的。"


@dataclass(frozen=True)
class Correction:
    """One correction: who made it, when, and what it changed; None: only the record's author may know."""

    by: str
    on: date
    at: str  # 18:05 on the school's clock
    changes: list[Change] | None


@dataclass(frozen=True)
class Clash:
    """A record changed elsewhere meanwhile: its version now, and what the form in hand would change in it."""

    version: int
    changes: list[Change]


def form_of(context: Context, interaction_id: int) -> InteractionForm:
    """One's own record as a form, to be corrected."""
    return to_correct(context, interaction_id)[0]


def to_correct(context: Context, interaction_id: int) -> tuple[InteractionForm, int]:
    """One's own record as a form, and the version it was read at."""
    context.require(Action.RECORD)
    with context.read() as db:
        row = _own(context, db, interaction_id)
        about = corrections.about(db, interaction_id)
    if row["sealed"] is not None:
        row = sealed_texts.reveal(context, interaction_id).row or row
        about = {name: row[name] for name in about}
    return _form(row, about), row["version"]


def correct(context: Context, interaction_id: int, version: int, form: InteractionForm) -> None:
    """Change one's own record; the earlier wording is kept.

    :raises Conflict: it was changed in another tab since it was read.
    """
    context.require(Action.RECORD)
    form, box = cleaned(form), sealing.box(context)
    with context.write() as tx:
        before = _own(context, tx.db, interaction_id)
        due, there = (
            corrections.promised(tx.db, interaction_id),
            interactions.participants(tx.db, interaction_id),
        )
        _check(context, form, before, due)
        if before["version"] != version:
            raise Conflict("这条记录刚在别处改过，没有覆盖。请看过新的内容再改一次。")
        _check_subject(context, tx.db, form, before)
        _keep_wording(context, tx, box, before)
        sealed = sealing.close_form(box, interaction_id, form) if form.is_to_seal else None
        corrections.overwrite(tx.db, interaction_id, form, sealed)
        if (form.follow_up_on.isoformat() if form.follow_up_on else None) != due:
            corrections.set_follow_up(
                tx.db, interaction_id, before["author_id"], form.follow_up_on, context.moment
            )
        about = sorted({*there, *form.student_ids})
        tx.audit("interaction.correct", f"interaction/{interaction_id}", version=version, students=about)


def _keep_wording(context: Context, tx: Writing, box: Box, before: Row) -> None:
    about = corrections.about(tx.db, before["id"])
    row = sealing.texts_of(box, before, about["student_ids"]) | about
    del row["sealed"]
    sealed = sealing.close_revision(box, before["id"], before["version"], row)
    marks = sealed_texts.marks(before | about, about["student_ids"])
    corrections.keep_revision(tx.db, before, marks, sealed, before["author_id"], context.moment)


def clash(context: Context, interaction_id: int, form: InteractionForm) -> Clash:
    """The own record as it stands now beside a form that began from an earlier version."""
    present, version = to_correct(context, interaction_id)
    with context.read() as db:
        both = [_form_wording(context, db, one) for one in (present, cleaned(form))]
    return Clash(version, changes(*both))


def could_be_there(context: Context, interaction_id: int) -> list[tuple[int, str, str]]:
    """(id, name, number) of those who were at a group's activity or could have been, as far as one may see them."""
    context.require(Action.RECORD)
    with context.read() as db:
        row, scope = _own(context, db, interaction_id), context.scope(db)
        day = date.fromisoformat(row["occurred_on"])
        there = students.names_within(db, scope, interactions.participants(db, interaction_id))
        inside = record_subjects.members(db, scope, row["mentor_group_id"] or 0, day, context.today)
    known = {one["id"]: (one["id"], one["name"], one["student_number"] or "") for one in inside}
    return [*known.values(), *((key, name, "") for key, name in there.items() if key not in known)]


def delete(context: Context, interaction_id: int, version: int, reason: str) -> None:
    """Take one's own record away for good; who, when and why stay to be seen.

    :raises Conflict: it was changed since it was read, or somebody else has acted on it.
    """
    context.require(Action.RECORD)
    why = check_reason(reason)
    with context.write() as tx:
        row = _own(context, tx.db, interaction_id)
        if row["version"] != version:
            raise Conflict("这条记录刚在别处改过，没有删除。请看过新的内容再决定。")
        if others := corrections.acted_on_by(tx.db, interaction_id, row["author_id"], context.today):
            raise Conflict(f"{'、'.join(others)}已经接着跟进了这条，不能删除。写错的地方请用“更正”。")
        students = interactions.participants(tx.db, interaction_id)
        # what this record ticked off was not done after all
        interactions.reopen_follow_ups(tx.db, students, row["author_id"], row["recorded_at"])
        interactions.delete(tx.db, interaction_id, row["author_id"], why, context.moment)
        tx.audit(
            "interaction.delete", f"interaction/{interaction_id}", version=version, students=list(students)
        )


def history(context: Context, interaction_id: int) -> list[Correction]:
    """What was corrected in a record one may read, the latest first; of a sensitive one, that it was read is logged."""
    context.require(Action.SEE_STUDENTS)
    told = sealed_texts.plain(context, interaction_id) or sealed_texts.reveal(context, interaction_id)
    return history_of(context, told)


def history_of(context: Context, told: Wordings) -> list[Correction]:
    """The same of wordings in hand."""
    with context.read() as db:
        bodies = [*(wording for _, wording in told.earlier), told.row]
        words = [body and _wording(context, db, body) for body in bodies]
    steps = zip((row for row, _ in told.earlier), words, words[1:], strict=False)
    return [_correction(context, row, before, after) for row, before, after in steps][::-1]


def _own(context: Context, db: Database, interaction_id: int) -> Row:
    """One's own record whose students are still one's own to read about."""
    row = interactions.own(db, interaction_id, context.actor.staff_id)
    if row is None:
        raise NotFound(_NOT_OWN)
    require_visible(context, db, interactions.participants(db, interaction_id))
    return row


def _check(context: Context, form: InteractionForm, before: Row, due: str | None) -> None:
    """A promise left as it was is not judged anew: its day may have passed, or it has been kept."""
    is_left = (form.follow_up_on.isoformat() if form.follow_up_on else None) == due
    if form.kind.value != before["kind"]:
        raise Invalid("更正时不能换类型。请删除这条（写明理由），再按对的类型记一条。")
    if is_left and before["effect"] == NEEDS_ATTENTION:
        form = replace(form, follow_up_on=context.today)
    check_form(form, context.today)


def _check_subject(context: Context, db: Database, form: InteractionForm, before: Row) -> None:
    """Whom a record is about stays; who of a group was there, and which exam was meant, may be put right."""
    kept = form.class_id == before["class_id"] and form.mentor_group_id == before["mentor_group_id"]
    is_same = set(form.student_ids) == set(interactions.participants(db, before["id"]))
    if not kept or (not is_same and form.kind.shape.about is not About.GROUP):
        raise Invalid(_OTHER_SUBJECT)
    require_kept_subject(context, db, form)
    require_within(context, db, form)


def _form(row: Row, about: Row) -> InteractionForm:
    due = about["follow_up_on"]
    return InteractionForm(
        form_id="",
        kind=Kind(row["kind"]),
        student_ids=tuple(about["student_ids"]),
        occurred_on=date.fromisoformat(row["occurred_on"]),
        guidance_area=row["guidance_area"] or "",
        talk_mode=row["talk_mode"] or "",
        effect=row["effect"] or "",
        content=row["content"],
        minutes=row["minutes"],
        place=row["place"] or "",
        is_restricted=bool(row["is_restricted"]),
        readers=tuple(about["readers"]),
        follow_up_on=date.fromisoformat(due) if due else None,
        detail=json.loads(row["detail"]),
        class_id=row["class_id"],
        mentor_group_id=row["mentor_group_id"],
        exam_id=row["exam_id"],
    )


def _correction(
    context: Context, row: Row, before: dict[str, str] | None, after: dict[str, str] | None
) -> Correction:
    at = context.local_time(row["changed_at"])
    told = None if before is None or after is None else changes(before, after)
    return Correction(row["changed_by"], at.date(), f"{at:%H:%M}", told)


def _wording(context: Context, db: Database, row: Row) -> dict[str, str]:
    """A stored record in words, with who was there and which exam it is about where these can be corrected."""
    detail = row["detail"]
    words = wording(row, json.loads(detail) if isinstance(detail, str) else detail)
    if row["is_restricted"] and row.get("readers"):
        words["保密"] = told_text("写的人", list(rows.names(db, row["readers"]).values()))
    kind = Kind(row["kind"])
    if kind.shape.about is About.GROUP and "student_ids" in row:
        words["到场"] = _people(context, db, row["student_ids"])
    if kind is Kind.EXAM_ANALYSIS and (exam := record_subjects.exam(db, row["exam_id"] or 0)):
        words["哪次考试"] = exam["name"]
    return words


def _people(context: Context, db: Database, student_ids: Sequence[int]) -> str:
    known = students.names_within(db, context.reading(db), student_ids)
    others = len(student_ids) - len(known)
    names = "、".join(known[one] for one in sorted(known))
    return names + (f" 等 {len(student_ids)} 人" if others else "")


def _form_wording(context: Context, db: Database, form: InteractionForm) -> dict[str, str]:
    row = asdict(form)
    days = {name: row[name].isoformat() for name in ("occurred_on", "follow_up_on") if row[name]}
    return _wording(context, db, row | days | {"student_ids": list(form.student_ids)})
