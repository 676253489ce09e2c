"""A grouping problem as JSON: what is written is read back the same, what is wrong is named."""

import json

import pytest
from hypothesis import given, settings

from documents.grouping_answer import problem_as_json, read_solution, solution_as_json
from documents.grouping_instance import ignored_keys, read_instance, read_problem
from domain.errors import Invalid
from domain.grouping import rated
from domain.grouping_problem import Mentor, Rule, Student
from domain.matching import Placement
from tests.domain.small_problems import problems


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_a_problem_comes_back_from_json_as_it_was(problem):
    assert read_problem(json.loads(json.dumps(problem_as_json(problem)))) == problem


def test_a_solution_comes_back_from_json_with_numbers_and_words_as_ids():
    problem = read_problem(
        {
            "students": [{"id": 1}, {"id": "二"}, {"id": 3}],
            "groups": {"sizes": [1, 2]},
            "mentors": [{"id": 7}, {"id": "赵"}],
            "mentors_per_student": 2,
        }
    )
    found = rated(
        problem, Placement({1: 1, "二": 2, 3: 2}, {1: 7, 2: "赵"}, {1: ("赵",), "二": (7,), 3: (7,)})
    )

    assert read_solution(problem, json.loads(json.dumps(solution_as_json(problem, found)))) == found


def test_words_short_forms_and_levels_are_understood():
    problem = read_problem(
        {
            "students": [
                {
                    "id": 1,
                    "sex": "F",
                    "tier": "困",
                    "scores": {"语文": "良", "道法": "待合格"},
                    "tags": ["留守"],
                },
                {"id": 2, "sex": "", "class": "七(1)", "total": 300},
            ],
            "groups": {"count": 2},
            "full_marks": {"语文": 120},
            "mentors": [
                {"id": "a", "capacity": 9},
                {"id": "b", "teaches": False},
                {"id": "c", "teaches": ["七(1)"]},
            ],
            "rules": [
                {"id": "r", "kind": "lock", "mentor": "a", "group": 1},
                {"id": "s", "kind": "must", "student": 1, "students": [2], "mentor": "c"},
            ],
            "wishes": {"1": ["a", ["b", "c"]]},
            "claims": {"a": [1, [2]], "b": {"groups": [2]}},
        }
    )

    assert problem.students[0] == Student(1, "女", "C", {"语文": 90, "道法": 25}, frozenset({"留守"}))
    assert problem.mentors == (
        Mentor("a", 0, 9),
        Mentor("b", teaches=frozenset()),
        Mentor("c", teaches=frozenset({"七(1)"})),
    )
    assert problem.rules == (Rule("r", "lead", (), 1, "a"), Rule("s", "must", (1, 2), None, "c"))
    assert problem.wishes == {1: (("a",), ("b", "c"))}
    assert (problem.claims, problem.group_claims) == ({"a": ((1,), (2,))}, {"b": ((2,),)})


def test_unknown_keys_are_named_and_not_lost_in_silence():
    instance = {"students": [{"id": 1, "gender": "男"}], "rulez": [], "mentors": [{"id": 2, "name": "王"}]}

    assert ignored_keys(instance) == ["rulez", "students.gender"]


@pytest.mark.parametrize(
    ("instance", "sentence"),
    [
        ({"students": 3}, "students 应当是一个 JSON 数组"),
        ({"students": [3]}, r"students\[0\] 应当是一个 JSON 对象"),
        ({"students": [{}]}, r"students\[0\].id 要写编号"),
        ({"students": [{"id": True}]}, r"students\[0\].id 要写编号"),
        ({"students": [{"id": 1, "sex": "甲"}]}, r"students\[0\].sex 写的是“甲”，只能是 男、女"),
        ({"students": [{"id": 1, "tier": "D"}]}, r"students\[0\].tier 写的是“D”"),
        ({"students": [{"id": 1, "scores": {"语文": "九十"}}]}, r"scores.语文 写的是“九十”"),
        ({"students": [{"id": 1, "scores": {"语文": [1]}}]}, "scores.语文 应当是一个数字"),
        ({"students": [{"id": 1, "scores": {"语文": float("nan")}}]}, "scores.语文 应当是一个数字"),
        ({"students": [], "mentors": [{"id": 1, "capacity": [1, 2, 3]}]}, "capacity 要写最少和最多"),
        ({"students": [], "groups": {"count": "4"}}, "groups.count 应当是一个整数"),
        ({"students": [], "ratio": [3, 5]}, "ratio 要写优、中、困三个数"),
        ({"students": [], "order": "later"}, "order 写的是“later”"),
        ({"students": [], "allow_other_teachers": 1}, "allow_other_teachers 只能是 true 或 false"),
        ({"students": [], "wishes": {"1": "a"}}, "wishes.1 应当是一个 JSON 数组"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_in_an_instance_is_named_with_its_place(instance, sentence):
    with pytest.raises(Invalid, match=sentence):
        read_problem(instance)


def test_a_file_that_is_not_json_is_refused():
    with pytest.raises(Invalid, match="不是 UTF-8 编码的 JSON"):
        read_instance(b"\xff\xfe")
