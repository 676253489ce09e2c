"""Why a student is here, in data and in sentences; who would rather swap; which swap helps."""

from dataclasses import replace

import pytest

from domain.conflicts import Infeasible
from domain.explaining import Obstacle, unfair_pairs, why_here
from domain.grouping import rated, snake, solve
from domain.grouping_problem import Mentor, Problem, Rule, Student
from domain.grouping_words import Names, conflict_text, rule_text, swap_text, verdict, why
from domain.matching import Placement
from domain.newcomers import suggest_swap
from domain.wish_figures import figures
from services.highs import highs
from tests.benchmarks.classes import invented_class, with_wishes
from tests.domain.small_problems import worth

MILP = highs(lambda: 20)
NAMES = Names({1: "张三", 2: "李四"}, {"a": "王老师", "b": "赵老师", "c": "孙老师"}, {2: "青禾组"})
FOUR = tuple(Student(number, sex) for number, sex in enumerate(["女", "男", "女", "男"], start=1))
BOTH = Problem(
    FOUR, (2, 2), (Mentor("a"), Mentor("b"), Mentor("c", teaches=frozenset())), wishes={1: (("b",), ("a",))}
)
PLACED = Placement({1: 1, 2: 1, 3: 2, 4: 2}, {1: "a", 2: "b"})


@pytest.mark.parametrize(
    ("problem", "obstacle", "sentence"),
    [
        (BOTH, Obstacle("b", 1, "full", group=2), "第 1 志愿赵老师没有成：青禾组已满"),
        (
            replace(BOTH, wishes={1: (("c",), ("a",))}),
            Obstacle("c", 1, "teaches"),
            "第 1 志愿孙老师没有成：孙老师不教张三所在的班。",
        ),
        (
            replace(BOTH, wishes={1: (("c",), ("a",))}, allow_other_teachers=True),
            Obstacle("c", 1, "no_group"),
            "第 1 志愿孙老师没有成：孙老师这次没有带组。",
        ),
        (
            replace(BOTH, rules=(Rule("r1", "lock", (1,), 1),)),
            Obstacle("b", 1, "rule", ("r1",), group=2),
            "第 1 志愿赵老师没有成：有要求：张三固定在第 1 组。",
        ),
        (
            replace(BOTH, rules=(Rule("r1", "apart", (1, 4)),)),
            Obstacle("b", 1, "rule", ("r1",), group=2),
            "有要求：张三、",
        ),
        (
            replace(BOTH, rules=(Rule("r1", "lock", (3,), 2),)),
            Obstacle("b", 1, "quota", trait=("sex", "女"), group=2),
            "第 1 志愿赵老师没有成：青禾组的女生人数已经定好",
        ),
    ],
    ids=["full", "teaches", "no group", "locked", "apart", "quota"],
)
def test_the_first_thing_in_the_way_of_a_dearer_wish_is_named(problem, obstacle, sentence):
    explanation = why_here(problem, PLACED, 1)

    assert explanation.obstacles == (obstacle,)
    assert any(sentence in one for one in why(explanation, problem, NAMES))


def test_what_was_asked_for_is_told_whether_it_holds_or_not():
    rules = (Rule("r1", "together", (1, 2)), Rule("r2", "apart", (1, 2)))
    problem = replace(BOTH, rules=rules)

    said = why(why_here(problem, PLACED, 1), problem, NAMES)

    together = PLACED.assignment[1] == PLACED.assignment[2]
    words = {True: "已做到", False: "现在没有做到"}
    assert f"要求张三、李四在同一组：{words[together]}。" in said
    assert f"要求张三、李四不在同一组：{words[not together]}。" in said


def test_rank_claim_kept_mentor_and_the_group_with_and_without_are_told():
    problem = replace(
        BOTH, wishes={1: (("a",),)}, claims={"a": ((1,),)}, previous={1: "a"},
        students=(replace(FOUR[0], total=90), replace(FOUR[1], total=70), *FOUR[2:]),
    )  # fmt: skip

    said = why(why_here(problem, PLACED, 1), problem, NAMES)

    assert said == [
        "张三在第 1 组，导师王老师是张三的第 1 志愿。",
        "王老师认领了张三。",
        "王老师原来就是张三的导师。",
        "第 1 组现有 2 人：女 1、男 1，均分 80.0；没有张三时均分是 70.0。",
    ]


def test_only_two_alike_who_would_both_rather_swap_are_unfair():
    wishes = {1: (("b",),), 3: (("a",),), 2: (("b",),), 4: (("b",),)}
    problem = replace(BOTH, wishes=wishes)

    assert unfair_pairs(problem, PLACED) == [(1, 3)]
    assert unfair_pairs(replace(problem, rules=(Rule("r", "lock", (3,), 2),)), PLACED) == []


def test_the_engine_leaves_an_unfair_pair_only_where_their_swap_would_cost_the_groups_more():
    problem = with_wishes(invented_class(40, 5, 2), 3, 6, 10)
    placement = solve(problem, MILP).placement

    for one, two in unfair_pairs(problem, placement):
        swapped = {one: placement.assignment[two], two: placement.assignment[one]}
        after = replace(placement, assignment={**placement.assignment, **swapped})
        assert worth(problem, after) >= worth(problem, placement)


def test_the_swap_proposed_improves_and_keeps_the_rules():
    problem = invented_class(45, 4, 2)
    dealt = snake(problem)
    locked = {one for one in dealt.assignment if one % 3}
    rules = tuple(Rule(one, "lock", (one,), dealt.assignment[one]) for one in locked)

    swap = suggest_swap(replace(problem, rules=rules), dealt)

    swapped = {**dealt.assignment, swap.one: dealt.assignment[swap.two], swap.two: dealt.assignment[swap.one]}
    assert swap.after.placement.assignment == swapped
    assert not {swap.one, swap.two} & locked
    assert worth(problem, swap.after.placement) < worth(problem, dealt)
    assert swap_text(swap, NAMES).startswith(
        f"建议{NAMES.student(swap.one)}和{NAMES.student(swap.two)}对换："
    )


def test_no_swap_is_proposed_where_none_helps_or_none_is_allowed():
    everybody = tuple(
        Rule(student, "lock", (student,), group) for student, group in PLACED.assignment.items()
    )

    assert suggest_swap(replace(BOTH, wishes={}), PLACED) is None
    assert suggest_swap(replace(BOTH, rules=everybody, wishes={1: (("b",),), 3: (("a",),)}), PLACED) is None


def test_figures_count_students_who_wished():
    problem = replace(BOTH, wishes={1: (("b",), ("a",)), 2: (("a",),), 3: (("c",),), 4: ()})

    met = figures(problem, rated(problem, PLACED))

    assert (met.wished, met.first, met.listed) == (3, 1 / 3, 2 / 3)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────


def test_the_verdict_claims_the_best_only_when_it_is():
    found = solve(invented_class(45, 4, 1), MILP)
    uneven = rated(invented_class(45, 4, 1), snake(invented_class(45, 4, 1)))

    assert verdict(found).startswith("已达最优")
    assert (
        verdict(replace(found, is_optimal=False), NAMES, [500, 510, 503, 503])
        == "目前最好：青禾组总分高 6.0 分。"
    )
    assert verdict(uneven).startswith(f"目前最好：还有 {uneven.excess} 人次超出应有的人数")


def test_a_contradiction_is_told_rule_by_rule():
    rules = (Rule("r1", "together", (1, 2)), Rule("r2", "apart", (1, 2)))
    problem = replace(BOTH, rules=rules)

    assert conflict_text(solve(problem, MILP), problem, NAMES) == [
        "下面 2 条不能同时做到：",
        "张三、李四在同一组。",
        "张三、李四不在同一组。",
        "最少去掉 1 条就能分组，例如：张三、李四不在同一组。",
    ]
    assert "时间用完了" in conflict_text(Infeasible(is_proven=False), problem, NAMES)[0]
    small = replace(problem, mentors=(Mentor("a", 0, 1),))
    assert conflict_text(Infeasible(("capacity:a", "teaches:a")), small, NAMES)[1:] == [
        "王老师带 0 到 1 名学生。",
        "王老师只能带自己任教班级的学生。",
    ]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule(1, "lock", (1,), 2), "张三固定在青禾组。"),
        (Rule(1, "must", (1, 2), mentor="a"), "张三、李四的导师必须是王老师。"),
        (Rule(1, "must_not", (9,), mentor="z"), "9的导师不能是z。"),
        (Rule(1, "lead", (), 3, "a"), "第 3 组由王老师带。"),
        (Rule(1, "not_lead", (), 2, "a"), "青禾组不由王老师带。"),
    ],
)
def test_a_rule_is_a_sentence(rule, sentence):
    assert rule_text(rule, NAMES) == sentence
