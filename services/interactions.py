"""Recording what happened with a student: save once, correct with a trace, undo."""

import json
from datetime import date, datetime

from db import interactions
from domain.calendar import is_late
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.record_kinds import NOT_A_CONTACT, About, Kind
from domain.records import InteractionForm, check_form, cleaned
from services.context import Context, Writing
from services.record_subjects import require_subject
from services.students import require_visible

UNDONE = "刚记下就撤销"


def record(context: Context, form: InteractionForm) -> int:
    """Save a record for all it is about in one act; the same form sent twice is saved once. Returns its id."""
    context.require(Action.RECORD)
    form = cleaned(form)
    check_form(form, context.today)
    with context.write() as tx:
        if (earlier := tx.earlier(form.form_id)) is not None:
            return int(earlier)
        require_subject(context, tx.db, form)
        interaction_id, done = _store(context, tx, form)
        tx.audit(
            "interaction.record",
            f"interaction/{interaction_id}",
            kind=form.kind.value,
            students=list(form.student_ids),
            follow_ups_done=done,
            late=is_late(form.occurred_on, context.today),
        )
        return int(tx.answer(form.form_id, interaction_id))


def _store(context: Context, tx: Writing, form: InteractionForm) -> tuple[int, int]:
    """The new record's id, and how many promises it keeps."""
    author = _author(context)
    is_meeting = form.kind.shape.about is About.STUDENTS and form.kind not in NOT_A_CONTACT
    # before the record is added: what it promises for today is not yet done
    done = (
        interactions.done_follow_ups(
            tx.db, form.student_ids, author, form.occurred_on, context.moment, context.today
        )
        if is_meeting
        else 0
    )
    return interactions.add(tx.db, form, author, context.moment), done


def correct(context: Context, interaction_id: int, version: int, form: InteractionForm) -> None:
    """Change one's own record; the earlier wording is kept.

    :raises Conflict: it was changed in another tab since it was read.
    """
    context.require(Action.RECORD)
    check_form(form, context.today)
    with context.write() as tx:
        before = interactions.own(tx.db, interaction_id, context.actor.staff_id)
        if before is None:
            raise NotFound("只能更正自己写的记录。")
        require_visible(context, tx.db, interactions.participants(tx.db, interaction_id))
        if before["version"] != version:
            raise Conflict("这条记录刚在别处改过，没有覆盖。请看过新的内容再改一次。")
        if set(form.student_ids) != set(interactions.participants(tx.db, interaction_id)):
            raise Invalid("更正时不能换学生。请在这条里写明记错了人，再为另一名学生记一条。")
        interactions.keep_revision(tx.db, before, _author(context), context.moment)
        interactions.correct(tx.db, interaction_id, form)
        interactions.set_follow_up(tx.db, interaction_id, _author(context), form.follow_up_on, context.moment)
        tx.audit("interaction.correct", f"interaction/{interaction_id}", version=version)


def form_of(context: Context, interaction_id: int) -> InteractionForm:
    """One's own record as a form, to be corrected."""
    context.require(Action.RECORD)
    with context.read() as db:
        row = interactions.own(db, interaction_id, context.actor.staff_id)
        if row is None:
            raise NotFound("只能更正自己写的记录。")
        students = interactions.participants(db, interaction_id)
        require_visible(context, db, students)  # no longer one's student: no longer one's to read
    return InteractionForm(
        form_id="",
        kind=Kind(row["kind"]),
        student_ids=students,
        occurred_on=date.fromisoformat(row["occurred_on"]),
        guidance_area=row["guidance_area"] or "",
        talk_mode=row["talk_mode"] or "",
        effect=row["effect"] or "",
        content=row["content"],
        minutes=row["minutes"],
        place=row["place"] or "",
        is_restricted=bool(row["is_restricted"]),
        detail=json.loads(row["detail"]),
    )


def undo(context: Context, interaction_id: int) -> None:
    """Take back a record just saved; it leaves a trace, and what it ticked off is open again."""
    context.require(Action.RECORD)
    with context.write() as tx:
        row = interactions.own(tx.db, interaction_id, context.actor.staff_id)
        if row is None:
            raise NotFound("这条记录已经不在了。")
        if not _is_fresh(context.now, row["recorded_at"]):
            raise Invalid("已经过了撤销的时间。请在学生档案里按“更正我写的一条”。")
        author = _author(context)
        interactions.reopen_follow_ups(
            tx.db, interactions.participants(tx.db, interaction_id), author, row["recorded_at"]
        )
        interactions.delete(tx.db, interaction_id, UNDONE, context.moment)
        tx.audit("interaction.undo", f"interaction/{interaction_id}")


def _is_fresh(now: datetime, recorded_at: str) -> bool:
    """The button shows for ten seconds; a slow network and a slow thumb get a minute."""
    return (now - datetime.fromisoformat(recorded_at)).total_seconds() <= 60


def _author(context: Context) -> int:
    if context.actor.staff_id is None:
        raise Invalid("系统本身不能写交流记录。")
    return context.actor.staff_id
