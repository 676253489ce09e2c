"""修改 on a student's page: which parts whom is offered, what is refused in words, and nothing typed is lost."""

from datetime import date

import pytest

from domain.identity import Identity
from services import archive, identity, profiles
from tests.school_builder import GRADE_HEAD, HOMEROOM, LEADER, MENTOR, OFFICE, THREE_ONE

FIRST = THREE_ONE[0]
WORDS = ["学生特点", "家庭情况"]
RIGHT = ["监护人", "基本信息", "类别"]


@pytest.fixture
def child(school):
    return school.student(FIRST)


def opened(tab, person, child, part=None):
    own = tab(person).open("archive", student=child).press("edit_archive")
    if part:
        own.app.pills(key="part_of_archive").select(part)
        own.run()
    return own


def field(own, name, child):
    return next(one for one in [*own.app.text_area, *own.app.text_input, *own.app.date_input] if one.key == f"edit_{name}_{child}")  # fmt: skip


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (MENTOR, WORDS),
        (LEADER, WORDS),
        (GRADE_HEAD, WORDS),
        (HOMEROOM, WORDS + RIGHT),
        (OFFICE, WORDS + RIGHT),
    ],
)
def test_each_is_offered_the_parts_they_may_change(tab, child, person, offered):
    assert [
        one
        for one in WORDS + RIGHT
        if one in opened(tab, person, child).app.pills(key="part_of_archive").options
    ] == offered


def test_what_is_saved_is_on_the_page_and_the_dialog_gone(tab, as_mentor, child):
    own = opened(tab, MENTOR, child)
    field(own, "interests", child).input("画画")
    own.press("edit_save")
    assert "画画" in own.text and not own.has("edit_save")
    assert "已保存，以前写的留着。" in own.said
    assert profiles.of_student(as_mentor, child).version == 1


def test_a_refusal_is_a_sentence_in_the_dialog_and_what_was_typed_stays(tab, school, child):
    own = opened(tab, HOMEROOM, child, "identity")
    field(own, "phone", child).input("没有电话")
    own.press("edit_save")
    assert any("只写号码" in one for one in own.said)
    assert field(own, "phone", child).value == "没有电话"
    assert school.rows("select phone from student where id = :c", c=child) == [{"phone": None}]


def test_a_conflict_shows_both_texts_and_saving_over_it_is_a_second_act(tab, as_mentor, as_homeroom, child):
    own = opened(tab, MENTOR, child)
    field(own, "interests", child).input("画画")
    profiles.save(as_homeroom, child, 0, {"interests": "足球"})
    own.press("edit_save")
    assert "<del>足球</del>" in own.text and "<ins>画画</ins>" in own.text
    assert field(own, "interests", child).value == "画画"
    assert profiles.of_student(as_mentor, child).texts["interests"] == "足球"
    own.press("edit_over")
    assert profiles.of_student(as_mentor, child).texts["interests"] == "画画"
    assert [one.changes[0].before for one in profiles.history(as_mentor, child)] == ["足球"]


def test_who_leaves_the_form_to_the_other_has_written_nothing(tab, as_mentor, as_homeroom, child):
    own = opened(tab, MENTOR, child)
    field(own, "interests", child).input("画画")
    profiles.save(as_homeroom, child, 0, {"interests": "足球"})
    own.press("edit_save").press("edit_theirs")
    assert not own.has("edit_save")
    assert profiles.of_student(as_mentor, child).texts["interests"] == "足球"


def test_a_guardian_is_added_by_the_class_teacher(tab, as_mentor, child):
    own = opened(tab, HOMEROOM, child, "guardian")
    which = next(one for one in own.app.selectbox if one.key == f"edit_guardian_{child}")
    which.select(0)
    own.run()
    field(own, "guardian_0_name", child).input("周秀兰")
    field(own, "guardian_0_phone", child).input("138 1234 2671")
    own.press("edit_save")
    assert [row["name"] for row in archive.open_archive(as_mentor, child).guardians][1:] == ["周秀兰"]


def test_a_birthday_is_put_right_and_its_earlier_one_can_be_read_by_the_mentor(tab, as_homeroom, child):
    identity.save(as_homeroom, child, 1, Identity("男", date(2017, 5, 1), ""))
    identity.save(as_homeroom, child, 2, Identity("男", date(2017, 6, 1), ""))
    own = tab(MENTOR).open("archive", student=child)
    assert f"/archive?student={child}&amp;earlier=identity" in own.text
    own.open("archive", student=child, earlier="identity")
    assert "2017年5月1日" in own.text


def test_earlier_words_are_read_once_an_opening(tab, school, as_mentor, child):
    for version, text in enumerate(("画画", "足球")):
        profiles.save(as_mentor, child, version, {"interests": text})
    own = tab(MENTOR).open("archive", student=child, earlier="profile")
    own.run().run()
    assert len(school.rows("select 1 from audit where action = 'archive.read_earlier'")) == 1


def test_a_family_s_words_are_on_no_page_before_they_are_opened(tab, school, as_mentor, child):
    profiles.save_family(as_mentor, child, 0, {"family": "和奶奶一起住"})
    own = tab(HOMEROOM).open("archive", student=child)
    assert "和奶奶一起住" not in own.text
    own.press("open_family")
    assert "和奶奶一起住" in own.text
    own.press("close_text")
    assert "和奶奶一起住" not in own.text
