"""推进阶段: a proposal until the office decides; counted by the app or ticked; one sentence for the overview."""

from dataclasses import replace
from datetime import date

import pytest

from db.rows import insert
from domain.duty_presets import PRESETS
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.record_kinds import Kind
from domain.stages import Count, Measure
from services import calendar, interactions, profiles, stages
from tests import duty_builder
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OTHER_HOMEROOM,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)


@pytest.fixture
def decided(school, as_office):
    """The proposal taken over."""
    stages.adopt(as_office)
    return school


def item(context, name):
    return next(one for stage in stages.see(context).stages for one in stage.items if one.name == name)


def counted(context):
    return {
        one.measure: one.count for stage in stages.see(context).stages for one in stage.items if one.measure
    }


def test_at_first_there_is_a_proposal_by_the_terms_and_nothing_is_stored(school, as_office):
    plan = stages.see(as_office)
    assert plan.is_proposal
    assert (plan.stages[0].starts_on, plan.stages[-1].ends_on) == (date(2026, 9, 1), date(2027, 7, 5))
    assert school.rows("select * from stage") == []
    assert stages.now(as_office) == ""


def test_a_proposal_follows_the_terms_until_it_is_decided(school, as_office):
    (first, _) = calendar.terms(as_office)
    calendar.save_term(as_office, 2026, 1, date(2026, 9, 2), first.ends_on, first.version)
    assert stages.see(as_office).stages[0].starts_on == date(2026, 9, 2)
    stages.adopt(as_office)
    calendar.save_term(as_office, 2026, 1, date(2026, 9, 3), first.ends_on, first.version + 1)
    assert stages.see(as_office).stages[0].starts_on == date(2026, 9, 2)


def test_without_any_term_there_is_a_proposal_as_well(school, as_office):
    with school.store.write() as db:
        for table in ("exam_result", "score", "exam_subject", "exam", "term"):
            db.execute(f"delete from {table}")
    assert stages.see(as_office.at(as_office.now)).stages[0].starts_on == date(2026, 9, 1)


def test_what_is_decided_says_where_the_school_stands(decided, as_office, as_leader):
    assert not stages.see(as_office).is_proposal
    assert stages.now(as_leader) == "全面实施阶段，11月24日前督导检查一次"
    with pytest.raises(Conflict):
        stages.adopt(as_office)


def test_another_school_year_begins_with_a_proposal_again(decided, as_office):
    calendar.save_term(as_office, 2027, 1, date(2027, 9, 1), date(2028, 1, 20))
    next_year = as_office.at(as_office.now.replace(year=2027))
    assert stages.see(next_year).is_proposal
    stages.adopt(next_year)
    assert not stages.see(as_office).is_proposal


# ── what the app counts ──────────────────────────────────────────────────────────────────────────────


def test_what_can_be_counted_is_counted_and_follows_what_is_written(decided, as_office, as_mentor):
    assert counted(as_office) == {
        Measure.GROUPS_FILED: Count(3, 4, "个班"),
        Measure.MENTORED: Count(18, 28, "名学生"),
        Measure.PROFILED: Count(0, 28, "名学生"),
        Measure.GROUP_ACTIVITIES: Count(0, 5, "个小组"),
        Measure.DUTIES_SET: Count(0, 0, "条要求", is_share=False),
    }
    duty_builder.put(decided, PRESETS["S2"])
    profiles.save(as_mentor, decided.student(THREE_ONE[0]), 0, {"basics": "爱画画"})
    (group,) = decided.rows("select id from mentor_group where name = '启明组' and valid_to is null")
    for form_id in ("activity-1", "activity-2"):  # a group counts once
        form = replace(
            decided.talk(*THREE_ONE[:2]), form_id=form_id, kind=Kind.GROUP_ACTIVITY, guidance_area="", talk_mode="",
            effect="", mentor_group_id=group["id"], detail={"form": "劳动"},
        )  # fmt: skip
        interactions.record(as_mentor, form)
    now = counted(as_office)
    assert (now[Measure.PROFILED].done, now[Measure.GROUP_ACTIVITIES].done) == (1, 1)
    rules = decided.rows("select count(*) as n from duty_rule where valid_to is null")[0]["n"]
    assert now[Measure.DUTIES_SET] == Count(rules, rules, "条要求", is_share=False)
    assert item(as_office, "定下履职要求").is_done


@pytest.mark.parametrize(
    ("person", "classes", "students"),
    [
        (LEADER, Count(3, 4, "个班"), Count(18, 28, "名学生")),
        (GRADE_HEAD, Count(1, 2, "个班"), Count(7, 14, "名学生")),
        (HOMEROOM, Count(1, 1, "个班"), Count(7, 7, "名学生")),
        (OTHER_HOMEROOM, Count(1, 1, "个班"), Count(4, 7, "名学生")),
    ],
)
def test_everybody_counts_the_part_they_lead(decided, person, classes, students):
    found = counted(decided.as_person(person))
    assert (found[Measure.GROUPS_FILED], found[Measure.MENTORED]) == (classes, students)


def test_a_mentee_in_another_class_is_not_counted_with_one_s_own(decided):
    mentors_elsewhere(decided, HOMEROOM, THREE_TWO[0])
    found = counted(decided.as_person(HOMEROOM))
    assert (found[Measure.GROUPS_FILED].total, found[Measure.MENTORED]) == (1, Count(7, 7, "名学生"))


def mentors_elsewhere(school, person, name):
    row = {"mentor_id": school.people[person], "student_id": school.student(name), "valid_from": "2026-09-01"}
    with school.store.write() as db:
        insert(db, "pairing", row)


# ── what the office changes ──────────────────────────────────────────────────────────────────────────


def test_an_item_is_ticked_with_a_day_and_words(decided, as_office):
    meeting = item(as_office, "召开全体教师动员会")
    stages.change_item(as_office, replace(meeting, done_on=date(2026, 9, 8), words=" 62 人参加 "))
    now = item(as_office, "召开全体教师动员会")
    assert (now.is_done, now.done_on, now.words) == (True, date(2026, 9, 8), "62 人参加")
    with pytest.raises(Conflict):
        stages.change_item(as_office, replace(meeting, words="别的"))
    assert item(as_office, "召开全体教师动员会").words == "62 人参加"


def test_what_the_app_counts_cannot_be_ticked(decided, as_office):
    one = item(as_office, "每名学生都有导师")
    stages.change_item(as_office, replace(one, done_on=TODAY, due_on=TODAY))
    now = item(as_office, "每名学生都有导师")
    assert (now.is_done, now.measure, now.due_on) == (False, Measure.MENTORED, TODAY)


def test_one_more_item_sent_twice_is_one_and_can_be_taken_away(decided, as_office):
    first, again = (stages.add_item(as_office, "item-0001", 3, "导师培训", TODAY) for _ in range(2))
    assert first == again
    training = item(as_office, "导师培训")
    with pytest.raises(Conflict):
        stages.remove_item(as_office, training.id, training.version + 1)
    stages.remove_item(as_office, training.id, training.version)
    with pytest.raises(NotFound, match="不在了"):
        stages.remove_item(as_office, training.id, training.version)


def test_a_stage_is_moved_between_its_neighbours(decided, as_office):
    stages.change(as_office, 2, 1, date(2026, 9, 16), date(2026, 10, 10))
    assert stages.see(as_office).stages[1].span == "9月16日至10月10日"
    with pytest.raises(Conflict):
        stages.change(as_office, 2, 1, date(2026, 9, 17), date(2026, 10, 10))
    with pytest.raises(Invalid, match="全面实施"):
        stages.change(as_office, 2, 2, date(2026, 9, 16), date(2026, 11, 1))


def test_nothing_is_changed_before_it_is_decided(school, as_office):
    with pytest.raises(NotFound, match="就这样定"):
        stages.change(as_office, 1, 1, TODAY, TODAY)
    with pytest.raises(NotFound, match="就这样定"):
        stages.add_item(as_office, "item-0001", 1, "培训", None)


@pytest.mark.parametrize("person", [LEADER, GRADE_HEAD, HOMEROOM])
def test_others_read_and_change_nothing(decided, person):
    context = decided.as_person(person)
    one = item(context, "校委会专题安排")
    for change in (
        lambda: stages.change_item(context, replace(one, done_on=TODAY)),
        lambda: stages.remove_item(context, one.id, one.version),
        lambda: stages.add_item(context, "item-0001", 1, "培训", None),
        lambda: stages.change(context, 1, 1, TODAY, TODAY),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_mentor_sees_no_stages(decided):
    with pytest.raises(NotAllowed):
        stages.see(decided.as_person(MENTOR))
