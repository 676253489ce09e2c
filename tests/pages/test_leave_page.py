"""请假 as people use it: entered, moved, ended early, deleted; the office told whose students are alone."""

from datetime import timedelta

from domain.leave import Leave
from services import leave
from tests.school_builder import EVERYBODY, HOMEROOM, MENTOR, OFFICE, OTHER_MENTOR, THREE_ONE, TODAY


def away(school, context, days=3, offset=0, **who):
    first = TODAY + timedelta(offset)
    wanted = Leave(who.get("staff"), who.get("student"), first, first + timedelta(days - 1), "外出")
    return leave.enter(context, f"form-{who}-{offset}", wanted)


def select(own, prefix, value):
    """Choose in the list whose key begins so."""
    next(one for one in own.app.selectbox if one.key.startswith(prefix)).select(value)


def test_nobody_is_away_and_the_button_opens_the_form(tab):
    own = tab(HOMEROOM).open("leave")
    assert own.title == "今天没有人请假"
    assert own.press("add_leave").title == "登记请假"


def test_a_class_teacher_enters_a_child_of_the_class_and_is_offered_nobody_else(school, tab):
    own = tab(HOMEROOM).open("leave", open="add")
    assert own.names(EVERYBODY) == set(THREE_ONE)
    select(own, "leave_student_", school.student(THREE_ONE[0]))
    own.press("enter_leave")
    assert (own.title, own.said) == ("1 人在请假", ["已登记。"])


def test_without_a_person_it_is_said_what_lacks(tab):
    own = tab(HOMEROOM).open("leave", open="add").press("enter_leave")
    assert own.said == ["请选好是谁请假。"]
    assert own.title == "登记请假"


def test_the_office_enters_a_teacher_and_is_told_who_is_alone(school, tab, as_office):
    own = tab(OFFICE).open("leave", open="add")
    next(one for one in own.app.pills if one.key.startswith("leave_who_")).select("教师")
    own.run()
    select(own, "leave_staff_", school.people[MENTOR])
    next(one for one in own.app.date_input if one.key.startswith("leave_last_")).set_value(
        TODAY + timedelta(30)
    )
    own.press("enter_leave")
    assert own.names([f"{MENTOR}　11月20日—12月20日 请假，4 名学生这段时间没有别的导师。"])


def test_back_today_ends_the_leave_yesterday(school, tab, as_office):
    one = away(school, as_office, days=9, offset=-3, staff=school.people[MENTOR])
    own = tab(OFFICE).open("leave", open="edit", id=one).press("back_today")
    assert own.title == "今天没有人请假"
    assert leave.listed(as_office)[0].leave.ends_on == TODAY - timedelta(1)


def test_a_mistake_is_deleted(school, tab, as_office):
    one = away(school, as_office, staff=school.people[MENTOR])
    own = tab(OFFICE).open("leave", open="edit", id=one).press("delete_leave")
    assert (own.title, leave.listed(as_office)) == ("今天没有人请假", [])


def test_two_tabs_the_second_is_told_and_loses_nothing(school, tab, as_office):
    one = away(school, as_office, days=9, staff=school.people[MENTOR])
    first, second = tab(OFFICE), tab(OFFICE)
    for own in (first, second):
        own.open("leave", open="edit", id=one)
        next(box for box in own.app.date_input if "last" in box.key).set_value(TODAY + timedelta(4))
    first.press("change_leave")
    assert "刚被别人改过" in second.press("change_leave").said[0]


def test_another_s_leave_reads_like_none(school, tab, as_office):
    one = away(school, as_office, staff=school.people[MENTOR])
    own = tab(HOMEROOM).open("leave", open="edit", id=one)
    assert own.names([MENTOR]) == set()
    assert own.said == ["没有找到这次请假，可能已经删掉了。"]


def test_a_mentor_sees_on_the_first_page_until_when_a_child_is_away_and_no_word_about_it(
    school, tab, as_office
):
    away(school, as_office, student=school.student(THREE_ONE[0]))
    own = tab(MENTOR).open("today")
    assert own.names(["请假到11月22日"]) and not own.names(["外出"])
    assert not tab(OTHER_MENTOR).open("today").names(["请假到11月22日"])


def test_the_office_is_told_on_the_first_page_whose_students_are_alone(school, tab, as_office):
    away(school, as_office, days=30, staff=school.people[MENTOR])
    words = f"{MENTOR} 11月20日—12月19日 请假，4 名学生没有别的导师"
    assert words in tab(OFFICE).open("today").text
    assert words not in tab(HOMEROOM).open("today").text
