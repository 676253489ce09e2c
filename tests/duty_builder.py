"""Duty rules for the test school, put straight into the database: the office's own way has its own tests."""

import json
from collections.abc import Iterable

from domain.duty_presets import Preset
from domain.duty_rules import DutyRule
from services.school import system_context
from tests.school_builder import TERM_BEGINS, School


def put(school: School, rules: Preset | Iterable[DutyRule]) -> None:
    """These rules in force, a scheme's from the term's first day."""
    wanted = rules.rules(TERM_BEGINS) if isinstance(rules, Preset) else rules
    with system_context(school.store).write() as tx:
        tx.db.table("duty_rule").insert_all(
            {
                "name": one.name, "kinds": json.dumps(sorted(one.kinds)), "times": one.times, "period": one.period.value,
                "subject": one.subject.value, "care_category_id": one.care_category_id, "position": one.position,
                "valid_from": one.valid_from.isoformat(), "valid_to": one.valid_to and one.valid_to.isoformat(),
            }
            for one in wanted
        )  # fmt: skip
        tx.audit("test.build", "duty_rule")
