"""The answer each form was given, so that the same form sent twice is answered twice and done once."""

import json
from typing import Any

from sqlite_utils import Database

from db.rows import one_row


def find(db: Database, form_id: str) -> Any | None:
    """What was answered to this form before, or None."""
    row = one_row(db, "select result from form_receipt where form_id = :form_id", {"form_id": form_id})
    return None if row is None else json.loads(row["result"])


def keep(db: Database, form_id: str, at: str, result: Any) -> None:
    """Remember the answer given to this form."""
    db.table("form_receipt").insert({"form_id": form_id, "at": at, "result": json.dumps(result)})
