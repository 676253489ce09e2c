"""Recording what happened with a student: save once, undo."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from db import interactions
from domain.calendar import is_late
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.record_kinds import NOT_A_CONTACT, About
from domain.records import InteractionForm, check_form, cleaned
from services import attachments, drafts, sealing
from services.attachments import Upload
from services.context import Context, Writing
from services.readers import require_within
from services.record_subjects import require_subject
from services.sealing import Box

UNDONE = "刚记下就撤销"


def record(context: Context, form: InteractionForm, uploads: Sequence[Upload] = ()) -> int:
    """Save a record for all it is about in one act, with its photos and files. Returns its id.

    The same form sent twice is saved once.
    """
    context.require(Action.RECORD)
    form = cleaned(form)
    check_form(form, context.today)
    checked, box = attachments.check_uploads(uploads), sealing.box(context)
    with attachments.written(context.store, checked) as files, context.write() as tx:
        if (earlier := tx.earlier(form.form_id)) is not None:
            _require_same(context, tx, box, int(earlier), form)
            return int(earlier)
        require_subject(context, tx.db, form)
        require_within(context, tx.db, form)
        interaction_id, done = _store(context, tx, box, form)
        files.keep(tx, interaction_id)
        drafts.finish(tx, form.form_id)
        tx.audit(
            "interaction.record",
            f"interaction/{interaction_id}",
            kind=form.kind.value,
            students=list(form.student_ids),
            follow_ups_done=done,
            files=len(checked),
            late=is_late(form.occurred_on, context.today),
            **({"readers": list(form.readers)} if form.readers else {}),
        )
        return int(tx.answer(form.form_id, interaction_id))


def _require_same(context: Context, tx: Writing, box: Box, earlier: int, form: InteractionForm) -> None:
    """A form sent twice says the same; one saved from a draft on two devices may not, and must not be lost unseen."""
    saved = interactions.own(tx.db, earlier, context.actor.staff_id)
    if saved is None:
        raise Conflict(
            "这一条已经记过，后来撤销或删除了，没有再记一遍。还要记，请先复制写的内容，再重新记一条。"
        )
    saved = sealing.texts_of(box, saved, interactions.participants(tx.db, earlier))
    if (saved["kind"], saved["content"]) != (form.kind, form.content):
        raise Conflict(
            "这条已在另一台设备上保存过，这里写的没有再记一遍。要补充，请在“交流记录”里找到那一条，按“更正”。"
        )


def _store(context: Context, tx: Writing, box: Box, form: InteractionForm) -> tuple[int, int]:
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
    seal = partial(sealing.close_form, box)
    return interactions.add(tx.db, form, author, context.moment, seal), done


def undo(context: Context, interaction_id: int) -> None:
    """Take back a record just saved; it leaves a trace, and what it ticked off is open again."""
    context.require(Action.RECORD)
    with context.write() as tx:
        row = interactions.own(tx.db, interaction_id, context.actor.staff_id)
        if row is None:
            raise NotFound("这条记录已经不在了。")
        if not _is_fresh(context.now, row["recorded_at"]):
            raise Invalid("已经过了撤销的时间。请在“交流记录”里打开这条，更正或删除。")
        author = _author(context)
        students = interactions.participants(tx.db, interaction_id)
        interactions.reopen_follow_ups(tx.db, students, author, row["recorded_at"])
        interactions.delete(tx.db, interaction_id, author, UNDONE, context.moment)
        tx.audit("interaction.undo", f"interaction/{interaction_id}", students=list(students))


def _is_fresh(now: datetime, recorded_at: str) -> bool:
    """The button shows for ten seconds; a slow network and a slow thumb get a minute."""
    return (now - datetime.fromisoformat(recorded_at)).total_seconds() <= 60


def _author(context: Context) -> int:
    if context.actor.staff_id is None:
        raise Invalid("系统本身不能写交流记录。")
    return context.actor.staff_id
