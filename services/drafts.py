"""What one has begun to write: kept as one types, offered again anywhere, gone with the save."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db import drafts as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from domain.record_kinds import About, Kind
from services import sealing
from services.context import Context, Writing, moment_text

Body = Mapping[str, Any]  # the form's fields by name, as JSON can hold them
LONGEST: Final = 60_000
UNDO_FOR: Final = timedelta(minutes=1)  # the bar shows for ten seconds; a slow network gets more
_GONE = "这条草稿已经不在了：可能在别处保存或丢掉了。"
_ELSEWHERE = (
    "这条草稿刚在另一台设备上改过。这里写的没有存进草稿，也没有盖掉那边的；按“保存”会按这里写的记下。"
)


@dataclass(frozen=True)
class Draft:
    """An unfinished record. About somebody who is no longer one's student it says nothing: `is_readable` False."""

    id: int
    form_id: str
    version: int
    changed_at: datetime
    is_readable: bool
    kind: Kind
    student_id: int | None
    names: tuple[str, ...]
    body: dict[str, Any]

    @property
    def title(self) -> str:
        """马依然 家访, 马依然 等 3 人 谈心, 启明组 小组活动."""
        if not self.is_readable:
            return "学生已不归您带，内容不再显示"
        who = self.names[0] if self.names else str(self.body.get("about", ""))
        more = f" 等 {len(self.names)} 人" if len(self.names) > 1 else ""
        return f"{who}{more} {self.kind.text}".strip()


def keep(context: Context, form_id: str, version: int, student_id: int | None, body: Body) -> tuple[int, int]:
    """Keep what stands in a form now; `version` 0 for one not kept before. Returns the draft's id and version.

    :raises Conflict: the same draft was changed, put aside or saved elsewhere since.
    """
    context.require(Action.RECORD)
    if len(json.dumps(body, ensure_ascii=False)) > LONGEST:
        raise Invalid("写得太长，草稿存不下了。请删短一些。")
    box = sealing.box(context)
    with context.write() as tx:
        before = rows.by_form(tx.db, context.actor.staff_id, form_id)
        if tx.earlier(form_id) is not None or (before is None and version):
            raise Conflict(_GONE)
        if before is None:
            if rows.is_taken(tx.db, form_id):
                raise Conflict(_GONE)
            owner = _owner(context)
            sealed = sealing.close_draft(box, form_id, owner, student_id, dict(body))
            draft_id = rows.add(tx.db, owner, form_id, student_id, sealed, context.moment)
            tx.audit("draft.begin", f"draft/{draft_id}")
            return draft_id, 1
        if before["version"] != version:
            raise Conflict(_ELSEWHERE)
        sealed = sealing.close_draft(box, form_id, before["owner_id"], student_id, dict(body))
        rows.change(tx.db, before["id"], version, student_id, sealed, context.moment)
        tx.audited = True  # its beginning is in the log; every pause of the pen is not
        return before["id"], version + 1


def mine(context: Context) -> list[Draft]:
    """Everything one has not finished, the latest first."""
    context.require(Action.RECORD)
    with context.read() as db:
        found = [_opened(context, row) for row in rows.all_of(db, context.actor.staff_id)]
        names = _names(context, db, found) if found else {}
    return [_draft(row, names) for row in found]


def open_draft(context: Context, draft_id: int) -> Draft:
    """One's own draft, to go on writing."""
    context.require(Action.RECORD)
    with context.read() as db:
        row = rows.own(db, context.actor.staff_id, draft_id)
        if row is None:
            raise NotFound(_GONE)
        row = _opened(context, row)
        names = _names(context, db, [row])
    draft = _draft(row, names)
    if not draft.is_readable:
        raise NotFound("这条草稿的学生已不归您带，内容不再显示。")
    return draft


def discard(context: Context, draft_id: int) -> None:
    """Put a draft aside; for a moment `restore` brings it back."""
    context.require(Action.RECORD)
    with context.write() as tx:
        if not rows.discard(tx.db, context.actor.staff_id, draft_id, context.moment):
            raise NotFound(_GONE)
        tx.audit("draft.discard", f"draft/{draft_id}")


def restore(context: Context, draft_id: int) -> None:
    """Take a draft up again that was just put aside."""
    context.require(Action.RECORD)
    with context.write() as tx:
        if not rows.discard(tx.db, context.actor.staff_id, draft_id, None):
            raise NotFound(_GONE)
        tx.audit("draft.restore", f"draft/{draft_id}")


def finish(tx: Writing, form_id: str) -> None:
    """The form was saved, in this transaction: its draft goes, and older ones that were put aside."""
    before = moment_text(tx.context.now - UNDO_FOR)
    rows.remove(tx.db, tx.context.actor.staff_id, form_id, before)


def _owner(context: Context) -> int:
    if context.actor.staff_id is None:
        raise Invalid("系统本身不写草稿。")
    return context.actor.staff_id


def _opened(context: Context, row: Row) -> Row:
    return row | {"body": sealing.draft(sealing.box(context), row)}


def _student_ids(row: Row) -> tuple[int, ...]:
    """Whom a draft is about, or names: each has to be one's own still."""
    written = row["body"].get("students", [])
    return tuple(dict.fromkeys([*([row["student_id"]] if row["student_id"] else []), *written]))


def _names(context: Context, db: Database, found: list[Row]) -> dict[int, str]:
    """The names of those of their students one may see."""
    wanted = {one for row in found for one in _student_ids(row)}
    return students.names_within(db, context.scope(db), wanted)


def _draft(row: Row, names: dict[int, str]) -> Draft:
    body, ids = row["body"], _student_ids(row)
    is_readable = all(one in names for one in ids)
    kind = Kind(body["kind"]) if body.get("kind") in set(Kind) else Kind.TALK
    shown = tuple(names[one] for one in ids) if is_readable else ()
    return Draft(
        row["id"],
        row["form_id"],
        row["version"],
        datetime.fromisoformat(row["changed_at"]),
        is_readable,
        kind,
        row["student_id"] if is_readable else None,
        shown if kind.shape.about is About.STUDENTS else (),
        body if is_readable else {},
    )
