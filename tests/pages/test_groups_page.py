"""分组与结对: proposed, adjusted by hand, saved, and in force for everybody from then on."""

import pytest

from services import grouping, students
from tests.school_builder import HOMEROOM, MENTOR, OFFICE, OTHER_MENTOR, THREE_ONE, THREE_TWO

NEW_CLASS = "三（2）班"


def in_force(school, class_name):
    """Group name → (members, mentor) as the database has it today."""
    rows = school.rows(
        "select g.name, group_concat(student.name) as members, "
        "(select staff.name from pairing join staff on staff.id = mentor_id "
        "  where pairing.student_id = m.student_id and pairing.valid_to is null) as mentor "
        "from mentor_group g join group_membership m on m.mentor_group_id = g.id and m.valid_to is null "
        "join student on student.id = m.student_id where g.class_id = :id and g.valid_to is null group by g.id",
        id=school.class_id(class_name),
    )
    return {row["name"]: (set(row["members"].split(",")), row["mentor"]) for row in rows}


@pytest.fixture
def board(school, tab):
    """三（2）班 on the table, without groups as yet."""
    return tab(OFFICE).open("groups", **{"class": school.class_id(NEW_CLASS)})


def propose(board, count=2):
    board.app.number_input[0].set_value(count)
    board.press("propose")


def test_groups_are_proposed_given_a_mentor_saved_and_in_force(school, board, tab):
    propose(board)
    assert in_force(school, NEW_CLASS) == {}
    board.part("card_group_0").selectbox[0].set_value(school.people[MENTOR])
    board.run().press("save_groups")
    assert "分组已保存，从今天起生效。" in board.said
    found = in_force(school, NEW_CLASS)
    assert set.union(*(members for members, _ in found.values())) == set(THREE_TWO)
    assert sorted(mentor or "" for _, mentor in found.values()) == ["", MENTOR]
    mine = {name for name in THREE_TWO if name in found["启明组"][0]}
    assert tab(MENTOR).open("students").names(THREE_TWO) == mine


def test_save_can_only_be_pressed_once_something_changed(board):
    assert not board.has("save_groups")
    propose(board)
    assert not board.app.button(key="save_groups").disabled
    board.press("save_groups")
    assert board.app.button(key="save_groups").disabled


def test_a_mentor_chosen_and_saved_in_one_go_is_saved(school, board):
    """On a slow network the choice and the press arrive together."""
    propose(board)
    board.part("card_group_0").selectbox[0].set_value(school.people[MENTOR])
    board.press("save_groups")
    assert MENTOR in {mentor for _, mentor in in_force(school, NEW_CLASS).values()}


def test_proposing_again_goes_on_to_other_groups(board):
    shown = set()
    for _ in range(6):
        propose(board, 3)
        shown.add(tuple(members_shown(board)))
    assert len(shown) >= 3


def test_discarding_brings_back_the_groups_in_force_and_their_names(school, tab):
    own = tab(HOMEROOM).open("groups")
    before = members_shown(own)
    own.part("card_group_0").text_input[0].set_value("向阳组")
    own.run().press("propose").press("discard")
    assert members_shown(own) == before
    assert own.part("card_group_0").text_input[0].value == "启明组"
    assert not own.has("discard")
    assert in_force(school, "三（1）班")["启明组"] == (set(THREE_ONE[:4]), MENTOR)


def members_shown(own):
    return [own.part(f"card_group_{place}").markdown[0].value for place in (0, 1)]


def test_one_student_is_moved_by_hand(school, tab):
    own = tab(HOMEROOM).open("groups")
    own.app.selectbox(key="move_student").set_value(school.student(THREE_ONE[0]))
    own.app.selectbox(key="move_to").set_value(1)
    own.run().press("move_button").press("save_groups")
    found = in_force(school, "三（1）班")
    assert found["启明组"][0] == set(THREE_ONE[1:4])
    assert found["扬帆组"] == ({THREE_ONE[0], *THREE_ONE[4:]}, OTHER_MENTOR)


def test_a_group_is_renamed(school, tab):
    own = tab(HOMEROOM).open("groups")
    own.part("card_group_0").text_input[0].set_value("向阳组")
    own.run().press("save_groups")
    assert set(in_force(school, "三（1）班")) == {"向阳组", "扬帆组"}


@pytest.mark.parametrize("name", ["", "扬帆组"])
def test_a_group_without_a_name_of_its_own_is_refused_and_nothing_changes(school, tab, name):
    own = tab(HOMEROOM).open("groups")
    own.part("card_group_0").text_input[0].set_value(name)
    own.run().press("save_groups")
    assert "每个小组要有自己的名字，不能空，也不能重名。" in own.said
    assert set(in_force(school, "三（1）班")) == {"启明组", "扬帆组"}


def test_a_colleague_who_saved_first_is_not_overwritten(school, as_office, tab):
    own = tab(HOMEROOM).open("groups")
    own.part("card_group_0").text_input[0].set_value("向阳组")
    own.run()
    class_id = school.class_id("三（1）班")
    other = grouping.open_board(as_office, class_id)
    grouping.save(as_office, "a-colleague", class_id, other.groups[::-1], other.base)
    own.press("save_groups")
    assert any("刚被别人保存过，没有覆盖" in said for said in own.said)
    assert set(in_force(school, "三（1）班")) == {"启明组", "扬帆组"}


def test_a_homeroom_teacher_has_the_own_class_on_the_table_whatever_the_address_says(school, tab):
    own = tab(HOMEROOM).open("groups", **{"class": school.class_id("七（1）班")})
    assert own.title.startswith("三（1）班")


def test_the_former_mentor_stays_readable_in_the_archive(school, tab):
    own = tab(HOMEROOM).open("groups")
    own.part("card_group_0").selectbox[0].set_value(school.people[OTHER_MENTOR])
    own.run().press("save_groups")
    shown = tab(HOMEROOM).open("archive", student=school.student(THREE_ONE[0]))
    assert shown.names([MENTOR, OTHER_MENTOR]) == {MENTOR, OTHER_MENTOR}
    assert students.mine(school.as_person(MENTOR)) == []
