"""Plans for a class's groups: one open at a time, each step counted by its version."""

import json
from typing import Any

from sqlite_utils import Database

from db.rows import Row, insert, one_row, update_version


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


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
