"""A grouping problem as JSON, read for `group solve` and written for the worker. The schema: docs/grouping.md."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from domain.balance import DEFAULT_RATIO, Level, Ratio, Sex
from domain.errors import Invalid
from domain.exams import LEVEL_PARTS
from domain.grouping_problem import (
    USUAL_FULL_MARKS,
    Bands,
    Id,
    Mentor,
    Problem,
    Rule,
    RuleKind,
    Student,
    Tiers,
    Weights,
    even_sizes,
)

Thing = TypeVar("Thing")

LEVELS: Final[Mapping[str, Level]] = {"A": "A", "B": "B", "C": "C", "优": "A", "中": "B", "困": "C"}
SEXES: Final[Mapping[str, Sex]] = {"男": "男", "女": "女", "M": "男", "F": "女"}
KNOWN: Final = {
    "instance": {
        "students", "groups", "mentors", "rules", "wishes", "claims", "previous", "present", "full_marks",
        "ratio", "mentors_per_student", "allow_other_teachers", "order", "bands", "weights", "seed", "rounds",
        "time_limit",
    },
    "students": {"id", "sex", "tier", "scores", "tags", "total", "class", "name"},
    "mentors": {"id", "capacity", "teaches", "name"},
    "rules": {"id", "kind", "student", "students", "group", "mentor", "note"},
}  # fmt: skip


def read_instance(content: bytes) -> dict[str, Any]:
    """The JSON object in a file.

    :raises Invalid: it is no JSON, or no object.
    """
    try:
        return _object(json.loads(content.decode("utf-8-sig")), "实例")
    except ValueError as error:
        raise Invalid(
            "这个文件不是 UTF-8 编码的 JSON，读不了。请对照 docs/grouping.md 里的例子修改。"
        ) from error


def read_problem(raw: object) -> Problem:
    """The problem a JSON value stands for; whether it can be solved is not asked here.

    :raises Invalid: something is missing or of the wrong kind; the sentence says where.
    """
    instance = _object(raw, "实例")
    full_marks = {name: _number(mark, f"full_marks.{name}") for name, mark in _part(instance, "full_marks")}
    students = tuple(
        _student(_object(one, where), where, full_marks) for one, where in _items(instance, "students")
    )
    mentors = tuple(_mentor(_object(one, where), where) for one, where in _items(instance, "mentors"))
    known = _Names({one.id for one in students}, {one.id for one in mentors})
    claims, group_claims = _claims(instance, known)
    return Problem(
        students=students,
        sizes=_sizes(instance, len(students)),
        mentors=mentors,
        rules=tuple(_rule(_object(one, where), where) for one, where in _items(instance, "rules")),
        wishes={known.student(key): _tiers(one, f"wishes.{key}") for key, one in _part(instance, "wishes")},
        claims=claims,
        group_claims=group_claims,
        previous={
            known.student(key): _id(one, f"previous.{key}") for key, one in _part(instance, "previous")
        },
        present={
            known.student(key): _whole(one, f"present.{key}") for key, one in _part(instance, "present")
        },
        full_marks=full_marks,
        **_settings(instance),
    )


def ignored_keys(raw: object) -> list[str]:
    """The keys of an instance that nothing is known about, so that a typing error does not pass unseen."""
    instance = _object(raw, "实例")
    found = [key for key in instance if key not in KNOWN["instance"]]
    for part in ("students", "mentors", "rules"):
        keys = {key for one in instance.get(part, ()) for key in one}
        found += sorted(f"{part}.{key}" for key in keys - KNOWN[part])
    return found


class _Names:
    """Ids as keys of a JSON object are always text: the way back to the ids themselves."""

    def __init__(self, students: set[Id], mentors: set[Id]) -> None:
        self._students = {str(one): one for one in students}
        self._mentors = {str(one): one for one in mentors}

    def student(self, key: str) -> Id:
        return self._students.get(key, key)

    def mentor(self, key: str) -> Id:
        return self._mentors.get(key, key)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────


def _student(raw: Mapping[str, Any], where: str, full_marks: Mapping[str, float]) -> Student:
    scores = _object(raw.get("scores") or {}, f"{where}.scores")
    return Student(
        id=_id(raw.get("id"), f"{where}.id"),
        sex=_word(raw.get("sex"), SEXES, f"{where}.sex"),
        level=_word(raw.get("tier"), LEVELS, f"{where}.tier"),
        scores={
            name: _score(one, name, f"{where}.scores.{name}", full_marks) for name, one in scores.items()
        },
        tags=frozenset(_id(one, f"{where}.tags") for one in _list(raw.get("tags"), f"{where}.tags")),
        total=_optional(_number, raw.get("total"), f"{where}.total"),
        class_id=_optional(_id, raw.get("class"), f"{where}.class"),
    )


def _score(value: object, subject: str, where: str, full_marks: Mapping[str, float]) -> float | None:
    if isinstance(value, str):
        part = LEVEL_PARTS.get(value)
        if part is None:
            raise Invalid(f"{where} 写的是“{value}”。请写分数、null，或者优、良、合格、待合格。")
        return part * full_marks.get(subject, USUAL_FULL_MARKS[0])
    return _optional(_number, value, where)


def _mentor(raw: Mapping[str, Any], where: str) -> Mentor:
    capacity = raw.get("capacity")
    ends = capacity if isinstance(capacity, list) else [0, capacity]
    if len(ends) != 2:
        raise Invalid(f"{where}.capacity 要写最少和最多两个人数，例如 [6, 9]；不限的一头写 null。")
    least, most = (_optional(_whole, end, f"{where}.capacity") for end in ends)
    return Mentor(_id(raw.get("id"), f"{where}.id"), least or 0, most, _teaches(raw.get("teaches"), where))


def _teaches(value: object, where: str) -> frozenset[Id] | None:
    if value is None or value is True:
        return None
    classes = [] if value is False else _list(value, f"{where}.teaches")
    return frozenset(_id(one, f"{where}.teaches") for one in classes)


def _rule(raw: Mapping[str, Any], where: str) -> Rule:
    listed = _list(raw.get("students"), f"{where}.students")
    if raw.get("student") is not None:
        listed = [raw["student"], *listed]
    kind = str(raw.get("kind"))
    if kind == "lock" and not listed and raw.get("mentor") is not None:
        kind = "lead"
    return Rule(
        id=_id(raw.get("id"), f"{where}.id"),
        kind=cast(RuleKind, kind),
        students=tuple(_id(one, f"{where}.students") for one in listed),
        group=_optional(_whole, raw.get("group"), f"{where}.group"),
        mentor=_optional(_id, raw.get("mentor"), f"{where}.mentor"),
    )


def _sizes(instance: Mapping[str, Any], people: int) -> tuple[int, ...]:
    groups = _object(instance.get("groups") or {}, "groups")
    if groups.get("sizes") is not None:
        return tuple(_whole(one, "groups.sizes") for one in _list(groups["sizes"], "groups.sizes"))
    if groups.get("count") is None:
        return ()
    count = _whole(groups["count"], "groups.count")
    if not 1 <= count <= max(1, people):
        raise Invalid(f"{people} 名学生不能分成 {count} 组。组数请填 1 到学生人数之间。")
    return even_sizes(people, count)


def _tiers(value: object, where: str) -> Tiers:
    return tuple(
        tuple(_id(one, where) for one in (tier if isinstance(tier, list) else [tier]))
        for tier in _list(value, where)
    )


def _claims(
    instance: Mapping[str, Any], known: _Names
) -> tuple[dict[Id, Tiers], dict[Id, tuple[tuple[int, ...], ...]]]:
    students: dict[Id, Tiers] = {}
    groups: dict[Id, tuple[tuple[int, ...], ...]] = {}
    for key, value in _part(instance, "claims"):
        claim = value if isinstance(value, dict) else {"students": value}
        students[known.mentor(key)] = _tiers(claim.get("students"), f"claims.{key}.students")
        claimed = _tiers(claim.get("groups"), f"claims.{key}.groups")
        groups[known.mentor(key)] = tuple(
            tuple(_whole(one, f"claims.{key}.groups") for one in tier) for tier in claimed
        )
    return {key: one for key, one in students.items() if one}, {
        key: one for key, one in groups.items() if one
    }


def _settings(instance: Mapping[str, Any]) -> dict[str, Any]:
    """What has a default of its own: given here only when it is in the instance."""
    read: dict[str, Callable[[Any], Any]] = {
        "ratio": _ratio,
        "mentors_per_student": lambda one: _whole(one, "mentors_per_student"),
        "allow_other_teachers": lambda one: _flag(one, "allow_other_teachers"),
        "order": lambda one: _word(one, {"joint": "joint", "groups_first": "groups_first"}, "order"),
        "seed": lambda one: _whole(one, "seed"),
        "rounds": lambda one: _whole(one, "rounds"),
        "time_limit": lambda one: _number(one, "time_limit"),
        "bands": lambda one: Bands(**_numbers(one, "bands", ("total", "subject"))),
        "weights": lambda one: Weights(**_numbers(one, "weights", ("wish", "claim", "kept", "move"))),
    }
    return {key: how(instance[key]) for key, how in read.items() if instance.get(key) is not None}


def _ratio(value: object) -> Ratio:
    parts = [_whole(one, "ratio") for one in _list(value, "ratio")]
    if len(parts) != 3:
        raise Invalid(f"ratio 要写优、中、困三个数，例如 {list(DEFAULT_RATIO)}。")
    return parts[0], parts[1], parts[2]


# ── kinds of values ──────────────────────────────────────────────────────────────────────────────────


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"{where} 应当是一个 JSON 对象（写在花括号里）。请对照 docs/grouping.md 修改。")
    return value


def _list(value: object, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Invalid(f"{where} 应当是一个 JSON 数组（写在方括号里）。请对照 docs/grouping.md 修改。")
    return value


def _items(instance: Mapping[str, Any], part: str) -> list[tuple[Any, str]]:
    return [(one, f"{part}[{place}]") for place, one in enumerate(_list(instance.get(part), part))]


def _part(instance: Mapping[str, Any], part: str) -> list[tuple[str, Any]]:
    return list(_object(instance.get(part) or {}, part).items())


def _id(value: object, where: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise Invalid(f"{where} 要写编号：一个整数或一段文字。")
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
        raise Invalid(f"{where} 应当是一个数字。没有就写 null，或者不写。")
    return value


def _whole(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(f"{where} 应当是一个整数。")
    return value


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{where} 只能是 true 或 false。")
    return value


def _numbers(value: object, where: str, names: Sequence[str]) -> dict[str, float]:
    given = _object(value, where)
    return {name: _number(given[name], f"{where}.{name}") for name in names if given.get(name) is not None}


def _word(value: object, words: Mapping[str, Thing], where: str) -> Thing | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in words:
        raise Invalid(f"{where} 写的是“{value}”，只能是 {'、'.join(words)} 或 null。")
    return words[value]


def _optional(how: Callable[[object, str], Thing], value: object, where: str) -> Thing | None:
    return None if value is None else how(value, where)
