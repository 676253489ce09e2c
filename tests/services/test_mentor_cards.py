"""导师名片: written by the mentor, read by the class teacher; how many a mentor takes is the office's."""

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import mentor_cards
from tests.school_builder import HOMEROOM, MENTOR, OTHER_MENTOR, THIRD_MENTOR


def write(context, style="", strengths=""):
    mentor_cards.save_own(context, mentor_cards.own(context).version, style, strengths)


def test_a_card_is_written_by_its_mentor_and_read_by_the_class_teacher(school, as_mentor, as_homeroom):
    write(as_mentor, "耐心", "围棋")
    cards = {one.name: one for one in mentor_cards.of_class(as_homeroom, school.class_id("三（1）班"))}
    assert list(cards) == [HOMEROOM, MENTOR, OTHER_MENTOR]
    assert (cards[MENTOR].subjects, cards[MENTOR].style, cards[MENTOR].strengths) == ("语文", "耐心", "围棋")
    assert (cards[MENTOR].mentees, cards[MENTOR].most_mentees) == (4, None)


def test_a_card_changed_in_another_tab_is_not_overwritten(as_mentor):
    version = mentor_cards.own(as_mentor).version
    mentor_cards.save_own(as_mentor, version, "耐心", "")
    with pytest.raises(Conflict):
        mentor_cards.save_own(as_mentor, version, "严格", "")
    assert mentor_cards.own(as_mentor).style == "耐心"


def test_a_card_is_short(as_mentor):
    with pytest.raises(Invalid, match="200"):
        write(as_mentor, "长" * 201)


def test_the_office_says_how_many_a_mentor_takes(school, as_office, as_homeroom):
    class_id, mentor = school.class_id("三（1）班"), school.people[MENTOR]

    def card():
        return next(one for one in mentor_cards.of_class(as_office, class_id) if one.mentor_id == mentor)

    mentor_cards.set_most(as_office, class_id, mentor, card().version, 8)
    assert card().most_mentees == 8
    mentor_cards.set_most(as_office, class_id, mentor, card().version, None)
    assert card().most_mentees is None
    with pytest.raises(NotAllowed):
        mentor_cards.set_most(as_homeroom, class_id, mentor, card().version, 8)
    with pytest.raises(Invalid):
        mentor_cards.set_most(as_office, class_id, mentor, card().version, 201)
    with pytest.raises(NotFound):
        mentor_cards.set_most(as_office, class_id, school.people[THIRD_MENTOR], 1, 8)


def test_another_class_s_cards_and_one_s_own_without_a_role_are_out_of_reach(school, as_homeroom, as_leader):
    with pytest.raises(NotFound):
        mentor_cards.of_class(as_homeroom, school.class_id("三（2）班"))
    with pytest.raises(NotAllowed):
        mentor_cards.own(as_leader)
