"""Numbers about accounts and the log for looking an installation over; nobody's name."""

import json
from datetime import date

from sqlite_utils import Database

from db.rows import holds, one_row
from domain.permissions import Role


def last_act_at(db: Database) -> str | None:
    """When the last act of the log was done."""
    row = one_row(db, "select at from audit order by seq desc limit 1")
    return row["at"] if row else None


def holders(db: Database, on: date) -> dict[Role, set[int]]:
    """Who still here holds which given role."""
    found: dict[Role, set[int]] = {}
    rows = db.execute(
        f"""select role, staff_id from staff_role join staff on staff.id = staff_id
             where left_on is null and {holds("staff_role")}""",
        {"on": on.isoformat()},
    )
    for role, staff_id in rows:
        found.setdefault(Role(role), set()).add(staff_id)
    return found


def never_changed(db: Database) -> int:
    """How many accounts that can be used still have their first password."""
    row = db.execute(
        """select count(*) from account join staff on staff.id = staff_id
            where must_change_password = 1 and is_disabled = 0 and left_on is null"""
    ).fetchone()
    return int(row[0])


def without_second_step(db: Database, on: date, roles: list[str]) -> int:
    """How many with an account hold one of these roles and have no code from a phone."""
    row = db.execute(
        f"""select count(distinct account.id) from account join staff on staff.id = account.staff_id
              join staff_role on staff_role.staff_id = staff.id and {holds("staff_role")}
             where role in (select value from json_each(:roles)) and is_disabled = 0 and left_on is null
               and not exists (select 1 from second_step where account_id = account.id)""",
        {"on": on.isoformat(), "roles": json.dumps(roles)},
    ).fetchone()
    return int(row[0])
