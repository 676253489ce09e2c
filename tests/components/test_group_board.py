"""What a browser says was done on the board is checked like anything from outside."""

import pytest

from components import group_board
from domain.errors import Invalid
from services import plans
from tests.school_builder import SEVEN_ONE, THREE_ONE

WRONG = [None, -1, 99, 0.5, 1.0, "0", [0], {"a": 1}, 10**30]


@pytest.fixture
def desk(school, as_homeroom):
    return plans.open_desk(as_homeroom, school.class_id("三（1）班"))


@pytest.mark.parametrize("wrong", WRONG, ids=str)
@pytest.mark.parametrize("act", ["id", "to", "other"])
def test_what_is_no_act_is_refused(school, desk, act, wrong):
    kind = "swap" if act == "other" else "move"
    sent = {"kind": kind, "id": school.student(THREE_ONE[0]), "to": 1, act: wrong}
    with pytest.raises(Invalid):
        group_board._one(desk, desk.plan, sent)


def test_nobody_of_another_class_is_moved_or_changed_for(school, desk):
    own, stranger = school.ids(THREE_ONE[0], SEVEN_ONE[0])
    for act in ({"kind": "move", "id": stranger, "to": 0}, {"kind": "swap", "id": own, "other": stranger}):
        with pytest.raises(Invalid):
            group_board._one(desk, desk.plan, act)
