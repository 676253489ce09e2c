"""分组与结对: the class teacher's steps, each kept as it is done."""

import pytest

from db.rows import all_rows, insert
from domain.grouping_plan import moved, with_mentor, with_rule
from services import grouping_jobs, plans
from tests.school_builder import HOMEROOM, MENTOR, OFFICE, OTHER_MENTOR, THREE_ONE, THREE_TWO

NEW_CLASS = "三（2）班"


@pytest.fixture
def new_class(school):
    return school.class_id(NEW_CLASS)


@pytest.fixture
def page(tab, new_class):
    """三（2）班 at its second step, without groups as yet."""
    return tab(OFFICE).open("groups", **{"class": new_class, "step": 2})


@pytest.fixture
def own(tab):
    """The class teacher's own class, which has groups and mentors."""
    return lambda step: tab(HOMEROOM).open("groups", step=step)


def searched(page, desk):
    """The search comes to its end, and the page looks again."""
    for (_, class_id), search in grouping_jobs._searches.items():
        assert class_id != desk.class_id or search.job.wait(60)
    return page.run()


def test_the_first_step_says_how_many_of_each_level_and_from_which_exam(own):
    page = own(1)
    assert page.app.header[0].value == "A 优等生 1 人、B 中等生 5 人、C 学困生 1 人"
    assert page.app.selectbox(key=next(one.key for one in page.app.selectbox)).value is not None


def test_groups_are_formed_and_kept(school, as_office, page, new_class):
    assert page.app.header[0].value == "7 名学生，还没有分组"
    page.app.number_input(key=f"group_count_{new_class}").set_value(2)
    page.press("form_groups")
    searched(page, plans.open_desk(as_office, new_class))
    desk = plans.open_desk(as_office, new_class)
    assert not page.app.exception
    assert sorted(len(group.students) for group in desk.plan.groups) == [3, 4]
    assert page.names(THREE_TWO) == set(THREE_TWO)
    assert school.rows("select 1 from mentor_group where class_id = :id", id=new_class) == []


def test_another_number_of_groups_says_what_it_will_do_and_how_large_they_will_be(own, school):
    page = own(2)
    page.app.number_input(key=f"group_count_{school.class_id('三（1）班')}").set_value(3)
    page.run()
    assert "每组 2–3 人，按“重新形成小组”才会分成 3 组" in page.text


def test_two_exams_of_one_name_are_two_and_looking_at_them_changes_nothing(school, as_homeroom, own):
    class_id = school.class_id("三（1）班")
    with school.store.write() as db:
        (latest,) = all_rows(db, "select * from exam order by held_on desc, id desc limit 1")
        twin = insert(
            db,
            "exam",
            {key: value for key, value in latest.items() if key != "id"}
            | {"grade": 2, "held_on": "2025-11-10"},
        )
        for table in ("exam_subject", "score"):
            for row in all_rows(db, f"select * from {table} where exam_id = :id", {"id": latest["id"]}):
                insert(
                    db, table, {key: value for key, value in row.items() if key != "id"} | {"exam_id": twin}
                )
    page = own(1).run()
    box = next(one for one in page.app.selectbox if one.key.startswith("level_exam_"))
    assert len(set(box.options)) == len(box.options) >= 2
    assert plans.open_desk(as_homeroom, class_id).plan.exam_id is None
    box.select(box.options[-1])
    page.run()
    assert plans.open_desk(as_homeroom, class_id).plan.exam_id == twin


def test_what_cannot_hold_together_is_named(as_office, page, new_class):
    desk = plans.open_desk(as_office, new_class)
    one, two = list(desk.students)[:2]
    plans.keep(as_office, desk, with_rule(with_rule(desk.plan, "together", (one, two)), "apart", (one, two)))
    page.run().app.number_input(key=f"group_count_{new_class}").set_value(2)
    page.press("form_groups")
    searched(page, desk)
    text = page.text
    assert "这些要求不能同时做到" in text
    assert f"{THREE_TWO[0]}、{THREE_TWO[1]}" in text


def test_a_rule_is_added_and_taken_away(school, as_homeroom, own):
    page = own(2)
    page.app.session_state["group_rules"] = True
    page.run()
    page.app.multiselect(key="rule_students").set_value(list(school.ids(*THREE_ONE[:2])))
    page.app.selectbox(key="rule_kind").set_value("apart")
    page.press("rule_add")
    class_id = school.class_id("三（1）班")
    (rule,) = plans.open_desk(as_homeroom, class_id).plan.rules
    assert (rule.kind, rule.students) == ("apart", school.ids(*THREE_ONE[:2]))
    assert "现在没有做到" in "".join(page.said)
    page.app.session_state["group_rules"] = True
    page.run().app.session_state["group_rules"] = True
    page.press("rule_1")
    assert plans.open_desk(as_homeroom, class_id).plan.rules == ()


def test_a_rule_about_nobody_is_refused(own):
    page = own(2)
    page.app.session_state["group_rules"] = True
    page.run().press("rule_add")
    assert "至少选两名学生，再加上。" in page.said


def test_a_mentor_is_chosen_and_taken_back(school, as_homeroom, own):
    page = own(4)
    class_id = school.class_id("三（1）班")
    assert page.app.header[0].value == "2 个组都有导师"
    first = next(one for one in page.app.selectbox if one.key.startswith("mentor_"))
    first.set_value(school.people[HOMEROOM])
    page.run()
    assert plans.open_desk(as_homeroom, class_id).plan.groups[0].mentor == school.people[HOMEROOM]
    page.press("undo_mentor")
    assert plans.open_desk(as_homeroom, class_id).plan.groups[0].mentor == school.people[MENTOR]
    assert "已撤销。" in page.said


def test_a_mentor_beyond_the_limit_is_said_before_anything_is_filed(school, as_homeroom, own):
    with school.store.write() as db:
        db.execute("update staff set most_mentees = 3 where id = ?", [school.people[MENTOR]])
    assert any("超过上限 3 人" in said for said in own(4).said)


def test_a_colleague_who_was_first_is_not_overwritten(school, as_office, own):
    page = own(4)
    class_id = school.class_id("三（1）班")
    theirs = plans.open_desk(as_office, class_id)
    plans.keep(as_office, theirs, moved(theirs.plan, school.student(THREE_ONE[0]), 1))
    first = next(one for one in page.app.selectbox if one.key.startswith("mentor_"))
    first.set_value(school.people[HOMEROOM])
    page.run()
    assert any(f"{OFFICE}老师刚改过" in said for said in page.said)
    kept = plans.open_desk(as_office, class_id).plan
    assert (kept.places[school.student(THREE_ONE[0])], kept.groups[0].mentor) == (1, school.people[MENTOR])


def test_the_step_begins_where_the_class_stands(school, as_homeroom, tab):
    class_id = school.class_id("三（1）班")
    desk = plans.open_desk(as_homeroom, class_id)
    plans.keep(as_homeroom, desk, with_mentor(desk.plan, 0, None))
    page = tab(HOMEROOM).open("groups")
    assert page.app.header[0].value == "启明组还没有导师"


def test_a_name_in_a_refusal_is_no_link(school, as_office, own):
    evil = "[点我](http://evil.example)"
    with school.store.write() as db:
        db.execute("update staff set name = ? where name = ?", [evil, OFFICE])
    page = own(2)
    desk = plans.open_desk(as_office, school.class_id("三（1）班"))
    plans.keep(as_office, desk, moved(desk.plan, school.student(THREE_ONE[0]), 1))
    page.press("form_groups")
    assert any(f"{evil}老师刚改过" in said for said in page.said)
    assert not any("](http" in one.value for one in page.app.error)


def test_a_class_without_anybody_says_so(school, tab):
    with school.store.write() as db:
        db.execute("update class_membership set valid_to = '2026-11-01'")
    assert any("还没有可以分组的班级" in said for said in tab(OFFICE).open("groups").said)


def test_the_class_teacher_sees_only_the_own_class(school, tab):
    page = tab(HOMEROOM).open("groups", **{"class": school.class_id(NEW_CLASS)})
    assert page.title.startswith("三（1）班")
    assert page.names(THREE_TWO) == set()


def test_the_board_holds_the_class_and_the_names_of_the_mentors(own):
    page = own(2)
    assert page.app.toggle(key="board_scores").value is True
    assert page.names((*THREE_ONE, MENTOR, OTHER_MENTOR)) == {*THREE_ONE, MENTOR, OTHER_MENTOR}


def test_a_class_of_one_child_is_one_group_without_a_search(school, as_office, page, new_class):
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_to = '2026-11-01' where class_id = ? and student_id <> ?",
            [new_class, school.student(THREE_TWO[0])],
        )
    page.run().press("form_groups")
    assert [group.students for group in plans.open_desk(as_office, new_class).plan.groups] == [
        (school.student(THREE_TWO[0]),)
    ]


def test_how_many_in_each_group_says_how_many_groups_and_the_other_way_round(page, new_class):
    count, size = f"group_count_{new_class}", f"group_count_{new_class}_size"
    page.app.number_input(key=size).set_value(2)
    page.run()
    assert page.app.number_input(key=count).value == 4
    page.app.number_input(key=count).set_value(7)
    page.run()
    assert page.app.number_input(key=size).value == 1


def test_a_draft_is_thrown_away_by_one_press_and_found_again_by_another(school, own, as_homeroom):
    class_id = school.class_id("三（1）班")
    desk = plans.open_desk(as_homeroom, class_id)
    page = own(2)
    assert not [one for one in page.app.button if one.key == "discard_plan"]
    first = desk.plan.groups[0]
    plans.keep(as_homeroom, desk, moved(desk.plan, first.students[0], 1))
    page.run()
    page.press("discard_plan")
    assert plans.open_desk(as_homeroom, class_id).plan.groups == desk.plan.groups
    page.press("undo_act")
    assert first.students[0] in plans.open_desk(as_homeroom, class_id).plan.groups[1].students
