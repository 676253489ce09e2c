"""Which classes somebody may group: the own one, or every one."""

import pytest

from domain.errors import NotAllowed, NotFound
from services import led_classes, plans
from tests.school_builder import HOMEROOM


def names(context):
    return [row["name"] for row in led_classes.my_classes(context)]


def test_a_homeroom_teacher_groups_only_the_class_led(school, as_homeroom, as_other_homeroom):
    assert names(as_homeroom) == ["三（1）班"]
    assert led_classes.my_classes(as_homeroom)[0]["students"] == 7
    for context, class_id in (
        (as_homeroom, school.class_id("三（2）班")),
        (as_other_homeroom, school.class_id("三（1）班")),
        (as_homeroom, 9999),
    ):
        with pytest.raises(NotFound, match="不归您分组"), context.read() as db:
            led_classes.require_led(context, db, class_id)


def test_a_mentor_s_own_students_in_another_class_do_not_open_that_class(school, as_homeroom):
    """方晓梅 gets a mentee in 七（2）班 and still groups 三（1）班 only."""
    with school.store.write() as db:
        db.table("pairing").insert(
            {
                "student_id": school.student("谢奕辰"),
                "mentor_id": school.people[HOMEROOM],
                "valid_from": "2026-09-07",
            }
        )
    assert names(as_homeroom) == ["三（1）班"]
    with pytest.raises(NotFound):
        plans.open_desk(as_homeroom, school.class_id("七（2）班"))


def test_the_office_groups_every_class_and_leaders_none(as_office, as_leader):
    assert names(as_office) == ["三（1）班", "三（2）班", "七（1）班", "七（2）班"]
    with pytest.raises(NotAllowed):
        led_classes.my_classes(as_leader)
