"""A class's plan for its groups, as it is worked on: levels by hand, rules, groups with mentor, name and motto.

Everything here is a value; each act returns a new plan. It is stored as JSON (`as_dict`, `from_dict`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from domain.balance import LEVELS, Level
from domain.errors import Invalid
from domain.grouping_problem import Rule, RuleKind

MOST_NAME: Final = 30
MOST_WORDS: Final = 60
GROUP_NAMES: Final = (
    "启明组", "扬帆组", "知行组", "星火组", "青禾组", "远航组", "晨曦组", "云帆组", "春笋组", "银杏组",
)  # fmt: skip


@dataclass(frozen=True)
class PlanGroup:
    """A group of the plan. `key` stays the same through changes by hand and ends when groups are formed anew: who
    claimed it claimed those children.
    """

    key: str
    name: str
    students: tuple[int, ...] = ()
    mentor: int | None = None
    motto: str = ""
    aim: str = ""  # the group's own plan, in a sentence (B6)
    others: tuple[int, ...] = ()  # who mentors them too: other classes' teachers, external mentors (S3 二.11)


@dataclass(frozen=True)
class Plan:
    """What the class teacher has decided so far. `levels` holds only what was set by hand."""

    exam_id: int | None = None
    levels: Mapping[int, Level] = field(default_factory=dict)
    group_count: int = 0
    rules: tuple[Rule, ...] = ()
    groups: tuple[PlanGroup, ...] = ()
    deals: int = 0  # how often groups were formed: the next search begins elsewhere

    @property
    def places(self) -> dict[int, int]:
        """Student → the place of the group, 0 being the first."""
        return {student: place for place, group in enumerate(self.groups) for student in group.students}

    @property
    def locked(self) -> set[int]:
        """Students who stay where they are."""
        return {int(student) for rule in self.rules if rule.kind == "lock" for student in rule.students}

    def group_of(self, student: int) -> PlanGroup | None:
        """The student's group, if placed."""
        return next((group for group in self.groups if student in group.students), None)


def moved(plan: Plan, student: int, to: int) -> Plan:
    """One student into the group at that place; from nowhere too."""
    _must_be_free(plan, student)
    groups = [
        replace(group, students=tuple(one for one in group.students if one != student))
        for group in plan.groups
    ]
    groups[to] = replace(groups[to], students=(*groups[to].students, student))
    return replace(plan, groups=tuple(groups))


def swapped(plan: Plan, one: int, other: int) -> Plan:
    """Two students change places."""
    places = plan.places
    if one not in places or other not in places:
        raise Invalid("要交换的学生不在小组里了，请看过现在的分组再试。")
    return moved(moved(plan, one, places[other]), other, places[one])


def with_lock(plan: Plan, student: int, is_locked: bool) -> Plan:
    """The student stays in the present group, or may be moved again."""
    rules = tuple(rule for rule in plan.rules if not (rule.kind == "lock" and student in rule.students))
    place = plan.places.get(student)
    if not is_locked or place is None:
        return replace(plan, rules=rules)
    return replace(plan, rules=(*rules, Rule(next_rule_id(plan), "lock", (student,), group=place + 1)))


def with_rule(
    plan: Plan,
    kind: RuleKind,
    students: Sequence[int] = (),
    mentor: int | None = None,
    group: int | None = None,
) -> Plan:
    """One more rule."""
    return replace(plan, rules=(*plan.rules, Rule(next_rule_id(plan), kind, tuple(students), group, mentor)))


def without_rule(plan: Plan, rule_id: int | str) -> Plan:
    """One rule less."""
    return replace(plan, rules=tuple(rule for rule in plan.rules if rule.id != rule_id))


def next_rule_id(plan: Plan) -> int:
    """An id no rule of the plan has had."""
    return max((int(rule.id) for rule in plan.rules), default=0) + 1


def with_level(plan: Plan, student: int, level: Level | None) -> Plan:
    """A level set by hand; None goes back to the exam's."""
    levels = {key: value for key, value in plan.levels.items() if key != student}
    return replace(plan, levels=levels | ({student: level} if level else {}))


def with_groups(
    plan: Plan, members: Sequence[Sequence[int]], mentors: Mapping[int, int] | None = None
) -> Plan:
    """Groups newly formed: those that stand keep name, motto and mentor; `mentors` maps place → mentor.

    A group with other children has another key.
    """
    kept = [
        plan.groups[place] if place < len(plan.groups) else new_group(plan, place)
        for place in range(len(members))
    ]
    groups = tuple(
        replace(
            group,
            key=group.key if set(ids) == set(group.students) else f"d{plan.deals + 1}g{place + 1}",
            students=tuple(ids),
            mentor=(mentors or {}).get(place, group.mentor),
        )
        for place, (group, ids) in enumerate(zip(kept, members, strict=True))
    )
    return replace(plan, groups=groups, group_count=len(groups), deals=plan.deals + 1)


def new_group(plan: Plan, place: int) -> PlanGroup:
    """An empty group with a name of its own."""
    used = {group.name for group in plan.groups}
    name = next((one for one in GROUP_NAMES[place:] if one not in used), f"第 {place + 1} 组")
    return PlanGroup(f"g{place + 1}", name)


def with_mentor(plan: Plan, place: int, mentor: int | None) -> Plan:
    """Another mentor for the group at that place; who mentored it besides and leads it now is not said twice."""
    others = tuple(one for one in plan.groups[place].others if one != mentor)
    return _changed(plan, place, mentor=mentor, others=others)


def with_others(plan: Plan, place: int, others: Sequence[int]) -> Plan:
    """Who else mentors the group at that place; its own mentor is not said twice."""
    mentor = plan.groups[place].mentor
    return _changed(plan, place, others=tuple(one for one in dict.fromkeys(others) if one != mentor))


def with_words(plan: Plan, place: int, name: str, motto: str, aim: str) -> Plan:
    """The group's name, motto and aim."""
    return _changed(plan, place, name=name.strip(), motto=motto.strip(), aim=aim.strip())


def without_strangers(plan: Plan, students: set[int], mentors: set[int]) -> Plan:
    """The plan without students who left the class and teachers who left: what was decided about others stays."""
    groups = tuple(
        replace(
            group,
            students=tuple(one for one in group.students if one in students),
            mentor=group.mentor if group.mentor in mentors else None,
        )
        for group in plan.groups
    )
    levels = {student: level for student, level in plan.levels.items() if student in students}
    rules = tuple(kept for rule in plan.rules if (kept := _without(rule, students, mentors)))
    return replace(plan, groups=groups, levels=levels, rules=rules)


def without(plan: Plan, student: int) -> Plan:
    """The plan as if there had never been this student."""
    named = {*plan.levels, *plan.places, *(int(one) for rule in plan.rules for one in rule.students)}
    mentors = {group.mentor for group in plan.groups} | {rule.mentor for rule in plan.rules}
    leading = {int(one) for one in mentors if one is not None}
    return without_strangers(plan, named - {student}, leading) if student in named else plan


def _without(rule: Rule, students: set[int], mentors: set[int]) -> Rule | None:
    left = tuple(one for one in rule.students if one in students)
    enough = len(left) >= (2 if rule.kind in ("together", "apart") else 1) or not rule.students
    return (
        replace(rule, students=left) if enough and (rule.mentor is None or rule.mentor in mentors) else None
    )


def check_complete(plan: Plan, students: set[int], mentors: set[int]) -> None:
    """Whether the plan may be filed: everybody in one group, each group with people, a name and a mentor."""
    placed = [student for group in plan.groups for student in group.students]
    if not plan.groups:
        raise Invalid("还没有分组。先到“分组”一步形成小组。")
    if sorted(placed) != sorted(students):
        raise Invalid("有学生没有分进组，或者名单刚有变动。请到“分组”一步看一看。")
    if not all(group.students for group in plan.groups):
        raise Invalid("有一个小组没有学生，请删去或分进人。")
    check_names(plan)
    if any(group.mentor not in mentors for group in plan.groups):
        raise Invalid("有小组还没有导师，或者导师已不教这个班。请到“导师”一步选好。")


def check_names(plan: Plan) -> None:
    """Names are given, differ, and fit."""
    names = [group.name for group in plan.groups]
    if not all(names) or len(set(names)) < len(names):
        raise Invalid("每个小组要有自己的名字，不能空，也不能重名。")
    check_lengths(plan)


def check_lengths(plan: Plan) -> None:
    """No name, motto or aim longer than the papers hold."""
    if any(len(group.name) > MOST_NAME for group in plan.groups):
        raise Invalid(f"组名最多 {MOST_NAME} 个字。")
    if any(len(words) > MOST_WORDS for group in plan.groups for words in (group.motto, group.aim)):
        raise Invalid(f"口号和目标各最多 {MOST_WORDS} 个字。")


def as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as JSON keeps it."""
    return asdict(plan) | {"levels": {str(student): level for student, level in plan.levels.items()}}


def from_dict(body: Mapping[str, Any]) -> Plan:
    """The plan as it was kept."""
    return Plan(
        exam_id=body["exam_id"],
        levels={int(student): level for student, level in body["levels"].items() if level in LEVELS},
        group_count=body["group_count"],
        rules=tuple(Rule(**{**rule, "students": tuple(rule["students"])}) for rule in body["rules"]),
        groups=tuple(
            PlanGroup(
                **{**group, "students": tuple(group["students"]), "others": tuple(group.get("others", ()))}
            )
            for group in body["groups"]
        ),
        deals=body["deals"],
    )


def _changed(plan: Plan, place: int, **changes: Any) -> Plan:
    groups = list(plan.groups)
    groups[place] = replace(groups[place], **changes)
    return replace(plan, groups=tuple(groups))


def _must_be_free(plan: Plan, student: int) -> None:
    if student in plan.locked:
        raise Invalid("这名学生已锁定在本组，先解除锁定才能移动。")
