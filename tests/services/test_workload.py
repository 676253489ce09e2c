"""工作量 against the database: counted anew by hand, kept, changed, told to nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.rows import insert
from domain.calendar import teaching_days
from domain.duty_presets import PRESETS
from domain.errors import Conflict, Invalid, NotFound
from domain.leave import Leave
from domain.permissions import SYSTEM
from domain.workload import LoadRule
from services import compliance, interactions, leave, workload
from services.context import Context
from services.school import open_school
from tests.duty_builder import put
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)

RULE = LoadRule()


def line_of(context, school, name):
    return next(one for one in workload.see(context).lines if one.id == school.people[name])


def write(school, table, **row):
    with Context(school.store, SYSTEM, NOW).write() as tx:
        insert(tx.db, table, row)
        tx.audit("test.build", table)


def naive_total(school, mentor, on):
    """The rule once more, row by row."""
    day = on.isoformat()

    def in_force(table):
        return [
            row
            for row in school.rows(f"select * from {table}")
            if row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] > day)
        ]

    enrolled = {row["student_id"] for row in in_force("class_membership")}
    pairs = {(row["mentor_id"], row["student_id"]) for row in in_force("pairing")}
    own = {student for who, student in pairs if who == mentor and student in enrolled}
    cared_for = {row["student_id"] for row in in_force("care_status")} & own
    groups = 0
    for group in in_force("mentor_group"):
        pairings = [row for row in in_force("pairing") if row["mentor_group_id"] == group["id"]]
        by_size = sorted(
            {row["mentor_id"] for row in pairings},
            key=lambda one: (
                -sum(row["mentor_id"] == one for row in pairings),
                min(row["id"] for row in pairings if row["mentor_id"] == one),
            ),
        )
        groups += by_size[:1] == [mentor]
    led = sum(row["staff_id"] == mentor for row in in_force("homeroom"))
    return len(own) + 0.5 * len(cared_for) + 0.5 * groups + 4 * led


# ── the loads ────────────────────────────────────────────────────────────────────────────────────────


def test_the_school_s_loads_as_counted_by_hand(school, as_leader):
    found = {one.name: one.load.total for one in workload.see(as_leader).lines}
    assert found == {
        MENTOR: 5.5,  # four students, two of them with a care status (one with two), one group
        OTHER_MENTOR: 3.5,
        THIRD_MENTOR: 12.5,  # eleven students, one cared for, two groups
        HOMEROOM: 4,
        OTHER_HOMEROOM: 4,
    }
    for one in workload.see(as_leader).lines:
        assert one.load.total == naive_total(school, one.id, TODAY)


def test_every_number_of_a_line_is_a_list_behind_it(school, as_leader):
    for one in workload.see(as_leader).lines:
        work = workload.of_mentor(as_leader, one.id)
        assert work.line == one
        assert len(work.students) == one.load.students
        assert sum(student.has_care for student in work.students) == one.load.care
        assert (len(work.groups), len(work.classes)) == (one.load.groups, one.load.classes)


def test_names_stand_in_their_own_order_and_above_the_limit_first(school, as_leader):
    before = [one.name for one in workload.see(as_leader).lines]
    in_order = [row["name"] for row in school.rows("select name from staff order by name_search, id")]
    assert before == [name for name in in_order if name in before]

    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.table("staff").update(school.people[OTHER_MENTOR], {"most_mentees": 2})
        tx.audit("mentor_card.most", "staff/0")

    found = workload.see(as_leader)
    assert [one.name for one in found.lines] == [
        OTHER_MENTOR,
        *(name for name in before if name != OTHER_MENTOR),
    ]
    assert found.fairness.above == (school.people[OTHER_MENTOR],)
    assert "1 位超过自己的上限" in found.fairness.text


def test_a_second_care_status_and_a_second_pairing_count_once(school, as_leader):
    before = line_of(as_leader, school, MENTOR).load
    two = school.rows("select id from care_category order by id desc limit 1")[0]["id"]
    write(
        school,
        "care_status",
        student_id=school.student("张书瑶"),
        care_category_id=two,
        valid_from="2026-10-01",
    )
    assert line_of(as_leader, school, MENTOR).load == before


def test_a_student_who_has_left_the_class_is_carried_by_nobody(school, as_leader):
    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.execute(
            "update class_membership set valid_to = '2026-11-20' where student_id = ?",
            [school.student(THREE_ONE[3])],
        )
        tx.audit("test.build", "class_membership")
    assert line_of(as_leader, school, MENTOR).load.students == 3
    assert len(workload.of_mentor(as_leader, school.people[MENTOR]).students) == 3


def test_a_second_mentor_of_one_student_does_not_lead_the_group(school, as_leader):
    (group,) = school.rows("select id from mentor_group where name = '启明组'")
    write(
        school, "pairing", student_id=school.student(THREE_ONE[0]), mentor_id=school.people[OTHER_MENTOR],
        mentor_group_id=group["id"], valid_from="2026-09-01",
    )  # fmt: skip
    found = line_of(as_leader, school, OTHER_MENTOR).load
    assert (found.students, found.groups, found.care) == (4, 1, 1)
    assert line_of(as_leader, school, MENTOR).load.groups == 1


def test_who_teaches_and_has_no_student_is_named_beside_the_others(school, as_leader):
    found = workload.see(as_leader)
    assert {*found.idle.values()} == {HOMEROOM, OTHER_HOMEROOM}
    assert found.fairness.mentors == 3


def test_an_empty_school_says_so(tmp_path):
    context = Context(open_school(tmp_path), SYSTEM, NOW)
    found = workload.see(context)
    assert (found.fairness.text, found.lines, found.months) == ("还没有导师带学生", [], [])
    with pytest.raises(Invalid, match="还没有过完"):
        workload.period_list(context)


def test_a_mentor_on_leave_stands_there_with_the_day(school, as_leader, as_office):
    def until(day):
        return line_of(as_leader.at(day), school, MENTOR).away_until

    assert until(NOW) is None
    leave.enter(as_office, "leave-0001", Leave(school.people[MENTOR], None, TODAY, TODAY + timedelta(days=3)))
    assert until(NOW) == TODAY + timedelta(days=3)
    assert line_of(as_leader, school, MENTOR).load.students == 4
    assert until(NOW + timedelta(days=4)) is None


def test_whom_nothing_stands_behind_is_not_found(school, as_leader):
    for nobody in (school.people[OFFICE], 0, None):
        with pytest.raises(NotFound):
            workload.of_mentor(as_leader, nobody)


# ── duties and minutes ───────────────────────────────────────────────────────────────────────────────


def test_what_is_asked_is_what_the_table_of_duties_says(school, as_leader):
    put(school, PRESETS["S3"])
    table = compliance.see(as_leader, compliance.stretches(as_leader)[0], "mentor")
    by_id = {row.id: sum((one for one in row.cells.values()), compliance.NOTHING) for row in table.rows}
    found = workload.see(as_leader)
    assert {one.id: one.asked for one in found.lines if one.asked.required} == {
        key: figures for key, figures in by_id.items() if figures.required and key
    }
    assert any(one.asked.required for one in found.lines)
    for one in found.lines:
        duties = workload.of_mentor(as_leader, one.id).duties
        assert sum((figures for _, figures in duties), compliance.NOTHING) == one.asked


def test_minutes_are_a_fact_of_this_month_and_weigh_nothing(school, as_leader):
    mentor = school.as_person(MENTOR)
    before = line_of(as_leader, school, MENTOR).load
    interactions.record(mentor, school.talk(THREE_ONE[0], minutes=25))
    interactions.record(mentor, school.talk(THREE_ONE[1], THREE_ONE[2], minutes=15))
    interactions.record(mentor, school.talk(THREE_ONE[1]))
    interactions.record(mentor, school.talk(THREE_ONE[1], minutes=40, on=date(2026, 10, 30)))
    gone = interactions.record(mentor, school.talk(THREE_ONE[3], minutes=30))
    interactions.undo(mentor, gone)
    work = workload.of_mentor(as_leader, school.people[MENTOR])
    assert (work.records_timed, work.minutes) == (2, 40)
    assert work.line.load == before


# ── periods ──────────────────────────────────────────────────────────────────────────────────────────


def naive_months(school, mentor, today):
    """Months (first day) that count, day by day."""
    holidays = {date(2026, 10, day) for day in range(1, 8)}
    memberships = school.rows("select * from class_membership")
    pairings = [row for row in school.rows("select * from pairing") if row["mentor_id"] == mentor]
    counted = []
    for first, last in [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))]:
        days = [day for day in teaching_days(first, last, []) if day not in holidays]
        there = [
            day
            for day in days
            if any(
                row["student_id"] == other["student_id"]
                and all(
                    one["valid_from"] <= day.isoformat()
                    and (one["valid_to"] is None or one["valid_to"] > day.isoformat())
                    for one in (row, other)
                )
                for row in pairings
                for other in memberships
            )
        ]
        if last < today and 2 * len(there) >= len(days) > 0:
            counted.append(first)
    return counted


def test_the_list_for_the_allowance_as_counted_day_by_day(school, as_leader):
    found = workload.period_list(as_leader)
    assert [one.number for one in found.months] == [1, 2]
    assert [one.name for one in found.lines] == [THIRD_MENTOR, OTHER_MENTOR, MENTOR]
    for one in found.lines:
        expected = naive_months(school, school.people[one.name], TODAY)
        assert [held.month.first for held in one.months if held.counts] == expected
        assert one.periods == 2 * len(expected) > 0
        assert one.periods == line_of(as_leader, school, one.name).periods


def test_one_month_alone_and_none_that_is_not_over(school, as_leader):
    october = workload.period_list(as_leader, 2)
    assert [one.number for one in october.months] == [2]
    assert {one.periods for one in october.lines} == {2}
    for month in (3, 5, 9):
        with pytest.raises(Invalid, match="还没有过完"):
            workload.period_list(as_leader, month)
    later = school.as_person(OFFICE, NOW + timedelta(days=20))
    assert [one.number for one in workload.period_list(later).months] == [1, 2, 3]


def test_who_had_students_and_has_none_today_is_on_the_list(school, as_leader):
    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.execute(
            "update pairing set valid_to = '2026-10-09' where mentor_id = ?", [school.people[MENTOR]]
        )
        tx.audit("test.build", "pairing")
    assert school.people[MENTOR] not in {one.id for one in workload.see(as_leader).lines}
    (own,) = [one for one in workload.period_list(as_leader).lines if one.name == MENTOR]
    assert (own.periods, own.students, own.load) == (2, 0, 0)  # September; of October a single day


def test_days_on_leave_stand_beside_the_periods_and_take_none_away(school, as_leader, as_office):
    # Friday to Friday: six school days
    leave.enter(
        as_office, "leave-0001", Leave(school.people[MENTOR], None, date(2026, 10, 16), date(2026, 10, 23))
    )
    (own,) = [one for one in workload.period_list(as_leader, 2).lines if one.name == MENTOR]
    assert (own.days_away, own.periods) == (6, 2)


# ── the rule ─────────────────────────────────────────────────────────────────────────────────────────


def test_another_rule_is_shown_beforehand_and_counted_by_afterwards(school, as_office, as_leader):
    wanted = replace(RULE, care_extra=2, homeroom=0, periods_a_month=3)
    effect = workload.effect_of(as_office, wanted)
    assert (effect.before, effect.changed) == (workload.see(as_office).fairness, 4)
    assert workload.known_rule(as_office) == RULE

    workload.set_rule(as_office, RULE, wanted)

    assert workload.known_rule(as_office) == workload.see(as_leader).rule == wanted
    assert workload.see(as_leader).fairness == effect.after
    assert line_of(as_leader, school, MENTOR).load.total == 8.5
    listed = workload.period_list(as_leader).lines
    assert sum(one.periods for one in listed) == effect.periods_after == 1.5 * effect.periods_before
    (row,) = school.rows("select action, detail from audit where action = 'workload.rule'")
    assert row["detail"] == '{"fields": ["care_extra", "homeroom", "periods_a_month"]}'


def test_a_rule_somebody_changed_meanwhile_is_not_overwritten(school, as_office):
    workload.set_rule(as_office, RULE, replace(RULE, group=1))
    with pytest.raises(Conflict):
        workload.set_rule(as_office, RULE, replace(RULE, homeroom=2))
    assert workload.known_rule(as_office) == replace(RULE, group=1)


def test_a_rule_nobody_can_count_by_is_not_stored(school, as_office):
    for act in (workload.effect_of, lambda who, wanted: workload.set_rule(who, RULE, wanted)):
        with pytest.raises(Invalid):
            act(as_office, replace(RULE, group=0.3))
    assert workload.known_rule(as_office) == RULE


def test_loads_are_there_for_others_in_four_questions(school, as_leader):
    asked = []
    with as_leader.read() as db:
        db.conn.set_trace_callback(asked.append)
        found = workload.loads(as_leader, db, RULE)
        db.conn.set_trace_callback(None)
    assert {one: load.total for one, load in found.items()} == {
        one.id: one.load.total for one in workload.see(as_leader).lines
    }
    assert len(asked) == 4  # pairs, groups, classes, limits
    assert school.people[THIRD_MENTOR] in found
