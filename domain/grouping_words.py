"""What the grouping found, in the sentences of a staff room. Everything here is made from data and the names given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.balance import Trait
from domain.conflicts import Infeasible
from domain.explaining import Explanation, Obstacle
from domain.grouping import Band, Solution
from domain.grouping_problem import Id, Problem, Rule
from domain.newcomers import Option, Swap

SHARE_WORDS = {"A": "A 层学生", "B": "B 层学生", "C": "C 层学生"}


@dataclass(frozen=True, slots=True)
class Names:
    """What students, mentors and groups are called; who has no name is called by the id."""

    students: Mapping[Id, str] = field(default_factory=dict)
    mentors: Mapping[Id, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[Id, str] = field(default_factory=dict)

    def student(self, one: Id) -> str:
        """A student's name."""
        return self.students.get(one, str(one))

    def mentor(self, one: Id | None) -> str:
        """A mentor's name."""
        return "" if one is None else self.mentors.get(one, str(one))

    def group(self, one: int | None) -> str:
        """A group's name, 第 3 组 without one."""
        return "" if one is None else self.groups.get(one, f"第 {one} 组")

    def listed(self, students: Iterable[Id]) -> str:
        """Students one after the other."""
        return "、".join(self.student(one) for one in students)


# ── how good it is ───────────────────────────────────────────────────────────────────────────────────


def verdict(found: Solution, names: Names | None = None, means: Sequence[float] = ()) -> str:
    """已达最优, or what is still uneven. `means` are the groups' mean totals, where the page has them."""
    names = names or Names()
    if found.is_optimal:
        return "已达最优：没有哪种分法能让层次、男女、特殊学生和各科均分更匀。"
    uneven = [_excess_text(found), *(_band_text(band) for band in found.bands if not band.is_met)]
    rest = [text for text in uneven if text] or [
        _mean_text(names, means) or "规则和志愿占了先，不能再证明更好"
    ]
    return f"目前最好：{'，'.join(rest)}。"


def _excess_text(found: Solution) -> str:
    return f"还有 {found.excess} 人次超出应有的人数" if found.excess else ""


def _band_text(band: Band) -> str:
    subject = band.subject or "总分"
    return f"{subject}均分最多差 {band.width:.1f} 分（希望在 {band.limit:.1f} 分以内）"


def _mean_text(names: Names, means: Sequence[float]) -> str:
    if len(means) < 2:
        return ""
    middle = sum(means) / len(means)
    place = max(range(len(means)), key=lambda one: abs(means[one] - middle))
    side = "高" if means[place] > middle else "低"
    return f"{names.group(place + 1)}总分{side} {abs(means[place] - middle):.1f} 分"


# ── why here ─────────────────────────────────────────────────────────────────────────────────────────


def why(explanation: Explanation, problem: Problem, names: Names) -> list[str]:
    """Why a student is in this group, one sentence for each reason."""
    said = [_place_text(explanation, names)]
    if explanation.is_claimed:
        said.append(f"{names.mentor(explanation.mentor)}认领了{names.student(explanation.student)}。")
    if explanation.is_kept:
        said.append(f"{names.mentor(explanation.mentor)}原来就是{names.student(explanation.student)}的导师。")
    rules = {rule.id: rule_text(rule, names).rstrip("。") for rule in problem.rules}
    said += [_obstacle_text(one, explanation, rules, names) for one in explanation.obstacles]
    for one in explanation.rules:
        said.append(f"要求{rules[one]}：{'现在没有做到' if one in explanation.broken else '已做到'}。")
    return [*said, _balance_text(explanation, names)]


def _place_text(one: Explanation, names: Names) -> str:
    student, group = names.student(one.student), names.group(one.group)
    if one.mentor is None:
        return f"{student}在{group}。"
    mentor = names.mentor(one.mentor)
    if not one.has_wishes:
        return f"{student}在{group}，导师是{mentor}。"
    if one.rank is None:
        return f"{student}在{group}，导师是{mentor}，不在{student}的志愿里。"
    return f"{student}在{group}，导师{mentor}是{student}的第 {one.rank} 志愿。"


def _obstacle_text(
    obstacle: Obstacle, explanation: Explanation, rules: Mapping[Id, str], names: Names
) -> str:
    mentor, student = names.mentor(obstacle.mentor), names.student(explanation.student)
    reasons = {
        "teaches": f"{mentor}不教{student}所在的班",
        "no_group": f"{mentor}这次没有带组",
        "rule": f"有要求：{'，'.join(rules[one] for one in obstacle.rules)}",
        "quota": f"{names.group(obstacle.group)}的{trait_text(obstacle.trait, names)}人数已经定好，换进来就不匀了",
        "full": f"{names.group(obstacle.group)}已满，换进来会让别人离自己的志愿更远，或让均分差得更多",
    }
    return f"第 {obstacle.rank} 志愿{mentor}没有成：{reasons[obstacle.way]}。"


def trait_text(trait: Trait | None, names: Names) -> str:
    """What a share is of: 女生, A 层学生, a tag."""
    if trait is None:
        return "各类学生"
    kind, value = trait
    if kind == "sex":
        return f"{value}生"
    if kind == "level":
        return SHARE_WORDS[str(value)]
    return names.tags.get(value, str(value)) if isinstance(value, int | str) else "特殊学生"


def _balance_text(one: Explanation, names: Names) -> str:
    with_student, without = one.with_student, one.without_student
    text = f"{names.group(one.group)}现有 {with_student.size} 人：女 {with_student.girls}、男 {with_student.boys}"
    if with_student.mean is None or without.mean is None:
        return f"{text}。"
    return (
        f"{text}，均分 {with_student.mean:.1f}；没有{names.student(one.student)}时均分是 {without.mean:.1f}。"
    )


# ── swaps, newcomers ─────────────────────────────────────────────────────────────────────────────────


def swap_text(swap: Swap, names: Names) -> str:
    """The swap proposed and what it is good for."""
    one, two = names.student(swap.one), names.student(swap.two)
    return f"建议{one}和{two}对换：{_gain(swap.before, swap.after)}。"


def _gain(before: Solution, after: Solution) -> str:
    if after.excess < before.excess:
        return f"超出应有人数的从 {before.excess} 人次减到 {after.excess} 人次"
    if after.price < before.price:
        return "更合大家的志愿"
    missed = [sum(not band.is_met for band in one.bands) for one in (before, after)]
    if missed[1] < missed[0]:
        return f"均分差得多的科目从 {missed[0]} 个减到 {missed[1]} 个"
    return f"各组总分均分的差从 {before.spread:.1f} 分减到 {after.spread:.1f} 分"


def option_text(option: Option, names: Names) -> str:
    """Where newcomers would go, and who would move for it."""
    seats = "，".join(
        f"{names.student(student)}进{names.group(group)}" for student, group in option.newcomers.items()
    )
    moves = "，".join(
        f"{names.student(move.student)}从{names.group(move.before)}到{names.group(move.after)}"
        for move in option.moves
    )
    return f"{seats}；{moves or '别人都不动'}。各组总分均分差 {option.result.spread:.1f} 分。"


# ── rules that cannot hold ───────────────────────────────────────────────────────────────────────────


def conflict_text(found: Infeasible, problem: Problem, names: Names) -> list[str]:
    """Which rules cannot hold together, and what to drop."""
    if not found.is_proven:
        return ["时间用完了，还没有找到符合全部规则的分法。请减少规则，或过一会儿再试一次。"]
    rules = {rule.id: rule for rule in problem.rules}
    said = [f"下面 {len(found.conflict)} 条不能同时做到："]
    said += [_condition_text(one, rules, problem, names) for one in found.conflict]
    drop = "；".join(_condition_text(one, rules, problem, names).rstrip("。") for one in found.drop)
    return [*said, f"最少去掉 {len(found.drop)} 条就能分组，例如：{drop}。"] if drop else said


def _condition_text(one: Id, rules: Mapping[Id, Rule], problem: Problem, names: Names) -> str:
    if one in rules:
        return rule_text(rules[one], names)
    kind, _, mentor = str(one).partition(":")
    found = next((person for person in problem.mentors if str(person.id) == mentor), None)
    name = names.mentor(found.id) if found else mentor
    if kind == "teaches":
        return f"{name}只能带自己任教班级的学生。"
    if found is None or found.most is None:
        return f"{name}最多只能带平均分到的小组。"
    return f"{name}带 {found.least} 到 {found.most} 名学生。"


def rule_text(rule: Rule, names: Names) -> str:
    """A rule as a sentence."""
    students, mentor, group = names.listed(rule.students), names.mentor(rule.mentor), names.group(rule.group)
    return {
        "lock": f"{students}固定在{group}。",
        "together": f"{students}在同一组。",
        "apart": f"{students}不在同一组。",
        "must": f"{students}的导师必须是{mentor}。",
        "must_not": f"{students}的导师不能是{mentor}。",
        "lead": f"{group}由{mentor}带。",
        "not_lead": f"{group}不由{mentor}带。",
    }[rule.kind]
