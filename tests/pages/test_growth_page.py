"""What is written by month and term on a student's page, and its editors; the office's dimensions."""

from dataclasses import replace

import pytest

from domain.goals import GoalForm
from services import goals, months, reviews
from services.months import Edit
from tests.school_builder import GRADE_HEAD, HOMEROOM, LEADER, MENTOR, OFFICE, THIRD_MENTOR, THREE_ONE

CHILD = THREE_ONE[0]
TERM = 1
AIM = GoalForm("学业", "自己记作业", "家校本打勾", progress="记了三天")


@pytest.fixture
def child(school):
    return school.student(CHILD)


@pytest.fixture
def told(as_mentor, child):
    """A month, a goal and a review."""
    months.save(
        as_mentor, TERM, 1, [Edit(child, {}, {"performance": "安静", "strength": "爱笑", "weakness": "怕黑"})]
    )
    goals.save(as_mentor, "goal-00001", child, None, 0, AIM)
    reviews.save(as_mentor, child, TERM, {}, {1: "爱动脑"})


def editor(own, part):
    own.press("edit_archive")
    own.app.pills(key="part_of_archive").select(part)
    return own.run()


def typed(own, child, **fields):
    for name, text in fields.items():
        key = f"edit_{name}_{child}"
        (field,) = [one for one in (*own.app.text_area, *own.app.text_input) if one.key == key]
        field.set_value(text)
    return own


@pytest.mark.parametrize("person", [MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_the_circle_reads_months_goals_and_reviews_strengths_first(tab, told, child, person):
    own = tab(person).open("archive", student=child)
    said = own.text
    for words in (
        "怕黑",
        "第一月（9月）",
        "补写",
        "发展目标：1 项，完成 0 项",
        "记了三天",
        "学业水平",
        "爱动脑",
    ):
        assert words in said, words
    assert said.index("爱笑") < said.index("怕黑")
    assert ("写月度表现" in said) is (person in (MENTOR, HOMEROOM))


def test_where_nothing_is_written_nothing_is_said_of_it(tab, school):
    own = tab(OFFICE).open("archive", student=school.student(THREE_ONE[1]))
    assert not own.names(["月度表现和评价", "发展目标"])


@pytest.mark.parametrize("person", [OFFICE, GRADE_HEAD])
def test_who_is_neither_mentor_nor_class_teacher_is_offered_neither_goals_nor_review(
    tab, told, child, person
):
    own = tab(person).open("archive", student=child).press("edit_archive")
    assert not {"goal", "review"} & set(own.app.pills(key="part_of_archive").options)
    assert not own.names(["综合素质评价的", "哪个目标"])


def test_a_goal_is_set_and_its_next_line_written_in_the_archive_s_editor(tab, child, as_mentor):
    own = editor(tab(MENTOR).open("archive", student=child), "发展目标")
    own.press("edit_save")
    assert own.names(["还差：目标"])
    typed(own, child, goal_0_aim="自己记作业").press("edit_save")
    (goal,) = goals.of_student(as_mentor, child)
    assert (goal.area, goal.aim, goal.state) == ("学业", "自己记作业", "open")
    own = editor(own, "发展目标")
    typed(own, child, **{f"goal_{goal.id}_progress": "记了三天"}).press("edit_save")
    (goal,) = goals.of_student(as_mentor, child)
    assert [one.note for one in goal.progress] == ["记了三天"]
    assert own.names(["记了三天"])


def test_of_two_who_change_a_goal_the_second_sees_both(tab, told, child, as_homeroom):
    own = editor(tab(MENTOR).open("archive", student=child), "发展目标")
    (goal,) = goals.of_student(as_homeroom, child)
    goals.save(as_homeroom, "goal-00002", child, goal.id, 1, replace(AIM, aim="按时交作业", progress=""))
    typed(own, child, **{f"goal_{goal.id}_aim": "少用手机"}).press("edit_save")
    assert own.names(["少用手机", "按时交作业"]) == {"少用手机", "按时交作业"}
    own.press("edit_over")
    assert goals.of_student(as_homeroom, child)[0].aim == "少用手机"


def test_a_review_is_written_and_two_who_meet_see_both(tab, told, child, as_homeroom):
    own = editor(tab(MENTOR).open("archive", student=child), "综合素质评价")
    reviews.save(as_homeroom, child, TERM, {1: "爱动脑"}, {1: "要细心"})
    typed(own, child, review_1_1="更爱动脑", review_1_2="爱举手").press("edit_save")
    assert {one.body for one in reviews.of_student(as_homeroom, child, TERM)} == {"要细心"}
    own.press("edit_over")
    assert [one.body for one in reviews.of_student(as_homeroom, child, TERM)] == ["更爱动脑", "爱举手"]


@pytest.mark.parametrize(("part", "words"), [("month", "怕黑"), ("goal", "自己记作业"), ("review", "爱动脑")])
def test_what_was_written_before_is_shown_and_its_reading_noted(
    school, tab, told, child, as_homeroom, part, words
):
    months.save(as_homeroom, TERM, 1, [Edit(child, {"weakness": "怕黑"}, {"weakness": "不怕了"})])
    goals.save(as_homeroom, "goal-00002", child, 1, 1, replace(AIM, aim="按时交", progress=""))
    reviews.save(as_homeroom, child, TERM, {1: "爱动脑"}, {1: "要细心"})
    own = tab(MENTOR).open("archive", student=child)
    assert not own.names([words])
    assert f"earlier={part}" in own.text
    own = tab(MENTOR).open("archive", student=child, earlier=part)
    assert own.names([words])
    noted = school.rows("select action, detail from audit where action = 'archive.read_earlier'")
    assert len(noted) == 1
    assert words not in str(noted)
    stranger = tab(THIRD_MENTOR).open("archive", student=child, earlier=part)
    assert not stranger.names([words])


def test_the_office_names_orders_retires_and_adds_dimensions(tab, as_office):
    own = tab(OFFICE).open("dimensions")
    own.app.text_input(key="dimension_name_1").set_value("学习")
    own.app.number_input(key="dimension_position_2").set_value(9)
    own.app.toggle(key="dimension_retired_3").set_value(True)
    own.app.text_input(key="dimension_new").set_value("阅读")
    own.press("save_dimensions")
    assert own.said == ["评价维度已保存。"]
    found = reviews.dimensions(as_office)
    assert [one.name for one in found] == [
        "学习",
        "艺术修养",
        "品德发展",
        "身心健康",
        "课堂表现",
        "阅读",
        "劳动素养",
    ]
    assert [one.name for one in found if one.is_retired] == ["劳动素养"]


def test_a_list_changed_meanwhile_is_told_and_what_was_typed_is_still_there(tab, as_office):
    own = tab(OFFICE).open("dimensions")
    first, *rest = reviews.dimensions(as_office)
    reviews.save_dimensions(as_office, [replace(first, name="学习"), *rest], [])
    own.app.text_input(key="dimension_name_1").set_value("学业")
    own.press("save_dimensions")
    assert own.names(["没有覆盖"])
    assert own.app.text_input(key="dimension_name_1").value == "学业"
    assert reviews.dimensions(as_office)[0].name == "学习"
    own.press("leave_dimensions")
    assert own.app.text_input(key="dimension_name_1").value == "学习"
