"""What was done, by whom, to what. Ids and field names only, never contents."""

import json
from typing import Any

from sqlite_utils import Database


def append(
    db: Database, at: str, staff_id: int | None, action: str, target: str, detail: dict[str, Any]
) -> None:
    """Add one row; the table refuses any later change to it."""
    db.execute(
        "insert into audit (at, staff_id, action, target, detail) values (:at, :staff_id, :action, :target, :detail)",
        {
            "at": at,
            "staff_id": staff_id,
            "action": action,
            "target": target,
            "detail": json.dumps(detail, ensure_ascii=False),
        },
    )
