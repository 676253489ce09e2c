"""Invented classes for measuring the grouping: six subjects, 750 full marks, care tags that go with weak scores."""

import math
import random

from domain.grouping_problem import Mentor, Problem, Student, even_sizes

FULL_MARKS = {"语文": 150.0, "数学": 150.0, "英语": 150.0, "物理": 100.0, "道法": 100.0, "历史": 100.0}
# how common each tag is, and how much commoner with every standard deviation of weakness
TAGS = {
    "留守": (0.15, 0.2),
    "单亲": (0.12, 0.1),
    "家庭贫困": (0.10, 0.4),
    "学习困难": (0.06, 0.9),
    "行为偏差": (0.05, 0.6),
}


def invented_class(size: int, groups: int, seed: int, **more: object) -> Problem:
    """A class (or grade) of `size` to be put into `groups`."""
    chance = random.Random(f"{size}/{groups}/{seed}")
    students = tuple(_student(number, chance) for number in range(1, size + 1))
    return Problem(students, even_sizes(size, groups), full_marks=FULL_MARKS, seed=seed, **more)  # type: ignore[arg-type]


def _student(number: int, chance: random.Random) -> Student:
    ability = chance.gauss(0, 1)
    scores = {
        name: _score(full, 0.8 * ability + 0.6 * chance.gauss(0, 1)) for name, full in FULL_MARKS.items()
    }
    tags = frozenset(
        tag for tag, (part, slope) in TAGS.items() if chance.random() < part * math.exp(-slope * ability)
    )
    return Student(number, chance.choice(["男", "女"]), scores=scores, tags=tags)


def _score(full: float, strength: float) -> float:
    return min(full, max(0.0, round(full * (0.68 + 0.15 * strength) * 2) / 2))


def with_wishes(problem: Problem, seed: int, least: int = 0, most: int | None = None) -> Problem:
    """The same class with as many mentors as groups and partial, tied wishes for the popular ones."""
    from dataclasses import replace

    chance = random.Random(seed)
    mentors = tuple(Mentor(f"t{place}", least, most) for place in range(1, problem.group_count + 1))
    popular = [mentor.id for place, mentor in enumerate(mentors) for _ in range(1 + place % 4)]
    wishes = {}
    for student in problem.students:
        listed = list(dict.fromkeys(chance.choice(popular) for _ in range(chance.randint(0, 4))))
        wishes[student.id] = (tuple(listed[:1]), tuple(listed[1:3])) if len(listed) > 1 else (tuple(listed),)
    return replace(
        problem, mentors=mentors, wishes={key: tuple(t for t in tiers if t) for key, tiers in wishes.items()}
    )
