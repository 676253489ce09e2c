"""履职要求 with every edition each rule ever had."""

import json
from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from db.rows import Row, all_rows, insert, update_version
from domain.duty_rules import DutyRule, Period, Subject


def editions(db: Database) -> list[DutyRule]:
    """Every edition of every rule, the oldest first."""
    return [rule_of(row) for row in all_rows(db, "select * from duty_rule order by valid_from, position, id")]


def whose(db: Database) -> dict[int, Row]:
    """id → entered_on, entered_by, ended_by (names) of each edition."""
    rows = all_rows(
        db,
        """select rule.id, rule.entered_on, coalesce(enterer.name, '') as entered_by,
                  coalesce(ender.name, '') as ended_by
             from duty_rule rule left join staff enterer on enterer.id = rule.entered_by
             left join staff ender on ender.id = rule.ended_by""",
    )
    return {row["id"]: row for row in rows}


def add(db: Database, rule: DutyRule, entered_on: date, entered_by: int | None) -> int:
    """Store an edition; `origin_id` 0 makes it the first of a new rule."""
    row: Row = {
        "name": rule.name,
        "kinds": json.dumps(sorted(rule.kinds)),
        "times": rule.times,
        "period": rule.period.value,
        "subject": rule.subject.value,
        "care_category_id": rule.care_category_id,
        "valid_from": rule.valid_from.isoformat(),
        "origin_id": rule.origin_id or None,
        "position": rule.position,
        "entered_on": entered_on.isoformat(),
        "entered_by": entered_by,
    }
    return insert(db, "duty_rule", row)


def end(db: Database, rule: DutyRule, ended_by: int | None) -> None:
    """Let an edition hold up to (without) its `valid_to`; None: it goes on after all. Conflict if it was changed."""
    until = rule.valid_to.isoformat() if rule.valid_to else None
    ender = ended_by if until else None
    update_version(db, "duty_rule", rule.id, rule.version, {"valid_to": until, "ended_by": ender})


def remove(db: Database, rule_ids: Iterable[int]) -> None:
    """Take away editions that never come to hold; the later of a rule before its first."""
    for one in sorted(rule_ids, reverse=True):
        db.execute("delete from duty_rule where id = :id", {"id": one})


def care_categories(db: Database) -> dict[int, str]:
    """The school's categories of care by id, in its own order."""
    rows = all_rows(db, "select id, name from care_category order by position, id")
    return {row["id"]: row["name"] for row in rows}


def rule_of(row: Row) -> DutyRule:
    """A row as the rule it is; a first edition is its own origin."""
    return DutyRule(
        row["id"],
        row["name"],
        frozenset(json.loads(row["kinds"])),
        row["times"],
        Period(row["period"]),
        Subject(row["subject"]),
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        row["care_category_id"],
        row["origin_id"] or row["id"],
        row["position"],
        row["version"],
    )
