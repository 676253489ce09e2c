"""Forming a class's groups while the page waits: one search a class, found again after a reload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from domain.conflicts import Infeasible
from domain.errors import Conflict, Invalid
from domain.explaining import is_kept, unfair_pairs, why_here
from domain.grouping import Solution, rated, snake
from domain.grouping_plan import Plan, with_groups
from domain.grouping_problem import Id, Mentor, Problem, Rule, Student, even_sizes
from domain.grouping_words import Names, conflict_text, swap_text
from domain.grouping_words import why as words_of_why
from domain.matching import Placement
from domain.newcomers import suggest_swap
from domain.permissions import Action
from services import choices, solver
from services.context import Context
from services.led_classes import require_led
from services.plans import Desk

# what is looked for: groups alone, groups around mentors by wishes, or mentors for the groups as they stand
Aim = Literal["groups", "by_wishes", "mentors"]
STANDING = "standing:"


@dataclass(frozen=True)
class Wanted:
    """What both sides asked for; empty where nobody was asked."""

    wishes: Mapping[int, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    claims: Mapping[int, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    group_claims: Mapping[int, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """A search seen from outside. `found` is set when it is over."""

    aim: Aim
    round: int
    excess: int | None
    spread: float | None
    found: Solution | Infeasible | None


@dataclass(frozen=True)
class _Search:
    aim: Aim
    job: solver.Job


_searches: dict[tuple[str, int], _Search] = {}


def wanted_by_both(context: Context, class_id: int) -> Wanted:
    """The wishes and claims of the class's latest round."""
    context.require(Action.FORM_GROUPS)
    found = choices.wishes(context, class_id)
    return Wanted(found.students, found.claims, found.group_claims)


def begin(context: Context, desk: Desk, aim: Aim) -> None:
    """Start to look; a search of the same class that is still going on is given up."""
    context.require(Action.FORM_GROUPS)
    if not desk.may_change:
        raise Conflict("分组已报备案，先撤回才能改。")
    cancel(context, desk)
    wanted = Wanted() if aim == "groups" else wanted_by_both(context, desk.class_id)
    job = solver.start(problem_of(desk, aim, wanted))
    _searches[_key(context, desk)] = _Search(aim, job)


def look(context: Context, desk: Desk) -> Look | None:
    """How far the class's search is; None when there is none."""
    context.require(Action.FORM_GROUPS)
    search = _searches.get(_key(context, desk))
    if search is None:
        return None
    progress = search.job.progress()
    best = progress.best if progress else None
    return Look(
        search.aim,
        progress.round if progress else 0,
        best.excess if best else None,
        best.spread if best else None,
        search.job.result(),
    )


def cancel(context: Context, desk: Desk) -> None:
    """Stop looking; the best so far is then the answer."""
    context.require(Action.FORM_GROUPS)
    search = _searches.get(_key(context, desk))
    if search is not None:
        search.job.cancel()


def forget(context: Context, desk: Desk) -> None:
    """The answer was taken over, or is not wanted."""
    context.require(Action.FORM_GROUPS)
    _searches.pop(_key(context, desk), None)


def applied(desk: Desk, found: Solution) -> Plan:
    """The plan with the answer's groups and, where it has them, mentors."""
    groups = found.groups()
    members = [[int(one) for one in groups.get(place + 1, [])] for place in range(len(groups))]
    leaders = {place - 1: int(mentor) for place, mentor in found.placement.leaders.items()}
    return with_groups(desk.plan, members, leaders)


def problem_of(desk: Desk, aim: Aim, wanted: Wanted) -> Problem:
    """The class's problem in the engine's words; groups are numbered from 1."""
    plan = desk.plan
    count = plan.group_count or usual_count(desk)
    if not desk.students:
        raise Invalid("这个班还没有学生。先导入学生名单。")
    if count > len(desk.students):
        raise Invalid(f"{len(desk.students)} 名学生不能分成 {count} 组。组数请填 1 到学生人数之间。")
    problem = Problem(
        students=tuple(_student(desk, one) for one in desk.students),
        sizes=even_sizes(len(desk.students), count),
        rules=_rules(desk, aim),
        ratio=desk.ratio,
        full_marks=desk.full_marks,
        seed=plan.deals,
    )
    return problem if aim == "groups" else _with_mentors(desk, problem, aim, wanted)


def usual_count(desk: Desk) -> int:
    """As many groups as stand, else about ten students a group (S0: three or four groups in a class)."""
    return len(desk.plan.groups) or max(1, min(len(desk.teachers) or 1, round(len(desk.students) / 10)))


def _student(desk: Desk, student_id: int) -> Student:
    one = desk.students[student_id]
    return Student(one.id, one.sex, one.level, one.scores, frozenset(one.care), one.total)


def _rules(desk: Desk, aim: Aim) -> tuple[Rule, ...]:
    """With no mentors in question, rules about them wait; standing groups are held as they are."""
    about_mentors = ("must", "must_not", "lead", "not_lead")
    rules = tuple(rule for rule in desk.plan.rules if aim != "groups" or rule.kind not in about_mentors)
    if aim != "mentors":
        return rules
    held = tuple(
        Rule(f"{STANDING}{student}", "lock", (student,), group=place + 1)
        for student, place in desk.plan.places.items()
    )
    return (*(rule for rule in rules if rule.kind in about_mentors), *held)


def _with_mentors(desk: Desk, problem: Problem, aim: Aim, wanted: Wanted) -> Problem:
    sizes = problem.sizes
    if aim == "mentors":
        if desk.unplaced or not desk.plan.groups:
            raise Invalid("有学生还没有分进组，先到“分组”一步分好。")
        sizes = tuple(len(group.students) for group in desk.plan.groups)
    places = {group.key: place for place, group in enumerate(desk.plan.groups, start=1)}
    return replace(
        problem,
        sizes=sizes,
        mentors=_mentors(desk, sizes),
        wishes={student: tiers for student, tiers in wanted.wishes.items() if student in desk.students},
        claims={mentor: tiers for mentor, tiers in wanted.claims.items() if mentor in desk.teachers},
        group_claims=_group_claims(desk, wanted, places) if aim == "mentors" else {},
        previous={
            one.id: one.mentor_id
            for one in desk.students.values()
            if one.mentor_id and one.mentor_id in desk.teachers
        },
        order="groups_first" if aim == "mentors" else "joint",
    )


def _mentors(desk: Desk, sizes: Sequence[int]) -> tuple[Mentor, ...]:
    """Everybody within the own limit; nobody a second group while somebody else has none."""
    able = [one for one in desk.teachers.values() if one.room >= min(sizes)]
    share = max(sizes) * -(-len(sizes) // max(1, len(able)))
    return tuple(Mentor(one.id, most=min(one.room, share)) for one in desk.teachers.values())


def _group_claims(
    desk: Desk, wanted: Wanted, places: Mapping[str, int]
) -> dict[Id, tuple[tuple[int, ...], ...]]:
    return {
        mentor: tuple(tuple(places[key] for key in tier if key in places) for tier in tiers)
        for mentor, tiers in wanted.group_claims.items()
        if mentor in desk.teachers
    }


def snake_of(desk: Desk) -> Solution:
    """What a snake deal 蛇形分组 would give, for comparison."""
    problem = problem_of(desk, "groups", Wanted())
    return rated(problem, snake(replace(problem, rules=())))


def rated_plan(desk: Desk) -> Solution:
    """The groups as they stand, in the engine's figures."""
    problem, placement = standing(desk, Wanted())
    return rated(problem, placement)


def standing(desk: Desk, wanted: Wanted) -> tuple[Problem, Placement]:
    """The plan's groups and mentors as the engine sees them, with every rule; nobody may be unplaced."""
    plan = desk.plan
    problem = replace(problem_of(desk, "mentors", wanted), rules=plan.rules)
    assignment: dict[Id, int] = {student: place + 1 for student, place in plan.places.items()}
    leaders: dict[int, Id] = {
        place: group.mentor for place, group in enumerate(plan.groups, start=1) if group.mentor is not None
    }
    return problem, Placement(assignment, leaders)


def names_of(desk: Desk) -> Names:
    """What everybody and everything is called, for the engine's sentences."""
    return Names(
        students={one.id: one.name for one in desk.students.values()},
        mentors={one.id: one.name for one in desk.teachers.values()},
        groups={place: group.name for place, group in enumerate(desk.plan.groups, start=1)},
        tags=dict(desk.cares.items()),
    )


def conflict(desk: Desk, aim: Aim, found: Infeasible) -> list[str]:
    """Why it cannot be, in sentences."""
    return conflict_text(found, problem_of(desk, aim, Wanted()), names_of(desk))


def why(desk: Desk, wanted: Wanted, student_id: int) -> list[str]:
    """为什么在这里: the wish met or not and why, what was asked for, the balance."""
    problem, placement = standing(desk, wanted)
    return words_of_why(why_here(problem, placement, student_id), problem, names_of(desk))


def would_swap(desk: Desk, wanted: Wanted) -> list[str]:
    """Students alike in level and sex who would both rather have the other's mentor."""
    problem, placement = standing(desk, wanted)
    names = names_of(desk)
    return [
        f"{names.student(one)}和{names.student(two)}都更想要对方的导师，层次、性别相同，可以对换。"
        for one, two in unfair_pairs(problem, placement)
    ]


def broken_rules(desk: Desk) -> list[Rule]:
    """What was asked for and does not hold in the groups as they stand."""
    placement = standing(desk, Wanted())[1]
    return [rule for rule in desk.plan.rules if not is_kept(rule, placement)]


def suggestion(desk: Desk) -> tuple[int, int, str] | None:
    """The one swap that helps most, and what it is good for; None when none does."""
    problem, placement = standing(desk, Wanted())
    swap = suggest_swap(problem, placement)
    return None if swap is None else (int(swap.one), int(swap.two), swap_text(swap, names_of(desk)))


def _key(context: Context, desk: Desk) -> tuple[str, int]:
    """Which search it is, for whoever may group the class at this moment: a desk may have been opened long ago."""
    with context.read() as db:
        require_led(context, db, desk.class_id)
    return str(context.store.path), desk.class_id
