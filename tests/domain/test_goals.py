"""What a goal and the dimensions of a review must be."""

from datetime import date

import pytest

from domain.errors import Invalid
from domain.goals import AREAS, GoalForm, checked, tally
from domain.reviews import checked_names

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (GoalForm("心理", "不怕黑"), "哪方面"),
        (GoalForm("学业", " \n "), "还差：目标"),
        (GoalForm("学业", "记作业", state="lost"), "进行得怎么样"),
        (GoalForm("学业", "长" * 201), "最多 200 字"),
        (GoalForm("学业", "记作业", "长" * 1001), "最多 1000 字"),
        (GoalForm("学业", "记作业", due_on=date(2206, 11, 20)), "核对年份"),
    ],
)
def test_what_cannot_be_kept_is_named(form, said):
    with pytest.raises(Invalid, match=said):
        checked(form, TODAY)


def test_a_goal_is_kept_as_it_was_meant():
    assert checked(GoalForm("学业", " 记作业 ", due_on=TODAY, progress="\x07三天"), TODAY) == GoalForm(
        "学业", "记作业", due_on=TODAY, progress="三天"
    )
    assert "心理" not in AREAS


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], ""),
        (["dropped"], ""),
        (["open", "done", "open"], "3 项，完成 1 项"),
        (["done", "dropped"], "1 项，完成 1 项"),
    ],
)
def test_what_was_given_up_counts_neither_as_done_nor_as_undone(states, said):
    assert tally(states) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [(["学业", " "], "没有名称"), (["学业", "学业"], "有两个"), (["长" * 13], "最多 12 字"), ([str(n) for n in range(21)], "最多 20 个")],
)  # fmt: skip
def test_dimensions_have_each_a_short_name_of_their_own(names, said):
    with pytest.raises(Invalid, match=said):
        checked_names(names)
