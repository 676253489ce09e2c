"""Photos and files of one's own record after it was saved: one forgotten added, a wrong one taken off for good."""

from collections.abc import Sequence

from db import attachments as rows
from db import interactions
from db.connection import Database
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from services import attachments
from services.attachments import MOST, Upload
from services.context import Context
from services.students import require_visible


def add(context: Context, record_id: int, form_id: str, uploads: Sequence[Upload]) -> None:
    """Add files to one's own record; the same form sent twice adds them once."""
    context.require(Action.RECORD)
    if not uploads:
        raise Invalid("还没有选照片或文件。")
    checked = attachments.check_uploads(uploads)
    with attachments.written(context.store, checked) as files, context.write() as tx:
        if tx.earlier(form_id) is not None:
            return
        _require_own(context, tx.db, record_id)
        there = len(
            rows.of_records(
                tx.db, context.own_records(tx.db), context.scope(tx.db), context.actor.staff_id, [record_id]
            )
        )
        if there + len(checked) > MOST:
            raise Invalid(f"一条记录最多 {MOST} 个照片和文件，已经有 {there} 个。请去掉几个再加。")
        files.keep(tx, record_id)
        tx.audit("interaction.add_files", f"interaction/{record_id}", files=len(checked))
        tx.answer(form_id, record_id)


def remove(context: Context, attachment_id: int) -> None:
    """Take a file off one's own record. Its bytes go too: a photo of a child added by mistake must not stay."""
    context.require(Action.RECORD)
    with context.write() as tx:
        row = rows.one(
            tx.db, context.own_records(tx.db), context.scope(tx.db), context.actor.staff_id, attachment_id
        )
        if row is None:
            raise NotFound("没有这个文件，可能已经去掉了。")
        _require_own(context, tx.db, row["interaction_id"])
        rows.remove(tx.db, attachment_id, context.moment)
        tx.audit("interaction.remove_file", f"interaction/{row['interaction_id']}", file=attachment_id)
    attachments.forget(context.store, row["file"])


def _require_own(context: Context, db: Database, record_id: int) -> None:
    if interactions.own(db, record_id, context.actor.staff_id) is None:
        raise NotFound("只能改自己写的记录的照片和文件。")
    require_visible(context, db, interactions.participants(db, record_id))
