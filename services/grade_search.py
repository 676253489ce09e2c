"""A whole grade at once: groups in every class that has none, then mentors across the classes with one capacity each.

It runs beside the pages in a thread of its own, which touches neither the database nor a page: what it needs it is
given, what it found is taken by whoever asked.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.conflicts import Infeasible
from domain.errors import SchoolError
from domain.grouping import Solution
from domain.grouping_problem import Id, Mentor, Problem, Rule, Student, Tiers
from services import solver
from services.grouping_jobs import Wanted, conflict, problem_of
from services.plans import Desk

Members = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Found:
    """Groups per class, and the mentor of each group by its place."""

    members: Mapping[int, Members]
    mentors: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


class GradeSearch:
    """The search of one grade. Everything may be asked from any thread at any time."""

    def __init__(self, desks: Sequence[Desk], wanted: Mapping[int, Wanted]) -> None:
        self.desks, self.wanted = tuple(desks), wanted
        self.stage, self.problem = "", ""
        self.found: Found | None = None
        self._job: solver.Job | None = None
        self._is_cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether there is an answer or a reason why not."""
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Give it up."""
        self._is_cancelled.set()
        if (job := self._job) is not None:
            job.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it has come."""
        self._thread.join(seconds)
        return self.is_over

    def _run(self) -> None:
        try:
            members = {desk.class_id: self._groups(desk) for desk in self.desks}
            self.stage = "正在给各班小组找导师"
            mentors = self._mentors(members)
        except SchoolError as error:
            self.problem = error.message
            return
        if not self._is_cancelled.is_set():
            self.found = Found(members, mentors)

    def _groups(self, desk: Desk) -> Members:
        """The groups as they stand where everybody has one, else new ones."""
        if desk.plan.groups and not desk.unplaced:
            return tuple(group.students for group in desk.plan.groups)
        self.stage = f"正在形成{desk.class_name}的小组"
        solution = self._solve(problem_of(desk, "groups", Wanted()))
        if isinstance(solution, Infeasible):
            raise SchoolError(f"{desk.class_name}：{''.join(conflict(desk, 'groups', solution))}")
        return tuple(tuple(int(one) for one in group) for _, group in sorted(solution.groups().items()))

    def _mentors(self, members: Mapping[int, Members]) -> dict[int, dict[int, int]]:
        solution = self._solve(grade_problem(self.desks, members, self.wanted))
        if isinstance(solution, Infeasible):
            raise SchoolError(
                "这个年级的老师带不下所有小组：有小组找不到还有名额的任课教师。请提高人数上限，或先补好任课。"
            )
        found: dict[int, dict[int, int]] = {}
        for (class_id, place), number in numbers_of(members).items():
            found.setdefault(class_id, {})[place] = int(solution.placement.leaders[number])
        return found

    def _solve(self, problem: Problem) -> Solution | Infeasible:
        if self._is_cancelled.is_set():
            raise SchoolError("已停下。")
        self._job = solver.start(problem)
        self._job.wait()
        answer = self._job.result()
        assert answer is not None
        return answer


def numbers_of(members: Mapping[int, Members]) -> dict[tuple[int, int], int]:
    """(class, place) → the group's number in the grade, from 1."""
    keys = [(class_id, place) for class_id, groups in members.items() for place in range(len(groups))]
    return {key: number for number, key in enumerate(keys, start=1)}


def grade_problem(
    desks: Sequence[Desk], members: Mapping[int, Members], wanted: Mapping[int, Wanted]
) -> Problem:
    """Which mentor for which group, everybody staying in the group: wishes and claims of all classes in one."""
    numbers = numbers_of(members)
    seats = {
        student: numbers[class_id, place]
        for class_id, groups in members.items()
        for place, group in enumerate(groups)
        for student in group
    }
    sizes = tuple(len(group) for groups in members.values() for group in groups)
    wishes: dict[Id, Tiers] = {}
    claims: dict[Id, Tiers] = {}
    for both in wanted.values():
        wishes.update((student, tiers) for student, tiers in both.wishes.items())
        for mentor, tiers in both.claims.items():
            claims[mentor] = (*claims.get(mentor, ()), *tiers)
    mentors = _mentors(desks, sizes)
    known = {one.id for one in mentors}
    return Problem(
        students=tuple(Student(one, class_id=desk.class_id) for desk in desks for one in desk.students),
        sizes=sizes,
        mentors=mentors,
        rules=tuple(Rule(f"seat-{one}", "lock", (one,), group=number) for one, number in seats.items()),
        wishes={one: tiers for one, tiers in wishes.items() if one in seats},
        claims={one: tiers for one, tiers in claims.items() if one in known},
        previous={
            one.id: one.mentor_id
            for desk in desks
            for one in desk.students.values()
            if one.mentor_id is not None and one.mentor_id in desk.teachers
        },
        order="groups_first",
        rounds=1,
    )


def _mentors(desks: Sequence[Desk], sizes: Sequence[int]) -> tuple[Mentor, ...]:
    """Everybody once, with what room is left in all these classes together; a second group only when all have one."""
    here = [one.mentor_id for desk in desks for one in desk.students.values()]
    teaches: dict[int, set[Id]] = {}
    room: dict[int, int] = {}
    for desk in desks:
        own = [one.mentor_id for one in desk.students.values()]
        for one in desk.teachers.values():
            teaches.setdefault(one.id, set()).add(desk.class_id)
            outside = one.elsewhere + own.count(one.id) - here.count(one.id)
            room[one.id] = max(0, one.most - outside)
    able = sum(places >= min(sizes) for places in room.values())
    share = max(sizes) * -(-len(sizes) // max(1, able))
    return tuple(
        Mentor(one, most=min(places, share), teaches=frozenset(teaches[one])) for one, places in room.items()
    )
