"""Problems so small that every placement can be tried: invented ones, and the truth about each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations, product

from hypothesis import strategies as st

from domain.grouping import rated
from domain.grouping_problem import Mentor, Problem, Rule, Student, may_mentor
from domain.matching import Placement

MOST_PLACEMENTS = 3000


@st.composite
def problems(draw, with_rules=True, with_mentors=True):
    """Two to six students in one to three groups, with rules, mentors and wishes as they come."""
    count = draw(st.integers(2, 6))
    students = tuple(draw(_students(number)) for number in range(count))
    sizes = draw(st.sampled_from([one for groups in (1, 2, 3) for one in _splits(count, groups)]))
    mentors = tuple(draw(st.lists(st.builds(_mentor, st.sampled_from([0, 0, 1, 2]), st.sampled_from([None, 2, 3, 6]),
        st.sampled_from([None, frozenset({"1"})])), max_size=3 if with_mentors else 0)))  # fmt: skip
    mentors = tuple(replace(one, id=f"m{place}") for place, one in enumerate(mentors))
    kinds = ["lock", "together", "apart"] + ["must", "must_not", "lead", "not_lead"] * bool(mentors)
    rules = draw(st.lists(st.sampled_from(kinds), max_size=3 if with_rules else 0))
    ids = [one.id for one in mentors]
    wishes = st.lists(st.sampled_from(ids), unique=True, max_size=2) if ids else st.just([])
    return Problem(
        students,
        sizes,
        mentors,
        tuple(draw(_rule(f"r{place}", kind, count, len(sizes), ids)) for place, kind in enumerate(rules)),
        wishes={one.id: tuple((mentor,) for mentor in draw(wishes)) for one in students},
        claims={one: ((draw(st.integers(0, count - 1)),),) for one in ids if draw(st.booleans())},
        group_claims={one: ((draw(st.integers(1, len(sizes))),),) for one in ids[:1] if draw(st.booleans())},
        previous={draw(st.integers(0, count - 1)): one for one in ids[1:] if draw(st.booleans())},
        present=draw(st.dictionaries(st.integers(0, count - 1), st.integers(1, len(sizes)), max_size=2)),
        allow_other_teachers=draw(st.booleans()),
        seed=draw(st.integers(0, 3)),
        rounds=6,
    )


@st.composite
def _students(draw, number):
    return Student(
        number,
        draw(st.sampled_from(["男", "女", None])),
        draw(st.sampled_from(["A", "B", None])),
        {"语文": draw(st.none() | st.integers(50, 100)), "数学": draw(st.integers(50, 100))},
        draw(st.frozensets(st.sampled_from(["留守", "单亲"]))),
        class_id=draw(st.sampled_from(["1", "2"])),
    )


def _mentor(least, most, teaches):
    return Mentor("", least, most if most is None else max(most, least), teaches)


def _splits(count, groups):
    return [one for one in product(range(1, count + 1), repeat=groups) if sum(one) == count]


@st.composite
def _rule(draw, name, kind, count, groups, mentors):
    pair = st.lists(st.integers(0, count - 1), min_size=2, max_size=3, unique=True)
    one = st.integers(0, count - 1).map(lambda student: [student])
    students = {"lead": st.just([]), "not_lead": st.just([]), "together": pair, "apart": pair}.get(kind, one)
    mentor = draw(st.sampled_from(mentors)) if kind in {"must", "must_not", "lead", "not_lead"} else None
    group = draw(st.integers(1, groups)) if kind in {"lock", "lead", "not_lead"} else None
    return Rule(name, kind, tuple(draw(students)), group, mentor)


# ── the truth ────────────────────────────────────────────────────────────────────────────────────────


def placements(problem: Problem) -> Iterator[Placement]:
    """Everybody everywhere, every mentor before every group."""
    ids = [one.id for one in problem.students]
    places = [group for group, size in enumerate(problem.sizes, start=1) for _ in range(size)]
    mentors = [one.id for one in problem.mentors]
    leaders = product(mentors, repeat=len(problem.sizes)) if mentors else [()]
    for led, order in product(leaders, sorted(set(permutations(places)))):
        yield Placement(dict(zip(ids, order, strict=True)), dict(enumerate(led, start=1)))


def open_placements(problem: Problem) -> Iterator[Placement]:
    """Everybody with every mentor, whatever sizes come of it."""
    ids = [one.id for one in problem.students]
    leaders = {group: one.id for group, one in enumerate(problem.mentors, start=1)}
    for groups in product(leaders, repeat=len(ids)):
        yield Placement(dict(zip(ids, groups, strict=True)), leaders)


def fits(problem: Problem, placement: Placement, rules: tuple[Rule, ...]) -> bool:
    """Whether capacities, classes and these rules hold: written a second time, in another way."""
    return _mentors_fit(problem, placement) and all(_holds(rule, placement) for rule in rules)


def _mentors_fit(problem: Problem, placement: Placement) -> bool:
    load = Counter(one for student in problem.students for one in placement.mentors_of(student.id))
    led = Counter(placement.leaders.values())
    share = -(-len(problem.sizes) // max(1, len(problem.mentors)))
    for mentor in problem.mentors:
        most = -(-len(problem.students) // len(problem.mentors)) if mentor.most is None else mentor.most
        too_many = led[mentor.id] > share if mentor.most is None and problem.sizes else load[mentor.id] > most
        if too_many or load[mentor.id] < mentor.least:
            return False
        mentees = [one for one in problem.students if mentor.id in placement.mentors_of(one.id)]
        if not all(may_mentor(problem, one, mentor) for one in mentees):
            return False
    return all(
        len(set(placement.mentors_of(one.id))) == len(placement.mentors_of(one.id))
        for one in problem.students
    )


def _holds(rule: Rule, placement: Placement) -> bool:
    groups = [placement.assignment[one] for one in rule.students]
    mentors = [placement.mentors_of(one) for one in rule.students]
    return {
        "lock": lambda: all(group == rule.group for group in groups),
        "together": lambda: len(set(groups)) == 1,
        "apart": lambda: len(set(groups)) == len(set(rule.students)),
        "must": lambda: all(rule.mentor in one for one in mentors),
        "must_not": lambda: not any(rule.mentor in one for one in mentors),
        "lead": lambda: placement.leaders[rule.group] == rule.mentor,
        "not_lead": lambda: placement.leaders[rule.group] != rule.mentor,
    }[rule.kind]()


def worth(problem: Problem, placement: Placement) -> tuple[int, float]:
    """Excess, then price with what lies beyond the bands in percent."""
    found = rated(problem, placement)
    full = {band.subject: band.limit / (0.05 if band.subject else 0.02) for band in found.bands}
    beyond = sum((one.width - one.limit) / full[one.subject] for one in found.bands if not one.is_met)
    return found.excess, round(found.price + 100 * beyond, 4)


def fewest(rules: tuple[Rule, ...], is_enough) -> int:
    """The size of the smallest choice of rules for which this is so."""
    return next(
        count
        for count in range(len(rules) + 1)
        if any(is_enough(chosen) for chosen in combinations(rules, count))
    )
