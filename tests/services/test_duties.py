"""Duties on a real school: one's own, a class's, the whole school's, under other rules, and never another's children."""

from dataclasses import replace
from datetime import date

import pytest

from db.rows import insert
from domain.duty_presets import PRESETS
from domain.duty_rules import Period
from domain.errors import NotAllowed
from domain.leave import Leave
from domain.record_kinds import Kind
from services import compliance, compliance_papers, duties, interactions, leave
from services.compliance import ALL
from services.school import system_context
from tests import duty_builder
from tests.school_builder import (
    GRADE_THREE,
    HOMEROOM,
    MENTOR,
    OTHER_MENTOR,
    SEVEN_TWO,
    THIRD_MENTOR,
    THREE_ONE,
    days_before,
)

FIRST, SECOND = THREE_ONE[:2]
# of 28 children 18 have a mentor: four and three in 三（1）班, four in 七（1）班, seven in 七（2）班


@pytest.fixture
def rules(school):
    duty_builder.put(school, PRESETS["S2"])


@pytest.fixture
def talked(school, rules, as_mentor):
    """Two of the mentor's four children, this week."""
    interactions.record(as_mentor, school.talk(FIRST, SECOND, on=days_before(1)))


def of(found, name):
    return [one for one in found if one.rule.name == name]


def counts(found, rule):
    return {(one.person, one.span[:6]): (one.open, one.late) for one in found if one.rule == rule}


def test_a_mentor_answers_for_the_own_four(school, talked, as_mentor):
    before, now = of(duties.mine(as_mentor), "谈心")
    assert (now.required, now.done, now.open, now.late) == (4, 2, 2, 0)
    assert now.waiting == school.ids(*THREE_ONE[2:4])
    assert (before.span.name[:6], before.late) == ("第 11 周", 4)


def test_what_is_owed_is_counted_for_everybody_and_names_nobody_s_child(talked, as_office):
    found = duties.owed(as_office)
    assert counts(found, "谈心") == {
        (MENTOR, "第 12 周"): (2, 0), (OTHER_MENTOR, "第 12 周"): (3, 0), (THIRD_MENTOR, "第 12 周"): (11, 0),
        (MENTOR, "第 11 周"): (0, 4), (OTHER_MENTOR, "第 11 周"): (0, 3), (THIRD_MENTOR, "第 11 周"): (0, 11),
    }  # fmt: skip
    assert counts(found, "校长办公会") == {("德育处", "11月"): (1, 0)}
    assert {type(value) for one in found for value in vars(one).values()} == {int, str, date}


def test_a_class_s_list_has_its_mentors_and_its_meeting_only(school, talked, as_homeroom):
    found = duties.owed(as_homeroom, class_id=school.class_id("三（1）班"))
    assert {one.person for one in found} == {MENTOR, OTHER_MENTOR, HOMEROOM}
    assert counts(found, "谈心")[MENTOR, "第 12 周"] == (2, 0)
    assert counts(found, "班级会商") == {(HOMEROOM, "第 11 周"): (0, 1), (HOMEROOM, "第 12 周"): (1, 0)}


def test_another_s_class_is_empty(school, talked, as_homeroom):
    found = duties.owed(as_homeroom, class_id=school.class_id("七（2）班"))
    assert [one for one in found if one.rule in ("谈心", "家校联系")] == []


def test_one_s_own_list_says_the_same_as_the_office_s(talked, as_mentor, as_office):
    own = {(one.rule, one.span, one.open, one.late) for one in duties.owed_by_me(as_mentor)}
    others = {
        (one.rule, one.span, one.open, one.late) for one in duties.owed(as_office) if one.person == MENTOR
    }
    assert own == others


def test_the_record_that_counts_is_named(school, talked, as_mentor):
    (now,) = [one for one in of(duties.of_student(as_mentor, school.student(FIRST)), "谈心") if one.done]
    assert now.records == (1,)


def test_a_child_of_another_has_no_duties_to_see(school, talked, as_mentor):
    assert duties.of_student(as_mentor, school.student(THREE_ONE[5])) == []


def test_a_mentor_s_leave_excuses_the_days_and_somebody_else_s_does_not(school, rules, as_office, as_mentor):
    for person, number in ((MENTOR, 1), (OTHER_MENTOR, 2)):
        away = Leave(school.people[person], None, days_before(4), days_before(0))
        leave.enter(as_office, f"leave-000{number}", away)
        (now,) = [one for one in of(duties.mine(as_mentor), "月度小结") if one.span.name == "11月"]
        assert (now.required, [one.span.name[:6] for one in of(duties.mine(as_mentor), "谈心")]) == (
            1,
            ["第 11 周"],
        )


def test_a_deleted_record_counts_no_more(school, rules, as_mentor):
    record = interactions.record(as_mentor, school.talk(FIRST))
    interactions.undo(as_mentor, record)
    assert of(duties.mine(as_mentor), "谈心")[-1].done == 0


def test_a_preview_shows_this_month_before_and_after(talked, as_office, school):
    """November up to its end: four weeks end in it, the one of the 30th belongs to December."""
    weekly = PRESETS["S2"].rules(date(2026, 9, 1))
    fortnightly = [replace(one, period=Period.FORTNIGHT) if one.name == "谈心" else one for one in weekly]
    effects = {one.rule.name: one for one in duties.preview(as_office, fortnightly[:-1])}
    talks = effects["谈心"]
    assert talks.before and talks.after
    assert (talks.before.required, talks.before.done, talks.after.required, talks.after.done) == (
        72,
        2,
        36,
        2,
    )
    assert effects["校长办公会"].after is None


def test_nobody_but_the_office_previews(as_mentor, as_homeroom):
    for context in (as_mentor, as_homeroom):
        with pytest.raises(NotAllowed):
            duties.preview(context, [])


# ── 完成情况 ─────────────────────────────────────────────────────────────────────────────────────────


def month(context):
    return compliance.stretches(context)[0]


def cell(table, row, rule):
    (line,) = [one for one in (table.everybody, *table.rows) if one.name == row]
    (key,) = [key for key, one in table.columns.items() if one.name == rule]
    return line.cells.get(key)


def test_the_months_of_the_term_may_be_chosen_this_one_first(as_office):
    assert [(one.key, one.name) for one in compliance.stretches(as_office)] == [
        ("2026-11", "本月"), ("2026-10", "10月"), ("2026-09", "9月"), ("term", "本学期"),
    ]  # fmt: skip


def test_the_table_adds_up_the_weeks_begun(talked, as_office):
    table = compliance.see(as_office, month(as_office), "class")
    assert [one.name for one in table.rows] == ["三（1）班", "三（2）班", "七（1）班", "七（2）班"]
    found = cell(table, "三（1）班", "谈心")  # weeks 10, 11 and 12 of seven children
    assert (found.required, found.done, found.late, found.open) == (21, 2, 14, 5)
    assert cell(table, "三（2）班", "谈心") is None  # nobody there has a mentor: nothing was asked
    assert cell(table, "三（2）班", "班级会商").required == 0  # no homeroom teacher who could hold it
    assert cell(table, "合计", "校长办公会").open == 1


@pytest.mark.parametrize("by", ["class", "grade", "mentor"])
def test_rows_add_up_to_the_total_and_every_number_opens_what_it_counts(talked, as_office, by):
    stretch = month(as_office)
    table = compliance.see(as_office, stretch, by)
    for key, rule in table.columns.items():
        cells = [row.cells[key] for row in table.rows if key in row.cells]
        if rule.name in ("谈心", "家校联系"):
            assert sum(one.required for one in cells) == table.everybody.cells[key].required
        for row in (table.everybody, *table.rows):
            if key in row.cells:
                listed = compliance.behind(as_office, stretch, by, row.id, key)
                assert sum((one.figures for one in listed), compliance.NOTHING) == row.cells[key]


def test_a_grade_may_be_looked_at_alone(talked, as_office):
    table = compliance.see(as_office, month(as_office), "class", 7)
    assert [one.name for one in table.rows] == ["七（1）班", "七（2）班"]
    assert cell(table, "合计", "谈心").required == 33


@pytest.mark.parametrize("by", ["class", "grade", "mentor"])
def test_a_class_teacher_who_mentors_elsewhere_sees_the_own_class_and_nothing_of_the_other(
    school, rules, as_homeroom, by
):
    """One child there is not that class, and its mentors are not this person's to look after."""
    before, owed = compliance.see(as_homeroom, month(as_homeroom), by), duties.owed(as_homeroom)
    with system_context(school.store).write() as tx:
        other = {"student_id": school.student(SEVEN_TWO[0]), "mentor_id": school.people[HOMEROOM]}
        insert(tx.db, "pairing", {**other, "valid_from": "2026-09-01"})
        tx.audit("test.build", "pairing")
    after = compliance.see(as_homeroom, month(as_homeroom), by)
    assert (after.everybody, after.rows) == (before.everybody, before.rows)
    assert compliance.grades(as_homeroom) == {3: "三年级"}
    assert duties.owed(as_homeroom) == owed


def test_a_grade_head_sees_the_own_grade_and_no_other_child(talked, as_grade_head):
    stretch = month(as_grade_head)
    table = compliance.see(as_grade_head, stretch, "class")
    assert [one.name for one in table.rows] == ["三（1）班", "三（2）班"]
    for key in table.columns:
        listed = compliance.behind(as_grade_head, stretch, "class", ALL, key)
        assert {one.student.name for one in listed if one.student} <= set(GRADE_THREE)


def test_who_has_something_undone_comes_first_behind_a_number(talked, as_office):
    stretch = month(as_office)
    table = compliance.see(as_office, stretch, "mentor")
    (row,) = [one for one in table.rows if one.name == MENTOR]
    (key,) = [key for key, one in table.columns.items() if one.name == "谈心"]
    listed = compliance.behind(as_office, stretch, "mentor", row.id, key)
    assert [one.figures.open for one in listed] == [1, 1, 0, 0]


def test_without_rules_there_is_nothing_to_comply_with(as_office):
    table = compliance.see(as_office, month(as_office), "class")
    assert (table.columns, table.finding) == ({}, "本月没有履职要求")


def test_a_class_s_meeting_counts_whoever_wrote_it(school, rules, as_mentor, as_office):
    form = school.talk(
        kind=Kind.CLASS_CONSULTATION, class_id=school.class_id("三（1）班"), detail={"topic": "早读"}
    )
    interactions.record(as_mentor, replace(form, guidance_area="", talk_mode="", effect=""))
    table = compliance.see(as_office, month(as_office), "class")
    assert cell(table, "三（1）班", "班级会商").done == 1


def test_the_paper_says_what_the_screen_says(talked, as_office):
    paper = compliance_papers.excel(as_office, month(as_office), "class")
    assert (paper.name, paper.content[:2]) == ("本月完成情况.xlsx", b"PK")


def test_the_figures_of_a_day_in_the_past_do_not_know_what_came_later(school, talked, as_office):
    (before,) = [one for one in duties.figures(as_office, days_before(2)) if one.rule.name == "谈心"]
    (after,) = [one for one in duties.figures(as_office, days_before(1)) if one.rule.name == "谈心"]
    assert [before.now[0][2].done, after.now[0][2].done] == [0, 2]
