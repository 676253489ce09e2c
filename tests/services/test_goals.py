"""Goals and reviews: who writes them, who reads them, what becomes of a retired dimension."""

from dataclasses import replace
from datetime import date

import pytest

from domain.cells import Clashed
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.goals import GoalForm
from domain.reviews import NewDimension
from services import goals, reviews
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_MENTOR,
    SEES,
    THREE_ONE,
    TODAY,
)

CHILD = THREE_ONE[0]
TERM = 1
WRITERS = pytest.mark.parametrize(
    ("person", "may"),
    [(MENTOR, True), (HOMEROOM, True), (OTHER_MENTOR, False), (GRADE_HEAD, False), (OFFICE, False), (LEADER, False)],
)  # fmt: skip
AIM = GoalForm("学业", "自己记作业", "家校本打勾", date(2026, 12, 31))


def keep(context, school, form=AIM, form_id="goal-00001", goal_id=None, version=0, name=CHILD):
    return goals.save(context, form_id, school.student(name), goal_id, version, form)


def only(context, school):
    (found,) = goals.of_student(context, school.student(CHILD))
    return found


@WRITERS
def test_the_mentor_and_the_class_teacher_set_goals_and_nobody_else(school, person, may):
    if may:
        keep(school.as_person(person), school)
        return
    with pytest.raises(NotFound, match="由导师和班主任写"):
        keep(school.as_person(person), school)
    assert school.rows("select * from goal") == []


@pytest.mark.parametrize("person", SEES)
def test_goals_and_reviews_are_read_within_the_circle(school, as_mentor, person):
    keep(as_mentor, school)
    reviews.save(as_mentor, school.student(CHILD), TERM, {}, {1: "爱动脑"})
    context = school.as_person(person)
    if not context.actor.roles or person in (ADMIN, AUDITOR):
        with pytest.raises(NotAllowed):
            goals.of_students(context, school.students.values())
        return
    expected = {school.student(CHILD)} if CHILD in SEES[person] else set()
    assert set(goals.of_students(context, school.students.values())) == expected
    assert set(reviews.of_students(context, school.students.values(), TERM)) == expected


def test_a_goal_goes_its_way_with_dated_lines_to_its_end(school, as_mentor):
    made = keep(as_mentor, school)
    keep(as_mentor, school, replace(AIM, progress="记了三天"), "goal-00002", made, 1)
    keep(as_mentor, school, replace(AIM, state="done", progress="一周没漏"), "goal-00003", made, 2)
    goal = only(as_mentor, school)
    assert (goal.state_text, goal.closed_on, goal.begun_on) == ("已完成", TODAY, TODAY)
    assert [(one.noted_on, one.note, one.author) for one in goal.progress] == [
        (TODAY, "记了三天", MENTOR), (TODAY, "一周没漏", MENTOR),
    ]  # fmt: skip
    keep(as_mentor, school, AIM, "goal-00004", made, 3)
    assert (only(as_mentor, school).state, only(as_mentor, school).closed_on) == ("open", None)


def test_a_form_sent_twice_is_one_goal_and_one_line(school, as_mentor):
    form = replace(AIM, progress="记了三天")
    assert keep(as_mentor, school, form) == keep(as_mentor, school, form)
    assert len(only(as_mentor, school).progress) == 1


def test_of_two_who_change_a_goal_the_second_is_told(school, as_mentor, as_homeroom):
    made = keep(as_mentor, school)
    keep(as_homeroom, school, replace(AIM, aim="按时交作业"), "goal-00002", made, 1)
    with pytest.raises(Conflict):
        keep(as_mentor, school, replace(AIM, aim="少用手机", progress="不算"), "goal-00003", made, 1)
    assert (only(as_mentor, school).aim, only(as_mentor, school).progress) == ("按时交作业", ())


def test_a_goal_is_reached_through_its_own_child_only(school, as_mentor):
    made = keep(as_mentor, school)
    with pytest.raises(NotFound, match="没有找到这个目标"):
        keep(as_mentor, school, AIM, "goal-00002", made, 1, THREE_ONE[1])


def test_an_open_goal_is_overdue_the_day_after_and_a_finished_one_never(school, as_mentor):
    keep(as_mentor, school)
    goal = only(as_mentor, school)
    assert [goal.is_overdue(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [False, True]
    assert not replace(goal, state="done").is_overdue(date(2027, 1, 1))


def test_what_a_goal_said_before_is_kept_and_a_mere_line_of_progress_is_no_change(
    school, as_mentor, as_homeroom
):
    made = keep(as_mentor, school)
    keep(as_mentor, school, replace(AIM, progress="记了三天"), "goal-00002", made, 1)
    assert goals.history(as_mentor, school.student(CHILD)) == []
    keep(as_homeroom, school, replace(AIM, aim="按时交", due_on=None), "goal-00003", made, 2)
    ((heading, (change,)),) = goals.history(as_mentor, school.student(CHILD))
    assert (heading, change.by) == ("按时交", HOMEROOM)
    assert {(one.label, one.before) for one in change.changes} == {
        ("目标", "自己记作业"),
        ("什么时候做到", "2026年12月31日"),
    }


# ── reviews ──────────────────────────────────────────────────────────────────────────────────────────


@WRITERS
def test_the_mentor_and_the_class_teacher_review_and_nobody_else(school, person, may):
    context, child = school.as_person(person), school.student(CHILD)
    if may:
        assert [one.name for one in reviews.form_of(context, child, TERM).dimensions] == [
            "学业水平", "课堂表现", "劳动素养", "艺术修养", "品德发展", "身心健康",
        ]  # fmt: skip
        assert reviews.save(context, child, TERM, {}, {1: "爱动脑"}) == 1
        return
    for asked in (
        lambda: reviews.form_of(context, child, TERM),
        lambda: reviews.save(context, child, TERM, {}, {1: "爱动脑"}),
    ):
        with pytest.raises(NotFound, match="由导师和班主任写"):
            asked()


def test_two_who_write_into_different_dimensions_both_stay_and_in_one_the_second_is_told(
    school, as_mentor, as_homeroom
):
    child = school.student(CHILD)
    assert reviews.save(as_mentor, child, TERM, {}, {1: "爱动脑"}) == 1
    assert reviews.save(as_homeroom, child, TERM, {}, {2: "爱举手", 3: ""}) == 1
    with pytest.raises(Clashed):
        reviews.save(as_homeroom, child, TERM, {1: ""}, {1: "要细心", 4: "会画画"})
    assert [(one.dimension, one.body, one.author) for one in reviews.of_student(as_mentor, child, TERM)] == [
        ("学业水平", "爱动脑", MENTOR), ("课堂表现", "爱举手", HOMEROOM),
    ]  # fmt: skip
    assert reviews.save(as_homeroom, child, TERM, {1: "爱动脑"}, {1: "要细心"}) == 1


def test_a_retired_dimension_keeps_what_was_written_and_is_asked_no_more(school, as_mentor, as_office):
    child = school.student(CHILD)
    reviews.save(as_mentor, child, TERM, {}, {1: "爱动脑", 2: "爱举手"})
    known = [replace(one, is_retired=one.id == 1) for one in reviews.dimensions(as_office)]
    reviews.save_dimensions(as_office, known, [])
    assert [one.id for one in reviews.form_of(as_mentor, child, TERM).dimensions] == [2, 3, 4, 5, 6]
    assert [one.body for one in reviews.of_student(as_mentor, child, TERM)] == ["爱举手", "爱动脑"]
    with pytest.raises(Invalid, match="已经停用"):
        reviews.save(as_mentor, child, TERM, {1: "爱动脑"}, {1: "更爱动脑"})


def test_a_term_or_dimension_that_is_none_is_a_sentence(school, as_mentor):
    with pytest.raises(NotFound, match="没有这个学期"):
        reviews.save(as_mentor, school.student(CHILD), 99, {}, {1: "爱动脑"})
    with pytest.raises(Invalid, match="已经停用"):
        reviews.save(as_mentor, school.student(CHILD), TERM, {}, {99: "爱动脑"})


def test_dimensions_are_renamed_even_into_each_other_ordered_and_added(school, as_office):
    first, second, *rest = reviews.dimensions(as_office)
    known = [replace(first, name=second.name, position=9), replace(second, name=first.name), *rest]
    reviews.save_dimensions(as_office, known, [NewDimension("阅读", 10)])
    names = [one.name for one in reviews.dimensions(as_office)]
    assert names == ["学业水平", "劳动素养", "艺术修养", "品德发展", "身心健康", "课堂表现", "阅读"]
    with pytest.raises(Invalid, match="刚被别人改过"):
        reviews.save_dimensions(as_office, known, [])
    assert [one.name for one in reviews.dimensions(as_office)] == names


def test_a_list_that_somebody_else_changed_is_not_overwritten(school, as_office):
    known = reviews.dimensions(as_office)
    reviews.save_dimensions(as_office, [replace(known[0], name="学习"), *known[1:]], [])
    with pytest.raises(Conflict):
        reviews.save_dimensions(as_office, [replace(known[0], name="学业"), *known[1:]], [])
    assert reviews.dimensions(as_office)[0].name == "学习"


def test_nothing_changed_is_nothing_kept(school, as_mentor):
    assert reviews.save(as_mentor, school.student(CHILD), TERM, {1: "爱动脑"}, {1: "爱动脑"}) == 0
    assert school.rows("select * from term_review") == []


def test_what_a_review_said_before_is_kept_even_when_it_was_taken_out(school, as_mentor, as_homeroom):
    child = school.student(CHILD)
    reviews.save(as_mentor, child, TERM, {}, {1: "爱动脑"})
    reviews.save(as_homeroom, child, TERM, {1: "爱动脑"}, {1: ""})
    assert reviews.of_student(as_mentor, child, TERM) == ()
    ((heading, (change,)),) = reviews.history(as_mentor, child)
    assert heading.endswith("上学期　学业水平")
    assert [(one.before, one.after) for one in change.changes] == [("爱动脑", "")]


@pytest.mark.parametrize("read", [goals.history, reviews.history])
def test_a_stranger_reads_no_earlier_wording(school, as_mentor, as_other_mentor, read):
    child = school.student(CHILD)
    keep(as_mentor, school)
    keep(as_mentor, school, replace(AIM, aim="按时交"), "goal-00002", 1, 1)
    reviews.save(as_mentor, child, TERM, {}, {1: "爱动脑"})
    reviews.save(as_mentor, child, TERM, {1: "爱动脑"}, {1: "要细心"})
    assert read(as_mentor, child)
    with pytest.raises(NotFound):
        read(as_other_mentor, child)
