"""Plans for a class's groups: one open at a time, each step counted by its version."""

import json
from typing import Any

from sqlite_utils import Database

from db.rows import Row, insert, one_row, update_version
from domain.errors import Conflict


def latest(db: Database, class_id: int) -> Row | None:
    """The class's open plan, else the last one approved: id, state, body, starts_on, changed_at, changed_by, version."""
    return one_row(
        db,
        """select plan.*, staff.name as changed_by_name from grouping_plan plan
             left join staff on staff.id = plan.changed_by
            where class_id = :class_id order by state = 'approved', plan.id desc limit 1""",
        {"class_id": class_id},
    )


def begin(db: Database, class_id: int, body: dict[str, Any], moment: str, staff_id: int | None) -> int:
    """A new draft; the class must have no open plan (the index refuses a second)."""
    return insert(
        db,
        "grouping_plan",
        {"class_id": class_id, "state": "draft", "body": _text(body), "changed_at": moment, "changed_by": staff_id},
    )  # fmt: skip


def keep(
    db: Database, plan_id: int, version: int, body: dict[str, Any], moment: str, staff_id: int | None
) -> None:
    """The plan as it now is.

    :raises Conflict: somebody else changed it since `version`.
    """
    changes = {"body": _text(body), "changed_at": moment, "changed_by": staff_id}
    update_version(db, "grouping_plan", plan_id, version, changes)


def discard(db: Database, plan_id: int, version: int) -> None:
    """Take a draft away that was never filed.

    :raises Conflict: somebody else changed it since `version`, or it has been filed since.
    """
    gone = db.execute(
        "delete from grouping_plan where id = :id and version = :version and state = 'draft' "
        "and not exists (select 1 from filing_step where grouping_plan_id = :id)",
        {"id": plan_id, "version": version},
    ).rowcount
    if not gone:
        raise Conflict("这份草稿刚被改过，或者已经报过备案，没有丢掉。请刷新看过再试。")


def was_filed(db: Database, plan_id: int) -> bool:
    """Whether the plan has been on the office's desk: its way is kept then."""
    return (
        one_row(db, "select 1 as x from filing_step where grouping_plan_id = :id", {"id": plan_id})
        is not None
    )


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
