"""Finding students."""

import pytest

from db.names import search_text
from services import interactions, students
from tests.school_builder import (
    EVERYBODY,
    MENTOR,
    OTHER_MENTOR,
    SEVEN_TWO,
    THREE_ONE,
    THREE_TWO,
    TODAY,
    days_before,
)


def found(context, **asked):
    return [one.name for one in students.find(context, **asked)]


@pytest.fixture
def a_child(school):
    """Adds a child to 三（1）班 under any name and number."""

    def add(name, number=None):
        with school.store.write() as db:
            row = {"name": name, "name_search": search_text(name), "student_number": number}
            student_id = db.table("student").insert(row).last_pk
            row = {"student_id": student_id, "class_id": 1, "valid_from": "2026-09-01"}
            db.table("class_membership").insert(row)
        return student_id

    return add


def test_everybody_comes_by_class_and_number(as_leader):
    assert found(as_leader) == list(EVERYBODY)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("zsy", ["张书瑶"]),
        ("zs", ["张书瑶"]),
        ("ZSY", ["张书瑶"]),
        ("zhangshu", ["张书瑶"]),
        ("张", ["张书瑶"]),
        ("书瑶", ["张书瑶"]),
        (" 张书瑶 ", ["张书瑶"]),
        ("S203", ["吴俊杰"]),
        ("s203", ["吴俊杰"]),
        ("S10", list(THREE_ONE)),
        ("sy", []),
        ("没有这个人", []),
    ],
)
def test_a_search_takes_a_name_its_pinyin_its_initials_or_the_number(as_leader, search, names):
    assert found(as_leader, search=search) == names


@pytest.mark.parametrize(
    "search", ["%", "_", "'", '"', "\\", "张%", "[a-z]", "*", "' or 1=1 --", "\x00", "🙂", "字" * 10000]
)
def test_signs_are_only_signs(as_leader, search):
    assert found(as_leader, search=search) == []


def test_a_sign_in_a_name_is_found_as_itself(as_leader, a_child):
    a_child("买买提·艾力")
    a_child("安_娜%")
    assert found(as_leader, search="·") == found(as_leader, search="mmtal") == ["买买提·艾力"]
    assert found(as_leader, search="%") == found(as_leader, search="_") == ["安_娜%"]


def test_a_name_is_found_by_either_reading_of_its_characters(as_leader, a_child):
    a_child("单晓")
    assert found(as_leader, search="shanxiao") == found(as_leader, search="dx") == ["单晓"]


def test_a_number_with_letters_is_found_in_small_letters_too(as_leader, a_child):
    a_child("安娜", "G110101ABC")
    assert found(as_leader, search="g110101abc") == found(as_leader, search="ABC") == ["安娜"]


def test_namesakes_are_both_listed(as_leader, a_child):
    a_child("张书瑶", "S199")
    assert found(as_leader, search="张书瑶") == ["张书瑶", "张书瑶"]


def test_lists_narrow_by_class_and_by_mentor(school, as_leader):
    assert found(as_leader, class_id=school.class_id("三（2）班")) == list(THREE_TWO)
    assert found(as_leader, mentor_id=school.people[OTHER_MENTOR]) == list(THREE_ONE[4:])
    assert found(as_leader, class_id=school.class_id("三（2）班"), mentor_id=school.people[MENTOR]) == []


def test_a_line_says_class_mentor_care_and_last_contact(school, as_leader, as_mentor):
    interactions.record(as_mentor, school.talk("王子墨", on=days_before(3)))
    (one,) = students.find(as_leader, search="王子墨")
    assert (one.class_name, one.mentors, one.has_care, one.number) == ("三（1）班", MENTOR, True, "S102")
    assert one.days_since(TODAY) == 3
    (other,) = students.find(as_leader, search="黄梓轩")
    assert (other.mentors, other.days_since(TODAY)) == ("", None)


def test_one_s_own_come_the_longest_unseen_first(school, as_mentor):
    for name, days in ((THREE_ONE[0], 3), (THREE_ONE[2], 30)):
        interactions.record(as_mentor, school.talk(name, on=days_before(days)))
    assert [one.name for one in students.mine(as_mentor)] == [
        THREE_ONE[1],
        THREE_ONE[3],
        THREE_ONE[2],
        THREE_ONE[0],
    ]


def test_who_has_left_the_class_is_no_longer_listed(school, as_leader):
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_to = :d where student_id = :s",
            {"d": TODAY.isoformat(), "s": school.student(SEVEN_TWO[0])},
        )
    assert found(as_leader, search=SEVEN_TWO[0]) == []


def test_classes_show_how_many_of_one_s_own_are_in_them(as_leader, as_mentor):
    assert [(one.name, one.students) for one in students.visible_classes(as_leader)] == [
        ("三（1）班", 7), ("三（2）班", 7), ("七（1）班", 7), ("七（2）班", 7)
    ]  # fmt: skip
    assert [(one.name, one.students) for one in students.visible_classes(as_mentor)] == [("三（1）班", 4)]
