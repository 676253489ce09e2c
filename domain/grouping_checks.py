"""Whether a problem can be read at all: every id known, every number possible. Sentences for the person who typed it.

What can be read and yet not be fulfilled (rules that contradict each other, capacities too small) is no error
here: the answer is then a conflict (`domain.conflicts`).
"""

from collections import Counter
from collections.abc import Iterable

from domain.errors import Invalid
from domain.grouping_problem import RULE_KINDS, Id, Problem, Rule

_NEEDS_GROUP = {"lock", "lead", "not_lead"}
_NEEDS_MENTOR = {"must", "must_not", "lead", "not_lead"}
_NEEDS_PAIR = {"together", "apart"}


def validate(problem: Problem) -> None:
    """Refuse what cannot be read, in a sentence that names it.

    :raises Invalid: nobody to place, impossible sizes, ids that are unknown or used twice, an incomplete rule.
    """
    _check_students(problem)
    _check_sizes(problem)
    _check_mentors(problem)
    for rule in problem.rules:
        _check_rule(problem, rule)
    _check_wishes(problem)
    _check_numbers(problem)


def _check_students(problem: Problem) -> None:
    count = len(problem.students)
    if count == 0:
        raise Invalid("没有学生，不能分组。请先导入或添加学生。")
    if count == 1:
        raise Invalid("只有 1 名学生，不能分组。请核对名单，或直接给这名学生选导师。")
    _refuse_doubles("学生", (one.id for one in problem.students))
    if min(problem.ratio) < 0 or sum(problem.ratio) == 0:
        raise Invalid("优、中、困的比例不能是负数，也不能都是 0。请填写如 3∶5∶2。")
    for subject, full in problem.full_marks.items():
        if full <= 0:
            raise Invalid(f"{subject}的满分是 {full:g}，应当大于 0。请核对满分。")


def _refuse_doubles(what: str, ids: Iterable[Id]) -> None:
    # 1 and "1" are one and the same as a key in JSON
    doubles = [one for one, times in Counter(map(str, ids)).items() if times > 1]
    if doubles:
        raise Invalid(f"{what}编号 {doubles[0]} 用了不止一次。请让每个编号只出现一次。")


def _check_sizes(problem: Problem) -> None:
    count, groups = len(problem.students), problem.group_count
    if groups == 0:
        raise Invalid("没有说要分几组，也没有导师。请填写组数，或加入导师。")
    if groups > count and problem.sizes:
        raise Invalid(f"{count} 名学生不能分成 {groups} 组。组数请填 1 到学生人数之间。")
    if problem.sizes and (min(problem.sizes) < 1 or sum(problem.sizes) != count):
        raise Invalid(
            f"各组人数加起来是 {sum(problem.sizes)}，学生有 {count} 名。"
            "请让各组人数都不少于 1，总数等于学生人数。"
        )


def _check_mentors(problem: Problem) -> None:
    _refuse_doubles("导师", (one.id for one in problem.mentors))
    for mentor in problem.mentors:
        if mentor.least < 0 or (mentor.most is not None and mentor.most < mentor.least):
            raise Invalid(
                f"导师 {mentor.id} 的人数范围是 {mentor.least} 到 {mentor.most}。请填写从小到大、不小于 0 的两个数。"
            )
    wanted = problem.mentors_per_student
    if wanted < 1 or (problem.mentors and wanted > len(problem.mentors)):
        raise Invalid(
            f"每名学生要 {wanted} 位导师，导师只有 {len(problem.mentors)} 位。请减少人数或增加导师。"
        )


def _check_rule(problem: Problem, rule: Rule) -> None:
    if sum(one.id == rule.id for one in problem.rules) > 1:
        raise Invalid(f"规则编号 {rule.id} 用了不止一次。请让每条规则有自己的编号。")
    if rule.kind not in RULE_KINDS:
        raise Invalid(f"规则 {rule.id} 的类别“{rule.kind}”不认识。可用的类别：{'、'.join(RULE_KINDS)}。")
    least = 2 if rule.kind in _NEEDS_PAIR else 0 if rule.kind in {"lead", "not_lead"} else 1
    if len(set(rule.students)) < least:
        raise Invalid(f"规则 {rule.id} 至少要写 {least} 名不同的学生。请补上，或删去这条规则。")
    _check_known(f"规则 {rule.id} ", "学生", rule.students, {one.id for one in problem.students})
    if rule.kind in _NEEDS_GROUP and not 1 <= (rule.group or 0) <= problem.group_count:
        raise Invalid(
            f"规则 {rule.id} 写的是第 {rule.group} 组，一共只有 {problem.group_count} 组。请改成有的组。"
        )
    if rule.kind in _NEEDS_MENTOR:
        mentors = () if rule.mentor is None else (rule.mentor,)
        if not mentors:
            raise Invalid(f"规则 {rule.id} 没有写导师。请补上，或删去这条规则。")
        _check_known(f"规则 {rule.id} ", "导师", mentors, {one.id for one in problem.mentors})


def _check_known(where: str, what: str, ids: Iterable[Id], known: set[Id]) -> None:
    for one in ids:
        if one not in known:
            reason = "可能已经离开。" if what == "导师" else ""
            raise Invalid(
                f"{where}里的{what} {one} 不在这次分组的{what}名单里。{reason}请删去这一项，或把{what}加进名单。"
            )


def _check_wishes(problem: Problem) -> None:
    students, mentors = {one.id for one in problem.students}, {one.id for one in problem.mentors}
    _check_known("志愿", "学生", problem.wishes, students)
    for student, tiers in problem.wishes.items():
        _check_known(f"学生 {student} 的志愿", "导师", _flat(tiers), mentors)
    for claims in (problem.claims, problem.group_claims):
        _check_known("认领", "导师", claims, mentors)
    for mentor, tiers in problem.claims.items():
        _check_known(f"导师 {mentor} 的认领", "学生", _flat(tiers), students)
    for mentor, groups in problem.group_claims.items():
        _check_groups(problem, f"导师 {mentor} 的认领", _flat(groups))
    _check_known("原来的导师", "学生", problem.previous, students)
    _check_known("现在的小组", "学生", problem.present, students)
    _check_groups(problem, "现在的小组", problem.present.values())


def _flat(tiers: Iterable[Iterable[Id]]) -> list[Id]:
    return [one for tier in tiers for one in tier]


def _check_groups(problem: Problem, where: str, groups: Iterable[Id]) -> None:
    for group in groups:
        if not isinstance(group, int) or not 1 <= group <= problem.group_count:
            raise Invalid(f"{where}里写了第 {group} 组，一共只有 {problem.group_count} 组。请改成有的组。")


def _check_numbers(problem: Problem) -> None:
    weights, bands = problem.weights, problem.bands
    if min(weights.wish, weights.claim, weights.kept, weights.move) < 0:
        raise Invalid("志愿、认领、原导师和调动的权重不能是负数。请填 0 或更大的数。")
    if min(bands.total, bands.subject) <= 0:
        raise Invalid("均分允许相差的部分应当大于 0，例如总分 0.02、单科 0.05。")
