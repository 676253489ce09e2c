"""Plans of the test school's classes, kept as the class teacher's page keeps them."""

import json

from db.rows import insert
from domain.grouping_plan import Plan, PlanGroup, as_dict
from domain.permissions import SYSTEM
from services.context import Context
from tests.school_builder import NOW, OFFICE, put_in_force


def plan_of(school, *groups):
    """A plan; each group as (name, members, mentor)."""
    return Plan(
        group_count=len(groups),
        groups=tuple(
            PlanGroup(
                f"g{place}",
                name,
                school.ids(*members),
                school.people[mentor] if mentor else None,
                f"{name}一起走",
                f"{name}每天早读",
            )
            for place, (name, members, mentor) in enumerate(groups, start=1)
        ),
    )


def draft(school, class_id, *groups):
    """An open draft of the class; its id."""
    with Context(school.store, SYSTEM, NOW).write() as tx:
        body = json.dumps(as_dict(plan_of(school, *groups)), ensure_ascii=False)
        row = {"class_id": class_id, "state": "draft", "body": body, "changed_at": tx.context.moment}
        tx.audit("test.draft", f"class/{class_id}")
        return insert(tx.db, "grouping_plan", row)


def regroup(school, class_id, *groups, leader=None, on=None):
    """These groups in force, filed by the leader (the office, unless told) and approved by the office."""
    office = school.as_person(OFFICE)
    put_in_force(leader or office, office, class_id, plan_of(school, *groups).groups, on)
