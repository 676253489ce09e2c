"""Parallel classes at once: one capacity for a teacher in several classes, drafts for each class, others left alone."""

import pytest

from domain.errors import Conflict, Invalid
from domain.grouping_plan import with_words
from services import departures, filing, grade_plan, plans
from services.context import Context
from services.grade_plan import Drafted
from tests.school_builder import HOMEROOM, MENTOR, OTHER_MENTOR, School


def solved(context: Context, grade: int) -> Drafted:
    """Begun, waited for, taken."""
    grade_plan.begin(context, grade)
    assert grade_plan._searches[grade_plan._key(context, grade)].wait(60)
    return grade_plan.take(context, grade)


def test_each_group_gets_a_teacher_of_its_class_and_nobody_too_many(
    school: School, as_office: Context
) -> None:
    """三（2）班 has 田小雨 alone; so 三（1）班, where others teach as well, must do without."""
    assert grade_plan.grades(as_office) == [3, 7]
    assert solved(as_office, 3) == Drafted(("三（1）班", "三（2）班"), ())
    one, two = (plans.open_desk(as_office, school.class_id(name)) for name in ("三（1）班", "三（2）班"))
    assert (one.state, two.state) == ("draft", "draft")
    assert [group.name for group in one.plan.groups] == ["启明组", "扬帆组"]
    assert {group.mentor for group in one.plan.groups} == {
        school.people[HOMEROOM],
        school.people[OTHER_MENTOR],
    }
    assert [group.mentor for group in two.plan.groups] == [school.people[MENTOR]]
    assert not one.unplaced
    assert not two.unplaced


def test_a_draft_with_groups_and_a_filed_plan_are_left_alone(
    school: School, as_office: Context, as_homeroom: Context
) -> None:
    class_id = school.class_id("三（1）班")
    desk = plans.open_desk(as_homeroom, class_id)
    version = plans.keep(as_homeroom, desk, desk.plan)
    assert [one.left_alone for one in grade_plan.classes_of(as_office, 3)] == ["已有草稿", ""]
    with pytest.raises(Invalid, match="不到两个"):
        grade_plan.begin(as_office, 3)
    filing.file_plan(as_homeroom, class_id, version)
    assert [one.left_alone for one in grade_plan.classes_of(as_office, 3)] == ["已报备案", ""]


def test_a_class_its_teacher_worked_on_meanwhile_is_not_overwritten(
    school: School, as_office: Context, as_homeroom: Context
) -> None:
    grade_plan.begin(as_office, 3)
    desk = plans.open_desk(as_homeroom, school.class_id("三（1）班"))
    plans.keep(as_homeroom, desk, with_words(desk.plan, 0, "破晓组", "", ""))
    assert grade_plan._searches[grade_plan._key(as_office, 3)].wait(60)
    assert grade_plan.take(as_office, 3) == Drafted(("三（2）班",), ("三（1）班",))
    assert plans.open_desk(as_homeroom, desk.class_id).plan.groups[0].name == "破晓组"


def test_a_mentor_who_left_the_class_is_not_kept_for_having_been_there(
    school: School, as_office: Context
) -> None:
    """田小雨 goes on in 三（2）班 and so is known to the search, but 三（1）班 is taught by others now."""
    departures.teacher_left_class(as_office, school.people[MENTOR], school.class_id("三（1）班"))
    assert solved(as_office, 3).left == ()
    desk = plans.open_desk(as_office, school.class_id("三（1）班"))
    assert school.people[MENTOR] not in {group.mentor for group in desk.plan.groups}


def test_too_little_room_is_a_sentence_and_nothing_is_kept(school: School, as_office: Context) -> None:
    with as_office.write() as tx:
        tx.db.execute("update staff set most_mentees = 5 where id = ?", [school.people[MENTOR]])
        tx.audit("test.full", "staff")
    with pytest.raises(Invalid, match="带不下"):
        solved(as_office, 3)
    assert school.rows("select * from grouping_plan where state <> 'approved'") == []


def test_what_was_given_up_or_taken_is_not_there_any_more(as_office: Context) -> None:
    grade_plan.begin(as_office, 3)
    grade_plan.cancel(as_office, 3)
    assert grade_plan.look(as_office, 3) is None
    with pytest.raises(Conflict):
        grade_plan.take(as_office, 3)
